/* fetch/reader.c - see reader.h */
#include "fetch/reader.h"

#include "base/note.h"
#include "base/text.h"
#include "fetch/listing.h"
#include "fetch/monitor.h"
#include "fetch/overview.h"
#include "vrm/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Older than this, or three logs, and a monitor may have been replaced: VRM
 * goes on telling the old one's last values (vrm-api.md 4). */
enum { SILENT_S = 900, SILENT_LOGS = 3 };

static int
request_summary(struct session *s, enum rate_use use, const char *site,
    int64_t instance, struct sample *out, struct err *e)
{
	char *path = summary_path(site, instance);
	json_t *body = NULL;
	int64_t date_s = 0;
	int rc;

	if (path == NULL) {
		err_set(e, ERR_NO_SITE, "%s is no site id", site);
		return -1;
	}
	rc = session_get_json(s, use, path, &body, &date_s, e);
	if (rc == 0) {
		rc = summary_read(body, date_s, out);
	} else if (session_found_nothing(s, e)) {
		*e = (struct err){ .kind = ERR_NONE };
		rc = 0;
	}
	json_decref(body);
	free(path);
	return rc;
}

/* What failed when it was fetched ahead is tried again now. */
static int
ask_summary(struct reader *r, const char *site, int64_t instance,
    struct sample *out, struct err *e)
{
	enum rate_use use = RATE_POLL;
	int rc = -1;

	switch (ahead_take(r->ahead, site, instance, out, &rc, e)) {
	case AHEAD_ANSWER:
		break;
	case AHEAD_FAILED:
		use = RATE_EXTRA;
		/* FALLTHROUGH */
	case AHEAD_NOTHING:
		rc = request_summary(r->session, use, site, instance, out, e);
	}
	if (rc == -1)
		err_ctx(e, "site %s", site);
	return rc;
}

int
reader_monitor(struct reader *r, const char *site, int64_t instance,
    struct reading *out, struct err *e)
{
	bool is_here = strcmp(r->site, site) == 0 && r->instance == instance;
	int rc = is_here ? 1 :
	    ask_summary(r, site, instance, &r->sample, e);

	r->site[0] = '\0';
	if (rc == 1 && !overview_reading(r->round, site, &r->sample, out))
		rc = 0;
	if (rc != 1)
		return rc;
	(void)text_copy(r->site, sizeof(r->site), site);
	r->instance = instance;
	out->instance = instance;
	return 1;
}

static bool
is_silent(const struct reader *r, const struct reading *x)
{
	int64_t age = r->round->now + session_skew_s(r->session) - x->at;

	return age > SILENT_S && age > (int64_t)SILENT_LOGS * x->interval;
}

static int
discover(struct reader *r, struct sites_entry *s, struct err *e)
{
	int before = s->site.log_interval;
	int rc = monitor_discover(r->session, r->round->now, s, e);

	if (s->site.log_interval != before)
		s->printed_at = 0;	/* the site's line changes */
	sites_put(r->round->sites, s);
	return rc;
}

int
reader_monitors(struct reader *r, const char *site, struct sites_entry *out,
    struct err *e)
{
	(void)sites_get(r->round->sites, site, out);
	return !r->is_closed && monitor_is_due(out, r->round->now) ?
	    discover(r, out, e) : 0;
}

bool
reader_has_system(const struct reader *r, const char *site)
{
	struct sites_entry s;

	return sites_get(r->round->sites, site, &s) &&
	    ahead_has(r->ahead, site, s.feed);
}

/* As reader_monitor(); *fresh: nothing newer is to be expected elsewhere. */
static int
by_summary(struct reader *r, struct sites_entry *s, struct reading *out,
    bool *fresh, struct err *e)
{
	int64_t before = s->feed;
	struct err ignored = { .kind = ERR_NONE };
	int rc;

	*fresh = false;
	if (s->feed == -1)
		return 0;
	rc = reader_monitor(r, s->site.id, s->feed, out, e);
	*fresh = rc == 1 && !is_silent(r, out);
	if (rc == -1 || *fresh)
		return rc;
	/* Empty or silent: another monitor may have taken its place. */
	if (!r->is_closed &&
	    r->round->now - s->discovered_at >= MONITOR_AGAIN_S)
		(void)discover(r, s, &ignored);
	if (s->feed != -1 && s->feed != before) {
		rc = reader_monitor(r, s->site.id, s->feed, out, e);
		*fresh = rc == 1 && !is_silent(r, out);
	}
	return rc;
}

