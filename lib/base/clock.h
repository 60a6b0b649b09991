/* base/clock.h - time as an argument
 *
 * A program has one clock, made in main.  It is the system's, or, when VRM_NOW
 * holds an RFC 3339 time, a virtual one that stands there and moves only when
 * somebody sleeps on it: tests and replays never wait.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* What a clock that was ever set can show, seen from ours. */
enum {
	CLOCK_OLDEST_S = 946684800,	/* 2000-01-01T00:00:00Z */
	CLOCK_AHEAD_S = 600		/* how far another may be ahead */
};

struct clock {			/* a plain value; zero is the system's clock */
	bool is_virtual;
	int64_t at_ms;		/* virtual time, Unix milliseconds */
};

int clock_from_env(struct clock *, struct err *);	/* reads VRM_NOW */
int64_t clock_ms(const struct clock *);			/* Unix milliseconds */
int64_t clock_s(const struct clock *);			/* Unix seconds */
void clock_sleep_ms(struct clock *, int64_t);	/* a signal may cut it short */

/* Time that nobody can set: ms since the machine started, and the name of that
 * start.  False with a virtual clock, or where the system does not tell. */
enum { CLOCK_BOOT = 40 };
bool clock_steady(const struct clock *, char boot[CLOCK_BOOT], int64_t *ms);

/* RFC 3339, UTC: "2025-12-10T12:00:00Z".  buf holds CLOCK_TEXT bytes; times
 * outside the years 0 to 9999 become "-". */
enum { CLOCK_TEXT = 24 };
const char *clock_format(char *buf, int64_t unix_s);

/* Any RFC 3339 date-time, offsets included; a fraction of a second is dropped.
 * False if s is not one, or no such day or time exists. */
bool clock_parse(const char *s, int64_t *unix_s);

/* "90s", "5m", "72h", "7d", "2w", or bare seconds: 0 to 10,000 years. */
bool clock_parse_span(const char *s, int64_t *seconds);

/* "3 minutes", "26 hours", "5 days": an age for people.  buf: CLOCK_AGE. */
enum { CLOCK_AGE = 32 };
const char *clock_format_age(char *buf, int64_t seconds);

#endif
