/* line/coverage.h - how much of a window do readings stand for?
 *
 * Two neighbouring readings closer than max(5 min, 2 logging intervals) cover
 * the time between them: observed if both are live, else filled.  What is not
 * covered is missing.  The logging interval is the longest of the site's and of
 * what the two readings say of theirs: means of a quarter of an hour from VRM's
 * archive cover their time also at a site that logs every minute.  Arithmetic
 * only, in constant memory.
 */
#ifndef LINE_COVERAGE_H
#define LINE_COVERAGE_H
#include "line/reading.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	COVERAGE_NEAR_S = 300,
	COVERAGE_MEAN_S = 3600	/* of what VRM's archive has: at most so long */
};

/* Called for each uncovered stretch [from, to) of the window, in time order. */
typedef void coverage_gap_fn(void *arg, int64_t from, int64_t to);

struct coverage {
	/* set by the caller, all else zero */
	int64_t from, to;	/* the window: [from, to), Unix seconds */
	bool to_now;		/* the next reading may yet come: a tail
				 * too short to be a gap is left out */
	int log_interval;	/* the site's, seconds; 0: not known */
	coverage_gap_fn *gap;	/* or NULL */
	void *arg;

	/* the result, after coverage_end; seconds */
	int64_t observed, filled, missing;
	int64_t longest_gap;
	int64_t count;		/* readings in the window; to_now: or ahead */

	/* private */
	int64_t covered_to;	/* all before is accounted for */
	int64_t last_at;
	int last_interval;
	bool last_history, begun;
};

/* Feed readings of one series in time order, starting one coverage_reach before
 * the window and ending as far behind it; those further away do no harm. */
void coverage_add(struct coverage *, const struct reading *);
void coverage_end(struct coverage *);

/* Readings so many seconds apart do not cover what lies between. */
int64_t coverage_reach(int log_interval);
/* The same of two readings with these intervals; 0: not known. */
int64_t coverage_reach_of(int log_interval, int a, int b);

/* Part of the accounted window in percent, rounded to 0.1; 0 for no window. */
double coverage_percent(const struct coverage *, int64_t seconds);

#endif
