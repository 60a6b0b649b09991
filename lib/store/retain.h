/* store/retain.h - readings that are old enough go, whole local days at a time
 *
 * Their buckets are computed first.  The horizon moves to the start of the last
 * day kept, never back.
 */
#ifndef STORE_RETAIN_H
#define STORE_RETAIN_H
#include "store/backend.h"

/* Of all series; keep_s INT64_MAX: nothing goes.  Remembers when. */
int retain_run(const struct backend *, void *db, int64_t now, int64_t keep_s,
    struct err *);

/* Remember now as when it was last done, and let extensions of the database
 * know how long readings are kept. */
int retain_note(const struct backend *, void *db, int64_t now, int64_t keep_s,
    struct err *);

/* Compute all buckets that are not sealed from the readings. */
int retain_rebuild(const struct backend *, void *db, struct err *);

#endif
