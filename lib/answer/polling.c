/* answer/polling.c - see polling.h */
#include "answer/polling.h"

#include <inttypes.h>
#include <math.h>

enum {
	FEW_ATTEMPTS = 10,	/* from so many on, a rate means something */
	FAILURES_PCT = 10,
	SUCCESS_PCT = 98,
	SKEW_WARNING_S = 60,
	SKEW_CRITICAL_S = 600,	/* vrm-store refuses what is so far ahead */
	HOUR_S = 3600,
	EXPIRY_S = 7 * 86400
};

void
polling_state(struct check *c, const struct facts *f)
{
	if (f->state.kind == ERR_NONE) {
		check_say(c, "the state directory can be read");
		return;
	}
	check_tell(c, CHECK_UNKNOWN, "%s", f->state.msg);
	check_advise(c, "%s", err_advice(&f->state));
}

/* Did VRM, or the lack of a token, end the last poll? */
static bool
sign_in_failed(const struct facts *f)
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

/* A token that was saved since then is another one, and VRM took it.  One of
 * the future was saved before the clock was set back. */
static bool
token_failed(const struct facts *f)
{
	return sign_in_failed(f) && (f->token_obtained_at <= f->last_poll ||
	    f->token_obtained_at > f->now);
}

static void
judge_expiry(struct check *c, const struct facts *f)
{
	int64_t left = f->token_expires_at - f->now;
	bool access = f->token == CHECK_TOKEN_ACCESS;
	const char *what = access ? "access token" : "login token";
	const char *of = f->token_obtained_at == 0 ? "" : " of ";
	struct check_age old = check_age(check_since(f, f->token_obtained_at));
	struct check_age span = check_age(left < 0 ? -left : left);

	if (f->token_obtained_at == 0)
		old.text[0] = '\0';
	if (f->token_expires_at == 0) {
		check_say(c, "the %s%s%s has no known expiry", what, of,
		    old.text);
		return;
	}
	check_grade(c, f, (double)left, access ? EXPIRY_S : HOUR_S, 0);
	if (left <= 0) {
		check_tell(c, CHECK_CRITICAL, "the %s expired %s ago", what,
		    span.text);
		c->since = f->token_expires_at;
		c->blocks = true;
	} else
		check_say(c, "the %s%s%s expires in %s", what, of, old.text,
		    span.text);
	if (c->verdict != CHECK_OK)
		check_advise(c, "%s", err_advice(&(struct err){
		    .kind = ERR_TOKEN_REFUSED }));
}

void
polling_token(struct check *c, const struct facts *f)
{
	if (f->token_err.kind != ERR_NONE) {
		check_tell(c, CHECK_CRITICAL, "%s", f->token_err.msg);
		check_advise(c, "%s", err_advice(&f->token_err));
		c->blocks = true;
	} else if (token_failed(f)) {
		check_tell(c, CHECK_CRITICAL, "signing in failed %s ago: %s",
		    check_age(check_since(f, f->last_poll)).text,
		    f->last_result.msg);
		check_advise(c, "%s", err_advice(&f->last_result));
		c->since = f->failing_since;
		c->blocks = true;
	} else if (f->token == CHECK_TOKEN_ACCESS ||
	    f->token == CHECK_TOKEN_LOGIN)
		judge_expiry(c, f);
	else if (f->token == CHECK_TOKEN_SETTING)
		check_say(c, "signing in is part of the settings");
	else if (f->token == CHECK_TOKEN_UNSEEN)
		check_say(c, "this user may not see the token");
	else if (f->last_poll != 0)
		check_say(c, "none is saved here; polls sign in by other "
		    "means");
	else {
		check_tell(c, CHECK_UNKNOWN, "no token is saved");
		check_advise(c, "%s", err_advice(&(struct err){
		    .kind = ERR_TOKEN_MISSING }));
	}
}

void
polling_requests(struct check *c, const struct facts *f)
{
	const struct budget_info *b = &f->requests;
	char at[CLOCK_TEXT];

	if (f->requests_err.kind != ERR_NONE) {
		check_tell(c, CHECK_UNKNOWN, "%s", f->requests_err.msg);
		return;
	}
	check_grade(c, f, b->used, f->requests_warning, b->refusal);
	check_say(c, "%d of %d requests in the last hour, %d remain, %" PRId64
	    " today", b->used, b->limit, b->remaining, b->today);
	if (b->hold_until > f->now) {
		check_tell(c, c->verdict == CHECK_CRITICAL ? CHECK_CRITICAL :
		    CHECK_WARNING, "VRM wants no requests before %s",
		    clock_format(at, b->hold_until));
		check_advise(c, "wait; every program here holds back until "
		    "then");
	} else if (c->verdict != CHECK_OK)
		check_advise(c, "see who else polls with this state directory, "
		    "or raise VRM_RATE_LIMIT");
	c->blocks = b->hold_until > f->now || b->used >= b->refusal;
}

