/* store/merge.h - the merge law of vrm-line(5), without a database
 *
 * A key is (site, battery, source, at).  A member that is unknown never erases
 * one that is known; of two known values the later arrival wins.  A history
 * reading stands for [at, at + interval), one that tells no interval for its
 * own second; where a live reading stands in it, it is not kept.  Values of
 * live and history readings are never mixed.  So lines stored in any order, in
 * any batches, leave the same rows, unless two tell different values for one
 * key.
 */
#ifndef STORE_MERGE_H
#define STORE_MERGE_H
#include "line/reading.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum merge_verdict {
	MERGE_STORED,		/* new, or added something */
	MERGE_REPEATED,		/* known already */
	MERGE_SUPERSEDED,	/* history where a live reading stands */
	MERGE_TOO_LATE,		/* its bucket is sealed: never by merge() */
	MERGE_VERDICTS
};

struct merge_line {
	const struct reading *reading;	/* borrowed; all from one array, which
					   is in the order of arrival */
	uint64_t prefix;		/* by merge_sort(): the site's begin */
	uint32_t series;		/* by merge_sort(): lines of one series
					   have one number, the next the next */
	enum merge_verdict verdict;	/* by merge() */
};

/* Readings in the order of their keys. */
struct merge_rows {
	struct reading *v;
	size_t n, size;
};

void merge_rows_add(struct merge_rows *, const struct reading *);
void merge_rows_sort(struct merge_rows *);
void merge_rows_free(struct merge_rows *);

/* By key, and lines of one key by arrival. */
void merge_sort(struct merge_line *, size_t n);

/* The seconds a reading stands for: its interval if history, else 1. */
int64_t merge_reach(const struct reading *);

struct merge_out {
	struct merge_rows add;		/* whole rows of new keys */
	struct merge_rows change;	/* whole rows of keys that are there */
	struct merge_rows drop;		/* rows to delete */
};
void merge_out_free(struct merge_out *);

/* lines and have are sorted, of any number of series.  have holds at least
 * the stored rows
 * - at the key of each line,
 * - live, in the interval of each history line,
 * - history, whose interval contains a live line.
 * Appends to out, which is zeroed, what is to be done. */
void merge(struct merge_line *lines, size_t n, const struct merge_rows *have,
    struct merge_out *out);

#endif
