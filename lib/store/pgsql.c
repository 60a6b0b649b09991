/* store/pgsql.c - see pgsql.h */
#include "store/pgsql.h"

#include "base/text.h"
#include "store/pg.h"
#include "store/pggaps.h"
#include "store/pgrollups.h"

#define COLUMNS "installation_id, battery, source, timestamp, instance, " \
	"soc, voltage, current, power, state, temperature, origin, interval_s"
/* the same of table r */
#define COLUMNS_R "r.installation_id, r.battery, r.source, r.timestamp, " \
	"r.instance, r.soc, r.voltage, r.current, r.power, r.state, " \
	"r.temperature, r.origin, r.interval_s"
#define SET_VALUES "instance = excluded.instance, soc = excluded.soc, " \
	"voltage = excluded.voltage, current = excluded.current, " \
	"power = excluded.power, state = excluded.state, " \
	"temperature = excluded.temperature, origin = excluded.origin, " \
	"interval_s = excluded.interval_s"
#define ARRAYS "$1::text[], $2::text[], $3::text[], $4::timestamptz[], " \
	"$5::bigint[], $6::float8[], $7::float8[], $8::float8[], " \
	"$9::float8[], $10::text[], $11::float8[], $12::text[], $13::int[]"
#define SAME_SERIES "r.installation_id = k.site AND r.battery = k.battery " \
	"AND r.source = k.source"
#define IN_RANGE "installation_id = $1::text AND battery = $2::text " \
	"AND source = $3::text AND timestamp >= $4::timestamptz " \
	"AND timestamp < $5::timestamptz"

static const char version_sql[] =
    "SELECT max(version) FROM victron.schema_migrations";
static const char record_sql[] =
    "INSERT INTO victron.schema_migrations (version, name) "
    "VALUES ($1::bigint, $2::text) "
    "ON CONFLICT (version) DO UPDATE SET name = excluded.name";
static const char latest_sql[] =
    "SELECT " COLUMNS ", reach_s FROM victron.battery_latest "
    "WHERE ($1::text IS NULL OR installation_id = $1) "
    "AND ($2::text IS NULL OR battery = $2) "
    "AND ($3::text IS NULL OR source = $3)";
static const char series_sql[] =
    "SELECT " COLUMNS_R ", r.reach_s, k.n, s.timezone, s.log_interval, "
    "h.horizon, h.timestamp, h.soc, h.voltage, h.current, h.power, "
    "h.temperature, h.origin, h.interval_s "
    "FROM unnest($1::text[], $2::text[], $3::text[]) "
    "WITH ORDINALITY AS k (site, battery, source, n) "
    "LEFT JOIN victron.battery_latest r ON " SAME_SERIES
    " LEFT JOIN victron.sites s ON s.installation_id = k.site "
    "LEFT JOIN victron.battery_horizon h ON h.installation_id = k.site "
    "AND h.battery = k.battery AND h.source = k.source";
static const char windows_sql[] =
    "SELECT " COLUMNS_R ", k.n FROM unnest($1::text[], $2::text[], "
    "$3::text[], $4::timestamptz[], $5::timestamptz[]) "
    "WITH ORDINALITY AS k (site, battery, source, first, last, n) "
    "JOIN victron.battery_readings r ON " SAME_SERIES
    " AND r.timestamp >= k.first AND r.timestamp <= k.last "
    "ORDER BY k.n, r.timestamp";
static const char readings_sql[] =
    "SELECT " COLUMNS " FROM victron.battery_readings "
    "WHERE " IN_RANGE " AND timestamp >= "
    "CASE WHEN $6::bigint > 0 THEN coalesce("
    "(SELECT timestamp FROM victron.battery_readings WHERE " IN_RANGE
    " ORDER BY timestamp DESC LIMIT 1 OFFSET greatest($6::bigint - 1, 0)), "
    "$4::timestamptz) ELSE $4::timestamptz END ORDER BY timestamp";
static const char count_sql[] =
    "SELECT count(*) FROM victron.battery_readings WHERE " IN_RANGE;
static const char oldest_sql[] =
    "SELECT min(timestamp) FROM victron.battery_readings WHERE " IN_RANGE;
static const char sites_sql[] =
    "SELECT installation_id, identifier, name, timezone, log_interval, "
    "last_timestamp FROM victron.sites "
    "WHERE $1::text IS NULL OR installation_id = $1";
static const char copy_sql[] =
    "COPY victron.battery_readings (" COLUMNS ") FROM STDIN (FORMAT binary)";
