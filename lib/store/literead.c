/* store/literead.c - see literead.h */
#include "store/literead.h"

#include "base/text.h"
#include "store/lite.h"
#include "store/literollups.h"

enum statement {
	LATEST = LITEREAD_FIRST,
	SERIES,
	WINDOW,
	READINGS,
	COUNT,
	OLDEST,
	SITES,
	STATEMENTS
};

_Static_assert((int)STATEMENTS <= (int)LITEROLLUPS_FIRST, "too many");

/* the columns of a reading, of table r */
#define COLUMNS_R "r.installation_id, r.battery, r.source, r.timestamp, " \
	"r.instance, r.soc, r.voltage, r.current, r.power, r.state, " \
	"r.temperature, r.origin, r.interval_s"
#define OF_SERIES "installation_id = ?1 AND battery = ?2 AND source = ?3"
#define IN_RANGE OF_SERIES " AND timestamp >= ?4 AND timestamp < ?5"

static const char *const sql[STATEMENTS] = {
	[LATEST] = "SELECT " LITE_READING ", reach_s FROM battery_latest "
	    "WHERE (?1 IS NULL OR installation_id = ?1) "
	    "AND (?2 IS NULL OR battery = ?2) "
	    "AND (?3 IS NULL OR source = ?3)",
	[SERIES] = "SELECT " COLUMNS_R ", r.reach_s, s.timezone, "
	    "s.log_interval, h.horizon, h.timestamp, h.soc, h.voltage, "
	    "h.current, h.power, h.temperature, h.origin, h.interval_s "
	    "FROM (SELECT ?1 AS i, ?2 AS b, ?3 AS s) k "
	    "LEFT JOIN battery_latest r ON r.installation_id = k.i "
	    "AND r.battery = k.b AND r.source = k.s "
	    "LEFT JOIN sites s ON s.installation_id = k.i "
	    "LEFT JOIN battery_horizon h ON h.installation_id = k.i "
	    "AND h.battery = k.b AND h.source = k.s",
	[WINDOW] = "SELECT " LITE_READING " FROM battery_readings "
	    "WHERE " OF_SERIES " AND timestamp BETWEEN ?4 AND ?5 "
	    "ORDER BY timestamp",
	/* one lower bound only: the index is entered by the first it finds */
	[READINGS] = "SELECT " LITE_READING " FROM battery_readings "
	    "WHERE " OF_SERIES " AND timestamp < ?5 AND timestamp >= "
	    "CASE WHEN ?6 > 0 THEN coalesce("
	    "(SELECT timestamp FROM battery_readings WHERE " IN_RANGE
	    " ORDER BY timestamp DESC LIMIT 1 OFFSET ?6 - 1), ?4) "
	    "ELSE ?4 END ORDER BY timestamp",
	[COUNT] = "SELECT count(*) FROM battery_readings WHERE " IN_RANGE,
	[OLDEST] = "SELECT min(timestamp) FROM battery_readings "
	    "WHERE " IN_RANGE,
	[SITES] = "SELECT installation_id, identifier, name, timezone, "
	    "log_interval, last_timestamp FROM sites "
	    "WHERE ?1 IS NULL OR installation_id = ?1"
};

static sqlite3_stmt *
statement(void *db, enum statement which, struct err *e)
{
	return lite_statement(db, (int)which, sql[which], e);
}

static int
each_reading(struct lite *s, sqlite3_stmt *stmt, backend_reading_fn *fn,
    void *arg, struct err *e)
{
	int rc;

	while ((rc = lite_step(s, stmt, e)) == 1) {
		struct reading r;

		lite_get_reading(stmt, &r);
		rc = fn(arg, &r, e);
		if (rc != 0)
			break;
	}
	(void)sqlite3_reset(stmt);
	return rc == -1 ? -1 : 0;
}

static int
each_latest(struct lite *s, sqlite3_stmt *stmt, backend_latest_fn *fn,
    void *arg, struct err *e)
{
	int rc;

	while ((rc = lite_step(s, stmt, e)) == 1) {
		struct backend_latest l;

		lite_get_reading(stmt, &l.row);
		l.reach = sqlite3_column_int(stmt, 13);
		rc = fn(arg, &l, e);
		if (rc != 0)
			break;
	}
	(void)sqlite3_reset(stmt);
	return rc == -1 ? -1 : 0;
}

int
literead_latest(void *db, const char *site, const char *battery,
    const char *source, backend_latest_fn *fn, void *arg, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, LATEST, e);

	if (stmt == NULL)
		return -1;
	lite_bind_text(stmt, 1, site);
	lite_bind_text(stmt, 2, battery);
	lite_bind_text(stmt, 3, source);
	return each_latest(db, stmt, fn, arg, e);
}

