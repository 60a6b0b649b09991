/* answer/range.h - which time is asked for: --hours, --since, --until
 *
 * A point is an RFC 3339 time; a time, a date, a month or a year as clocks of
 * the site show it; "now", "today", "yesterday"; or a length of time before now
 * ("-7d", "-90m").  A date is its first moment there.
 */
#ifndef ANSWER_RANGE_H
#define ANSWER_RANGE_H
#include "base/err.h"
#include "line/line.h"

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
 * range is the last 24 hours.  zone: the site's.  -1: ERR_USAGE with examples;
 * ERR_SYSTEM, the zone matters and is not on this machine. */
int range_parse(struct range *, const struct range_words *, const char *zone,
    int64_t now, struct err *);

/* The same of all times where words is NULL. */
int range_of_site(struct range *, const struct range_words *,
    const struct site *, int64_t now, struct err *);

/* Is it one, wherever the site may be?  -1: ERR_USAGE. */
int range_check(const struct range_words *, struct err *);

/* The zone in which a site's times are told: UTC where its own is not known, or
 * there is no site (NULL). */
const char *range_zone(const struct site *);
bool range_zone_known(const struct site *);
/* The zone for a table of times: NULL, UTC, where it is not known here. */
const char *range_zone_here(const struct site *);

#endif
