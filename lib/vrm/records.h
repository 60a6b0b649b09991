/* vrm/records.h - the elements of an answer's "records", as they arrive
 *
 * A fleet's answer has 110 MB; one of its sites 22 KB.  This cuts the stream
 * into sites without keeping more than one: it finds the elements of the
 * top-level member "records", a list or, where PHP made it one, an object.
 * What remains is parsed at the end: success, errors, and whether all of it was
 * JSON.  Bytes in, values out: no network here.
 */
#ifndef VRM_RECORDS_H
#define VRM_RECORDS_H
#include "base/err.h"

#include <jansson.h>
#include <stddef.h>

enum {
	RECORDS_ELEMENT_MAX = 4 << 20,	/* bytes of one element */
	RECORDS_FRAME_MAX = 4 << 20	/* bytes of all that is around them */
};

struct records;

/* One element that is an object or a list; others (null, numbers) have no
 * members to read and are passed over.  -1 with err filled ends it all. */
typedef int records_fn(void *arg, const json_t *element, struct err *);

struct records *records_new(records_fn *, void *arg);
void records_free(struct records *);

/* -1: ERR_NOT_JSON, ERR_TOO_BIG, or what the callback said. */
int records_feed(struct records *, const char *, size_t, struct err *);

/* The stream has ended.  *frame is the answer with 0 in each element's place;
 * the caller owns it; NULL if no byte came.  -1: ERR_NOT_JSON: truncated or
 * malformed, with the number of elements that were read before; an element that
 * is not JSON by itself drops no other one. */
int records_end(struct records *, json_t **frame, struct err *);

#endif
