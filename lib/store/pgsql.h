/* store/pgsql.h - the PostgreSQL engine, schema victron
 *
 * Works behind PgBouncer in transaction mode: no named statements, nothing kept
 * in the session.
 */
#ifndef STORE_PGSQL_H
#define STORE_PGSQL_H
#include "store/backend.h"

extern const struct backend pgsql_backend;

#endif
