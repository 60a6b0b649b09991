/* store/literead.h - readings, series and sites out of SQLite
 *
 * Functions of struct backend; db is a struct lite.
 */
#ifndef STORE_LITEREAD_H
#define STORE_LITEREAD_H
#include "store/backend.h"

enum { LITEREAD_FIRST = 8 };		/* number of its first statement */

int literead_latest(void *db, const char *site, const char *battery,
    const char *source, backend_latest_fn *, void *, struct err *);
int literead_series(void *db, const struct reading *const *, size_t n,
    struct backend_series *, struct err *);
int literead_sites(void *db, const char *site, backend_site_fn *, void *,
    struct err *);
int literead_windows(void *db, const struct backend_window *, size_t n,
    backend_window_fn *, void *, struct err *);
int literead_readings(void *db, const struct backend_range *,
    backend_reading_fn *, void *, struct err *);
int literead_count(void *db, const struct backend_range *, int64_t *,
    struct err *);
int literead_oldest(void *db, const struct backend_range *, int64_t *,
    struct err *);

#endif