void
polling_clock(struct check *c, const struct facts *f)
{
	if (f->skew_known) {
		check_grade(c, f, (double)f->skew_s, SKEW_WARNING_S,
		    SKEW_CRITICAL_S);
		check_say(c, "VRM's clock is %s %s ours", check_age(
		    (int64_t)fabs((double)f->skew_s)).text,
		    f->skew_s < 0 ? "behind" : "ahead of");
	} else
		check_say(c, "not compared with VRM's yet");
	if (f->ahead > 0 && c->verdict == CHECK_OK)
		check_tell(c, CHECK_WARNING, "%" PRId64 " polls are logged in "
		    "the future and do not count: the clock was set back",
		    f->ahead);
	if (c->verdict != CHECK_OK)
		check_advise(c, "set this machine's clock (ntp)");
}

/* Of the polls of the last while, half must be there: whoever polls now and
 * then without a terminal is not cron. */
static void
judge_regularity(struct check *c, const struct facts *f)
{
	int64_t window = CHECK_RECENT * f->poll_interval_s;
	int64_t going = check_since(f, f->first_own_poll);
	int64_t expected = (going < window ? going : window) /
	    f->poll_interval_s;

	if (c->verdict != CHECK_OK || expected < CHECK_RECENT ||
	    2 * f->own_polls >= expected)
		return;
	check_tell(c, CHECK_WARNING, "the poller ran %" PRId64 " time%s in the "
	    "last %s, %" PRId64 " were expected", f->own_polls,
	    f->own_polls == 1 ? "" : "s", check_age(window).text, expected);
}

void
polling_poller(struct check *c, const struct facts *f)
{
	int64_t old = check_since(f, f->last_own_poll);

	if (f->last_own_poll == 0)
		check_tell(c, f->last_poll == 0 ? CHECK_UNKNOWN :
		    CHECK_WARNING, f->last_poll == 0 ?
		    "nothing has polled yet" : "polled by hand only so far");
	else {
		check_grade(c, f, (double)old, NAN,
		    (double)check_patience(f));
		check_say(c, "the poller last ran %s ago",
		    check_age(old).text);
		c->since = f->last_own_poll;
		judge_regularity(c, f);
	}
	c->blocks = c->verdict == CHECK_CRITICAL;
	if (c->verdict != CHECK_OK)
		check_advise(c, "have cron or a timer run, every %s: "
		    "vrm-fetch battery | vrm-store",
		    check_age(f->poll_interval_s).text);
}

void
polling_last(struct check *c, const struct facts *f)
{
	struct check_age ago = check_age(check_since(f, f->last_poll));

	if (f->last_poll == 0) {
		check_tell(c, CHECK_UNKNOWN, "nothing has polled yet");
		return;
	}
	check_grade(c, f, (double)check_since(f, f->last_poll), NAN, NAN);
	if (f->last_result.kind == ERR_NONE) {
		check_say(c, "the last poll, %s ago, went well", ago.text);
		if (c->verdict != CHECK_OK)
			check_advise(c, "vrm-fetch battery | vrm-store");
		return;
	}
	check_tell(c, c->verdict == CHECK_CRITICAL ? CHECK_CRITICAL :
	    CHECK_WARNING, "the last poll, %s ago, failed: %s", ago.text,
	    f->last_result.msg);
	check_advise(c, "%s", sign_in_failed(f) && !token_failed(f) ?
	    "a token was saved since then: see how the next poll goes" :
	    err_advice(&f->last_result));
	c->since = f->failing_since;
	c->blocks = true;
}

static double
percent(int64_t part, int64_t whole)
{
	return round(1000.0 * (double)part / (double)whole) / 10;
}

/* Of few attempts a rate tells nothing. */
static void
grade_rate(struct check *c, const struct facts *f, int64_t attempts,
    double rate, double warning)
{
	check_grade(c, f, rate, warning, NAN);
	if (attempts < FEW_ATTEMPTS)
		c->verdict = CHECK_OK;
	if (c->verdict != CHECK_OK)
		check_advise(c, "polls.ndjson in the state directory tells why "
		    "each failed");
}

void
polling_failures(struct check *c, const struct facts *f)
{
	check_say(c, "no polls in the last hour");
	if (f->hour_attempts == 0)
		return;
	grade_rate(c, f, f->hour_attempts, percent(f->hour_failed,
	    f->hour_attempts), FAILURES_PCT);
	check_say(c, "%" PRId64 " of %" PRId64 " polls failed in the last hour",
	    f->hour_failed, f->hour_attempts);
}

void
polling_success(struct check *c, const struct facts *f)
{
	int64_t good = f->day_attempts - f->day_failed;

	check_say(c, "no polls in the last 24 hours");
	if (f->day_attempts == 0)
		return;
	grade_rate(c, f, f->day_attempts, percent(good, f->day_attempts),
	    SUCCESS_PCT);
	check_say(c, "%" PRId64 " of %" PRId64 " polls went well in the last "
	    "24 hours", good, f->day_attempts);
}
