/* store/pgrollups.h - buckets and horizons in PostgreSQL
 *
 * Functions of struct backend; db is a PGconn.
 */
#ifndef STORE_PGROLLUPS_H
#define STORE_PGROLLUPS_H
#include "store/backend.h"

#include <libpq-fe.h>

int pgrollups_read(void *db, enum rollup_grain,
    const struct backend_range *, backend_rollup_fn *, void *, struct err *);
int pgrollups_covers(void *db, const struct reading *const *, size_t n,
    int64_t from, int64_t to, struct rollup_cover *, struct err *);
int pgrollups_put(void *db, enum rollup_grain,
    const struct backend_rollup *, size_t n, struct err *);
int pgrollups_drop(void *db, enum rollup_grain,
    const struct backend_rollup *, size_t n, struct err *);
int pgrollups_clear(void *db, enum rollup_grain, const struct reading *,
    int64_t from, struct err *);
int pgrollups_retire(void *db, const struct backend_series *,
    struct err *);
int pgrollups_maintained(void *db, int64_t *, struct err *);
int pgrollups_set_maintained(void *db, int64_t, struct err *);

/* The edge of a horizon from the eight columns of its row. */
void pgrollups_edge(const PGresult *, int row, int first,
    const struct reading *key, struct reading *edge);

#endif
