/* answer/missing.h - the gaps of one battery
 *
 * Derived, never stored: from max(first reading, horizon) to two polls before
 * now.  Before the horizon readings may have been deleted: a gap that reaches
 * beyond begins there.
 */
#ifndef ANSWER_MISSING_H
#define ANSWER_MISSING_H
#include "answer/schedule.h"
#include "line/reading.h"
#include "store/store.h"

struct missing_time {
	int64_t horizon;		/* Unix seconds */
	struct reading edge;		/* the last before it; at 0: none */
	int64_t since;			/* gaps ended before may be left out */
	int64_t poll_interval_s;
	int64_t now;
};

struct missing {			/* zero is none */
	struct schedule_gap *gaps;	/* newest first */
	size_t n, size;

	/* private */
	int64_t from, to;
	int log_interval;
	bool some;			/* readings in the range: */
	struct jump newest, oldest;
};
void missing_free(struct missing *);

/* The horizon of this battery, and its edge, into time. */
int missing_horizon(struct missing_time *, struct store *,
    const struct reading *latest, struct err *);

/* latest: of the battery, as store_latest() gives it.  log_interval: see
 * answer/pace.h.  -1: the database. */
int missing_load(struct missing *, struct store *,
    const struct reading *latest, int log_interval,
    const struct missing_time *, struct err *);

/* The same in pieces, without a database and without schedule_judge(): begin,
 * the jumps as they come, and then the newest reading before the first of them,
 * INT64_MIN if there is none. */
void missing_begin(struct missing *, int log_interval,
    const struct missing_time *);
void missing_add(struct missing *, const struct jump *);
void missing_end(struct missing *, int64_t older_at);

#endif