static const char change_sql[] =
    "INSERT INTO victron.battery_readings (" COLUMNS ") "
    "SELECT * FROM unnest(" ARRAYS ") "
    "ON CONFLICT (installation_id, battery, source, timestamp) "
    "DO UPDATE SET " SET_VALUES;
static const char put_latest_sql[] =
    "INSERT INTO victron.battery_latest (" COLUMNS ", reach_s) "
    "SELECT * FROM unnest(" ARRAYS ", $14::int[]) "
    "ON CONFLICT (installation_id, battery, source) "
    "DO UPDATE SET timestamp = excluded.timestamp, " SET_VALUES
    ", reach_s = excluded.reach_s";
static const char put_sites_sql[] =
    "INSERT INTO victron.sites (installation_id, identifier, name, timezone, "
    "log_interval, last_timestamp) "
    "SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], "
    "$5::bigint[], $6::timestamptz[]) "
    "ON CONFLICT (installation_id) DO UPDATE SET "
    "identifier = excluded.identifier, name = excluded.name, "
    "timezone = excluded.timezone, log_interval = excluded.log_interval, "
    "last_timestamp = excluded.last_timestamp";
static const char put_asked_sql[] =
    "INSERT INTO victron.asked (installation_id, battery, from_ts, to_ts, "
    "asked_at, found) "
    "SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], "
    "$4::timestamptz[], $5::timestamptz[], $6::bigint[]) "
    "ON CONFLICT (installation_id, battery, from_ts, to_ts, asked_at) "
    "DO UPDATE SET found = excluded.found";
static const char drop_sql[] =
    "DELETE FROM victron.battery_readings r "
    "USING unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) "
    "AS k (site, battery, source, at) "
    "WHERE " SAME_SERIES " AND r.timestamp = k.at";

static const enum wire_type reading_types[] = { WIRE_TEXT, WIRE_TEXT,
	WIRE_TEXT, WIRE_TIMESTAMPTZ, WIRE_INT8, WIRE_FLOAT8, WIRE_FLOAT8,
	WIRE_FLOAT8, WIRE_FLOAT8, WIRE_TEXT, WIRE_FLOAT8, WIRE_TEXT, WIRE_INT4,
	WIRE_INT4 };
enum { READING_COLUMNS = 13, COPY_FROM = 100 };
static const enum wire_type window_types[] = { WIRE_TEXT, WIRE_TEXT, WIRE_TEXT,
	WIRE_TIMESTAMPTZ, WIRE_TIMESTAMPTZ };
static const enum wire_type site_types[] = { WIRE_TEXT, WIRE_TEXT, WIRE_TEXT,
	WIRE_TEXT, WIRE_INT8, WIRE_TIMESTAMPTZ };
static const enum wire_type asked_types[] = { WIRE_TEXT, WIRE_TEXT,
	WIRE_TIMESTAMPTZ, WIRE_TIMESTAMPTZ, WIRE_TIMESTAMPTZ, WIRE_INT8 };

/* ---- schema ---- */

static int
version(void *db, int *out, struct err *e)
{
	struct wire none = { .n = 0 };
	PGresult *res = pg_query(db, version_sql, &none, e);

	*out = 0;
	if (res == NULL && e->kind == ERR_DB_SCHEMA) {
		*e = (struct err){ .kind = ERR_NONE };
		return 0;
	}
	if (res == NULL)
		return -1;
	*out = (int)wire_get_whole(res, 0, 0, 0);
	PQclear(res);
	return 0;
}

static int
record(void *db, int number, const char *name, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_whole(&p, number);
	wire_text(&p, name);
	return pg_run(db, record_sql, &p, e);
}

/* ---- reading ---- */

static int
each_latest(PGresult *res, backend_latest_fn *fn, void *arg, struct err *e)
{
	int rc = res == NULL ? -1 : 0;

	for (int i = 0; rc == 0 && i < PQntuples(res); i++) {
		struct backend_latest l;

		wire_get_reading(res, i, &l.row);
		l.reach = (int)wire_get_whole(res, i, READING_COLUMNS, 0);
		rc = fn(arg, &l, e);
	}
	PQclear(res);
	return rc == -1 ? -1 : 0;
}

static int
latest(void *db, const char *site, const char *battery, const char *source,
    backend_latest_fn *fn, void *arg, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_text(&p, site);
	wire_text(&p, battery);
	wire_text(&p, source);
	return each_latest(pg_query(db, latest_sql, &p, e), fn, arg, e);
}

