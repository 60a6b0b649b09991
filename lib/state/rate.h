/* state/rate.h - may another request leave within this hour?
 *
 * Arithmetic only: no clock, no file, no sleeping; state/budget.h keeps it on
 * disk.  What counts is every request written to a connection in the sliding
 * hour.  Times are Unix milliseconds.
 */
#ifndef STATE_RATE_H
#define STATE_RATE_H
#include <stdint.h>

enum rate_use {
	RATE_POLL,		/* the first attempt of a poll's request */
	RATE_EXTRA		/* retries, logins, discovery, lists, fill */
};

struct rate_limits {
	int per_hour;			/* VRM_RATE_LIMIT */
	int64_t poll_interval_s;	/* VICTRON_POLL_INTERVAL */
};

int rate_warning(const struct rate_limits *);	/* 40 of 50 */
int rate_refusal(const struct rate_limits *);	/* 45 of 50: none from here */
/* What the extras may use together: the refusal line minus an hour's polls, so
 * that they never starve the poll; at least a fifth of it. */
int rate_extra(const struct rate_limits *);

enum {
	RATE_HOUR_MS = 3600000,
	RATE_HOLD_MAX_MS = RATE_HOUR_MS,	/* longest Retry-After obeyed */
	RATE_MAX = 20000			/* entries ever kept */
};

struct rate {			/* zero is an empty one; rate_free() ends it */
	struct rate_entry {
		int64_t at_ms;
		enum rate_use use;
	} *sent;		/* of the last hour, oldest first; owned */
	int n;
	int64_t hold_ms;	/* VRM's Retry-After ends here; 0 if none */
	int64_t warned_ms;	/* the warning was last given then */
	int64_t day;		/* days since 1970 (UTC) ... */
	int64_t today;		/* ... and the requests of that day */
};

void rate_free(struct rate *);

/* Bring up to now: what is older than an hour leaves, what lies in the future
 * (the clock stepped back) counts as just now and ages from there, a hold ends
 * within RATE_HOLD_MAX_MS.  The other functions expect a settled rate. */
void rate_settle(struct rate *, int64_t now_ms);

/* The wall clock jumped by this much while less time really passed: move all
 * with it, so that the jump frees nothing. */
void rate_shift(struct rate *, int64_t by_ms);

int rate_used(const struct rate *);
int rate_used_by(const struct rate *, enum rate_use);

/* ms until the hour's budget allows one more; 0 is go.  Holds are separate. */
int64_t rate_wait(const struct rate *, const struct rate_limits *,
    enum rate_use, int64_t now_ms);
/* ms until VRM's own limiter (200 in the window, 3 a second) surely does. */
int64_t rate_pace(const struct rate *, int64_t now_ms);
int64_t rate_held(const struct rate *, int64_t now_ms);	/* ms; 0 no hold */

void rate_spend(struct rate *, enum rate_use, int64_t now_ms);
void rate_refund(struct rate *, enum rate_use);		/* the newest of them */
void rate_hold(struct rate *, int64_t wait_ms, int64_t now_ms);

#endif
