/* store/past.h - lines from before the horizon
 *
 * Their raw readings are not kept and their buckets are sealed: one is replaced
 * only by one computed from the lines of this run alone, if that covers no
 * less.
 */
#ifndef STORE_PAST_H
#define STORE_PAST_H
#include "store/backend.h"
#include "store/merge.h"

struct past {			/* a zeroed one is empty */
	struct merge_rows rows;	/* the last days of this run, each series */
};
void past_free(struct past *);
/* For a batch that may yet fail: then the copy takes its place. */
struct past past_copy(const struct past *);

struct past_lines {
	const struct backend_series *of;
	struct merge_line *late;	/* of one series, by time */
	size_t n_late;
	const struct merge_line *near;	/* those that follow, by time */
	size_t n_near;
};

/* Fills the verdicts of the late lines.  write false: only those. */
int past_put(struct past *, const struct backend *, void *db, bool write,
    const struct past_lines *, struct err *);

/* Compute the buckets of a series that are about to be sealed, from its horizon
 * on and before until.  One that is there gives way only to one that covers no
 * less: readings may have gone before their time, by TimescaleDB's own job. */
int past_seal(const struct backend *, void *db, const struct backend_series *,
    int64_t until, struct err *);

/* What becomes of a sealed bucket (NULL: none) that could be this one: STORED,
 * this replaces it; REPEATED, they are the same; TOO_LATE, it had more. */
enum merge_verdict past_judge(const struct rollup *sealed,
    const struct rollup *);

#endif
