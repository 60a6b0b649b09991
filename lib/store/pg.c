/* store/pg.c - see pg.h */
#include "store/pg.h"

#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writers take turns by an advisory lock that the transaction's end frees: the
 * number is "vrm-tool" in ASCII.  Read committed, whatever the default, so that
 * the winner sees what the one before it stored.  Ranges are always read by
 * their key, whatever the statistics of a young table say.  Citus: one
 * connection a node sees all that the transaction did.  TimescaleDB: late
 * readings of compressed days are as welcome as others.  What was committed is
 * there after a crash of the server, whatever the default.  Each takes the next
 * number when it is its turn, also where its rows are written elsewhere, as
 * Citus does.  While anybody with an older one is still at work, who knows no
 * turns and may be done before our next, there is none. */
static const char begin_write_sql[] =
    "BEGIN ISOLATION LEVEL READ COMMITTED;"
    "SET LOCAL enable_seqscan = off;"
    "SET LOCAL enable_hashjoin = off;"
    "SET LOCAL enable_mergejoin = off;"
    "SELECT set_config('statement_timeout', '60s', true)"
    " WHERE current_setting('statement_timeout') = '0';"
    "SELECT set_config('synchronous_commit', 'on', true)"
    " WHERE current_setting('synchronous_commit') = 'off';"
    "SELECT set_config(name, value, true) FROM (VALUES"
    " ('citus.multi_shard_modify_mode', 'sequential'),"
    " ('timescaledb.max_tuples_decompressed_per_dml_transaction', '0'))"
    " AS extension (name, value)"
    " WHERE current_setting(name, true) IS NOT NULL;"
    "SELECT pg_advisory_xact_lock(8535004285814927212);"
    "SELECT CASE WHEN txid_snapshot_xmin(txid_current_snapshot()) >="
    " txid_current() THEN txid_current() ELSE 0 END";
static const char begin_read_sql[] =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    "SET LOCAL enable_seqscan = off;"
    "SET LOCAL enable_hashjoin = off;"
    "SET LOCAL enable_mergejoin = off";

/* ---- errors ---- */

static enum err_kind
kind_of(PGconn *c, const char *state)
{
	static const struct { const char *prefix; enum err_kind kind; } table[]
	    = {
		{ "08", ERR_DB_DOWN },		/* connection lost */
		{ "57P", ERR_DB_DOWN },		/* the server goes down */
		{ "53300", ERR_DB_DOWN },	/* too many connections */
		{ "25006", ERR_DB_REFUSED },	/* a read-only standby */
		{ "28", ERR_DB_REFUSED },
		{ "42501", ERR_DB_REFUSED },	/* a right is missing */
		{ "42P01", ERR_DB_SCHEMA },	/* no such table */
		{ "3F000", ERR_DB_SCHEMA },	/* no such schema */
		{ "42703", ERR_DB_SCHEMA },	/* no such column */
		{ "23505", ERR_DB },		/* a key is there already */
		{ "22", ERR_BAD_LINE },		/* no value of that type */
		{ "23", ERR_BAD_LINE },		/* against a rule of theirs */
		{ "P0001", ERR_BAD_LINE },	/* a trigger of theirs */
		{ "54000", ERR_BAD_LINE }	/* too long for its index */
	};

	if (PQstatus(c) == CONNECTION_BAD)
		return ERR_DB_DOWN;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strncmp(state, table[i].prefix,
		    strlen(table[i].prefix)) == 0)
			return table[i].kind;
	return ERR_DB;
}

int
pg_fail(PGconn *c, const PGresult *res, struct err *e)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *said = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	const char *hint = PQresultErrorField(res, PG_DIAG_MESSAGE_HINT);
	char *text = xstrdup(said != NULL ? said : PQerrorMessage(c));

	for (char *s = text; *s != '\0'; s++)
		if (*s == '\n' || *s == '\t')
			*s = ' ';
	text_trim(text);
	err_set(e, kind_of(c, state == NULL ? "" : state), "%s", text);
	if (e->kind == ERR_DB_SCHEMA)
		err_hint(e, "restore it from a backup, or make it anew, "
		    "empty: vrm-store migrate");
	else if (e->kind == ERR_DB && hint != NULL)
		err_hint(e, "%s", hint);	/* the server knows itself */
	free(text);
	return -1;
}

/* ---- open and close ---- */

static void
hear_nothing(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;	/* "relation exists already, skipping" */
}

/* Ten seconds to connect, and a minute until a peer that is gone is missed,
 * unless the user's own settings say something. */
