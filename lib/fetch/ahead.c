/* fetch/ahead.c - see ahead.h */
#include "fetch/ahead.h"

#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "fetch/monitor.h"
#include "vrm/summary.h"

#include <stdlib.h>
#include <string.h>

struct item {
	char site[READING_ID];
	int64_t instance;
	enum ahead_got got;
	bool refused;		/* by a 401 */
	int rc;
	struct sample sample;
	struct err *why;	/* of rc -1; owned */
};

struct ahead {
	struct session *session;
	struct item *item;
	size_t n, from;		/* in order; the first one not asked */
	size_t here;		/* where the last one was found */
	bool is_over;
};

static char *
path(void *arg, size_t i)
{
	const struct ahead *a = arg;

	return summary_path(a->item[a->from + i].site,
	    a->item[a->from + i].instance);
}

static void
keep(struct ahead *a, struct item *x, const json_t *v, int64_t date_s,
    const struct err *e)
{
	x->got = AHEAD_ANSWER;
	if (e->kind == ERR_NONE) {
		x->rc = summary_read(v, date_s, &x->sample);
	} else if (!session_found_nothing(a->session, e)) {
		x->rc = -1;
		x->why = xmalloc(sizeof(*x->why));
		*x->why = *e;
	}
}

/* What is no matter of this site alone ends it. */
static bool
done(void *arg, size_t i, const json_t *v, int64_t date_s,
    const struct err *e)
{
	struct ahead *a = arg;
	struct item *x = &a->item[a->from + i];

	switch (e->kind) {
	case ERR_NONE:
	case ERR_FORBIDDEN:
	case ERR_REJECTED:
	case ERR_SHAPE:
		keep(a, x, v, date_s, e);
		return true;
	case ERR_TOKEN_REFUSED:
		x->got = AHEAD_FAILED;
		x->refused = true;
		return false;
	case ERR_DNS:
	case ERR_CONNECT:
	case ERR_TIMEOUT:
	case ERR_HTTP:
	case ERR_LIMITED:
	case ERR_NOT_JSON:
	case ERR_TOO_BIG:
		x->got = AHEAD_FAILED;
		note_info("site %s: %s", x->site, e->msg);
		return true;
	default:
		x->got = AHEAD_FAILED;
		a->is_over = true;
		return false;
	}
}

/* The 401 of one widget says nothing of the token (vrm-api.md 1.3): a request
 * in its turn finds out. */
static void
ask_in_turn(struct ahead *a, struct item *x)
{
	struct err e = { .kind = ERR_NONE };
	char *p = summary_path(x->site, x->instance);
	json_t *v = NULL;
	int64_t date_s = 0;

	if (p != NULL && (session_get_json(a->session, RATE_EXTRA, p, &v,
	    &date_s, &e) == 0 || session_found_nothing(a->session, &e)))
		keep(a, x, v, date_s, &e);
	else
		a->is_over = true;
	json_decref(v);
	free(p);
}

/* From a->from on, until there is no more, no budget, no time, or a 401. */
static void
fetch_some(struct ahead *a)
{
	struct exchange_many many = { .n = a->n - a->from, .path = path,
	    .done = done, .arg = a };
	size_t first = a->from;
	bool any;

	session_get_many(a->session, &many);
	while (a->from < a->n && a->item[a->from].got != AHEAD_NOTHING)
		a->from++;
	any = false;
	for (size_t i = first; i < a->from && !a->is_over; i++)
		if (a->item[i].refused) {
			any = true;
			ask_in_turn(a, &a->item[i]);
		}
	a->is_over = a->is_over || !any;
}

struct ahead *
ahead_fetch(struct session *s, const struct sites *sites,
    const struct choice *c)
{
	struct ahead *a = xcalloc(1, sizeof(*a));
	struct sites_entry entry;

	a->session = s;
	a->item = xcalloc(c->n, sizeof(*a->item));
	for (size_t i = 0; i < c->n; i++)
		if (sites_get(sites, c->id[i], &entry) && entry.feed != -1) {
			(void)text_copy(a->item[a->n].site, READING_ID,
			    c->id[i]);
			a->item[a->n++].instance = entry.feed;
		}
	while (!a->is_over && a->from < a->n)
		fetch_some(a);
	return a;
}

void
ahead_free(struct ahead *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->n; i++)
		free(a->item[i].why);
	free(a->item);
	free(a);
}

/* They are asked for in order: it is the one after the last, or near. */
static struct item *
find(struct ahead *a, const char *site, int64_t instance)
{
	for (size_t i = 0; a != NULL && i < a->n; i++) {
		struct item *x = &a->item[(a->here + i) % a->n];

		if (x->instance != instance || strcmp(x->site, site) != 0)
			continue;
		a->here = (a->here + i) % a->n;
		return x;
	}
	return NULL;
}

enum ahead_got
ahead_take(struct ahead *a, const char *site, int64_t instance,
    struct sample *out, int *rc, struct err *e)
{
	struct item *x = find(a, site, instance);
	enum ahead_got got = x == NULL ? AHEAD_NOTHING : x->got;

	if (got != AHEAD_ANSWER)
		return got;
	*out = x->sample;
	*rc = x->rc;
	if (x->rc == -1)
		*e = *x->why;
	x->got = AHEAD_NOTHING;
	return AHEAD_ANSWER;
}

bool
ahead_has(struct ahead *a, const char *site, int64_t instance)
{
	const struct item *x = find(a, site, instance);

	return x != NULL && x->got == AHEAD_ANSWER;
}
