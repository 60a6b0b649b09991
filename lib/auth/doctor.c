/* auth/doctor.c - see doctor.h */
#include "auth/doctor.h"

#include "auth/auth.h"
#include "auth/ladder.h"
#include "auth/survey.h"
#include "base/mem.h"
#include "base/text.h"
#include "state/budget.h"
#include "state/sites.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SANE_S = 1735689600,	/* 2025-01-01: these programs are younger */
	SKEW_S = 600,		/* readings would seem to be from the future */
	SILENT_S = 900, SILENT_LOGS = 3
};

struct doctor {
	struct auth a;
	struct ladder ladder;
	struct survey survey;
};

/* ---- on this machine ---- */

/* Where the settings came from; places in the order of the keys. */
static void
name_sources(const struct cfg *cfg, char *buf, size_t size)
{
	size_t used = 0;

	*buf = '\0';
	for (int k = 0; k < CFG_KEYS; k++) {
		const char *from = cfg_from(cfg, (enum cfg_key)k);
		size_t len = from == NULL ? 0 : strcspn(from, ":");
		char place[256];

		(void)snprintf(place, sizeof(place), "%.*s", (int)len,
		    from == NULL ? "" : from);
		if (len == 0 || strcmp(place, "default") == 0 ||
		    strstr(buf, place) != NULL)
			continue;
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
		    used == 0 ? "" : ", ", place);
		if (used >= size)
			break;
	}
}

static int
try_settings(struct doctor *d)
{
	struct auth *a = &d->a;
	struct err e = { .kind = ERR_NONE };
	char from[512];

	if (session_open_bare(&a->session, a->cfg, a->state, a->clock,
	    &e) == -1)
		return ladder_fail(&d->ladder, LADDER_SETTINGS, &e);
	name_sources(a->cfg, from, sizeof(from));
	ladder_ok(&d->ladder, LADDER_SETTINGS, "%s%s",
	    *from == '\0' ? "none: all are defaults" : "good, from ", from);
	return 0;
}

static int
try_state(struct doctor *d)
{
	static const char NAME[] = "doctor.json";
	const struct state *s = d->a.state;
	json_t *v = json_object();
	char *path = state_path(s, NAME);
	struct err e = { .kind = ERR_NONE };

	if (state_usable(s, &e) == 0 && state_save(s, NAME, v, &e) == 0)
		(void)unlink(path);
	free(path);
	json_decref(v);
	if (e.kind != ERR_NONE) {
		err_hint(&e, "give %s a directory that this user may write",
		    cfg_name(CFG_STATE_DIR));
		return ladder_fail(&d->ladder, LADDER_STATE, &e);
	}
	ladder_ok(&d->ladder, LADDER_STATE, "%s can be written", state_dir(s));
	return 0;
}

static int
bad_clock(struct ladder *l, enum ladder_rung rung, struct err *e)
{
	err_hint(e, "set this machine's clock, and keep it right: timedatectl "
	    "set-ntp true");
	return ladder_fail(l, rung, e);
}

static int
try_clock(struct doctor *d)
{
	int64_t now = clock_s(d->a.clock);
	struct err e = { .kind = ERR_NONE };
	char at[CLOCK_TEXT];

	(void)clock_format(at, now);
	if (now >= SANE_S) {
		ladder_ok(&d->ladder, LADDER_CLOCK, "%s", at);
		return 0;
	}
	err_set(&e, ERR_SYSTEM, "this machine believes it is %s", at);
	return bad_clock(&d->ladder, LADDER_CLOCK, &e);
}

static int
try_credentials(struct doctor *d)
{
	struct err e = { .kind = ERR_NONE };
	const struct token *t;
	const char *from;

	if (session_find(d->a.session, &e) == -1)
		return ladder_fail(&d->ladder, LADDER_CREDENTIALS, &e);
	t = session_token(d->a.session, &from);
	if (t == NULL)
		ladder_ok(&d->ladder, LADDER_CREDENTIALS, "a login of %s, "
		    "password: %s", cfg_get(d->a.cfg, CFG_USERNAME),
		    cfg_name(credentials_password_key(d->a.cfg)));
	else
		ladder_ok(&d->ladder, LADDER_CREDENTIALS, "%s of %zu "
		    "characters%s, %s", t->scheme == TOKEN_BEARER ?
		    "a login token" : "an access token", strlen(t->text),
		    token_is_usual(t) ? "" : " (VRM's have 64, of 0-9a-f)",
		    from);
	return 0;
}

