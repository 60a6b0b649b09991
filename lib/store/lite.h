/* store/lite.h - a connection to SQLite: opening, errors, values
 *
 * One file, WAL.  The -wal and -shm files stay when the last writer leaves, so
 * that members of the file's group who may not write its directory can read.
 */
#ifndef STORE_LITE_H
#define STORE_LITE_H
#include "base/err.h"
#include "line/reading.h"
#include "store/target.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum {			/* numbers of statements */
	LITE_STATEMENTS = 36,
	LITE_JUMPS = LITE_STATEMENTS - 4,	/* those of litegaps.c ... */
	LITE_ASKED,
	LITE_ASKED_OF,
	LITE_DROP_ASKED			/* ... and sqlite.c's from 0 */
};

struct lite {
	sqlite3 *db;
	sqlite3_stmt *stmts[LITE_STATEMENTS];	/* prepared at first use */
};

/* The columns of a reading in the order of lite_bind_reading. */
#define LITE_READING "installation_id, battery, source, timestamp, " \
	"instance, soc, voltage, current, power, state, temperature, " \
	"origin, interval_s"

/* These are functions of struct backend; db is a struct lite. */
int lite_open(void **db, const struct target *, bool write, unsigned mode,
    struct err *);
void lite_close(void *db);
int lite_begin(void *db, bool write, int64_t *turn, struct err *);
int lite_commit(void *db, struct err *);
void lite_rollback(void *db);
int lite_script(void *db, const char *sql, struct err *);

/* What SQLite said last, as an error; always -1. */
int lite_fail(const struct lite *, struct err *);

/* The statement of this number, ready to bind; NULL on failure. */
sqlite3_stmt *lite_statement(struct lite *, int number, const char *sql,
    struct err *);

/* 1 a row, 0 done, -1 failed; after 0 and -1 it may be bound again. */
int lite_step(struct lite *, sqlite3_stmt *, struct err *);

/* Parameters count from 1, columns from 0.  Unknown is NULL in the database.
 * Texts must live until the statement is done. */
void lite_bind_text(sqlite3_stmt *, int, const char *);
void lite_bind_known_text(sqlite3_stmt *, int, const char *);	/* "" unknown */
void lite_bind_whole(sqlite3_stmt *, int, int64_t, int64_t unknown);
void lite_bind_series(sqlite3_stmt *, const struct reading *);	/* 1 to 3 */
void lite_bind_reading(sqlite3_stmt *, const struct reading *);	/* 1 to 13 */
void lite_bind_number(sqlite3_stmt *, int, double);	/* NAN unknown */
double lite_get_number(sqlite3_stmt *, int);
const char *lite_get_text(sqlite3_stmt *, int);		/* "" for NULL */
void lite_get_reading(sqlite3_stmt *, struct reading *);	/* 0 to 12 */

#endif
