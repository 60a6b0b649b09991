/* line/zone.h - IANA time zone names, from outside until checked */
#ifndef LINE_ZONE_H
#define LINE_ZONE_H
#include <stdbool.h>

/* "Europe/Amsterdam": the characters of a zone name, no way out of the zone
 * directory, and a file of that name in it ($TZDIR or /usr/share/zoneinfo).
 * On a machine without any zone files the shape alone decides. */
bool zone_exists(const char *name);

#endif
