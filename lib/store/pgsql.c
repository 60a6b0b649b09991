/* store/pgsql.c - see pgsql.h */
#include "store/pgsql.h"

#include "base/mem.h"
#include "store/pg.h"
#include "store/pgextend.h"
#include "store/pggaps.h"
#include "store/pgread.h"
#include "store/pgrollups.h"

#include <stdlib.h>

#define SET_VALUES "instance = excluded.instance, soc = excluded.soc, " \
	"voltage = excluded.voltage, current = excluded.current, " \
	"power = excluded.power, state = excluded.state, " \
	"temperature = excluded.temperature, origin = excluded.origin, " \
	"interval_s = excluded.interval_s"
#define ARRAYS "$1::text[], $2::text[], $3::text[], $4::timestamptz[], " \
	"$5::bigint[], $6::float8[], $7::float8[], $8::float8[], " \
	"$9::float8[], $10::text[], $11::float8[], $12::text[], $13::int[]"

static const char version_sql[] =
    "SELECT max(version) FROM victron.schema_migrations";
static const char record_sql[] =
    "INSERT INTO victron.schema_migrations (version, name) "
    "VALUES ($1::bigint, $2::text) "
    "ON CONFLICT (version) DO UPDATE SET name = excluded.name";
static const char copy_sql[] =
    "COPY victron.battery_readings (" WIRE_READING ") FROM STDIN "
    "(FORMAT binary)";
static const char change_sql[] =
    "INSERT INTO victron.battery_readings (" WIRE_READING ") "
    "SELECT * FROM unnest(" ARRAYS ") "
    "ON CONFLICT (installation_id, battery, source, timestamp) "
    "DO UPDATE SET " SET_VALUES;
static const char put_latest_sql[] =
    "INSERT INTO victron.battery_latest (" WIRE_READING ", reach_s) "
    "SELECT * FROM unnest(" ARRAYS ", $14::int[]) "
    "ON CONFLICT (installation_id, battery, source) "
    "DO UPDATE SET timestamp = excluded.timestamp, " SET_VALUES
    ", reach_s = excluded.reach_s";
static const char put_sites_sql[] =
    "INSERT INTO victron.sites (installation_id, identifier, name, timezone, "
    "log_interval, last_timestamp) "
    "SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], "
    "$5::int[], $6::timestamptz[]) "
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
/* Of one series: Citus deletes where a constant names the site. */
static const char drop_sql[] =
    "DELETE FROM victron.battery_readings WHERE installation_id = $1::text "
    "AND battery = $2::text AND source = $3::text "
    "AND timestamp = ANY ($4::timestamptz[])";

static const enum wire_type reading_types[] = { WIRE_TEXT, WIRE_TEXT,
	WIRE_TEXT, WIRE_TIMESTAMPTZ, WIRE_INT8, WIRE_FLOAT8, WIRE_FLOAT8,
	WIRE_FLOAT8, WIRE_FLOAT8, WIRE_TEXT, WIRE_FLOAT8, WIRE_TEXT, WIRE_INT4,
	WIRE_INT4 };
enum { COPY_FROM = 100, COPY_BYTES = 32768 };
static const enum wire_type site_types[] = { WIRE_TEXT, WIRE_TEXT, WIRE_TEXT,
	WIRE_TEXT, WIRE_INT4, WIRE_TIMESTAMPTZ };
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

/* ---- writing ---- */

static int
change(void *db, const struct reading *r, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_arrays(&p, reading_types, WIRE_READING_COLUMNS);
	for (size_t i = 0; i < n; i++)
		wire_add_reading(&p, &r[i]);
	return pg_run(db, change_sql, &p, e);
}

static int
copy(void *db, const struct reading *r, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };

	if (pg_copy_begin(db, copy_sql, e) == -1)
		return -1;
	wire_copy_begin(&p);
	for (size_t i = 0; i < n; i++) {
		wire_copy_reading(&p, &r[i]);
		if (p.param[0].len > COPY_BYTES)
			pg_copy_rows(db, &p);
	}
	wire_copy_end(&p);
	pg_copy_rows(db, &p);
	wire_free(&p);
	return pg_copy_end(db, e);
}

/* COPY is twice as fast but does not forgive a key that is there: somebody else
 * may have written one. */
static int
add(void *db, const struct reading *r, size_t n, struct err *e)
{
	return n < COPY_FROM ? change(db, r, n, e) : copy(db, r, n, e);
}

static int
put_latest(void *db, const struct backend_latest *l, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_arrays(&p, reading_types, WIRE_READING_COLUMNS + 1);
	for (size_t i = 0; i < n; i++) {
		wire_add_reading(&p, &l[i].row);
		wire_add_int(&p, WIRE_READING_COLUMNS, l[i].reach);
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
		if (s[i].log_interval == 0)
			wire_add_null(&p, 4);
		else
			wire_add_int(&p, 4, s[i].log_interval);
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
	static const enum wire_type time = WIRE_TIMESTAMPTZ;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; ) {
		const struct reading *key = &keys[i];
		struct wire p = { .n = 0 };

		wire_text(&p, key->site);
		wire_text(&p, key->battery);
		wire_text(&p, key->source);
		wire_arrays(&p, &time, 1);
		for (; i < n && reading_same_series(&keys[i], key); i++)
			wire_add_time(&p, 3, keys[i].at);
		rc = pg_run(db, drop_sql, &p, e);
	}
	return rc;
}

static int
erase(void *db, const char *table, const struct backend_names *names,
    int64_t *n, struct err *e)
{
	char *sql = xasprintf("DELETE FROM victron.%s "
	    "WHERE installation_id = $1::text%s%s", table,
	    names->battery == NULL ? "" : " AND battery = $2::text",
	    names->source == NULL ? "" : names->battery == NULL ?
	    " AND source = $2::text" : " AND source = $3::text");
	struct wire p = { .n = 0 };
	int rc;

	wire_text(&p, names->site);
	if (names->battery != NULL)
		wire_text(&p, names->battery);
	if (names->source != NULL)
		wire_text(&p, names->source);
	rc = pg_change(db, sql, &p, n, e);
	free(sql);
	return rc;
}

const struct backend pgsql_backend = {
	.open = pg_open,
	.close = pg_close,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.turn_step = 1,
	.version = version,
	.script = pg_script,
	.record = record,
	.extensions = pgextend_each,
	.policies = pgextend_policies,
	.latest = pgread_latest,
	.series = pgread_series,
	.windows = pgread_windows,
	.sites = pgread_sites,
	.readings = pgread_readings,
	.count = pgread_count,
	.oldest = pgread_oldest,
	.jumps = pggaps_jumps,
	.asked = pggaps_asked,
	.asked_of = pggaps_asked_of,
	.add = add,
	.change = change,
	.drop = drop,
	.put_latest = put_latest,
	.put_sites = put_sites,
	.put_asked = put_asked,
	.drop_asked = pggaps_drop_asked,
	.rollups = pgrollups_read,
	.covers = pgrollups_covers,
	.put_rollups = pgrollups_put,
	.drop_rollups = pgrollups_drop,
	.clear_rollups = pgrollups_clear,
	.retire = pgrollups_retire,
	.erase = erase,
	.maintained = pgrollups_maintained,
	.set_maintained = pgrollups_set_maintained
};
