/* store/literollups.c - see literollups.h */
#include "store/literollups.h"

#include "store/lite.h"

#include <string.h>

enum statement {		/* those of buckets: of hours, then of days */
	READ = LITEROLLUPS_FIRST,
	PUT = READ + ROLLUP_GRAINS,
	DROP = PUT + ROLLUP_GRAINS,
	CLEAR = DROP + ROLLUP_GRAINS,
	EXPIRE = CLEAR + ROLLUP_GRAINS,
	PUT_HORIZON,
	MAINTAINED,
	SET_MAINTAINED,
	COVER,
	STATEMENTS
};

_Static_assert((int)STATEMENTS <= (int)LITE_JUMPS, "too many");

#define COLUMNS "installation_id, battery, source, bucket_start, length_s, " \
	"count, soc_min, soc_max, soc_mean, voltage_min, " \
	"voltage_max, voltage_mean, current_min, current_max, " \
	"current_mean, power_min, power_max, power_mean, " \
	"temperature_min, temperature_max, temperature_mean, " \
	"soc_first, soc_last, charged_wh, discharged_wh, " \
	"observed_s, filled_s"
#define OF_SERIES "installation_id = ?1 AND battery = ?2 AND source = ?3"
#define READ_FROM(table) "SELECT " COLUMNS " FROM " table " WHERE " OF_SERIES \
	" AND bucket_start >= ?4 AND bucket_start < ?5 ORDER BY bucket_start"
#define PUT_INTO(table) "REPLACE INTO " table " (" COLUMNS ") " \
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, " \
	"?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, " \
	"?25, ?26, ?27)"
#define DROP_FROM(table) "DELETE FROM " table " WHERE " OF_SERIES \
	" AND bucket_start = ?4"
#define CLEAR_FROM(table) "DELETE FROM " table " WHERE " OF_SERIES \
	" AND bucket_start >= ?4"

static const char *const sql[STATEMENTS] = {
	[COVER] = "SELECT sum(count), sum(observed_s), sum(filled_s) "
	    "FROM battery_hourly WHERE " OF_SERIES
	    " AND bucket_start >= ?4 AND bucket_start < ?5",
	[READ + ROLLUP_HOUR] = READ_FROM("battery_hourly"),
	[READ + ROLLUP_DAY] = READ_FROM("battery_daily"),
	[PUT + ROLLUP_HOUR] = PUT_INTO("battery_hourly"),
	[PUT + ROLLUP_DAY] = PUT_INTO("battery_daily"),
	[DROP + ROLLUP_HOUR] = DROP_FROM("battery_hourly"),
	[DROP + ROLLUP_DAY] = DROP_FROM("battery_daily"),
	[CLEAR + ROLLUP_HOUR] = CLEAR_FROM("battery_hourly"),
	[CLEAR + ROLLUP_DAY] = CLEAR_FROM("battery_daily"),
	[EXPIRE] = "DELETE FROM battery_readings "
	    "WHERE " OF_SERIES " AND timestamp < ?4",
	[PUT_HORIZON] = "REPLACE INTO battery_horizon (installation_id, "
	    "battery, source, horizon, timestamp, soc, voltage, current, "
	    "power, temperature, origin, interval_s) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[MAINTAINED] = "SELECT done_at FROM maintenance",
	[SET_MAINTAINED] = "REPLACE INTO maintenance (id, done_at) "
	    "VALUES (1, ?1)"
};

static sqlite3_stmt *
statement(void *db, int which, struct err *e)
{
	return lite_statement(db, which, sql[which], e);
}

/* ---- buckets ---- */

static void
get_rollup(sqlite3_stmt *stmt, struct rollup *r)
{
	int i = 6;

	r->start = sqlite3_column_int64(stmt, 3);
	r->end = r->start + sqlite3_column_int64(stmt, 4);
	r->count = sqlite3_column_int64(stmt, 5);
	for (int v = 0; v < ROLLUP_VALUES; v++) {
		r->value[v].min = lite_get_number(stmt, i++);
		r->value[v].max = lite_get_number(stmt, i++);
		r->value[v].mean = lite_get_number(stmt, i++);
	}
	r->soc_first = lite_get_number(stmt, i++);
	r->soc_last = lite_get_number(stmt, i++);
	r->charged_wh = lite_get_number(stmt, i++);
	r->discharged_wh = lite_get_number(stmt, i++);
	r->observed_s = sqlite3_column_int64(stmt, i++);
	r->filled_s = sqlite3_column_int64(stmt, i);
}

static void
bind_rollup(sqlite3_stmt *stmt, const struct rollup *r)
{
	int i = 4;

	(void)sqlite3_bind_int64(stmt, i++, r->start);
	(void)sqlite3_bind_int64(stmt, i++, r->end - r->start);
	(void)sqlite3_bind_int64(stmt, i++, r->count);
	for (int v = 0; v < ROLLUP_VALUES; v++) {
		lite_bind_number(stmt, i++, r->value[v].min);
		lite_bind_number(stmt, i++, r->value[v].max);
		lite_bind_number(stmt, i++, r->value[v].mean);
	}
	lite_bind_number(stmt, i++, r->soc_first);
	lite_bind_number(stmt, i++, r->soc_last);
	lite_bind_number(stmt, i++, r->charged_wh);
	lite_bind_number(stmt, i++, r->discharged_wh);
	(void)sqlite3_bind_int64(stmt, i++, r->observed_s);
	(void)sqlite3_bind_int64(stmt, i, r->filled_s);
}