/* Columns: 0 to 13 the latest row, 14 and 15 the site, 16 to 24 the horizon. */
static void
get_series(sqlite3_stmt *stmt, const struct reading *key,
    struct backend_series *s)
{
	lite_get_reading(stmt, &s->latest.row);
	s->latest.reach = sqlite3_column_int(stmt, 13);
	if (sqlite3_column_type(stmt, 3) == SQLITE_NULL) {
		s->latest.row = *key;
		s->latest.row.at = INT64_MIN;
	}
	(void)text_copy(s->zone, sizeof(s->zone), lite_get_text(stmt, 14));
	s->log_interval = sqlite3_column_int(stmt, 15);
	s->horizon = sqlite3_column_type(stmt, 16) == SQLITE_NULL ?
	    INT64_MIN : sqlite3_column_int64(stmt, 16);
	literollups_edge(stmt, 17, key, &s->edge);
}

int
literead_series(void *db, const struct reading *const *keys, size_t n,
    struct backend_series *v, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, SERIES, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		lite_bind_series(stmt, keys[i]);
		if (lite_step(db, stmt, e) == -1)
			return -1;
		get_series(stmt, keys[i], &v[i]);
		(void)sqlite3_reset(stmt);
	}
	return stmt == NULL ? -1 : 0;
}

int
literead_windows(void *db, const struct backend_window *w, size_t n,
    backend_window_fn *fn, void *arg, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, WINDOW, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		struct reading r;
		int rc;

		lite_bind_series(stmt, w[i].series);
		(void)sqlite3_bind_int64(stmt, 4, w[i].from);
		(void)sqlite3_bind_int64(stmt, 5, w[i].to);
		while ((rc = lite_step(db, stmt, e)) == 1) {
			lite_get_reading(stmt, &r);
			rc = fn(arg, i, &r, e);
			if (rc != 0)
				break;
		}
		(void)sqlite3_reset(stmt);
		if (rc != 0)
			return rc == -1 ? -1 : 0;
	}
	return stmt == NULL ? -1 : 0;
}

static sqlite3_stmt *
range(struct lite *s, enum statement which, const struct backend_range *r,
    struct err *e)
{
	sqlite3_stmt *stmt = statement(s, which, e);

	if (stmt == NULL)
		return NULL;
	lite_bind_text(stmt, 1, r->site);
	lite_bind_text(stmt, 2, r->battery);
	lite_bind_text(stmt, 3, r->source);
	(void)sqlite3_bind_int64(stmt, 4, r->from);
	(void)sqlite3_bind_int64(stmt, 5, r->to);
	if (which == READINGS)
		(void)sqlite3_bind_int64(stmt, 6, r->limit);
	return stmt;
}

int
literead_readings(void *db, const struct backend_range *r,
    backend_reading_fn *fn, void *arg, struct err *e)
{
	sqlite3_stmt *stmt = range(db, READINGS, r, e);

	return stmt == NULL ? -1 : each_reading(db, stmt, fn, arg, e);
}

int
literead_count(void *db, const struct backend_range *r, int64_t *n,
    struct err *e)
{
	sqlite3_stmt *stmt = range(db, COUNT, r, e);

	if (stmt == NULL || lite_step(db, stmt, e) == -1)
		return -1;
	*n = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_reset(stmt);
	return 0;
}

int
literead_oldest(void *db, const struct backend_range *r, int64_t *at,
    struct err *e)
{
	sqlite3_stmt *stmt = range(db, OLDEST, r, e);

	if (stmt == NULL || lite_step(db, stmt, e) == -1)
		return -1;
	*at = sqlite3_column_type(stmt, 0) == SQLITE_NULL ? INT64_MAX :
	    sqlite3_column_int64(stmt, 0);
	(void)sqlite3_reset(stmt);
	return 0;
}

int
literead_sites(void *db, const char *site, backend_site_fn *fn, void *arg,
    struct err *e)
{
	sqlite3_stmt *stmt = statement(db, SITES, e);
	int rc;

	if (stmt == NULL)
		return -1;
	lite_bind_text(stmt, 1, site);
	while ((rc = lite_step(db, stmt, e)) == 1) {
		struct site v = {
			.log_interval = sqlite3_column_int(stmt, 4),
			.last_timestamp = sqlite3_column_int64(stmt, 5)
		};

		(void)text_copy(v.id, sizeof(v.id), lite_get_text(stmt, 0));
		(void)text_copy(v.identifier, sizeof(v.identifier),
		    lite_get_text(stmt, 1));
		(void)text_copy(v.name, sizeof(v.name), lite_get_text(stmt, 2));
		(void)text_copy(v.timezone, sizeof(v.timezone),
		    lite_get_text(stmt, 3));
		rc = fn(arg, &v, e);
		if (rc != 0)
			break;
	}
	(void)sqlite3_reset(stmt);
	return rc == -1 ? -1 : 0;
}
