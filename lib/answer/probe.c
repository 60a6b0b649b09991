/* answer/probe.c - see probe.h */
#include "answer/probe.h"

#include "answer/book.h"
#include "answer/missing.h"
#include "answer/now.h"
#include "answer/pace.h"
#include "base/mem.h"
#include "base/text.h"
#include "state/polls.h"
#include "state/spool.h"
#include "state/state.h"
#include "state/token.h"
#include "store/store.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	HOUR_S = 3600,
	DAY_S = 86400,
	JITTER_S = 60		/* a clock may be set back by so much */
};

static bool
is_set(const struct cfg *cfg, enum cfg_key key)
{
	return cfg_get(cfg, key) != NULL;
}

static void
probe_token(struct facts *f, const struct state *s, const struct cfg *cfg)
{
	struct token t;
	char *path = state_path(s, "private/token.json");
	int rc = token_load(s, &t, &f->token_err);

	f->token = CHECK_TOKEN_NONE;
	if (rc == -1 && access(path, R_OK) == -1) {
		f->token = CHECK_TOKEN_UNSEEN;
		f->token_err = (struct err){ .kind = ERR_NONE };
	} else if (rc == 0) {
		f->token = t.scheme == TOKEN_ACCESS ? CHECK_TOKEN_ACCESS :
		    CHECK_TOKEN_LOGIN;
		f->token_expires_at = t.expires_at;
		f->token_obtained_at = t.obtained_at;
	} else if (is_set(cfg, CFG_TOKEN) || is_set(cfg, CFG_TOKEN_FILE) ||
	    is_set(cfg, CFG_TOKEN_COMMAND) || is_set(cfg, CFG_USERNAME))
		f->token = CHECK_TOKEN_SETTING;
	if (rc == 0)
		token_wipe(&t);
	free(path);
}

static void
count_own(struct facts *f, const struct poll *p)
{
	f->last_own_poll = p->at;
	if (f->first_own_poll == 0)
		f->first_own_poll = p->at;
	if (p->at > f->now - CHECK_RECENT * f->poll_interval_s)
		f->own_polls++;
}

static void
count_fetch(struct facts *f, const struct poll *p)
{
	bool failed = p->kind != ERR_NONE;

	if (strcmp(p->command, "battery") != 0)
		return;
	f->last_poll = p->at;
	if (!p->by_hand)
		count_own(f, p);
	if (!failed || f->failing_since == 0)
		f->failing_since = failed ? p->at : 0;
	f->last_result = (struct err){ .kind = p->kind };
	(void)text_copy(f->last_result.msg, sizeof(f->last_result.msg),
	    p->message);
	if (!failed) {
		f->skew_known = true;
		f->skew_s = p->skew_s;
	}
	if (p->at > f->now - DAY_S) {
		f->day_attempts++;
		f->day_failed += failed;
	}
	if (p->at > f->now - HOUR_S) {
		f->hour_attempts++;
		f->hour_failed += failed;
	}
}

/* What is dated in the future was written before the clock was set back: it
 * tells nothing of when it was. */
static void
count_attempt(void *arg, const struct poll *p)
{
	struct facts *f = arg;

	if (p->at > f->now + JITTER_S)
		f->ahead++;
	else if (strcmp(p->program, "vrm-fetch") == 0)
		count_fetch(f, p);
	else if (strcmp(p->program, "vrm-store") == 0 && p->stored > 0)
		f->last_success = p->at;
}

static void
probe_spool(struct facts *f, const struct state *s)
{
	struct spool_depth d;

	if (spool_depth(s, &d, &f->spool_err) == -1)
		return;
	f->spool_lines = (int64_t)d.lines;
	f->spool_oldest = d.oldest;
	f->spool_damaged = (int64_t)d.set_aside;
}