int
literollups_read(void *db, enum rollup_grain grain,
    const struct backend_range *range, backend_rollup_fn *fn, void *arg,
    struct err *e)
{
	sqlite3_stmt *stmt = statement(db, READ + (int)grain, e);
	int rc;

	if (stmt == NULL)
		return -1;
	lite_bind_text(stmt, 1, range->site);
	lite_bind_text(stmt, 2, range->battery);
	lite_bind_text(stmt, 3, range->source);
	(void)sqlite3_bind_int64(stmt, 4, range->from);
	(void)sqlite3_bind_int64(stmt, 5, range->to);
	while ((rc = lite_step(db, stmt, e)) == 1) {
		struct rollup r;

		get_rollup(stmt, &r);
		rc = fn(arg, &r, e);
		if (rc != 0)
			break;
	}
	(void)sqlite3_reset(stmt);
	return rc == -1 ? -1 : 0;
}

int
literollups_covers(void *db, const struct reading *const *series, size_t n,
    int64_t from, int64_t to, struct rollup_cover *v, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, COVER, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		lite_bind_series(stmt, series[i]);
		(void)sqlite3_bind_int64(stmt, 4, from);
		(void)sqlite3_bind_int64(stmt, 5, to);
		if (lite_step(db, stmt, e) == -1)
			return -1;
		v[i].count = sqlite3_column_int64(stmt, 0);
		v[i].observed_s = sqlite3_column_int64(stmt, 1);
		v[i].filled_s = sqlite3_column_int64(stmt, 2);
		(void)sqlite3_reset(stmt);
	}
	return stmt == NULL ? -1 : 0;
}

int
literollups_put(void *db, enum rollup_grain grain,
    const struct backend_rollup *v, size_t n, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, PUT + (int)grain, e);

	for (size_t i = 0; stmt != NULL && i < n; i++) {
		lite_bind_series(stmt, v[i].series);
		bind_rollup(stmt, &v[i].r);
		if (lite_step(db, stmt, e) == -1)
			return -1;
	}
	return stmt == NULL ? -1 : 0;
}

static int
delete_at(void *db, int which, const struct reading *series, int64_t at,
    struct err *e)
{
	sqlite3_stmt *stmt = statement(db, which, e);

	if (stmt == NULL)
		return -1;
	lite_bind_series(stmt, series);
	(void)sqlite3_bind_int64(stmt, 4, at);
	return lite_step(db, stmt, e);
}

int
literollups_drop(void *db, enum rollup_grain grain,
    const struct backend_rollup *v, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (delete_at(db, DROP + (int)grain, v[i].series, v[i].r.start,
		    e) == -1)
			return -1;
	return 0;
}

int
literollups_clear(void *db, enum rollup_grain grain,
    const struct reading *series, int64_t from, struct err *e)
{
	return delete_at(db, CLEAR + (int)grain, series, from, e);
}

/* ---- the horizon ---- */

void
literollups_edge(sqlite3_stmt *stmt, int i, const struct reading *key,
    struct reading *edge)
{
	*edge = *key;
	edge->at = INT64_MIN;
	edge->instance = -1;
	edge->state = READING_UNKNOWN;
	if (sqlite3_column_type(stmt, i) != SQLITE_NULL)
		edge->at = sqlite3_column_int64(stmt, i);
	edge->soc = lite_get_number(stmt, i + 1);
	edge->voltage = lite_get_number(stmt, i + 2);
	edge->current = lite_get_number(stmt, i + 3);
	edge->power = lite_get_number(stmt, i + 4);
	edge->temperature = lite_get_number(stmt, i + 5);
	edge->history = strcmp(lite_get_text(stmt, i + 6), "history") == 0;
	edge->interval = sqlite3_column_int(stmt, i + 7);
}

int
literollups_retire(void *db, const struct backend_series *s,
    struct err *e)
{
	const struct reading *edge = &s->edge;
	sqlite3_stmt *stmt = statement(db, PUT_HORIZON, e);

	if (stmt == NULL)
		return -1;
	(void)sqlite3_clear_bindings(stmt);
	lite_bind_series(stmt, &s->latest.row);
	(void)sqlite3_bind_int64(stmt, 4, s->horizon);
	if (edge->at != INT64_MIN) {
		(void)sqlite3_bind_int64(stmt, 5, edge->at);
		lite_bind_number(stmt, 6, edge->soc);
		lite_bind_number(stmt, 7, edge->voltage);
		lite_bind_number(stmt, 8, edge->current);
		lite_bind_number(stmt, 9, edge->power);
		lite_bind_number(stmt, 10, edge->temperature);
		lite_bind_text(stmt, 11, edge->history ? "history" : "live");
		lite_bind_whole(stmt, 12, edge->interval, 0);
	}
	if (lite_step(db, stmt, e) == -1)
		return -1;
	return delete_at(db, EXPIRE, &s->latest.row, s->horizon, e);
}

int
literollups_maintained(void *db, int64_t *at, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, MAINTAINED, e);
	int rc = stmt == NULL ? -1 : lite_step(db, stmt, e);

	*at = rc == 1 ? sqlite3_column_int64(stmt, 0) : INT64_MIN;
	if (rc == 1)
		(void)sqlite3_reset(stmt);
	return rc == -1 ? -1 : 0;
}

int
literollups_set_maintained(void *db, int64_t at, struct err *e)
{
	sqlite3_stmt *stmt = statement(db, SET_MAINTAINED, e);

	if (stmt == NULL)
		return -1;
	(void)sqlite3_bind_int64(stmt, 1, at);
	return lite_step(db, stmt, e);
}
