/* store/litegaps.h - what the SQLite engine tells about gaps (backend.h) */
#ifndef STORE_LITEGAPS_H
#define STORE_LITEGAPS_H
#include "store/backend.h"

int litegaps_jumps(void *db, const struct backend_range *, int far_s,
    backend_jump_fn *, void *arg, struct err *);
int litegaps_asked(void *db, const struct backend_range *, backend_asked_fn *,
    void *arg, struct err *);
int litegaps_asked_of(void *db, backend_asked_fn *, void *arg, struct err *);
int litegaps_drop_asked(void *db, const char *site, const char *battery,
    int64_t before, struct err *);

#endif
