/* state/budget.h - the hour's requests, shared by all processes
 *
 * rate.json under its lock.  A request is recorded before it is sent, so that a
 * crash counts; one that never reached a connection is given back.  When the
 * file cannot be written the count goes on in memory, with one warning, and
 * budget_trouble() tells the reason for the exit status.
 */
#ifndef STATE_BUDGET_H
#define STATE_BUDGET_H
#include "base/clock.h"
#include "base/err.h"
#include "conf/cfg.h"
#include "state/rate.h"
#include "state/state.h"

#include <stdbool.h>
#include <stdint.h>

struct budget;

struct rate_limits budget_limits(const struct cfg *);

/* All three are borrowed until budget_close(). */
struct budget *budget_open(const struct state *, const struct rate_limits *,
    struct clock *);
void budget_close(struct budget *);

/* Take one request.  Sleeps on the clock while VRM's limiter or a Retry-After
 * wants it, up to patience_ms; the hour's budget is never waited for.  -1:
 * ERR_BUDGET or ERR_LIMITED, with the time to try again. */
int budget_take(struct budget *, enum rate_use, int64_t patience_ms,
    struct err *);
/* The same without sleeping: 0 taken, else the ms to wait first, or -1. */
int64_t budget_try(struct budget *, enum rate_use, struct err *);
void budget_refund(struct budget *, enum rate_use);	/* never was sent */
void budget_hold(struct budget *, int64_t wait_ms);	/* VRM's Retry-After */

/* Why rate.json could not be written; false if it could. */
bool budget_trouble(const struct budget *, struct err *);

struct budget_info {
	int used, extra;	/* in the last hour; the extras of them */
	int limit, refusal;	/* per hour; refused from here */
	int remaining;		/* for a poll, now */
	int64_t today;		/* since midnight UTC */
	int64_t hold_until;	/* Unix seconds; 0 no hold */
	int64_t next;		/* a poll may leave then; 0: now */
};

/* Looks without taking; a missing file is an unused budget. */
int budget_read(struct budget_info *, const struct state *,
    const struct rate_limits *, const struct clock *, struct err *);

#endif