static int
try_budget(struct doctor *d)
{
	const struct auth *a = &d->a;
	struct rate_limits limits = budget_limits(a->cfg);
	struct err e = { .kind = ERR_NONE };
	struct budget_info b;
	char at[CLOCK_TEXT];
	int left;

	if (budget_read(&b, a->state, &limits, a->clock, &e) == -1)
		return ladder_fail(&d->ladder, LADDER_BUDGET, &e);
	left = rate_extra(&limits) - b.extra;
	if (b.next != 0)
		err_set(&e, b.hold_until != 0 ? ERR_LIMITED : ERR_BUDGET,
		    "%s: no request before %s", b.hold_until != 0 ?
		    "VRM asked us to wait" : "this hour's requests are spent",
		    clock_format(at, b.next));
	else if (left <= 0)
		err_set(&e, ERR_BUDGET, "%d requests beside the poll were made "
		    "within the hour: the rest is kept for the poll", b.extra);
	if (e.kind != ERR_NONE)
		return ladder_fail(&d->ladder, LADDER_BUDGET, &e);
	ladder_ok(&d->ladder, LADDER_BUDGET, "%d of %d requests made in this "
	    "hour; %d more are allowed, %d of them beside the poll", b.used,
	    b.limit, b.remaining, left < b.remaining ? left : b.remaining);
	return 0;
}

/* ---- on the way ---- */

/* Which rung an attempt to connect broke at. */
static enum ladder_rung
broken_at(const struct peer_route *r, enum err_kind kind)
{
	if (kind == ERR_DNS || !r->named)
		return LADDER_DNS;
	if (kind == ERR_TLS || (kind == ERR_TIMEOUT && r->connected))
		return LADDER_TLS;
	return LADDER_CONNECT;
}

static int
try_way(struct doctor *d)
{
	struct ladder *l = &d->ladder;
	bool plain = strncmp(cfg_get(d->a.cfg, CFG_API_URL), "http:", 5) == 0;
	enum ladder_rung broken = LADDER_RUNGS;
	struct err e = { .kind = ERR_NONE };
	struct peer_route r;

	if (exchange_connect(session_exchange(d->a.session), &r, &e) == -1)
		broken = broken_at(&r, e.kind);
	if (broken > LADDER_DNS)
		ladder_ok(l, LADDER_DNS, "%s", *r.ip == '\0' ?
		    "the name is known" : r.ip);
	if (broken > LADDER_CONNECT)
		ladder_ok(l, LADDER_CONNECT, "%s port %ld", r.ip, r.port);
	if (broken != LADDER_RUNGS)
		return ladder_fail(l, broken, &e);
	if (plain)
		ladder_skip(l, LADDER_TLS, "plain http, on loopback");
	else
		ladder_ok(l, LADDER_TLS, "its certificate is good");
	return 0;
}

/* ---- at VRM ---- */

static bool
is_of_token(enum err_kind kind)
{
	return kind == ERR_TOKEN_REFUSED || kind == ERR_TOKEN_FOREIGN ||
	    kind == ERR_LOGIN_REFUSED || kind == ERR_SECOND_FACTOR;
}

/* Who we are: asked while our token is found out about, else once more. */
static int
ask_who(struct session *s, struct err *e)
{
	json_t *me = NULL;
	int rc = 0;

	if (session_user(s, e) == NULL)
		return -1;
	if (session_status(s) == 0)
		rc = session_get_json(s, RATE_EXTRA, "/users/me", &me, NULL, e);
	json_decref(me);
	return rc;
}

static int
try_token(struct doctor *d)
{
	struct ladder *l = &d->ladder;
	struct err e = { .kind = ERR_NONE };
	char who[AUTH_WHO];
	const char *from;
	int rc = ask_who(d->a.session, &e);

	if (rc == -1 && !is_of_token(e.kind))
		return ladder_fail(l, LADDER_HTTP, &e);
	ladder_ok(l, LADDER_HTTP, "VRM answers");
	if (rc == -1)
		return ladder_fail(l, LADDER_TOKEN, &e);
	ladder_ok(l, LADDER_TOKEN, "of %s",
	    auth_who(session_token(d->a.session, &from), who));
	return 0;
}

static int
try_skew(struct doctor *d)
{
	int64_t skew = session_skew_s(d->a.session);
	struct err e = { .kind = ERR_NONE };
	char age[CLOCK_AGE];

	(void)clock_format_age(age, llabs(skew));
	if (llabs(skew) < SKEW_S) {
		ladder_ok(&d->ladder, LADDER_SKEW, "this machine's clock and "
		    "VRM's are %s apart", age);
		return 0;
	}
	err_set(&e, ERR_SYSTEM, "this machine's clock is %s %s VRM's", age,
	    skew > 0 ? "behind" : "ahead of");
	return bad_clock(&d->ladder, LADDER_SKEW, &e);
}

