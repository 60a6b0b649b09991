/* store/lite.c - see lite.h */
#include "store/lite.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MS = 30000, RETRY_MS = 10 };
static const char MODE_HINT[] =
    "check the owner and the mode of the file and of its directory";

static enum err_kind
kind_of(sqlite3 *db)
{
	const char *msg = sqlite3_errmsg(db);
	int code = sqlite3_extended_errcode(db);

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_DB_DOWN;
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_READONLY:
		return ERR_DB_REFUSED;
	case SQLITE_CONSTRAINT:		/* against a rule of theirs */
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
		return ERR_BAD_LINE;
	case SQLITE_CANTOPEN:
		return sqlite3_system_errno(db) == EACCES ||
		    sqlite3_system_errno(db) == EROFS ? ERR_DB_REFUSED :
		    ERR_DB;
	case SQLITE_ERROR:
		return strncmp(msg, "no such table", 13) == 0 ||
		    strncmp(msg, "no such column", 14) == 0 ||
		    strstr(msg, "has no column") != NULL ? ERR_DB_SCHEMA :
		    ERR_DB;
	default:
		return ERR_DB;
	}
}

int
lite_fail(const struct lite *s, struct err *e)
{
	enum err_kind kind = kind_of(s->db);
	int code = sqlite3_errcode(s->db) & 0xff;

	err_set(e, kind, "%s", sqlite3_errmsg(s->db));
	if (kind == ERR_DB_DOWN)
		err_hint(e, "another program holds the database; try again");
	else if (kind == ERR_DB_REFUSED)
		err_hint(e, "%s", MODE_HINT);
	else if (code == SQLITE_FULL)
		err_hint(e, "make room on the disk it is on");
	else if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
		err_hint(e, "is this the right file?  if so restore it from a "
		    "backup, or begin a new one");
	else if (kind == ERR_DB_SCHEMA)
		err_hint(e, "restore it from a backup, or make it anew, "
		    "empty: vrm-store migrate");
	return -1;
}

sqlite3_stmt *
lite_statement(struct lite *s, int which, const char *sql, struct err *e)
{
	sqlite3_stmt **stmt = &s->stmts[which];

	if (*stmt == NULL && sqlite3_prepare_v3(s->db, sql, -1,
	    SQLITE_PREPARE_PERSISTENT, stmt, NULL) != SQLITE_OK)
		(void)lite_fail(s, e);
	return *stmt;
}

int
lite_step(struct lite *s, sqlite3_stmt *stmt, struct err *e)
{
	int code = sqlite3_step(stmt);

	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE)
		(void)lite_fail(s, e);
	(void)sqlite3_reset(stmt);
	return code == SQLITE_DONE ? 0 : -1;
}

/* ---- values in and out ---- */

void
lite_bind_text(sqlite3_stmt *stmt, int i, const char *text)
{
	(void)sqlite3_bind_text(stmt, i, text, -1, SQLITE_STATIC);
}

void
lite_bind_known_text(sqlite3_stmt *stmt, int i, const char *text)
{
	lite_bind_text(stmt, i, *text == '\0' ? NULL : text);
}

void
lite_bind_number(sqlite3_stmt *stmt, int i, double v)
{
	if (isnan(v))
		(void)sqlite3_bind_null(stmt, i);
	else
		(void)sqlite3_bind_double(stmt, i, v);
}

void
lite_bind_whole(sqlite3_stmt *stmt, int i, int64_t v, int64_t unknown)
{
	if (v == unknown)
		(void)sqlite3_bind_null(stmt, i);
	else
		(void)sqlite3_bind_int64(stmt, i, v);
}

void
lite_bind_series(sqlite3_stmt *stmt, const struct reading *r)
{
	lite_bind_text(stmt, 1, r->site);
	lite_bind_text(stmt, 2, r->battery);
	lite_bind_text(stmt, 3, r->source);
}

void
lite_bind_reading(sqlite3_stmt *stmt, const struct reading *r)
{
	lite_bind_series(stmt, r);
	(void)sqlite3_bind_int64(stmt, 4, r->at);
	lite_bind_whole(stmt, 5, r->instance, -1);
	lite_bind_number(stmt, 6, r->soc);
	lite_bind_number(stmt, 7, r->voltage);
	lite_bind_number(stmt, 8, r->current);
	lite_bind_number(stmt, 9, r->power);
	lite_bind_text(stmt, 10, reading_state_name(r->state));
	lite_bind_number(stmt, 11, r->temperature);
	lite_bind_text(stmt, 12, r->history ? "history" : "live");
	lite_bind_whole(stmt, 13, r->interval, 0);
}

const char *
lite_get_text(sqlite3_stmt *stmt, int i)
{
	const unsigned char *text = sqlite3_column_text(stmt, i);

	return text == NULL ? "" : (const char *)text;
}

double
lite_get_number(sqlite3_stmt *stmt, int i)
{
	return sqlite3_column_type(stmt, i) == SQLITE_NULL ? NAN :
	    sqlite3_column_double(stmt, i);
}