/* Columns: to 13 the latest row, 14 which, 15 and 16 the site, 17 to 25 the
 * horizon. */
static void
get_series(const PGresult *res, int i, const struct reading *key,
    struct backend_series *s)
{
	wire_get_reading(res, i, &s->latest.row);
	s->latest.reach = (int)wire_get_whole(res, i, READING_COLUMNS, 0);
	if (PQgetisnull(res, i, 3)) {
		s->latest.row = *key;
		s->latest.row.at = INT64_MIN;
	}
	(void)text_copy(s->zone, sizeof(s->zone), wire_get_text(res, i, 15));
	s->log_interval = (int)wire_get_whole(res, i, 16, 0);
	s->horizon = PQgetisnull(res, i, 17) ? INT64_MIN :
	    wire_get_time(res, i, 17);
	pgrollups_edge(res, i, 18, key, &s->edge);
}

static int
series(void *db, const struct reading *const *keys, size_t n,
    backend_series_fn *fn, void *arg, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc;

	wire_arrays(&p, window_types, 3);
	for (size_t i = 0; i < n; i++)
		wire_add_series(&p, keys[i]);
	res = pg_query(db, series_sql, &p, e);
	rc = res == NULL ? -1 : 0;
	for (int i = 0; rc == 0 && i < PQntuples(res); i++) {
		size_t k = (size_t)wire_get_whole(res, i, 14, 1) - 1;
		struct backend_series s;

		get_series(res, i, keys[k], &s);
		rc = fn(arg, k, &s, e);
	}
	PQclear(res);
	return rc == -1 ? -1 : 0;
}

static int
windows(void *db, const struct backend_window *w, size_t n,
    backend_window_fn *fn, void *arg, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc = 0;

	wire_arrays(&p, window_types, 5);
	for (size_t i = 0; i < n; i++) {
		wire_add_series(&p, w[i].series);
		wire_add_time(&p, 3, w[i].from);
		wire_add_time(&p, 4, w[i].to);
	}
	if (pg_stream(db, windows_sql, &p, e) == -1)
		return -1;
	while (rc == 0 && (rc = pg_next(db, &res, e)) == 0 && res != NULL) {
		struct reading r;

		wire_get_reading(res, 0, &r);
		rc = fn(arg, (size_t)wire_get_whole(res, 0, READING_COLUMNS,
		    1) - 1, &r, e);
		PQclear(res);
	}
	if (rc != 0)
		pg_cut_short(db);
	return rc == -1 ? -1 : 0;
}

static int
sites(void *db, const char *site, backend_site_fn *fn, void *arg,
    struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc;

	wire_text(&p, site);
	res = pg_query(db, sites_sql, &p, e);
	rc = res == NULL ? -1 : 0;
	for (int i = 0; rc == 0 && i < PQntuples(res); i++) {
		struct site s = {
			.log_interval = (int)wire_get_whole(res, i, 4, 0),
			.last_timestamp = wire_get_time(res, i, 5)
		};

		(void)text_copy(s.id, sizeof(s.id), wire_get_text(res, i, 0));
		(void)text_copy(s.identifier, sizeof(s.identifier),
		    wire_get_text(res, i, 1));
		(void)text_copy(s.name, sizeof(s.name),
		    wire_get_text(res, i, 2));
		(void)text_copy(s.timezone, sizeof(s.timezone),
		    wire_get_text(res, i, 3));
		rc = fn(arg, &s, e);
	}
	PQclear(res);
	return rc == -1 ? -1 : 0;
}

static void
bind_range(struct wire *p, const struct backend_range *r)
{
	wire_text(p, r->site);
	wire_text(p, r->battery);
	wire_text(p, r->source);
	wire_time(p, r->from);
	wire_time(p, r->to);
}

static int
readings(void *db, const struct backend_range *r, backend_reading_fn *fn,
    void *arg, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc = 0;

	bind_range(&p, r);
	wire_whole(&p, r->limit);
	if (pg_stream(db, readings_sql, &p, e) == -1)
		return -1;
	while (rc == 0 && (rc = pg_next(db, &res, e)) == 0 && res != NULL) {
		struct reading row;

		wire_get_reading(res, 0, &row);
		rc = fn(arg, &row, e);
		PQclear(res);
	}
	if (rc != 0)
		pg_cut_short(db);
	return rc == -1 ? -1 : 0;
}

