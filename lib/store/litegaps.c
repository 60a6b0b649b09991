/* store/litegaps.c - see litegaps.h */
#include "store/litegaps.h"

#include "base/text.h"
#include "store/lite.h"

/* Comparing neighbours here is many times faster than SQLite's lag(). */
static const char jumps_sql[] =
    "SELECT timestamp, interval_s, origin = 'live' FROM battery_readings "
    "WHERE installation_id = ?1 AND battery = ?2 AND source = ?3 "
    "AND timestamp >= ?4 AND timestamp < ?5 ORDER BY timestamp DESC";
static const char asked_sql[] =
    "SELECT from_ts, to_ts, asked_at, found FROM asked "
    "WHERE installation_id = ?1 AND battery = ?2 AND from_ts < ?4 "
    "AND to_ts > ?3 ORDER BY from_ts, to_ts, asked_at";
static const char asked_of_sql[] =
    "SELECT DISTINCT installation_id, battery FROM asked";
static const char drop_asked_sql[] =
    "DELETE FROM asked WHERE installation_id = ?1 AND battery = ?2 "
    "AND to_ts <= ?3";

/* The next older row as if nothing were older still.  1, 0 or -1 as lite_step;
 * live_at is kept where it is not live. */
static int
step(struct lite *s, sqlite3_stmt *stmt, struct jump *j, struct err *e)
{
	int rc = lite_step(s, stmt, e);

	if (rc != 1)
		return rc;
	j->at = sqlite3_column_int64(stmt, 0);
	j->interval = sqlite3_column_int(stmt, 1);
	if (sqlite3_column_int(stmt, 2) == 1)
		j->live_at = j->at;
	j->older_at = INT64_MIN;
	j->older_interval = 0;
	return 1;
}

static int
each_jump(struct lite *s, sqlite3_stmt *stmt, int far_s, backend_jump_fn *fn,
    void *arg, struct err *e)
{
	struct jump older = { .live_at = INT64_MAX }, j;
	bool newest = true;
	int more = step(s, stmt, &older, e), rc = more;

	while (more == 1 && rc != -1) {
		j = older;
		more = step(s, stmt, &older, e);
		if (more == -1)
			return -1;
		if (more == 1) {
			j.older_at = older.at;
			j.older_interval = older.interval;
		}
		if (newest || more == 0 || j.at - j.older_at >= far_s) {
			rc = fn(arg, &j, e);
			if (rc != 0)
				break;
		}
		newest = false;
	}
	return rc == -1 ? -1 : 0;
}

int
litegaps_jumps(void *db, const struct backend_range *r, int far_s,
    backend_jump_fn *fn, void *arg, struct err *e)
{
	sqlite3_stmt *stmt = lite_statement(db, LITE_JUMPS, jumps_sql, e);
	int rc;

	if (stmt == NULL)
		return -1;
	lite_bind_text(stmt, 1, r->site);
	lite_bind_text(stmt, 2, r->battery);
	lite_bind_text(stmt, 3, r->source);
	(void)sqlite3_bind_int64(stmt, 4, r->from);
	(void)sqlite3_bind_int64(stmt, 5, r->to);
	rc = each_jump(db, stmt, far_s, fn, arg, e);
	(void)sqlite3_reset(stmt);
	return rc;
}

int
litegaps_asked(void *db, const struct backend_range *r, backend_asked_fn *fn,
    void *arg, struct err *e)
{
	sqlite3_stmt *stmt = lite_statement(db, LITE_ASKED, asked_sql, e);
	int rc;

	if (stmt == NULL)
		return -1;
	lite_bind_text(stmt, 1, r->site);
	lite_bind_text(stmt, 2, r->battery);
	(void)sqlite3_bind_int64(stmt, 3, r->from);
	(void)sqlite3_bind_int64(stmt, 4, r->to);
	while ((rc = lite_step(db, stmt, e)) == 1) {
		struct asked a = { .from = sqlite3_column_int64(stmt, 0),
			.to = sqlite3_column_int64(stmt, 1),
			.asked_at = sqlite3_column_int64(stmt, 2),
			.found = sqlite3_column_int64(stmt, 3) };

		(void)text_copy(a.site, sizeof(a.site), r->site);
		(void)text_copy(a.battery, sizeof(a.battery), r->battery);
		rc = fn(arg, &a, e);
		if (rc != 0)
			break;
	}
	(void)sqlite3_reset(stmt);
	return rc == -1 ? -1 : 0;
}

int
litegaps_asked_of(void *db, backend_asked_fn *fn, void *arg, struct err *e)
{
	sqlite3_stmt *stmt = lite_statement(db, LITE_ASKED_OF, asked_of_sql,
	    e);
	int rc;

	if (stmt == NULL)
		return -1;
	while ((rc = lite_step(db, stmt, e)) == 1) {
		struct asked a = { .found = 0 };

		(void)text_copy(a.site, sizeof(a.site),
		    lite_get_text(stmt, 0));
		(void)text_copy(a.battery, sizeof(a.battery),
		    lite_get_text(stmt, 1));
		rc = fn(arg, &a, e);
		if (rc != 0)
			break;
	}
	(void)sqlite3_reset(stmt);
	return rc == -1 ? -1 : 0;
}

int
litegaps_drop_asked(void *db, const char *site, const char *battery,
    int64_t before, struct err *e)
{
	sqlite3_stmt *stmt = lite_statement(db, LITE_DROP_ASKED,
	    drop_asked_sql, e);

	if (stmt == NULL)
		return -1;
	lite_bind_text(stmt, 1, site);
	lite_bind_text(stmt, 2, battery);
	(void)sqlite3_bind_int64(stmt, 3, before);
	return lite_step(db, stmt, e);
}
