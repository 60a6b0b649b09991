/* store/rebuild.h - the buckets that changed readings touch, computed anew
 *
 * Hours of UTC, and days of the site's zone (UTC while it is not known).
 */
#ifndef STORE_REBUILD_H
#define STORE_REBUILD_H
#include "store/backend.h"
#include "store/chunk.h"

struct rebuild;

struct rebuild *rebuild_new(const struct backend *, void *db);
void rebuild_free(struct rebuild *);		/* NULL is fine */

/* Take the buckets that start in [first, last] and hold any of [from, to].  The
 * source is borrowed, and its series's readings before first are not asked for.
 * Where the site's zone is not on this machine no days are taken. */
struct rebuild_span {
	int64_t from, to;
	int64_t first, last;
};
int rebuild_touch(struct rebuild *, const struct chunk_source *,
    const struct rebuild_span *, struct err *);

/* Compute all that was taken; none is left. */
int rebuild_run(struct rebuild *, chunk_sink_fn *, void *arg, struct err *);

/* A sink: struct rebuild_writer as its arg.  Empty buckets are deleted. */
struct rebuild_writer {
	const struct backend *be;
	void *db;
};
int rebuild_write(void *writer, enum rollup_grain,
    const struct backend_rollup *, size_t n, struct err *);

/* All buckets of these series from their horizons on, from stored readings. */
int rebuild_all(const struct backend *, void *db, const struct reading *keys,
    size_t n, struct err *);

/* Its buckets from the horizon on that start before this time. */
int rebuild_until(const struct backend *, void *db,
    const struct backend_series *, int64_t until, chunk_sink_fn *, void *arg,
    struct err *);

#endif
