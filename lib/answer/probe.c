/* answer/probe.c - see probe.h */
#include "answer/probe.h"

#include "answer/book.h"
#include "answer/current.h"
#include "base/text.h"
#include "state/polls.h"
#include "state/state.h"
#include "state/token.h"
#include "store/store.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HOUR_S = 3600, DAY_S = 86400 };

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
	} else if (is_set(cfg, CFG_TOKEN) || is_set(cfg, CFG_TOKEN_FILE) ||
	    is_set(cfg, CFG_TOKEN_COMMAND) || is_set(cfg, CFG_USERNAME))
		f->token = CHECK_TOKEN_SETTING;
	if (rc == 0)
		token_wipe(&t);
	free(path);
}

static void
count_fetch(struct facts *f, const struct poll *p)
{
	bool failed = p->kind != ERR_NONE;

	if (strcmp(p->command, "battery") != 0)
		return;
	f->last_poll = p->at;
	if (!p->by_hand)
		f->last_own_poll = p->at;
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

static void
count_attempt(void *arg, const struct poll *p)
{
	struct facts *f = arg;

	if (strcmp(p->program, "vrm-fetch") == 0)
		count_fetch(f, p);
	else if (strcmp(p->program, "vrm-store") == 0 && p->stored > 0)
		f->last_success = p->at;
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
	}
	if (s == NULL)
		f->requests_err = f->state;
	state_close(s);
}

/* Is the site one of "123456, boathouse"?  All are where nothing is named. */
static bool
is_watched(const struct book *b, const struct site *s, const char *list)
{
	struct err ignored = { .kind = ERR_NONE };
	char word[LINE_NAME];

	if (list == NULL)
		return true;
	while (*list != '\0') {
		size_t len = strcspn(list, ",");

		(void)snprintf(word, sizeof(word), "%.*s", (int)len, list);
		text_trim(word);
		if (*word != '\0' && book_site(b, word, NULL, &ignored) == s)
			return true;
		list += len + (list[len] == ',');
	}
	return false;
}

static int
take_time(void *arg, const struct reading *r, struct err *e)
{
	(void)e;
	*(int64_t *)arg = r->at;
	return 1;		/* the first is enough */
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
	if (store_readings(st, &before, take_time, &first, e) == -1)
		return -1;
	if (first == 0 && store_readings(st, day, take_time, &first, e) == -1)
		return -1;
	if (first < day->from)
		first = first == 0 ? now : day->from;
	*seconds = now > first ? now - first : 0;
	return 0;
}

static int
probe_series(struct facts *f, struct store *st, const struct site *site,
    const struct reading *r, int64_t stale_setting, struct err *e)
{
	struct store_range day = { r->site, r->battery, r->source,
	    f->now - DAY_S, INT64_MAX, 0 };
	int64_t interval = site->log_interval > f->poll_interval_s ?
	    site->log_interval : f->poll_interval_s;
	int64_t age = f->now > r->at ? f->now - r->at : 0;
	int64_t n, going;

	if (store_count(st, &day, &n, e) == -1 ||
	    time_going(st, &day, f->now, &going, e) == -1)
		return -1;
	f->readings += n;
	f->expected += going / interval;
	if (f->sites++ == 0 || age > f->worst_age_s) {
		f->worst = *site;
		f->worst_age_s = age;
		f->worst_stale_s = current_stale_after(site, r, stale_setting);
	}
	return 0;
}

/* A site is watched through one series: its system battery as VRM tells it, or
 * what stands nearest to that. */
static int
probe_sites(struct facts *f, struct store *st, const struct cfg *cfg,
    struct err *e)
{
	struct book b = { .sites = NULL };
	int rc = book_load(&b, st, NULL, e);

	for (size_t i = 0; i < b.n_sites && rc == 0; i++) {
		struct err none = { .kind = ERR_NONE };
		const struct site *s = &b.sites[i];
		const struct reading *r = book_series(&b, s, NULL, NULL, &none);

		for (size_t k = 0; k < b.n_latest && r == NULL; k++)
			if (book_matches(&b.latest[k], s, NULL, NULL))
				r = &b.latest[k];
		if (r != NULL && is_watched(&b, s, cfg_get(cfg, CFG_SITES)))
			rc = probe_series(f, st, s, r, cfg_seconds(cfg,
			    CFG_STALE_AFTER), e);
	}
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

void
probe(struct facts *f, const struct cfg *cfg, const struct clock *clock)
{
	*f = (struct facts){ .now = clock_s(clock),
	    .poll_interval_s = cfg_seconds(cfg, CFG_POLL_INTERVAL) };
	probe_state(f, cfg, clock);
	probe_database(f, cfg, clock);
}