/* state_open() would make the directory, so look first. */
static void
probe_state(struct facts *f, const struct cfg *cfg, const struct clock *clock)
{
	const char *dir = cfg_get(cfg, CFG_STATE_DIR);
	struct rate_limits limits = budget_limits(cfg);
	struct state *s = NULL;

	f->requests_warning = rate_warning(&limits);
	if (access(dir, R_OK | X_OK) == -1) {
		err_sys(&f->state, ERR_PERMISSION, "state directory %s", dir);
		if (errno == ENOENT)
			err_hint(&f->state, "it is made by the first run of "
			    "vrm-auth, vrm-fetch or vrm-store; VRM_STATE_DIR "
			    "says where");
		else
			err_hint(&f->state, "join the group that owns it");
	} else {
		s = state_open(dir);
		probe_token(f, s, cfg);
		(void)budget_read(&f->requests, s, &limits, clock,
		    &f->requests_err);
		(void)polls_read(s, 0, count_attempt, f, &f->state);
		probe_spool(f, s);
	}
	if (s == NULL)
		f->requests_err = f->state;
	state_close(s);
}

/* The sites of "123456, boathouse"; all where nothing is named.  A name that
 * is none is a fact. */
static void
mark_watched(struct facts *f, const struct book *b, const char *list,
    bool *watched)
{
	char word[LINE_NAME];

	for (size_t i = 0; i < b->n_sites; i++)
		watched[i] = list == NULL;
	while (list != NULL && *list != '\0') {
		size_t len = strcspn(list, ",");
		struct err e = { .kind = ERR_NONE };
		const struct site *s = NULL;

		(void)snprintf(word, sizeof(word), "%.*s", (int)len, list);
		text_trim(word);
		if (*word != '\0')
			s = book_site(b, word, NULL, &e);
		if (s != NULL)
			watched[s - b->sites] = true;
		else if (e.kind != ERR_NONE)
			f->sites_err = e;
		list += len + (list[len] == ',');
	}
}

static int
take_first(void *arg, const struct reading *r, struct err *e)
{
	(void)e;
	if (*(int64_t *)arg == 0)	/* to stop there costs more */
		*(int64_t *)arg = r->at;
	return 0;
}

/* How long the series has been going within the last 24 hours. */
static int
time_going(struct store *st, const struct store_range *day, int64_t now,
    int64_t *seconds, struct err *e)
{
	struct store_range before = *day;
	int64_t first = 0;

	before.from = INT64_MIN;
	before.to = day->from;
	before.limit = 1;
	if (store_readings(st, &before, take_first, &first, e) == -1)
		return -1;
	if (first == 0 && store_readings(st, day, take_first, &first, e) == -1)
		return -1;
	if (first < day->from)
		first = first == 0 ? now : day->from;
	*seconds = now > first ? now - first : 0;
	return 0;
}

static int
count_gaps(struct facts *f, struct store *st, const struct site *site,
    const struct reading *r, struct err *e)
{
	struct missing_time t = {
		.since = f->now - SCHEDULE_END_S,
		.poll_interval_s = f->poll_interval_s, .now = f->now
	};
	struct missing m = { .n = 0 };
	int log_interval;
	int rc = missing_horizon(&t, st, r, e);

	if (rc == 0)
		rc = pace_of(&log_interval, st, site, r, e);
	if (rc == 0)
		rc = missing_load(&m, st, r, log_interval, &t, e);
	for (size_t i = 0; i < m.n; i++) {
		const struct schedule_gap *g = &m.gaps[i];

		if (g->state != SCHEDULE_DUE && g->state != SCHEDULE_PENDING)
			continue;
		f->gaps++;
		f->gaps_s += g->to - g->from;
		if (g->state == SCHEDULE_DUE && (f->due_at == 0 ||
		    g->ask_at < f->due_at))
			f->due_at = g->ask_at;
	}
	missing_free(&m);
	return rc;
}

static void
compare_age(struct facts *f, const struct site *site, const struct reading *r,
    int64_t stale_s)
{
	int64_t age = check_since(f, r->at);

	f->stale += age > stale_s;
	if (f->sites++ > 0 && age <= f->worst_age_s)
		return;
	f->worst = *site;
	f->worst_at = r->at;
	f->worst_age_s = age;
	f->worst_stale_s = stale_s;
}

