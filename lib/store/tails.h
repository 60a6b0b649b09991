/* store/tails.h - where the buckets of the last batch ended
 *
 * Many lines come in batches, in the order of time.  A bucket that one batch
 * leaves unfinished goes on with the next from what has been added up, as if
 * all its readings had been read again: to the bit, as long as nobody else has
 * written in between.
 */
#ifndef STORE_TAILS_H
#define STORE_TAILS_H
#include "store/chunk.h"
#include "store/known.h"

struct tails {			/* a zeroed one is empty */
	struct chunk_tail *v;		/* by key */
	size_t n;
	int64_t turn;			/* as backend.h has it */
};
void tails_drop(struct tails *);

/* In the transaction of a batch of n lines: drop what does not hold any more.
 * False in *use: this batch is too small to keep any of. */
int tails_begin(struct tails *, const struct backend *, void *db, size_t n,
    bool *use, struct err *);

/* Of this series, up to its latest row before the batch; NULL: none. */
const struct chunk_tail *tails_find(const struct tails *,
    const struct reading *, int64_t at);

/* Those of the batch, by key, take the place of their series's; they belong to
 * the tails then. */
void tails_keep(struct tails *, const struct known *, struct chunk_tail *);

#endif
