/* base/js.h - jansson, read tolerantly
 *
 * VRM sends any number as number or string, any object keyed by numbers as
 * array, and "nothing" as null, false, "", [], {} or a missing member
 * (vrm-api.md 0.8).  These readers take what is there and say what is not.
 * Every function accepts NULL for a missing value.
 */
#ifndef BASE_JS_H
#define BASE_JS_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* One JSON value that is the whole text; NULL if it is not JSON, with jansson's
 * reason in why (JSON_ERROR_TEXT_LENGTH bytes) unless that is NULL.  Duplicate
 * members: the last one counts.  The caller owns the value. */
json_t *js_parse(const char *text, size_t len, char *why);
/* The same of an answer, mended where it is not JSON: a byte order mark is
 * skipped, a byte that is no UTF-8 reads as "?", a whole number that no int64_t
 * holds as a real. */
json_t *js_parse_answer(const char *text, size_t len, char *why);

/* May it be parsed?  Not where the values would take more than JS_MEMORY_MAX,
 * by a rough count: "[[[[" or "0,0,0" grow thirtyfold. */
enum { JS_MEMORY_MAX = 256 << 20 };
bool js_is_bearable(const char *text, size_t len);

/* A finite number, or a string that is one number entirely; else false. */
bool js_number(const json_t *, double *);
bool js_int(const json_t *, int64_t *);		/* and it is whole */
/* A Unix time that was kept, in seconds or milliseconds: from 1970 to the year
 * 33658 in the latter, so that sums and differences of two do not overflow. */
bool js_time(const json_t *, int64_t *);
/* true, 1, "1" and "true"; everything else is false. */
bool js_true(const json_t *);
/* The text of a string; "" for everything else.  Borrowed. */
const char *js_text(const json_t *);
/* The string, or a whole number printed: an id.  False for anything else. */
bool js_id(const json_t *, char *buf, size_t size);
/* Member or, where PHP made the object a list, element; else NULL. */
json_t *js_at(const json_t *, int64_t key);

/* The elements of a list, or of the object PHP made of it, one by one:
 *	struct js_walk w = { .all = v };
 *	while ((e = js_next(&w)) != NULL)
 * NULL at the end, and at once where there is neither. */
struct js_walk {
	json_t *all;
	size_t i;
	void *place;
};
json_t *js_next(struct js_walk *);

/* One line without newline, 15 significant digits; the caller frees it. */
char *js_dump(const json_t *);

#endif
