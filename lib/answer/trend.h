/* answer/trend.h - since when is it so, and until when?
 *
 * From the newest readings of one battery: since when it has been in the state
 * that it is in, how fast its charge goes, and when it is full or empty if that
 * goes on.  Arithmetic only, in constant memory.
 */
#ifndef ANSWER_TREND_H
#define ANSWER_TREND_H
#include "line/reading.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	TREND_RATE_S = 3600,	/* the rate is that of so long at most, */
	TREND_LEAST_S = 900	/* and of so long at least */
};

/* What was before the state began: that is, how sure its beginning is. */
enum trend_before {
	TREND_OTHER_STATE,	/* it began then */
	TREND_NO_READINGS,	/* or earlier: nothing is known of before */
	TREND_LOOK_BACK		/* or earlier: before is not looked at */
};

enum trend_why {		/* there is no estimate, since */
	TREND_FINE,		/* there is one */
	TREND_STALE,		/* the newest reading is too old */
	TREND_NO_SOC,
	TREND_RESTS,		/* idle, or its state is not known */
	TREND_DONE,		/* full, or empty, already */
	TREND_SHORT,		/* it has not been so for TREND_LEAST_S */
	TREND_SLOW		/* under half a percent an hour, or backwards */
};

struct trend {
	/* set by the caller, all else zero */
	int64_t from;		/* the look-back begins, Unix seconds */
	int64_t newest;		/* the newest reading is of then */
	int log_interval;	/* as line/coverage.h has it */

	/* the result, after trend_end */
	int64_t since;		/* INT64_MIN: the state is not known */
	enum trend_before before;
	enum trend_why why;
	double rate;		/* % an hour; NAN: not known */
	int64_t rate_s;		/* measured over so long */
	int64_t full_at, empty_at;	/* INT64_MIN: neither, or see why */

	/* private */
	struct reading last, first;	/* first: of the rate, with SOC */
	bool some, measured;
	int64_t run;
};

/* In time order, from one coverage_reach before the look-back on. */
void trend_add(struct trend *, const struct reading *);
void trend_end(struct trend *, bool is_stale);

/* "the battery is idle", for a sentence; NULL for TREND_FINE. */
const char *trend_reason(enum trend_why);

#endif
