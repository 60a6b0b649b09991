/* store/sqlite.h - the embedded engine */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H
#include "store/backend.h"

extern const struct backend sqlite_backend;

#endif
