/* answer/range.h - which time is asked for: --hours, --since, --until
 *
 * A point is an RFC 3339 time, a time or a date without a zone (UTC), "now",
 * "today", "yesterday", or a length of time before now ("-7d", "-90m").  A date
 * is its first moment.
 */
#ifndef ANSWER_RANGE_H
#define ANSWER_RANGE_H
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct range_words {		/* as given; NULL or -1: not given */
	int64_t hours;
	const char *since, *until;
};

struct range {
	int64_t from, to;	/* Unix seconds, from <= t < to */
	bool to_now;		/* nothing ends it: to is the present */
};

/* Hours count back from until, or on from since; without any of the three the
 * range is the last 24 hours.  -1: ERR_USAGE with examples. */
int range_parse(struct range *, const struct range_words *, int64_t now,
    struct err *);

#endif
