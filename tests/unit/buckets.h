/* tests/unit/buckets.h - readings into a store, buckets out of it, briefly */
#ifndef BUCKETS_H
#define BUCKETS_H
#include "line/line.h"
#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

int64_t buckets_at(const char *time);

/* A reading of site 1 with 100 W; a line of the site itself. */
struct line buckets_live(int64_t at, double soc);
struct line buckets_site(const char *zone, int log_interval); /* its site is
				good for seven more calls */

struct store_count buckets_put(struct store *, const struct line *, size_t n);
void buckets_maintain(struct store *, int64_t now, int64_t keep_s);
void buckets_rebuild(struct store *);

struct buckets {		/* what is there, to the bit */
	char *text;
	size_t len;
	int n;
};

/* Of site 1's batteries system, 0 and 1; those that start in [from, to). */
struct buckets buckets_dump_range(struct store *, int64_t from, int64_t to);
struct buckets buckets_dump(struct store *);
void buckets_assert_same(struct buckets, struct buckets);	/* frees both */

/* Of the system battery: the last that starts in [from, to), count -1: none;
 * and how many raw readings there are. */
struct rollup buckets_get(struct store *, enum rollup_grain, int64_t from,
    int64_t to);
int64_t buckets_raw(struct store *, int64_t from, int64_t to);

#endif
