/* store/touched.h - the buckets that the rows of a batch touch */
#ifndef STORE_TOUCHED_H
#define STORE_TOUCHED_H
#include "store/known.h"

/* Computed anew and written; the rows are written already. */
int touched_write(const struct backend *, void *db, const struct known *,
    const struct merge_out *, struct err *);

#endif
