/* store/literollups.h - buckets and horizons in SQLite
 *
 * Functions of struct backend; db is a struct lite.
 */
#ifndef STORE_LITEROLLUPS_H
#define STORE_LITEROLLUPS_H
#include "store/backend.h"

#include <sqlite3.h>

enum { LITEROLLUPS_FIRST = 16 };	/* number of its first statement */

int literollups_read(void *db, enum rollup_grain,
    const struct backend_range *, backend_rollup_fn *, void *, struct err *);
int literollups_covers(void *db, const struct reading *const *, size_t n,
    int64_t from, int64_t to, struct rollup_cover *, struct err *);
int literollups_put(void *db, enum rollup_grain,
    const struct backend_rollup *, size_t n, struct err *);
int literollups_drop(void *db, enum rollup_grain,
    const struct backend_rollup *, size_t n, struct err *);
int literollups_clear(void *db, enum rollup_grain, const struct reading *,
    int64_t from, struct err *);
int literollups_retire(void *db, const struct backend_series *,
    struct err *);
int literollups_maintained(void *db, int64_t *, struct err *);
int literollups_set_maintained(void *db, int64_t, struct err *);

/* The edge of a horizon from the eight columns of its row. */
void literollups_edge(sqlite3_stmt *, int first, const struct reading *key,
    struct reading *edge);

#endif