static int
count(void *db, const struct backend_range *r, int64_t *n, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;

	bind_range(&p, r);
	res = pg_query(db, count_sql, &p, e);
	if (res == NULL)
		return -1;
	*n = wire_get_whole(res, 0, 0, 0);
	PQclear(res);
	return 0;
}

static int
oldest(void *db, const struct backend_range *r, int64_t *at, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;

	bind_range(&p, r);
	res = pg_query(db, oldest_sql, &p, e);
	if (res == NULL)
		return -1;
	*at = PQgetisnull(res, 0, 0) ? INT64_MAX : wire_get_time(res, 0, 0);
	PQclear(res);
	return 0;
}

/* ---- writing ---- */

static int
change(void *db, const struct reading *r, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_arrays(&p, reading_types, READING_COLUMNS);
	for (size_t i = 0; i < n; i++)
		wire_add_reading(&p, &r[i]);
	return pg_run(db, change_sql, &p, e);
}

/* COPY is twice as fast but takes more round trips, and does not forgive a key
 * that is there: somebody else may have written one. */
static int
add(void *db, const struct reading *r, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };
	int rc;

	if (n < COPY_FROM)
		return change(db, r, n, e);
	if (pg_script(db, "SAVEPOINT copy", e) == -1)
		return -1;
	wire_copy_begin(&p);
	for (size_t i = 0; i < n; i++)
		wire_copy_reading(&p, &r[i]);
	wire_copy_end(&p);
	rc = pg_copy(db, copy_sql, &p, e);
	if (rc != 1)
		return rc;
	return pg_script(db, "ROLLBACK TO copy", e) == -1 ? -1 :
	    change(db, r, n, e);
}

static int
put_latest(void *db, const struct backend_latest *l, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_arrays(&p, reading_types, READING_COLUMNS + 1);
	for (size_t i = 0; i < n; i++) {
		wire_add_reading(&p, &l[i].row);
		wire_add_int(&p, READING_COLUMNS, l[i].reach);
	}
	return pg_run(db, put_latest_sql, &p, e);
}

static const char *
known(const char *text)
{
	return *text == '\0' ? NULL : text;
}

static int
put_sites(void *db, const struct site *s, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_arrays(&p, site_types, 6);
	for (size_t i = 0; i < n; i++) {
		wire_add_text(&p, 0, s[i].id);
		wire_add_text(&p, 1, known(s[i].identifier));
		wire_add_text(&p, 2, known(s[i].name));
		wire_add_text(&p, 3, known(s[i].timezone));
		wire_add_whole(&p, 4, s[i].log_interval, 0);
		if (s[i].last_timestamp == 0)
			wire_add_null(&p, 5);
		else
			wire_add_time(&p, 5, s[i].last_timestamp);
	}
	return pg_run(db, put_sites_sql, &p, e);
}

static int
put_asked(void *db, const struct asked *a, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_arrays(&p, asked_types, 6);
	for (size_t i = 0; i < n; i++) {
		wire_add_text(&p, 0, a[i].site);
		wire_add_text(&p, 1, a[i].battery);
		wire_add_time(&p, 2, a[i].from);
		wire_add_time(&p, 3, a[i].to);
		wire_add_time(&p, 4, a[i].asked_at);
		wire_add_whole(&p, 5, a[i].found, -1);
	}
	return pg_run(db, put_asked_sql, &p, e);
}

static int
drop(void *db, const struct reading *keys, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_arrays(&p, window_types, 4);
	for (size_t i = 0; i < n; i++) {
		wire_add_series(&p, &keys[i]);
		wire_add_time(&p, 3, keys[i].at);
	}
	return pg_run(db, drop_sql, &p, e);
}

const struct backend pgsql_backend = {
	.open = pg_open,
	.close = pg_close,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.version = version,
	.script = pg_script,
	.record = record,
	.latest = latest,
	.series = series,
	.windows = windows,
	.sites = sites,
	.readings = readings,
	.count = count,
	.oldest = oldest,
	.jumps = pggaps_jumps,
	.asked = pggaps_asked,
	.add = add,
	.change = change,
	.drop = drop,
	.put_latest = put_latest,
	.put_sites = put_sites,
	.put_asked = put_asked,
	.rollups = pgrollups_read,
	.put_rollups = pgrollups_put,
	.drop_rollups = pgrollups_drop,
	.clear_rollups = pgrollups_clear,
	.retire = pgrollups_retire,
	.maintained = pgrollups_maintained,
	.set_maintained = pgrollups_set_maintained
};
