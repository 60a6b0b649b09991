/* answer/schedule.h - when VRM is asked for what is missing
 *
 * A gap is time that readings do not cover (line/coverage.h).  The law:
 *
 * Speaking: a site spoke again when it measured the first live reading behind
 * the gap.  A reading of VRM's archive tells nothing about when it came; it
 * counts, the newest one, only where no live one follows.  As long as nothing
 * at all is newer than the gap it is ongoing, and nobody asks.
 *
 * Asking: 10 min after the site spoke (two polls, if that is longer), then 1,
 * 6, 24 and 48 h after, then every 7 days until 30 days after.  One asking
 * makes up for all the moments before it; the last moment can be made up for
 * within a day.
 *
 * Asked: a gap was asked when every second of it was.  Of the latest askings
 * over each of its seconds the earliest counts.  So what is left of a gap after
 * a find inherits what was asked over the whole.
 *
 * Given up: a gap is empty once it was asked 48 h or more after the site spoke
 * and is still there, or 31 days after the site spoke, asked or not.  It stays
 * empty while the askings of each week go on.
 *
 * Found: an asking 48 h or more after the site spoke that found readings and
 * left less than it was asked over proves that VRM still receives.  The
 * moments of asking begin anew, as if the site had spoken then; the 30 days do
 * not.  (Readings found alone prove nothing: VRM's minutes at both ends of the
 * gap are found each time.)
 *
 * Arithmetic only: now is an argument.
 */
#ifndef ANSWER_SCHEDULE_H
#define ANSWER_SCHEDULE_H
#include "line/line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum schedule_state {
	SCHEDULE_ONGOING,
	SCHEDULE_DUE,		/* to be asked now */
	SCHEDULE_PENDING,	/* will be asked */
	SCHEDULE_EMPTY		/* given up */
};

enum {
	SCHEDULE_FIRST_S = 600,
	SCHEDULE_END_S = 31 * 86400	/* then nobody asks any more */
};

struct schedule_gap {
	/* set by the caller; Unix seconds */
	int64_t from, to;
	bool is_cut;		/* begins at the horizon, not at a reading */
	int64_t spoke_at;	/* INT64_MAX: not yet */

	/* the verdict */
	enum schedule_state state;
	int64_t asked_at;	/* INT64_MIN: not all of it was */
	int64_t ask_at;		/* the next asking; INT64_MAX: never */
};

/* asked: of this battery, ordered by from; those elsewhere do no harm. */
void schedule_judge(struct schedule_gap *, const struct asked *, size_t n,
    int64_t poll_interval_s, int64_t now);

/* Is VRM to be asked now?  Also of an empty one, once a week. */
bool schedule_is_due(const struct schedule_gap *, int64_t now);

const char *schedule_state_name(enum schedule_state);	/* "due" */

#endif
