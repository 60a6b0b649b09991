/* store/pgread.h - readings, series and sites out of PostgreSQL
 *
 * Functions of struct backend; db is a PGconn.
 */
#ifndef STORE_PGREAD_H
#define STORE_PGREAD_H
#include "store/backend.h"

int pgread_latest(void *db, const char *site, const char *battery,
    const char *source, backend_latest_fn *, void *, struct err *);
int pgread_series(void *db, const struct reading *const *, size_t n,
    struct backend_series *, struct err *);
int pgread_sites(void *db, const char *site, backend_site_fn *, void *,
    struct err *);
int pgread_windows(void *db, const struct backend_window *, size_t n,
    backend_window_fn *, void *, struct err *);
int pgread_readings(void *db, const struct backend_range *,
    backend_reading_fn *, void *, struct err *);
int pgread_count(void *db, const struct backend_range *, int64_t *,
    struct err *);
int pgread_oldest(void *db, const struct backend_range *, int64_t *,
    struct err *);

#endif
