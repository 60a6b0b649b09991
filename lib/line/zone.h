/* line/zone.h - IANA time zone names, from outside until checked */
#ifndef LINE_ZONE_H
#define LINE_ZONE_H
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

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

#endif
