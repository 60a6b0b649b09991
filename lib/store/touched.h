/* store/touched.h - the buckets that the rows of a batch touch */
#ifndef STORE_TOUCHED_H
#define STORE_TOUCHED_H
#include "store/known.h"
#include "store/tails.h"

/* Computed anew and written; the rows are written already.  tails: what the
 * last batch left, and is left by this one; NULL: nothing. */
int touched_write(const struct backend *, void *db, struct known *,
    const struct merge_out *, struct tails *, struct err *);

#endif