/* Until the next discovery this site goes by overview: one request. */
static void
rest(struct reader *r, struct sites_entry *s)
{
	if (s->feed == -1)
		return;
	note_info("site %s: monitor %" PRId64 " tells nothing new", s->site.id,
	    s->feed);
	s->feed = -1;
	sites_put(r->round->sites, s);
}

static int
no_battery(const char *site, const char *what, struct err *e)
{
	err_set(e, ERR_NO_BATTERY, "site %s: %s", site, what);
	err_hint(e, "vrm-fetch devices --site %s lists the site's batteries",
	    site);
	return -1;
}

static int
forbidden(const char *site, struct err *e)
{
	err_set(e, ERR_FORBIDDEN, "site %s: VRM answered 403: this account "
	    "has no right to it", site);
	return -1;
}

/* There is no fresh summary (have: but an old one, in *out).  The newer of both
 * goes out; of one log the summary, which has the temperature. */
static int
by_overview(struct reader *r, const struct sites_entry *s, enum rate_use use,
    bool have, struct reading *out, bool *exact, struct err *e)
{
	const char *site = s->site.id;
	struct reading shown;
	int rc = overview_one(r->session, r->round, site, use, &shown, e);

	if (rc == -1 && e->kind == ERR_NO_SITE && s->forbidden)
		return forbidden(site, e);
	if (have && (rc != 1 || shown.at <= out->at + SITES_WOBBLE_S)) {
		*e = (struct err){ .kind = ERR_NONE };
		return 0;
	}
	if (rc == 0)
		return no_battery(site, "VRM has no battery values", e);
	*out = shown;
	*exact = true;
	return rc == 1 ? 0 : -1;
}

int
reader_system(struct reader *r, const char *site, bool summary_only,
    struct reading *out, bool *exact, struct err *e)
{
	struct sites_entry s;
	struct err why = { .kind = ERR_NONE };
	enum rate_use use;
	bool fresh;
	int rc;

	*exact = false;
	(void)reader_monitors(r, site, &s, &why);
	/* a second request of one poll must not cost a later one its first */
	use = s.feed == -1 ? RATE_POLL : RATE_EXTRA;
	rc = by_summary(r, &s, out, &fresh, e);
	if (rc == -1 && !summary_only && monitor_is_answer(e->kind)) {
		note_warn("%s; its battery is read by overview now", e->msg);
		*e = (struct err){ .kind = ERR_NONE };
		rc = 0;
	}
	if (rc == -1 || fresh)
		return rc == -1 ? -1 : 0;
	if (!summary_only) {
		rest(r, &s);
		return by_overview(r, &s, use, rc == 1, out, exact, e);
	}
	if (rc == 1)
		return 0;
	if (s.forbidden)
		return forbidden(site, e);
	if (s.feed == -1 && why.kind != ERR_NONE) {
		*e = why;
		return -1;
	}
	return no_battery(site, s.feed == -1 ? "which monitor feeds its "
	    "battery is not known; --via overview needs none" :
	    "its monitor has no values", e);
}

static void
start(void *arg)
{
	(void)arg;
}

struct told {
	struct round *round;
	const char *site;	/* the only one that was asked about */
};

static void
each(void *arg, const struct installations_site *s)
{
	struct told *t = arg;

	if (strcmp(s->site.id, t->site) == 0)
		round_site(t->round, &s->site);
}

void
reader_tell_site(struct reader *r, const char *site)
{
	struct told told = { r->round, site };
	struct listing l = { .use = RATE_EXTRA, .site = site, .start = start,
	    .each = each, .arg = &told };
	struct sites_entry s;
	struct err e = { .kind = ERR_NONE };

	(void)sites_get(r->round->sites, site, &s);
	if (round_has_site(r->round, site) ||
	    !round_site_is_due(r->round, &s))
		return;
	if (s.printed_at == 0 && s.site.identifier[0] != '\0')
		round_site(r->round, &s.site);	/* just learned */
	else if (listing_run(r->session, &l, &e) == -1)
		note_info("site %s: who it is: %s", site, e.msg);
	if (!round_has_site(r->round, site))
		round_site_later(r->round, &s);
}
