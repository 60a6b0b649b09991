/* store/chunk.h - some buckets, computed while their readings run past
 *
 * Each stretch of readings is read once for all the buckets that need it.
 */
#ifndef STORE_CHUNK_H
#define STORE_CHUNK_H
#include "store/backend.h"

enum { CHUNK_BUCKETS = 1024 };		/* so many at once */

/* What the readings of a series come to, up to its latest row. */
struct chunk_tail {
	struct reading last;
	struct rollup_work work[ROLLUP_GRAINS];	/* of the buckets it is in */
	unsigned has;				/* 1 << grain: it is known */
};

/* One series and where its readings are: in the database up to stored_to, in
 * rows (in time order) those behind. */
struct chunk_source {
	const struct backend_series *of;
	int64_t stored_to;
	const struct reading *rows;
	size_t n;
	const struct chunk_tail *tail;	/* of the stored: they are not read */
	struct chunk_tail *keep;	/* filled if it comes by; or NULL */
};

struct chunk_bucket {
	const struct chunk_source *src;	/* borrowed */
	enum rollup_grain grain;
	int64_t start, end;
};

/* What comes out: some buckets of one grain, of any series; empty ones too. */
typedef int chunk_sink_fn(void *arg, enum rollup_grain,
    const struct backend_rollup *, size_t n, struct err *);

/* From how far away a reading of this series may change a bucket, seconds. */
int64_t chunk_reach(const struct backend_series *);

struct chunk;

struct chunk *chunk_new(void);
void chunk_free(struct chunk *);		/* NULL is fine */

/* By source, start and grain; no more than CHUNK_BUCKETS. */
void chunk_add(struct chunk *, const struct chunk_bucket *);

/* Compute all that were added; it is empty then, whatever happened. */
int chunk_run(struct chunk *, const struct backend *, void *db,
    chunk_sink_fn *, void *arg, struct err *);

#endif
