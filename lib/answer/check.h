/* answer/check.h - one thing that can be well or not: facts in, a verdict out
 *
 * Arithmetic only; answer/probe.h gathers the facts.
 */
#ifndef ANSWER_CHECK_H
#define ANSWER_CHECK_H
#include "base/err.h"
#include "line/line.h"
#include "state/budget.h"

#include <stdbool.h>
#include <stdint.h>

enum check_verdict {		/* also the exit status of vrm-health */
	CHECK_OK,
	CHECK_WARNING,
	CHECK_CRITICAL,
	CHECK_UNKNOWN
};

enum check_name {		/* causes stand before their effects */
	CHECK_STATE,
	CHECK_TOKEN,
	CHECK_REQUESTS,
	CHECK_CLOCK,
	CHECK_POLLER,
	CHECK_LAST_POLL,
	CHECK_FAILURES,
	CHECK_SUCCESS,
	CHECK_DATABASE,
	CHECK_LAST_SUCCESS,
	CHECK_DATA_AGE,
	CHECK_READINGS,
	CHECK_COUNT
};

enum check_token {
	CHECK_TOKEN_NONE,
	CHECK_TOKEN_UNSEEN,	/* this user may not look */
	CHECK_TOKEN_SETTING,	/* a token or a login in the settings */
	CHECK_TOKEN_ACCESS,	/* a saved one */
	CHECK_TOKEN_LOGIN	/* a saved one that a login gave */
};

struct facts {		/* times are Unix seconds, 0: never */
	int64_t now;
	int64_t poll_interval_s;	/* the setting */

	struct err state;		/* ERR_NONE: it can be read */
	enum check_token token;
	struct err token_err;		/* the saved one is refused as unsafe */
	int64_t token_expires_at;	/* 0: never, or nobody said */
	struct err requests_err;	/* ERR_NONE: requests is true */
	struct budget_info requests;
	int requests_warning;		/* from so many in the hour */

	int64_t last_poll;		/* any attempt of vrm-fetch */
	int64_t last_own_poll;		/* not by hand: cron's or a timer's */
	struct err last_result;		/* how the last poll ended */
	int64_t hour_attempts, hour_failed;
	int64_t day_attempts, day_failed;
	bool skew_known;
	int64_t skew_s;			/* VRM's clock minus ours */
	int64_t last_success;		/* readings committed by vrm-store */

	struct err database;		/* ERR_NONE: it answered */
	int64_t latency_ms;		/* to connect and ask its version */
	int64_t sites;			/* with readings, and watched */
	struct site worst;		/* the one with the oldest data ... */
	int64_t worst_age_s, worst_stale_s;	/* ... and when that is stale */
	int64_t readings, expected;	/* of the last 24 hours, all sites */
};

struct check {
	enum check_verdict verdict;
	bool known;			/* value is one */
	double value, warning, critical;	/* NAN: no such threshold */
	char message[320];
	char advice[320];		/* "" if there is nothing to do */
	int cause;			/* the trouble it follows from, or -1 */
	bool blocks;			/* others fail because of it */
};

/* Everything but the cause, which other checks decide. */
void check_judge(struct check *, enum check_name, const struct facts *);

const char *check_name(enum check_name);		/* "last_poll" */
const char *check_unit(enum check_name);	/* "s", "%", "ms" or "" */
const char *check_verdict_name(enum check_verdict);	/* "warning" */

/* A poll or its success may be this old, seconds: 10 min, or 3 polls. */
int64_t check_patience(const struct facts *);

#endif
