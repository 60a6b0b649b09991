/* answer/spoken.h - times as one says them */
#ifndef ANSWER_SPOKEN_H
#define ANSWER_SPOKEN_H
#include <stdint.h>

/* "today at 13:02", "yesterday at 9:15", "3 December at 13:02", with the
 * year if it is another: by the clocks of this zone.  Where it is "" or not
 * known here by UTC, and says so.  buf: SPOKEN_TIME bytes. */
enum { SPOKEN_TIME = 64 };
const char *spoken_time(char *buf, const char *zone, int64_t at, int64_t now);

#endif
