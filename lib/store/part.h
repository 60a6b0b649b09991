/* store/part.h - the readings of some series, in the transaction of a batch
 *
 * Series are independent of each other: a batch of ever so many is stored some
 * at a time, so that what must be known of them takes little memory.
 */
#ifndef STORE_PART_H
#define STORE_PART_H
#include "store/backend.h"
#include "store/merge.h"
#include "store/past.h"
#include "store/tails.h"
#include "store/told.h"

#include <stdbool.h>

struct part_how {
	bool write;		/* false: judge only, and change nothing */
	bool rollups;		/* keep the buckets up; else let them be */
	struct past *past;	/* what this run brought of sealed days */
	struct tails *tails;	/* where its last batch ended */
};

struct part {
	const struct backend *be;
	void *db;
	const struct part_how *how;
	const struct told *told;	/* by the batch; it is written */
	struct merge_line *lines;	/* by key, of whole series; in another
					   order when they are done */
	size_t n;
	bool use_tails;			/* it is all of a large batch */
	bool careful;			/* new keys may be there all the same:
					   set where they were */
};

/* Fills the verdict of every line. */
int part_put(struct part *, struct err *);

#endif
