/* fetch/battery.c - see battery.h */
#include "fetch/battery.h"

#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "fetch/choice.h"
#include "fetch/listing.h"
#include "fetch/overview.h"
#include "fetch/reader.h"
#include "net/retry.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_NAMED = 32,
	MAX_IN_A_ROW = 8,
	LIST_AGAIN_S = 6 * 3600		/* an only site may have got company */
};

struct plan {
	bool all;			/* the account's sites */
	bool one_by_one;		/* else one overview */
	bool system, monitors;
	int64_t named[MAX_NAMED];
	int n_named;
	struct choice sites;
};

/* ---- which batteries ---- */

static int
add_battery(struct plan *p, const char *word, struct err *e)
{
	int64_t n;

	if (strcmp(word, "system") == 0) {
		p->system = true;
	} else if (strcmp(word, "all") == 0) {
		p->system = p->monitors = true;
	} else if (text_to_int64(word, &n) && n >= 0 && n <= INT32_MAX &&
	    p->n_named < MAX_NAMED) {
		p->named[p->n_named++] = n;
	} else {
		err_set(e, ERR_USAGE, "--battery: %s: not system, all or the "
		    "instance of a battery monitor", word);
		return -1;
	}
	return 0;
}

static int
choose_batteries(struct plan *p, const struct battery_ask *ask,
    struct err *e)
{
	for (size_t i = 0; i < ask->n_batteries; i++) {
		const char *s = ask->batteries[i];
		char word[32];

		while (*s != '\0') {
			size_t len = strcspn(s, ",");

			(void)snprintf(word, sizeof(word), "%.*s", (int)len,
			    s);
			text_trim(word);
			if (add_battery(p, word, e) == -1)
				return -1;
			s += len + (s[len] == ',');
		}
	}
	if (!p->system && !p->monitors && p->n_named == 0)
		p->system = true;
	return 0;
}

/* ---- which sites ---- */

static void
count_failure(void *arg, const struct err *e)
{
	struct round *r = arg;

	r->asked++;
	round_fail(r, e);
}

static void
start(void *arg)
{
	choice_free(arg);
}

static void
each(void *arg, const struct installations_site *s)
{
	choice_add(arg, s->site.id);
}

static int
list_sites(struct plan *p, struct session *s, struct err *e)
{
	struct listing l = { .use = RATE_EXTRA, .start = start, .each = each,
	    .arg = &p->sites };

	return listing_run(s, &l, e);
}

struct dated {
	int64_t at;
	char id[READING_ID];
};

