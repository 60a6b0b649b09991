/* line/bucket.h - hours and days whose readings are gone, as lines
 *
 * Numbers have as many digits as it takes to be read back to the last bit.
 */
#ifndef LINE_BUCKET_H
#define LINE_BUCKET_H
#include "base/err.h"
#include "line/reading.h"
#include "line/rollup.h"

#include <jansson.h>

struct bucket {
	char site[READING_ID];
	char battery[READING_ID];
	char source[READING_ID];
	struct rollup r;
};

/* -1: ERR_BAD_LINE, as line_parse() tells it. */
int bucket_parse(struct bucket *, enum rollup_grain, const json_t *,
    int64_t now, struct err *);

/* The line without newline; the caller frees it. */
char *bucket_text(const struct bucket *, enum rollup_grain);

#endif
