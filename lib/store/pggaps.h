/* store/pggaps.h - what the PostgreSQL engine tells about gaps (backend.h) */
#ifndef STORE_PGGAPS_H
#define STORE_PGGAPS_H
#include "store/backend.h"

int pggaps_jumps(void *db, const struct backend_range *, int far_s,
    backend_jump_fn *, void *arg, struct err *);
int pggaps_asked(void *db, const struct backend_range *, backend_asked_fn *,
    void *arg, struct err *);
int pggaps_asked_of(void *db, backend_asked_fn *, void *arg, struct err *);
int pggaps_drop_asked(void *db, const char *site, const char *battery,
    int64_t before, struct err *);

#endif
