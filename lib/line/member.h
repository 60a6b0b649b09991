/* line/member.h - members of a line, read strictly
 *
 * -1: ERR_BAD_LINE, "member: why".  A member that is missing or null leaves
 * what it would fill as it was, where not told otherwise.
 */
#ifndef LINE_MEMBER_H
#define LINE_MEMBER_H
#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int member_bad(struct err *, const char *member, const char *why);	/* -1 */

int member_number(const json_t *, const char *name, double max, double *out,
    struct err *);
int member_whole(const json_t *, const char *name, int64_t max, int64_t *out,
    struct err *);
/* A string of printable bytes that fits; required ones must be there. */
int member_text(const json_t *, const char *name, bool required, char *out,
    size_t size, struct err *);
/* An id (READING_ID bytes), required; a whole number is taken as text. */
int member_id(const json_t *, const char *name, char *out, struct err *);
/* Required; from 2000 to now + 10 min. */
int member_time(const json_t *, const char *name, int64_t now, int64_t *out,
    struct err *);

#endif