void
lite_get_reading(sqlite3_stmt *stmt, struct reading *r)
{
	reading_init(r, lite_get_text(stmt, 0), sqlite3_column_int64(stmt, 3));
	(void)text_copy(r->battery, sizeof(r->battery), lite_get_text(stmt, 1));
	(void)text_copy(r->source, sizeof(r->source), lite_get_text(stmt, 2));
	if (sqlite3_column_type(stmt, 4) != SQLITE_NULL)
		r->instance = sqlite3_column_int64(stmt, 4);
	r->soc = lite_get_number(stmt, 5);
	r->voltage = lite_get_number(stmt, 6);
	r->current = lite_get_number(stmt, 7);
	r->power = lite_get_number(stmt, 8);
	r->state = reading_state_of_name(lite_get_text(stmt, 9));
	r->temperature = lite_get_number(stmt, 10);
	r->history = strcmp(lite_get_text(stmt, 11), "history") == 0;
	r->interval = sqlite3_column_int(stmt, 12);
}

/* ---- open and close ---- */

void
lite_close(void *db)
{
	struct lite *s = db;

	if (s == NULL)
		return;
	for (int i = 0; i < LITE_STATEMENTS; i++)
		(void)sqlite3_finalize(s->stmts[i]);
	(void)sqlite3_close(s->db);
	free(s);
}

/* The file and the directories above it, so that its mode is ours to choose:
 * -wal and -shm inherit it. */
static int
make_file(const char *path, unsigned mode, struct err *e)
{
	char *dir = xstrdup(path);
	char *slash = strrchr(dir, '/');
	int fd, rc = 0;

	if (access(path, F_OK) == 0 || errno != ENOENT)
		goto out;	/* there; or SQLite says why not */
	if (slash != NULL && slash != dir) {
		*slash = '\0';
		rc = file_make_dirs(dir, (mode & S_IRGRP) != 0 ? 0750 : 0700,
		    e);
	}
	if (rc == -1)
		goto out;
	fd = file_make(path, mode);
	if (fd != -1) {
		(void)close(fd);
	} else if (errno != EEXIST) {	/* somebody was faster: fine */
		err_sys(e, errno == EACCES || errno == EROFS ?
		    ERR_DB_REFUSED : ERR_DB, "cannot make it");
		err_hint(e, "%s", MODE_HINT);
		rc = -1;
	}
out:
	free(dir);
	return rc;
}

/* Two programs making the same file WAL at once: SQLite tells the second BUSY
 * without waiting. */
static int
set_wal(struct lite *s, struct err *e)
{
	int keep = 1;

	for (int waited = 0;; waited += RETRY_MS) {
		int code = sqlite3_exec(s->db, "PRAGMA journal_mode = WAL; "
		    "PRAGMA synchronous = FULL", NULL, NULL, NULL);

		if (code == SQLITE_OK)
			break;
		if ((code & 0xff) != SQLITE_BUSY || waited >= BUSY_MS)
			return lite_fail(s, e);
		(void)sqlite3_sleep(RETRY_MS);
	}
	(void)sqlite3_file_control(s->db, "main", SQLITE_FCNTL_PERSIST_WAL,
	    &keep);
	return 0;
}

static int
connect_to(struct lite *s, const char *path, bool write, struct err *e)
{
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_NOMUTEX | (write ?
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE :
	    SQLITE_OPEN_READONLY), NULL) != SQLITE_OK)
		return lite_fail(s, e);
	(void)sqlite3_extended_result_codes(s->db, 1);
	(void)sqlite3_busy_timeout(s->db, BUSY_MS);
	if (!write)
		return 0;
	if (sqlite3_db_readonly(s->db, "main") == 1) {
		err_set(e, ERR_DB_REFUSED, "no right to write");
		err_hint(e, "%s", MODE_HINT);
		return -1;
	}
	return set_wal(s, e);
}

int
lite_open(void **out, const struct target *t, bool write, unsigned mode,
    struct err *e)
{
	bool in_memory = strcmp(t->place, ":memory:") == 0;
	struct lite *s;
	char *path;
	int rc;

	if (write && !in_memory && make_file(t->place, mode, e) == -1)
		return -1;
	if (!write && !in_memory && access(t->place, F_OK) == -1 &&
	    errno == ENOENT) {
		err_set(e, ERR_NO_READING, "nothing was stored here yet");
		return -1;
	}
	/* "./" keeps a name from being read as a file: URI */
	path = xasprintf("%s%s", in_memory || *t->place == '/' ? "" : "./",
	    t->place);
	s = xcalloc(1, sizeof(*s));
	rc = connect_to(s, path, write, e);
	free(path);
	if (rc == -1)
		lite_close(s);
	else
		*out = s;
	return rc;
}

/* ---- transactions ---- */

int
lite_script(void *db, const char *sql, struct err *e)
{
	struct lite *s = db;

	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return lite_fail(s, e);
	return 0;
}

void
lite_rollback(void *db)
{
	struct lite *s = db;

	if (sqlite3_get_autocommit(s->db) == 0)
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

/* SQLite counts the commits of all other connections. */
static int
others(struct lite *s, int64_t *turn, struct err *e)
{
	sqlite3_stmt *stmt;
	int rc;

	if (sqlite3_prepare_v2(s->db, "PRAGMA data_version", -1, &stmt,
	    NULL) != SQLITE_OK)
		return lite_fail(s, e);
	rc = lite_step(s, stmt, e);
	if (rc == 1)
		*turn = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return rc == -1 ? -1 : 0;
}

int
lite_begin(void *db, bool write, int64_t *turn, struct err *e)
{
	if (lite_script(db, write ? "BEGIN IMMEDIATE" : "BEGIN", e) == -1)
		return -1;
	if (!write || turn == NULL || others(db, turn, e) == 0)
		return 0;
	lite_rollback(db);
	return -1;
}

int
lite_commit(void *db, struct err *e)
{
	return lite_script(db, "COMMIT", e);
}
