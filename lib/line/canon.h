/* line/canon.h - a reading's line just as line_of_reading prints it, read fast
 *
 * Those members in that order, no space, no escape, nothing but ASCII, numbers
 * of at most 15 digits and no exponent, every value in its range: then the
 * reading is what line_parse makes of the line, to the bit, in a twentieth of
 * its time.  Of every other line this says nothing.
 */
#ifndef LINE_CANON_H
#define LINE_CANON_H
#include "line/reading.h"

#include <stddef.h>

bool canon_read(struct reading *, const char *text, size_t len, int64_t now);

#endif
