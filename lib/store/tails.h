/* store/tails.h - where the last batch ended
 *
 * Many lines come in batches, in the order of time.  What the database knows of
 * their series need not be asked again; and a bucket that one batch leaves
 * unfinished goes on with the next from what has been added up, as if all its
 * readings had been read again: to the bit, as long as nobody else has written
 * in between.
 */
#ifndef STORE_TAILS_H
#define STORE_TAILS_H
#include "store/chunk.h"
#include "store/known.h"

struct tails {			/* a zeroed one is empty */
	struct chunk_tail *v;		/* by key */
	size_t n;
	struct known known;		/* of the last batch alone */
	int64_t turn;			/* as backend.h has it */
};
void tails_drop(struct tails *);

/* In the transaction of a batch, whose turn it is: drop what does not hold any
 * more.  n: its readings, 0 if they are not all that it changes, or too many to
 * remember.  False: it is too small to keep any of. */
bool tails_begin(struct tails *, const struct backend *, int64_t turn,
    size_t n);

/* Of this series, up to its latest row before the batch; NULL: none. */
const struct chunk_tail *tails_find(const struct tails *,
    const struct reading *, int64_t at);

/* Those of the batch, by key, take the place of their series's; they belong to
 * the tails then. */
void tails_keep(struct tails *, const struct known *, struct chunk_tail *);

/* What is known now belongs to the tails; it is empty then. */
void tails_keep_known(struct tails *, struct known *);

#endif