static void
compare_soc(struct facts *f, const struct site *site, const struct reading *r,
    int64_t stale_s)
{
	if (isnan(r->soc) || check_since(f, r->at) > stale_s ||
	    (f->soc_known && r->soc >= f->soc))
		return;
	f->soc_known = true;
	f->soc = r->soc;
	f->lowest = *site;
}

static int
probe_series(struct facts *f, struct store *st, const struct site *site,
    const struct reading *r, const struct cfg *cfg, struct err *e)
{
	struct store_range day = { r->site, r->battery, r->source,
	    f->now - DAY_S, INT64_MAX, 0 };
	int64_t interval = site->log_interval > f->poll_interval_s ?
	    site->log_interval : f->poll_interval_s;
	int64_t stale_s = now_stale_after(site, r, cfg_seconds(cfg,
	    CFG_STALE_AFTER));
	int64_t n, going;

	compare_age(f, site, r, stale_s);
	compare_soc(f, site, r, stale_s);
	if (store_count(st, &day, &n, e) == -1 ||
	    time_going(st, &day, f->now, &going, e) == -1)
		return -1;
	f->readings += n;
	f->expected += going / interval;
	return strcmp(r->source, "victron") != 0 ? 0 : count_gaps(f, st, site,
	    r, e);
}

/* A site is watched through one series: its system battery as VRM tells it, or
 * what stands nearest to that. */
static int
probe_sites(struct facts *f, struct store *st, const struct cfg *cfg,
    struct err *e)
{
	struct book b = { .sites = NULL };
	int rc = book_load(&b, st, NULL, e);
	bool *watched = xcalloc(b.n_sites + 1, sizeof(*watched));

	mark_watched(f, &b, cfg_get(cfg, CFG_SITES), watched);
	for (size_t i = 0; i < b.n_sites && rc == 0; i++) {
		struct err none = { .kind = ERR_NONE };
		const struct site *s = &b.sites[i];
		const struct reading *r = book_series(&b, s, NULL, NULL, &none);

		if (r == NULL)
			r = book_next(&b, &(struct book_some){ .site = s },
			    NULL);
		if (r != NULL && watched[i])
			rc = probe_series(f, st, s, r, cfg, e);
	}
	free(watched);
	book_free(&b);
	return rc;
}

static void
probe_database(struct facts *f, const struct cfg *cfg,
    const struct clock *clock)
{
	struct store *st = NULL;
	int64_t began = clock_ms(clock);

	if (store_open(&st, cfg_get(cfg, CFG_DATABASE_URL), STORE_READ, 0,
	    &f->database) == 0) {
		f->latency_ms = clock_ms(clock) - began;
		(void)probe_sites(f, st, cfg, &f->database);
	}
	store_close(st);
}

/* The settings' thresholds; a bad one is an error of the settings. */
static int
read_limits(struct facts *f, const struct cfg *cfg, struct err *e)
{
	static const enum cfg_key keys[] = { CFG_HEALTH_WARNING,
	    CFG_HEALTH_CRITICAL };

	check_limits_init(f->limits);
	for (int i = 0; i < 2; i++)
		if (cfg_get(cfg, keys[i]) != NULL &&
		    check_limits_parse(f->limits, cfg_get(cfg, keys[i]),
		    i == 1, e) == -1) {
			e->kind = ERR_CONFIG;
			err_ctx(e, "%s", cfg_name(keys[i]));
			return -1;
		}
	return 0;
}

int
probe_begin(struct facts *f, const struct cfg *cfg, const struct clock *clock,
    struct err *e)
{
	*f = (struct facts){ .now = clock_s(clock),
	    .poll_interval_s = cfg_seconds(cfg, CFG_POLL_INTERVAL) };
	return read_limits(f, cfg, e);
}

void
probe(struct facts *f, const struct cfg *cfg, const struct clock *clock)
{
	probe_state(f, cfg, clock);
	probe_database(f, cfg, clock);
}