static const char *
unless_told(const struct target *t, const char *variable, const char *value)
{
	return (variable != NULL && getenv(variable) != NULL) ||
	    getenv("PGSERVICE") != NULL ||
	    strstr(t->place, "service=") != NULL ? NULL : value;
}

int
pg_open(void **out, const struct target *t, bool write, unsigned mode,
    struct err *e)
{
	/* a later name beats an earlier one, dbname's URL included */
	const char *names[] = { "connect_timeout", "keepalives_idle",
	    "keepalives_interval", "keepalives_count", "tcp_user_timeout",
	    "client_encoding", "fallback_application_name", "dbname", NULL,
	    NULL };
	const char *values[] = { unless_told(t, "PGCONNECT_TIMEOUT", "10"),
	    unless_told(t, NULL, "30"), unless_told(t, NULL, "10"),
	    unless_told(t, NULL, "3"), unless_told(t, NULL, "60000"), "UTF8",
	    note_program(), t->place, "2", NULL };
	PGconn *c = PQconnectdbParams(names, values, 1);

	(void)write;
	(void)mode;
	if (PQstatus(c) == CONNECTION_OK) {
		(void)PQsetNoticeReceiver(c, hear_nothing, NULL);
		*out = c;
		return 0;
	}
	(void)pg_fail(c, NULL, e);
	/* A server that answers a stranger has refused us, whatever the
	 * language of its message. */
	names[8] = "connect_timeout";
	if (PQpingParams(names, values, 1) == PQPING_OK &&
	    strstr(PQerrorMessage(c), "too many") == NULL)
		e->kind = ERR_DB_REFUSED;
	PQfinish(c);
	return -1;
}

void
pg_close(void *db)
{
	PQfinish(db);
}

/* ---- statements ---- */

static PGresult *
execute(PGconn *c, const char *sql, struct wire *p)
{
	struct wire_values w;
	PGresult *res;

	wire_seal(p, &w);
	res = PQexecParams(c, sql, p->n, NULL, w.values, w.lengths, w.formats,
	    1);
	wire_free(p);
	return res;
}

PGresult *
pg_query(PGconn *c, const char *sql, struct wire *p, struct err *e)
{
	PGresult *res = execute(c, sql, p);

	if (PQresultStatus(res) == PGRES_TUPLES_OK)
		return res;
	(void)pg_fail(c, res, e);
	PQclear(res);
	return NULL;
}

int
pg_change(PGconn *c, const char *sql, struct wire *p, int64_t *rows,
    struct err *e)
{
	PGresult *res = execute(c, sql, p);
	int rc = PQresultStatus(res) == PGRES_COMMAND_OK ? 0 :
	    pg_fail(c, res, e);

	*rows = rc == 0 ? strtoll(PQcmdTuples(res), NULL, 10) : 0;
	PQclear(res);
	return rc;
}

int
pg_run(PGconn *c, const char *sql, struct wire *p, struct err *e)
{
	int64_t rows;

	return pg_change(c, sql, p, &rows, e);
}

int
pg_script(void *db, const char *sql, struct err *e)
{
	PGconn *c = db;
	PGresult *res = PQexec(c, sql);
	ExecStatusType status = PQresultStatus(res);
	int rc = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? 0 :
	    pg_fail(c, res, e);

	PQclear(res);
	return rc;
}

int
pg_copy_begin(PGconn *c, const char *sql, struct err *e)
{
	PGresult *res = PQexec(c, sql);
	int rc = PQresultStatus(res) == PGRES_COPY_IN ? 0 :
	    pg_fail(c, res, e);

	PQclear(res);
	return rc;
}

void
pg_copy_rows(PGconn *c, struct wire *p)
{
	/* a failure is told when it ends */
	(void)PQputCopyData(c, p->param[0].buf, (int)p->param[0].len);
	p->param[0].len = 0;
}

/* Citus passes on what a worker said of a COPY without its code, as an internal
 * error: that may be a key too.  The careful way, which is no COPY, is told the
 * code there is. */
static bool
may_be_key(const char *state)
{
	return state != NULL && (strcmp(state, "23505") == 0 ||
	    strcmp(state, "XX000") == 0);
}

int
pg_copy_end(PGconn *c, struct err *e)
{
	PGresult *res;
	int rc = 0;

	(void)PQputCopyEnd(c, NULL);
	res = PQgetResult(c);		/* tells of a lost connection too */
	if (PQresultStatus(res) != PGRES_COMMAND_OK) {
		rc = may_be_key(PQresultErrorField(res, PG_DIAG_SQLSTATE)) ? 1 :
		    pg_fail(c, res, e);
	}
	for (; res != NULL; res = PQgetResult(c))
		PQclear(res);
	return rc;
}