static int
compare(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Oldest data first: what the budget does not allow today's poll comes first in
 * the next one. */
static void
order_sites(struct choice *c, const struct sites *sites)
{
	struct dated *all = xcalloc(c->n, sizeof(*all));

	for (size_t i = 0; i < c->n; i++) {
		all[i].at = sites_sampled_at(sites, c->id[i], "system");
		(void)text_copy(all[i].id, sizeof(all[i].id), c->id[i]);
	}
	qsort(all, c->n, sizeof(*all), compare);
	for (size_t i = 0; i < c->n; i++)
		(void)text_copy(c->id[i], sizeof(c->id[i]), all[i].id);
	free(all);
}

static int
choose_sites(struct plan *p, struct reader *r, const struct battery_ask *ask,
    struct err *e)
{
	struct choice_ask words = { r->session, r->round->sites, ask->sites,
	    ask->n_sites, count_failure, r->round };
	const char *only;

	if (ask->all && ask->n_sites > 0) {
		err_set(e, ERR_USAGE, "--all and --site exclude each other");
		return -1;
	}
	p->all = ask->n_sites == 0;
	only = sites_only(r->round->sites, LIST_AGAIN_S, r->round->now);
	if (!p->all && choice_make(&p->sites, &words, e) == -1)
		return -1;
	if (p->all && !ask->all && ask->via == BATTERY_AUTO && *only != '\0') {
		choice_add(&p->sites, only);
		p->all = false;
	}
	p->one_by_one = ask->via == BATTERY_SUMMARY ||
	    (ask->via == BATTERY_AUTO && !p->all && p->sites.n == 1);
	if (p->all && (p->one_by_one || p->monitors || p->n_named > 0) &&
	    list_sites(p, r->session, e) == -1)
		return -1;
	if (p->one_by_one)
		order_sites(&p->sites, r->round->sites);
	return 0;
}

/* ---- reading them ---- */

/* What fails for one site will fail for all. */
static bool
is_general(enum err_kind k)
{
	switch (k) {
	case ERR_FORBIDDEN:
	case ERR_NO_SITE:
	case ERR_NO_BATTERY:
	case ERR_NO_READING:
	case ERR_REJECTED:
	case ERR_NOT_JSON:
	case ERR_SHAPE:
	case ERR_TOO_BIG:
	case ERR_HTTP:
	case ERR_TIMEOUT:
		return false;
	default:
		return true;
	}
}

/* One battery failed; -1 if it is no use to go on: all will fail, or VRM is not
 * well. */
static int
take_failure(struct reader *r, const struct plan *p, const struct err *e)
{
	if (p->all && e->kind == ERR_NO_BATTERY) {
		note_info("%s", e->msg);
		return 0;
	}
	round_fail(r->round, e);
	r->in_a_row = retry_may(e->kind) ? r->in_a_row + 1 : 0;
	return is_general(e->kind) || r->in_a_row == MAX_IN_A_ROW ? -1 : 0;
}

static int
read_system(struct reader *r, const struct plan *p, const char *site,
    bool summary_only)
{
	struct err e = { .kind = ERR_NONE };
	struct reading x;
	bool exact;

	r->round->asked++;
	if (reader_system(r, site, summary_only, &x, &exact, &e) == -1)
		return take_failure(r, p, &e);
	round_reading(r->round, &x, exact);
	r->in_a_row = 0;
	return 0;
}

static int
read_monitor(struct reader *r, const struct plan *p, const char *site,
    int64_t instance, bool was_named)
{
	struct err e = { .kind = ERR_NONE };
	struct reading x;
	int rc = reader_monitor(r, site, instance, &x, &e);

	if (rc == 0 && !was_named) {
		note_info("site %s: battery %" PRId64 " has no values", site,
		    instance);
		return 0;
	}
	r->round->asked++;
	if (rc == 0) {
		err_set(&e, ERR_NO_BATTERY, "site %s: battery %" PRId64
		    ": no such battery monitor, or it has no values", site,
		    instance);
		err_hint(&e, "vrm-fetch devices --site %s lists the site's "
		    "batteries", site);
	}
	if (rc != 1)
		return take_failure(r, p, &e);
	(void)snprintf(x.battery, sizeof(x.battery), "%" PRId64, instance);
	round_reading(r->round, &x, false);
	return 0;
}

static int
read_monitors(struct reader *r, const struct plan *p, const char *site)
{
	struct sites_entry s = { .n_monitors = 0 };
	struct err e = { .kind = ERR_NONE };
	int rc = 0;

	for (int i = 0; i < p->n_named && rc == 0; i++)
		rc = read_monitor(r, p, site, p->named[i], true);
	if (p->monitors && reader_monitors(r, site, &s, &e) == -1 &&
	    s.n_monitors == 0) {
		r->round->asked++;
		return take_failure(r, p, &e);
	}
	for (int i = 0; i < s.n_monitors && rc == 0; i++)
		rc = read_monitor(r, p, site, s.monitors[i], false);
	return rc;
}

/* A site that was not asked any more failed with the last one. */
static void
give_up(struct round *r)
{
	r->asked++;
	r->failed++;
}

/* Everything of one site that is read by itself; -1 if it is no use to go on.
 */
static int
read_site(struct reader *r, const struct plan *p, const char *site,
    enum battery_via via)
{
	int rc = 0;

	if (p->system && p->one_by_one)
		rc = read_system(r, p, site, via == BATTERY_SUMMARY);
	if (rc == 0 && !r->is_closed)
		rc = read_monitors(r, p, site);
	if (rc == 0 && !r->is_closed && !p->all)
		reader_tell_site(r, site);
	return rc;
}

/* When the requests end, what was fetched ahead is still there. */
static void
read_sites(struct reader *r, const struct plan *p, enum battery_via via)
{
	if (p->system && p->one_by_one && p->sites.n > 1)
		r->ahead = ahead_fetch(r->session, r->round->sites, &p->sites);
	for (size_t i = 0; i < p->sites.n; i++) {
		const char *site = p->sites.id[i];

		if (r->is_closed && !reader_has_system(r, site))
			give_up(r->round);
		else if (read_site(r, p, site, via) == -1)
			r->is_closed = true;
	}
	ahead_free(r->ahead);
	r->ahead = NULL;
}

static void
read_all(struct reader *r, const struct plan *p, enum battery_via via)
{

	if (p->system && !p->one_by_one)
		overview_all(r->session, r->round,
		    p->all ? NULL : &p->sites);
	if (p->one_by_one || p->monitors || p->n_named > 0)
		read_sites(r, p, via);
}

int
battery_poll(struct session *s, struct sites *sites, int64_t now,
    const struct battery_ask *ask, round_emit_fn *emit, void *arg,
    struct battery_count *count, struct err *e)
{
	struct round round = { .sites = sites, .now = now,
	    .is_shown = ask->is_shown };
	struct reader reader = { .session = s, .round = &round };
	struct plan plan = { .all = false };
	int rc = -1;

	*count = (struct battery_count){ .asked = 0 };
	session_hurry(s);
	if (choose_batteries(&plan, ask, e) == -1 ||
	    choose_sites(&plan, &reader, ask, e) == -1)
		goto out;
	if (plan.all || plan.sites.n > 0)
		read_all(&reader, &plan, ask->via);
	rc = round_finish(&round, emit, arg, &count->readings, e);
	count->asked = round.asked;
out:
	choice_free(&plan.sites);
	round_free(&round);
	return rc;
}
