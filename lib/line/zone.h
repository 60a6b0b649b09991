/* line/zone.h - IANA time zone names, from outside until checked */
#ifndef LINE_ZONE_H
#define LINE_ZONE_H
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* "Europe/Amsterdam": the characters of a zone name, no way out of the zone
 * directory, and a file of that name in it ($TZDIR or /usr/share/zoneinfo).
 * On a machine without any zone files the shape alone decides. */
bool zone_exists(const char *name);

/* And can this machine tell its days?  Of UTC every machine can. */
bool zone_is_here(const char *name);

/* The local day that holds at: start <= at < end, Unix seconds; 23, 24 or 25
 * hours, whatever the zone did.  -1: ERR_SYSTEM, no such zone on this machine.
 * UTC needs no zone files.  Leaves TZ set to the zone. */
int zone_day(const char *name, int64_t at, int64_t *start, int64_t *end,
    struct err *);

/* When clocks there show this: local, as if it were Unix seconds of UTC.  The
 * first time where they show it twice; where they skip it, as far behind the
 * jump as it is behind its beginning.  -1 as zone_day(). */
int zone_moment(const char *name, int64_t local, int64_t *at, struct err *);

/* What clocks there show.  -1 as zone_day(). */
int zone_clock(const char *name, int64_t at, struct tm *, struct err *);

#endif
