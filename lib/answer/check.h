/* answer/check.h - one thing that can be well or not: facts in, a verdict out
 *
 * Arithmetic only; answer/probe.h gathers the facts, answer/polling.h and
 * answer/stored.h judge them, answer/health.h puts it all together.
 */
#ifndef ANSWER_CHECK_H
#define ANSWER_CHECK_H
#include "base/clock.h"
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
	CHECK_SPOOL,
	CHECK_LAST_SUCCESS,
	CHECK_DATA_AGE,
	CHECK_READINGS,
	CHECK_GAPS,
	CHECK_SOC,
	CHECK_COUNT
};

enum check_sense {		/* which values are bad? */
	CHECK_ABOVE,		/* those above the threshold */
	CHECK_FROM,		/* the threshold itself too */
	CHECK_BELOW,
	CHECK_APART		/* those so far from 0 */
};

/* Thresholds that somebody chose; NAN: ours. */
struct check_limits {
	double warning, critical;
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
	struct check_limits limits[CHECK_COUNT];

	struct err state;		/* ERR_NONE: it can be read */
	enum check_token token;
	struct err token_err;		/* the saved one is refused as unsafe */
	int64_t token_obtained_at;	/* 0: not known */
	int64_t token_expires_at;	/* 0: never, or nobody said */
	struct err requests_err;	/* ERR_NONE: requests is true */
	struct budget_info requests;
	int requests_warning;		/* from so many in the hour */

	int64_t last_poll;		/* any attempt of vrm-fetch */
	int64_t last_own_poll;		/* not by hand: cron's or a timer's */
	int64_t first_own_poll;		/* the oldest that is remembered */
	int64_t own_polls;		/* while CHECK_RECENT were due */
	struct err last_result;		/* how the last poll ended */
	int64_t failing_since;		/* the first failure in a row; 0 none */
	int64_t hour_attempts, hour_failed;
	int64_t day_attempts, day_failed;
	int64_t ahead;			/* polls logged in the future */
	bool skew_known;
	int64_t skew_s;			/* VRM's clock minus ours */
	int64_t last_success;		/* readings committed by vrm-store */

	struct err spool_err;		/* ERR_NONE: the following is true */
	int64_t spool_lines;		/* that wait for their database */
	int64_t spool_oldest;
	int64_t spool_damaged;		/* segments set aside */

	struct err database;		/* ERR_NONE: it answered */
	int64_t latency_ms;		/* to connect and ask its version */
	struct err sites_err;		/* a watched site is not known */
	int64_t sites;			/* with readings, and watched ... */
	int64_t stale;			/* ... and of these, not fresh */
	struct site worst;		/* the one with the oldest data ... */
	int64_t worst_at, worst_age_s;
	int64_t worst_stale_s;		/* ... and when that is stale */
	int64_t readings, expected;	/* of the last 24 hours, all sites */
	int64_t gaps, gaps_s;		/* that may yet be filled */
	int64_t due_at;			/* one is to be asked since; 0: none */
	bool soc_known;			/* some site's is, and is not stale */
	double soc;			/* the lowest of these, % ... */
	struct site lowest;		/* ... and whose it is */
};

/* So many polls are recent. */
enum { CHECK_RECENT = 10 };

struct check {
	enum check_name name;
	enum check_verdict verdict;
	bool known;			/* value is one */
	double value;
	double warning, critical;	/* NAN: no such threshold */
	int64_t since;			/* the trouble began then; 0: unknown */
	char message[320];
	char advice[320];		/* "" if there is nothing to do */
	int cause;			/* the trouble it follows from, or -1 */
	bool blocks;			/* others fail because of it */
};

/* For those who judge.  Each sets what it names and nothing else, but for
 * check_grade(), which measures a value against its thresholds, those of the
 * facts before these. */
void check_grade(struct check *, const struct facts *, double value,
    double warning, double critical);
void check_say(struct check *, const char *, ...)
    __attribute__((format(printf, 2, 3)));
void check_tell(struct check *, enum check_verdict, const char *, ...)
    __attribute__((format(printf, 3, 4)));
void check_advise(struct check *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* Seconds since then; 0 for what lies ahead. */
int64_t check_since(const struct facts *, int64_t at);
/* "2 minutes"; a struct, so that several fit into one call */
struct check_age {
	char text[CLOCK_AGE];
};
struct check_age check_age(int64_t seconds);
/* After this long without a poll the poller is dead. */
int64_t check_patience(const struct facts *);

/* "data_age=10m,success=95": thresholds in the check's own unit, lengths of
 * time also as 10m or 2h.  -1: ERR_USAGE, with the names as hint. */
int check_limits_parse(struct check_limits limits[CHECK_COUNT],
    const char *list, bool critical, struct err *);
void check_limits_init(struct check_limits limits[CHECK_COUNT]);

const char *check_name(enum check_name);		/* "last_poll" */
const char *check_unit(enum check_name);	/* "s", "%", "ms" or "" */
enum check_sense check_sense(enum check_name);
const char *check_verdict_name(enum check_verdict);	/* "warning" */
const char *check_verdict_capitals(enum check_verdict);	/* "WARNING" */

#endif
