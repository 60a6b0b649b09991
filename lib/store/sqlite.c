/* store/sqlite.c - see sqlite.h */
#include "store/sqlite.h"

#include "base/mem.h"
#include "store/lite.h"
#include "store/litegaps.h"
#include "store/literead.h"
#include "store/literollups.h"

#include <stdlib.h>

enum statement {
	VERSION,
	RECORD,
	PUT,
	PUT_LATEST,
	PUT_SITE,
	PUT_ASKED,
	DROP,
	STATEMENTS		/* those of literead.c follow */
};

_Static_assert((int)STATEMENTS <= (int)LITEREAD_FIRST, "numbers clash");

#define OF_SERIES "installation_id = ?1 AND battery = ?2 AND source = ?3"

static const char *const sql[STATEMENTS] = {
	[VERSION] = "SELECT max(version) FROM schema_migrations",
	[RECORD] = "REPLACE INTO schema_migrations (version, name) "
	    "VALUES (?1, ?2)",
	[PUT] = "REPLACE INTO battery_readings (" LITE_READING ") "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
	[PUT_LATEST] = "REPLACE INTO battery_latest (" LITE_READING
	    ", reach_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
	    "?11, ?12, ?13, ?14)",
	[PUT_SITE] = "REPLACE INTO sites (installation_id, identifier, name, "
	    "timezone, log_interval, last_timestamp) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[PUT_ASKED] = "REPLACE INTO asked (installation_id, battery, from_ts, "
	    "to_ts, asked_at, found) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[DROP] = "DELETE FROM battery_readings "
	    "WHERE " OF_SERIES " AND timestamp = ?4"
};

static sqlite3_stmt *
statement(void *db, enum statement which, struct err *e)
{
	return lite_statement(db, which, sql[which], e);
}

/* ---- schema ---- */

static int
version(void *db, int *out, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, VERSION, e);
	int rc;

	*out = 0;
	if (stmt == NULL && e->kind == ERR_DB_SCHEMA) {
		*e = (struct err){ .kind = ERR_NONE };
		return 0;
	}
	if (stmt == NULL)
		return -1;
	rc = lite_step(db, stmt, e);
	if (rc == 1)
		*out = sqlite3_column_int(stmt, 0);
	(void)sqlite3_reset(stmt);
	return rc == -1 ? -1 : 0;
}

static int
record(void *db, int number, const char *name, struct err *e)
{
	struct lite *s = db;
	sqlite3_stmt *stmt = statement(s, RECORD, e);

	if (stmt == NULL)
		return -1;
	(void)sqlite3_bind_int(stmt, 1, number);
	lite_bind_text(stmt, 2, name);
	return lite_step(s, stmt, e);
}

/* ---- writing ---- */

static int
put(void *db, const struct reading *r, size_t n, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, PUT, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		lite_bind_reading(stmt, &r[i]);
		if (lite_step(db, stmt, e) == -1)
			return -1;
	}
	return stmt == NULL ? -1 : 0;
}

static int
put_latest(void *db, const struct backend_latest *l, size_t n, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, PUT_LATEST, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		lite_bind_reading(stmt, &l[i].row);
		(void)sqlite3_bind_int(stmt, 14, l[i].reach);
		if (lite_step(db, stmt, e) == -1)
			return -1;
	}
	return stmt == NULL ? -1 : 0;
}

static int
put_sites(void *db, const struct site *v, size_t n, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, PUT_SITE, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		lite_bind_text(stmt, 1, v[i].id);
		lite_bind_known_text(stmt, 2, v[i].identifier);
		lite_bind_known_text(stmt, 3, v[i].name);
		lite_bind_known_text(stmt, 4, v[i].timezone);
		lite_bind_whole(stmt, 5, v[i].log_interval, 0);
		lite_bind_whole(stmt, 6, v[i].last_timestamp, 0);
		if (lite_step(db, stmt, e) == -1)
			return -1;
	}
	return stmt == NULL ? -1 : 0;
}

static int
put_asked(void *db, const struct asked *a, size_t n, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, PUT_ASKED, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		lite_bind_text(stmt, 1, a[i].site);
		lite_bind_text(stmt, 2, a[i].battery);
		(void)sqlite3_bind_int64(stmt, 3, a[i].from);
		(void)sqlite3_bind_int64(stmt, 4, a[i].to);
		(void)sqlite3_bind_int64(stmt, 5, a[i].asked_at);
		(void)sqlite3_bind_int64(stmt, 6, a[i].found);
		if (lite_step(db, stmt, e) == -1)
			return -1;
	}
	return stmt == NULL ? -1 : 0;
}

static int
drop(void *db, const struct reading *keys, size_t n, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, DROP, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		lite_bind_series(stmt, &keys[i]);
		(void)sqlite3_bind_int64(stmt, 4, keys[i].at);
		if (lite_step(db, stmt, e) == -1)
			return -1;
	}
	return stmt == NULL ? -1 : 0;
}

/* ---- extensions: none of ours ---- */

static int
no_extensions(void *db, backend_extension_fn *each, void *arg, struct err *e)
{
	(void)db;
	(void)each;
	(void)arg;
	(void)e;
	return 0;
}

static int
no_policies(void *db, int64_t keep_s, struct err *e)
{
	(void)db;
	(void)keep_s;
	(void)e;
	return 0;
}

/* Asked too seldom for a statement to be kept. */
static int
erase(void *db, const char *table, const struct backend_names *names,
    int64_t *n, struct err *e)
{
	struct lite *s = db;
	char *text = xasprintf("DELETE FROM %s WHERE installation_id = ?1%s%s",
	    table, names->battery == NULL ? "" : " AND battery = ?2",
	    names->source == NULL ? "" : " AND source = ?3");
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(s->db, text, -1, &stmt, NULL) ==
	    SQLITE_OK ? 0 : lite_fail(s, e);

	if (rc == 0) {
		lite_bind_text(stmt, 1, names->site);
		lite_bind_text(stmt, 2, names->battery);
		lite_bind_text(stmt, 3, names->source);
		rc = lite_step(s, stmt, e);
		*n = rc == 0 ? sqlite3_changes(s->db) : 0;
		(void)sqlite3_finalize(stmt);
	}
	free(text);
	return rc;
}

const struct backend sqlite_backend = {
	.open = lite_open,
	.close = lite_close,
	.begin = lite_begin,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.version = version,
	.script = lite_script,
	.record = record,
	.extensions = no_extensions,
	.policies = no_policies,
	.latest = literead_latest,
	.series = literead_series,
	.windows = literead_windows,
	.sites = literead_sites,
	.readings = literead_readings,
	.count = literead_count,
	.oldest = literead_oldest,
	.jumps = litegaps_jumps,
	.asked = litegaps_asked,
	.asked_of = litegaps_asked_of,
	.add = put,
	.change = put,
	.drop = drop,
	.put_latest = put_latest,
	.put_sites = put_sites,
	.put_asked = put_asked,
	.drop_asked = litegaps_drop_asked,
	.rollups = literollups_read,
	.covers = literollups_covers,
	.put_rollups = literollups_put,
	.drop_rollups = literollups_drop,
	.clear_rollups = literollups_clear,
	.retire = literollups_retire,
	.erase = erase,
	.maintained = literollups_maintained,
	.set_maintained = literollups_set_maintained
};
