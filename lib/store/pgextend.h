/* store/pgextend.h - what TimescaleDB and Citus make of the tables
 *
 * Functions of struct backend; db is a PGconn.  Their SQL is in sql/timescaledb
 * and sql/citus.
 */
#ifndef STORE_PGEXTEND_H
#define STORE_PGEXTEND_H
#include "store/backend.h"

int pgextend_each(void *db, backend_extension_fn *, void *arg, struct err *);
int pgextend_policies(void *db, int64_t keep_s, struct err *);

#endif
