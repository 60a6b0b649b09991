/* answer/check.c - see check.h */
#include "answer/check.h"

#include "base/clock.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum {
	PATIENCE_S = 600,	/* the founding request: alert after 10 min */
	FEW_ATTEMPTS = 10,	/* from so many on, a rate means something */
	FAILURES_PCT = 10,
	SUCCESS_PCT = 98,
	READINGS_PCT = 90,
	SKEW_WARNING_S = 60,
	SKEW_CRITICAL_S = 600,	/* vrm-store refuses what is so far ahead */
	SLOW_MS = 1000,
	SILENT_S = 3600,
	HOUR_S = 3600,
	EXPIRY_S = 7 * 86400
};

static void say(struct check *, enum check_verdict,
    const char *, ...) __attribute__((format(printf, 3, 4)));
static void advise(struct check *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(struct check *c, enum check_verdict v, const char *fmt, ...)
{
	va_list ap;

	c->verdict = v;
	va_start(ap, fmt);
	(void)vsnprintf(c->message, sizeof(c->message), fmt, ap);
	va_end(ap);
	text_clean(c->message);
}

static void
advise(struct check *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(c->advice, sizeof(c->advice), fmt, ap);
	va_end(ap);
	text_clean(c->advice);
}

static void
measure(struct check *c, double value, double warning, double critical)
{
	c->known = true;
	c->value = value;
	c->warning = warning;
	c->critical = critical;
}

/* "2 minutes"; a struct, so that several fit into one call */
struct age {
	char text[CLOCK_AGE];
};

static struct age
age(int64_t seconds)
{
	struct age a;

	(void)clock_format_age(a.text, seconds < 0 ? 0 : seconds);
	return a;
}

static int64_t
since(const struct facts *f, int64_t at)
{
	return f->now > at ? f->now - at : 0;
}

int64_t
check_patience(const struct facts *f)
{
	return 3 * f->poll_interval_s > PATIENCE_S ? 3 * f->poll_interval_s :
	    PATIENCE_S;
}

static void
judge_state(struct check *c, const struct facts *f)
{
	if (f->state.kind == ERR_NONE) {
		say(c, CHECK_OK, "the state directory can be read");
		return;
	}
	say(c, CHECK_UNKNOWN, "%s", f->state.msg);
	advise(c, "%s", err_advice(&f->state));
}

/* Did VRM, or the lack of a token, end the last poll? */
static bool
token_failed(const struct facts *f)
{
	switch (f->last_result.kind) {
	case ERR_TOKEN_MISSING:
	case ERR_TOKEN_REFUSED:
	case ERR_TOKEN_FOREIGN:
	case ERR_LOGIN_REFUSED:
	case ERR_SECOND_FACTOR:
		return true;
	default:
		return false;
	}
}

static void
judge_expiry(struct check *c, const struct facts *f)
{
	int64_t left = f->token_expires_at - f->now;
	int64_t soon = f->token == CHECK_TOKEN_ACCESS ? EXPIRY_S : HOUR_S;
	const char *what = f->token == CHECK_TOKEN_ACCESS ? "access token" :
	    "login token";

	if (f->token_expires_at == 0) {
		say(c, CHECK_OK, "the %s has no known expiry", what);
		return;
	}
	measure(c, (double)left, (double)soon, 0);
	if (left <= 0) {
		say(c, CHECK_CRITICAL, "the %s expired %s ago", what,
		    age(-left).text);
		c->blocks = true;
	} else
		say(c, left < soon ? CHECK_WARNING : CHECK_OK,
		    "the %s expires in %s", what, age(left).text);
	if (left < soon)
		advise(c, "%s", err_advice(&(struct err){
		    .kind = ERR_TOKEN_REFUSED }));
}

static void
judge_token(struct check *c, const struct facts *f)
{
	if (f->token_err.kind != ERR_NONE) {
		say(c, CHECK_CRITICAL, "%s", f->token_err.msg);
		advise(c, "%s", err_advice(&f->token_err));
		c->blocks = true;
	} else if (token_failed(f)) {
		say(c, CHECK_CRITICAL, "signing in failed %s ago: %s",
		    age(since(f, f->last_poll)).text, f->last_result.msg);
		advise(c, "%s", err_advice(&f->last_result));
		c->blocks = true;
	} else if (f->token == CHECK_TOKEN_ACCESS ||
	    f->token == CHECK_TOKEN_LOGIN)
		judge_expiry(c, f);
	else if (f->token == CHECK_TOKEN_SETTING)
		say(c, CHECK_OK, "signing in is part of the settings");
	else if (f->token == CHECK_TOKEN_UNSEEN)
		say(c, CHECK_OK, "this user may not see the token");
	else if (f->last_poll != 0)
		say(c, CHECK_OK,
		    "none is saved here; polls sign in by other means");
	else {
		say(c, CHECK_UNKNOWN, "no token is saved");
		advise(c, "%s", err_advice(&(struct err){
		    .kind = ERR_TOKEN_MISSING }));
	}
}

static void
judge_requests(struct check *c, const struct facts *f)
{
	const struct budget_info *b = &f->requests;
	char at[CLOCK_TEXT];

	if (f->requests_err.kind != ERR_NONE) {
		say(c, CHECK_UNKNOWN, "%s", f->requests_err.msg);
		return;
	}
	measure(c, b->used, f->requests_warning, b->refusal);
	say(c, b->used >= b->refusal ? CHECK_CRITICAL :
	    b->used >= f->requests_warning ? CHECK_WARNING : CHECK_OK,
	    "%d of %d requests in the last hour, %d remain, %" PRId64 " today",
	    b->used, b->limit, b->remaining, b->today);
	if (b->hold_until > f->now) {
		say(c, CHECK_WARNING, "VRM wants no requests before %s",
		    clock_format(at, b->hold_until));
		advise(c, "wait; every program here holds back until "
		    "then");
	} else if (c->verdict != CHECK_OK)
		advise(c, "see who else polls with this state directory, "
		    "or raise VRM_RATE_LIMIT");
	c->blocks = b->hold_until > f->now || b->used >= b->refusal;
}

static void
judge_clock(struct check *c, const struct facts *f)
{
	double off = fabs((double)f->skew_s);

	if (!f->skew_known) {
		say(c, CHECK_OK, "not compared with VRM's yet");
		return;
	}
	measure(c, (double)f->skew_s, SKEW_WARNING_S, SKEW_CRITICAL_S);
	say(c, off >= SKEW_CRITICAL_S ? CHECK_CRITICAL :
	    off >= SKEW_WARNING_S ? CHECK_WARNING : CHECK_OK,
	    "VRM's clock is %s %s ours", age((int64_t)off).text,
	    f->skew_s < 0 ? "behind" : "ahead of");
	if (c->verdict != CHECK_OK)
		advise(c, "set this machine's clock (ntp)");
}

static void
judge_poller(struct check *c, const struct facts *f)
{
	int64_t old = since(f, f->last_own_poll);
	int64_t limit = check_patience(f);

	if (f->last_own_poll == 0) {
		say(c, f->last_poll == 0 ? CHECK_UNKNOWN :
		    CHECK_WARNING, f->last_poll == 0 ?
		    "nothing has polled yet" : "polled by hand only so far");
	} else {
		measure(c, (double)old, NAN, (double)limit);
		say(c, old > limit ? CHECK_CRITICAL : CHECK_OK,
		    "the poller last ran %s ago", age(old).text);
	}
	c->blocks = c->verdict == CHECK_CRITICAL;
	if (c->verdict != CHECK_OK)
		advise(c, "have cron or a timer run, every %s: "
		    "vrm-fetch battery | vrm-store",
		    age(f->poll_interval_s).text);
}

static void
judge_last_poll(struct check *c, const struct facts *f)
{
	struct age ago = age(since(f, f->last_poll));

	if (f->last_poll == 0) {
		say(c, CHECK_UNKNOWN, "nothing has polled yet");
		return;
	}
	measure(c, (double)since(f, f->last_poll), NAN, NAN);
	if (f->last_result.kind == ERR_NONE) {
		say(c, CHECK_OK, "the last poll, %s ago, went well",
		    ago.text);
		return;
	}
	say(c, CHECK_WARNING, "the last poll, %s ago, failed: %s",
	    ago.text, f->last_result.msg);
	advise(c, "%s", err_advice(&f->last_result));
	c->blocks = true;
}

static double
percent(int64_t part, int64_t whole)
{
	return round(1000.0 * (double)part / (double)whole) / 10;
}

static void
judge_failures(struct check *c, const struct facts *f)
{
	bool many = f->hour_attempts >= FEW_ATTEMPTS &&
	    f->hour_failed * 100 > f->hour_attempts * FAILURES_PCT;

	if (f->hour_attempts == 0) {
		say(c, CHECK_OK, "no polls in the last hour");
		return;
	}
	say(c, many ? CHECK_WARNING : CHECK_OK, "%" PRId64 " of %" PRId64
	    " polls failed in the last hour", f->hour_failed,
	    f->hour_attempts);
	measure(c, percent(f->hour_failed, f->hour_attempts), FAILURES_PCT,
	    NAN);
	if (many)
		advise(c, "polls.ndjson in the state directory tells why "
		    "each failed");
}

static void
judge_success(struct check *c, const struct facts *f)
{
	int64_t good = f->day_attempts - f->day_failed;
	bool few = f->day_attempts >= FEW_ATTEMPTS &&
	    good * 100 < f->day_attempts * SUCCESS_PCT;

	if (f->day_attempts == 0) {
		say(c, CHECK_OK, "no polls in the last 24 hours");
		return;
	}
	say(c, few ? CHECK_WARNING : CHECK_OK, "%" PRId64 " of %" PRId64
	    " polls went well in the last 24 hours", good, f->day_attempts);
	measure(c, percent(good, f->day_attempts), SUCCESS_PCT, NAN);
	if (few)
		advise(c, "polls.ndjson in the state directory tells why "
		    "each failed");
}

static void
judge_database(struct check *c, const struct facts *f)
{
	if (f->database.kind == ERR_NONE) {
		measure(c, (double)f->latency_ms, SLOW_MS, NAN);
		say(c, f->latency_ms > SLOW_MS ? CHECK_WARNING :
		    CHECK_OK, "the database answers in %" PRId64 " ms",
		    f->latency_ms);
		if (c->verdict != CHECK_OK)
			advise(c, "see what keeps the database busy");
		return;
	}
	say(c, f->database.kind == ERR_NO_READING ? CHECK_UNKNOWN :
	    CHECK_CRITICAL, "%s", f->database.msg);
	advise(c, "%s", err_advice(&f->database));
	c->blocks = true;
}

static void
judge_last_success(struct check *c, const struct facts *f)
{
	int64_t old = since(f, f->last_success);
	int64_t limit = check_patience(f);

	if (f->last_success == 0) {
		say(c, f->last_poll == 0 ? CHECK_UNKNOWN :
		    CHECK_CRITICAL, "nothing has been stored yet");
	} else {
		measure(c, (double)old, NAN, (double)limit);
		say(c, old > limit ? CHECK_CRITICAL : CHECK_OK,
		    "readings were last stored %s ago", age(old).text);
	}
	c->blocks = c->verdict == CHECK_CRITICAL;
	if (c->verdict != CHECK_OK)
		advise(c, "see what this prints: vrm-fetch battery | "
		    "vrm-store -v");
}

static void
judge_data_age(struct check *c, const struct facts *f)
{
	const char *name = f->worst.name[0] != '\0' ? f->worst.name :
	    f->worst.id;
	int64_t silent = 4 * f->worst_stale_s > SILENT_S ?
	    4 * f->worst_stale_s : SILENT_S;

	if (f->sites == 0) {
		say(c, CHECK_UNKNOWN, f->database.kind == ERR_NONE ?
		    "no site has readings yet" :
		    "not known while the database does not answer");
		return;
	}
	measure(c, (double)f->worst_age_s, (double)f->worst_stale_s,
	    (double)silent);
	say(c, f->worst_age_s > silent ? CHECK_CRITICAL :
	    f->worst_age_s > f->worst_stale_s ? CHECK_WARNING : CHECK_OK,
	    f->sites == 1 ? "the newest reading of %s%s is %s old" :
	    "of all sites %s%s has the oldest data: %s",
	    f->worst.name[0] != '\0' ? "" : "site ", name,
	    age(f->worst_age_s).text);
	if (c->verdict != CHECK_OK)
		advise(c, "is the site's GX device online?  VRM shows "
		    "when it last heard of it");
	c->blocks = c->verdict != CHECK_OK;
}

static void
judge_readings(struct check *c, const struct facts *f)
{
	bool few = f->readings * 100 < f->expected * READINGS_PCT;

	if (f->sites == 0) {
		say(c, CHECK_UNKNOWN, "%s", f->database.kind == ERR_NONE
		    ? "no site has readings yet" :
		    "not known while the database does not answer");
		return;
	}
	measure(c, (double)f->readings,
	    floor((double)f->expected * READINGS_PCT / 100), NAN);
	say(c, few ? CHECK_WARNING : CHECK_OK, "%" PRId64
	    " readings in the last 24 hours, %" PRId64 " expected",
	    f->readings, f->expected);
	if (few)
		advise(c, "vrm-query history --hours 24 --format text "
		    "names the longest gap");
}

static const struct {
	const char *name, *unit;
	void (*judge)(struct check *, const struct facts *);
} checks[CHECK_COUNT] = {
	[CHECK_STATE] = { "state", "", judge_state },
	[CHECK_TOKEN] = { "token", "s", judge_token },
	[CHECK_REQUESTS] = { "requests", "", judge_requests },
	[CHECK_CLOCK] = { "clock", "s", judge_clock },
	[CHECK_POLLER] = { "poller", "s", judge_poller },
	[CHECK_LAST_POLL] = { "last_poll", "s", judge_last_poll },
	[CHECK_FAILURES] = { "failures", "%", judge_failures },
	[CHECK_SUCCESS] = { "success", "%", judge_success },
	[CHECK_DATABASE] = { "database", "ms", judge_database },
	[CHECK_LAST_SUCCESS] = { "last_success", "s", judge_last_success },
	[CHECK_DATA_AGE] = { "data_age", "s", judge_data_age },
	[CHECK_READINGS] = { "readings", "", judge_readings }
};

void
check_judge(struct check *c, enum check_name n, const struct facts *f)
{
	*c = (struct check){ .warning = NAN, .critical = NAN, .cause = -1 };
	checks[n].judge(c, f);
}

const char *
check_name(enum check_name n)
{
	return checks[n].name;
}

const char *
check_unit(enum check_name n)
{
	return checks[n].unit;
}

const char *
check_verdict_name(enum check_verdict v)
{
	static const char *const names[] = { "ok", "warning", "critical",
	    "unknown" };

	return names[v];
}