static int
try_sites(struct doctor *d)
{
	struct err e = { .kind = ERR_NONE };

	if (survey_run(&d->survey, d->a.session, &e) == 0 &&
	    d->survey.n == 0) {
		err_set(&e, ERR_NO_SITE, "this account has no sites");
		err_hint(&e, "use the account that owns the installation, or "
		    "have it shared with this one");
	}
	if (e.kind != ERR_NONE)
		return ladder_fail(&d->ladder, LADDER_SITES, &e);
	ladder_ok(&d->ladder, LADDER_SITES, "%zu in this account",
	    d->survey.n);
	return 0;
}

/* VRM gets data once in a logging interval: three of them are a silence. */
static int64_t
patience(const struct doctor *d, const struct sites *sites,
    const struct survey_site *s)
{
	int64_t most = cfg_seconds(d->a.cfg, CFG_STALE_AFTER), logs;
	struct sites_entry known;

	(void)sites_get(sites, s->site.id, &known);
	logs = SILENT_LOGS * (int64_t)(known.site.log_interval > 0 ?
	    known.site.log_interval : s->battery.interval);
	if (most < SILENT_S)
		most = SILENT_S;
	return most > logs ? most : logs;
}

static int
try_battery(struct doctor *d, const struct sites *sites,
    const struct survey_site *s)
{
	int64_t now = clock_s(d->a.clock) + session_skew_s(d->a.session);
	struct err e = { .kind = ERR_NONE };
	char words[SURVEY_WORDS];

	if (survey_battery(s, now, patience(d, sites, s), words, &e) == -1)
		return ladder_fail(&d->ladder, LADDER_BATTERY, &e);
	ladder_ok(&d->ladder, LADDER_BATTERY, "%s", words);
	return 0;
}

/* The sites of the settings, and then a battery of each. */
static int
try_choice(struct doctor *d, const struct sites *sites)
{
	const struct survey_site **chosen;
	const char *set = cfg_get(d->a.cfg, CFG_SITES);
	char *list = xstrdup(set == NULL ? "" : set), *rest = NULL, *word;
	struct err e = { .kind = ERR_NONE };
	size_t n = 0;
	int rc = 0;

	chosen = xcalloc(strlen(list) + 1, sizeof(*chosen));
	for (word = strtok_r(list, ",", &rest); word != NULL && rc == 0;
	    word = strtok_r(NULL, ",", &rest)) {
		text_trim(word);
		if (*word == '\0')
			continue;
		chosen[n] = survey_find(&d->survey, word, &e);
		if (chosen[n] == NULL)
			rc = ladder_fail(&d->ladder, LADDER_CHOICE, &e);
		else
			ladder_ok(&d->ladder, LADDER_CHOICE, "%s is site %s "
			    "(%s)", word, chosen[n]->site.id,
			    chosen[n]->site.name);
		n++;
	}
	if (n == 0) {
		ladder_skip(&d->ladder, LADDER_CHOICE, "no site is set: all "
		    "are polled, the first is tried here");
		chosen[n++] = &d->survey.all[0];
	}
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = try_battery(d, sites, chosen[i]);
	free(chosen);
	free(list);
	return rc;
}

static int
try_readings(struct doctor *d)
{
	struct err ignored = { .kind = ERR_NONE };
	struct sites *sites = NULL;
	int rc;

	(void)sites_open(&sites, d->a.state, &ignored);
	rc = try_choice(d, sites);
	sites_close(sites);
	return rc;
}

static int (*const steps[])(struct doctor *) = {
	try_settings, try_state, try_clock, try_credentials, try_budget,
	try_way, try_token, try_skew, try_sites, try_readings
};

int
doctor_run(const struct cfg *cfg, struct clock *clock, bool json, FILE *fp,
    struct err *e)
{
	struct doctor d = { .a = { .cfg = cfg, .clock = clock } };
	struct err failed = { .kind = ERR_NONE };
	int rc = 0;

	d.ladder = ladder_start(fp, json);
	if (cfg == NULL)
		rc = ladder_fail(&d.ladder, LADDER_SETTINGS, e);
	else
		d.a.state = state_open(cfg_get(cfg, CFG_STATE_DIR));
	for (size_t i = 0; rc == 0 && i < sizeof(steps) / sizeof(steps[0]);
	    i++)
		rc = steps[i](&d);
	if (ladder_end(&d.ladder, &failed) == -1)
		d.ladder.broken = failed;
	*e = d.ladder.broken;
	survey_free(&d.survey);
	auth_close(&d.a);
	return e->kind == ERR_NONE ? 0 : -1;
}
