/* store/pg.h - a connection to PostgreSQL: opening, errors, statements
 *
 * Works behind PgBouncer in transaction mode: no named statements, nothing kept
 * in the session.
 */
#ifndef STORE_PG_H
#define STORE_PG_H
#include "base/err.h"
#include "store/target.h"
#include "store/wire.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* These are functions of struct backend; db is a PGconn. */
int pg_open(void **db, const struct target *, bool write, unsigned mode,
    struct err *);
void pg_close(void *db);
int pg_begin(void *db, bool write, int64_t *turn, struct err *);
int pg_commit(void *db, struct err *);
void pg_rollback(void *db);
int pg_script(void *db, const char *sql, struct err *);

/* What the server (res) or the connection (NULL) said, as an error; -1. */
int pg_fail(PGconn *, const PGresult *res, struct err *);

/* Run one statement and expect rows; NULL on failure.  Frees the parameters. */
PGresult *pg_query(PGconn *, const char *sql, struct wire *, struct err *);
/* Run one that gives no rows.  Frees the parameters. */
int pg_run(PGconn *, const char *sql, struct wire *, struct err *);
/* The same; *rows: how many it changed. */
int pg_change(PGconn *, const char *sql, struct wire *, int64_t *rows,
    struct err *);
/* Begin a COPY, send rows from time to time (the buffer is empty then), end it.
 * 1: a key is there already, or may be; the transaction is broken. */
int pg_copy_begin(PGconn *, const char *sql, struct err *);
void pg_copy_rows(PGconn *, struct wire *);
int pg_copy_end(PGconn *, struct err *);
/* Send one, and get its rows one by one.  Frees the parameters. */
int pg_stream(PGconn *, const char *sql, struct wire *, struct err *);
/* The next row, to be PQcleared; NULL behind the last. */
int pg_next(PGconn *, PGresult **, struct err *);
/* The same for COPY ... TO STDOUT, whose $1 to $n become values: it takes no
 * parameters.  A row is to be PQfreemem'd, NULL behind the last. */
int pg_copy_out(PGconn *, const char *sql, const char *const *values,
    struct err *);
int pg_copy_next(PGconn *, char **row, size_t *len, struct err *);
/* The rest of its rows is not wanted. */
void pg_cut_short(PGconn *);

#endif