int
pg_stream(PGconn *c, const char *sql, struct wire *p, struct err *e)
{
	struct wire_values w;
	int sent;

	wire_seal(p, &w);
	sent = PQsendQueryParams(c, sql, p->n, NULL, w.values, w.lengths,
	    w.formats, 1);
	wire_free(p);
	if (sent == 0 || PQsetSingleRowMode(c) == 0)
		return pg_fail(c, NULL, e);
	return 0;
}

int
pg_next(PGconn *c, PGresult **row, struct err *e)
{
	PGresult *res;
	int rc = 0;

	*row = NULL;
	while (rc == 0 && (res = PQgetResult(c)) != NULL) {
		ExecStatusType status = PQresultStatus(res);

		if (status == PGRES_SINGLE_TUPLE) {
			*row = res;
			return 0;
		}
		if (status != PGRES_TUPLES_OK)
			rc = pg_fail(c, res, e);
		PQclear(res);
	}
	return rc;
}

/* sql with its $1 to $9 replaced; NULL: one is no text of this database. */
static char *
spell_out(PGconn *c, const char *sql, const char *const *values)
{
	char *text = NULL;
	size_t size;
	FILE *fp = open_memstream(&text, &size);
	bool ok = fp != NULL;

	while (ok && *sql != '\0') {
		size_t plain = strcspn(sql, "$");
		const char *value;
		char *literal;

		(void)fwrite(sql, 1, plain, fp);
		sql += plain;
		if (*sql == '\0')
			break;
		value = values[sql[1] - '1'];
		literal = PQescapeLiteral(c, value, strlen(value));
		ok = literal != NULL && fputs(literal, fp) >= 0;
		PQfreemem(literal);
		sql += 2;
	}
	if (fp != NULL && fclose(fp) == 0 && ok)
		return text;
	free(text);
	return NULL;
}

int
pg_copy_out(PGconn *c, const char *sql, const char *const *values,
    struct err *e)
{
	char *text = spell_out(c, sql, values);
	PGresult *res = text == NULL ? NULL : PQexec(c, text);
	int rc = PQresultStatus(res) == PGRES_COPY_OUT ? 0 :
	    pg_fail(c, res, e);

	PQclear(res);
	free(text);
	return rc;
}

int
pg_copy_next(PGconn *c, char **row, size_t *len, struct err *e)
{
	int n = PQgetCopyData(c, row, 0);
	PGresult *res;
	int rc = 0;

	*len = n > 0 ? (size_t)n : 0;
	if (n > 0)
		return 0;
	*row = NULL;
	while ((res = PQgetResult(c)) != NULL) {
		if (rc == 0 && PQresultStatus(res) != PGRES_COMMAND_OK)
			rc = pg_fail(c, res, e);
		PQclear(res);
	}
	return n == -2 && rc == 0 ? pg_fail(c, NULL, e) : rc;
}

/* Whatever is still coming is not wanted. */
void
pg_cut_short(PGconn *c)
{
	PGcancel *cancel = PQgetCancel(c);
	PGresult *res;
	char ignored[256], *row;

	if (cancel != NULL)
		(void)PQcancel(cancel, ignored, sizeof(ignored));
	PQfreeCancel(cancel);
	while (PQgetCopyData(c, &row, 0) > 0)
		PQfreemem(row);
	while ((res = PQgetResult(c)) != NULL)
		PQclear(res);
}

/* ---- transactions ---- */

void
pg_rollback(void *db)
{
	PQclear(PQexec(db, "ROLLBACK"));
}

int
pg_begin(void *db, bool write, int64_t *turn, struct err *e)
{
	PGresult *res = PQexec(db, write ? begin_write_sql : begin_read_sql);
	int rc = PQresultStatus(res) == (write ? PGRES_TUPLES_OK :
	    PGRES_COMMAND_OK) ? 0 : pg_fail(db, res, e);

	if (rc == 0 && write && turn != NULL)
		*turn = strtoll(PQgetvalue(res, 0, 0), NULL, 10);
	PQclear(res);
	if (rc == -1)
		pg_rollback(db);	/* it may have begun, and waited in
					   vain */
	return rc;
}

int
pg_commit(void *db, struct err *e)
{
	PGresult *res = PQexec(db, "COMMIT");
	int rc = 0;

	if (PQresultStatus(res) != PGRES_COMMAND_OK) {
		rc = pg_fail(db, res, e);
	} else if (strcmp(PQcmdStatus(res), "COMMIT") != 0) {
		err_set(e, ERR_DB, "the server rolled the batch back");
		rc = -1;
	}
	PQclear(res);
	return rc;
}
