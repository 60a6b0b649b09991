/* fetch/backfill.c - see backfill.h */
#include "fetch/backfill.h"

#include "fetch/choice.h"

/* A list this old may lack a new site. */
enum { LIST_AGE_S = 6 * 3600 };

static void
keep_first(void *arg, const struct err *why)
{
	struct err *e = arg;

	if (e->kind == ERR_NONE)
		*e = *why;
}

static int
choose(struct choice *c, struct session *s, struct sites *sites,
    const struct backfill_ask *a, int64_t now, struct err *e)
{
	struct err wrong = { .kind = ERR_NONE };
	struct choice_ask words = { s, sites, a->sites, a->n_sites,
		keep_first, &wrong };
	const char *only = sites_only(sites, LIST_AGE_S, now);

	if (a->n_sites == 0 && *only != '\0')
		choice_add(c, only);
	else if (a->n_sites > 0 && choice_make(c, &words, e) == -1)
		return -1;
	if (wrong.kind != ERR_NONE) {
		*e = wrong;
		return -1;
	}
	if (c->n > 0)
		return 0;
	err_set(e, ERR_USAGE, "history of which site?");
	err_hint(e, "--site ID, or VICTRON_INSTALLATION_ID");
	return -1;
}

static int
add(struct ranges *ranges, const char *site, const struct backfill_ask *a,
    struct err *e)
{
	static const char *const system[] = { "system" };
	const char *const *names = a->n_batteries == 0 ? system :
	    a->batteries;
	size_t n = a->n_batteries == 0 ? 1 : a->n_batteries;

	for (size_t i = 0; i < n; i++)
		if (!ranges_add_long(ranges, site, names[i], a->from, a->to)) {
			err_set(e, ERR_USAGE, "--battery: %s: neither system "
			    "nor the instance of a battery monitor",
			    names[i]);
			return -1;
		}
	return 0;
}

int
backfill_plan(struct ranges *ranges, struct session *s, struct sites *sites,
    const struct backfill_ask *a, int64_t now, struct err *e)
{
	struct choice c = { .n = 0 };
	int rc = choose(&c, s, sites, a, now, e);

	for (size_t i = 0; i < c.n && rc == 0; i++)
		rc = add(ranges, c.id[i], a, e);
	choice_free(&c);
	return rc;
}
