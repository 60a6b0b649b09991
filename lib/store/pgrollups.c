/* store/pgrollups.c - see pgrollups.h */
#include "store/pgrollups.h"

#include "store/pg.h"

#include <string.h>

#define COLUMNS "installation_id, battery, source, bucket_start, length_s, " \
	"count, soc_min, soc_max, soc_mean, voltage_min, " \
	"voltage_max, voltage_mean, current_min, current_max, " \
	"current_mean, power_min, power_max, power_mean, " \
	"temperature_min, temperature_max, temperature_mean, " \
	"soc_first, soc_last, charged_wh, discharged_wh, " \
	"observed_s, filled_s"
#define ARRAYS "$1::text[], $2::text[], $3::text[], $4::timestamptz[], " \
	"$5::int[], $6::int[], $7::float8[], $8::float8[], " \
	"$9::float8[], $10::float8[], $11::float8[], " \
	"$12::float8[], $13::float8[], $14::float8[], " \
	"$15::float8[], $16::float8[], $17::float8[], " \
	"$18::float8[], $19::float8[], $20::float8[], " \
	"$21::float8[], $22::float8[], $23::float8[], " \
	"$24::float8[], $25::float8[], $26::int[], $27::int[]"
#define SET_VALUES "length_s = excluded.length_s, count = excluded.count, " \
	"soc_min = excluded.soc_min, soc_max = excluded.soc_max, " \
	"soc_mean = excluded.soc_mean, " \
	"voltage_min = excluded.voltage_min, " \
	"voltage_max = excluded.voltage_max, " \
	"voltage_mean = excluded.voltage_mean, " \
	"current_min = excluded.current_min, " \
	"current_max = excluded.current_max, " \
	"current_mean = excluded.current_mean, " \
	"power_min = excluded.power_min, " \
	"power_max = excluded.power_max, " \
	"power_mean = excluded.power_mean, " \
	"temperature_min = excluded.temperature_min, " \
	"temperature_max = excluded.temperature_max, " \
	"temperature_mean = excluded.temperature_mean, " \
	"soc_first = excluded.soc_first, " \
	"soc_last = excluded.soc_last, " \
	"charged_wh = excluded.charged_wh, " \
	"discharged_wh = excluded.discharged_wh, " \
	"observed_s = excluded.observed_s, " \
	"filled_s = excluded.filled_s"
#define READ_FROM(table) "SELECT " COLUMNS " FROM victron." table \
	" WHERE installation_id = $1::text AND battery = $2::text " \
	"AND source = $3::text AND bucket_start >= $4::timestamptz " \
	"AND bucket_start < $5::timestamptz ORDER BY bucket_start"
#define PUT_INTO(table) "INSERT INTO victron." table " (" COLUMNS ") " \
	"SELECT * FROM unnest(" ARRAYS ") " \
	"ON CONFLICT (installation_id, battery, source, bucket_start) " \
	"DO UPDATE SET " SET_VALUES
#define FIND_IN(table) "SELECT k.n FROM unnest($1::text[], $2::text[], " \
	"$3::text[], $4::timestamptz[]) WITH ORDINALITY " \
	"AS k (site, battery, source, at, n) JOIN victron." table " r " \
	"ON r.installation_id = k.site AND r.battery = k.battery " \
	"AND r.source = k.source AND r.bucket_start = k.at"
#define DROP_FROM(table) "DELETE FROM victron." table \
	" WHERE installation_id = $1::text AND battery = $2::text " \
	"AND source = $3::text AND bucket_start = $4::timestamptz"
#define CLEAR_FROM(table) "DELETE FROM victron." table \
	" WHERE installation_id = $1::text AND battery = $2::text " \
	"AND source = $3::text AND bucket_start >= $4::timestamptz"

static const char *const read_sql[ROLLUP_GRAINS] = {
	READ_FROM("battery_hourly"), READ_FROM("battery_daily") };
static const char *const put_sql[ROLLUP_GRAINS] = {
	PUT_INTO("battery_hourly"), PUT_INTO("battery_daily") };
static const char *const find_sql[ROLLUP_GRAINS] = {
	FIND_IN("battery_hourly"), FIND_IN("battery_daily") };
static const char *const drop_sql[ROLLUP_GRAINS] = {
	DROP_FROM("battery_hourly"), DROP_FROM("battery_daily") };
static const char *const clear_sql[ROLLUP_GRAINS] = {
	CLEAR_FROM("battery_hourly"), CLEAR_FROM("battery_daily") };
static const char expire_sql[] =
    "DELETE FROM victron.battery_readings WHERE installation_id = $1::text "
    "AND battery = $2::text AND source = $3::text "
    "AND timestamp < $4::timestamptz";
static const char put_horizon_sql[] =
    "INSERT INTO victron.battery_horizon (installation_id, battery, source, "
    "horizon, timestamp, soc, voltage, current, power, temperature, origin, "
    "interval_s) "
    "SELECT * FROM unnest($1::text[], $2::text[], $3::text[], "
    "$4::timestamptz[], $5::timestamptz[], $6::float8[], $7::float8[], "
    "$8::float8[], $9::float8[], $10::float8[], $11::text[], $12::int[]) "
    "ON CONFLICT (installation_id, battery, source) DO UPDATE SET "
    "horizon = excluded.horizon, timestamp = excluded.timestamp, "
    "soc = excluded.soc, voltage = excluded.voltage, "
    "current = excluded.current, power = excluded.power, "
    "temperature = excluded.temperature, origin = excluded.origin, "
    "interval_s = excluded.interval_s";
static const char maintained_sql[] =
    "SELECT done_at FROM victron.maintenance";
static const char set_maintained_sql[] =
    "INSERT INTO victron.maintenance (id, done_at) "
    "VALUES (1, $1::timestamptz) "
    "ON CONFLICT (id) DO UPDATE SET done_at = excluded.done_at";

static const char covers_sql[] =
    "SELECT k.n, sum(r.count)::bigint, sum(r.observed_s)::bigint, "
    "sum(r.filled_s)::bigint FROM unnest($1::text[], $2::text[], $3::text[]) "
    "WITH ORDINALITY AS k (site, battery, source, n) "
    "JOIN victron.battery_hourly r ON r.installation_id = k.site "
    "AND r.battery = k.battery AND r.source = k.source "
    "AND r.bucket_start >= $4::timestamptz "
    "AND r.bucket_start < $5::timestamptz GROUP BY k.n";

enum { STATS = ROLLUP_VALUES * 3 };
static const enum wire_type key_types[] = { WIRE_TEXT, WIRE_TEXT, WIRE_TEXT,
	WIRE_TIMESTAMPTZ };
static const enum wire_type horizon_types[] = { WIRE_TEXT, WIRE_TEXT,
	WIRE_TEXT, WIRE_TIMESTAMPTZ, WIRE_TIMESTAMPTZ, WIRE_FLOAT8,
	WIRE_FLOAT8, WIRE_FLOAT8, WIRE_FLOAT8, WIRE_FLOAT8, WIRE_TEXT,
	WIRE_INT4 };

/* ---- buckets ---- */

static void
get_rollup(const PGresult *res, int row, struct rollup *r)
{
	int i = 6;

	r->start = wire_get_time(res, row, 3);
	r->end = r->start + wire_get_whole(res, row, 4, 0);
	r->count = wire_get_whole(res, row, 5, 0);
	for (int v = 0; v < ROLLUP_VALUES; v++) {
		r->value[v].min = wire_get_number(res, row, i++);
		r->value[v].max = wire_get_number(res, row, i++);
		r->value[v].mean = wire_get_number(res, row, i++);
	}
	r->soc_first = wire_get_number(res, row, i++);
	r->soc_last = wire_get_number(res, row, i++);
	r->charged_wh = wire_get_number(res, row, i++);
	r->discharged_wh = wire_get_number(res, row, i++);
	r->observed_s = wire_get_whole(res, row, i++, 0);
	r->filled_s = wire_get_whole(res, row, i, 0);
}

int
pgrollups_read(void *db, enum rollup_grain grain,
    const struct backend_range *range, backend_rollup_fn *fn, void *arg,
    struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc = 0;

	wire_text(&p, range->site);
	wire_text(&p, range->battery);
	wire_text(&p, range->source);
	wire_time(&p, range->from);
	wire_time(&p, range->to);
	if (pg_stream(db, read_sql[grain], &p, e) == -1)
		return -1;
	while (rc == 0 && (rc = pg_next(db, &res, e)) == 0 && res != NULL) {
		struct rollup r;

		get_rollup(res, 0, &r);
		rc = fn(arg, &r, e);
		PQclear(res);
	}
	if (rc != 0)
		pg_cut_short(db);
	return rc == -1 ? -1 : 0;
}

static void
add_rollup(struct wire *p, const struct backend_rollup *b)
{
	const struct rollup *r = &b->r;
	int i = 6;

	wire_add_series(p, b->series);
	wire_add_time(p, 3, r->start);
	wire_add_int(p, 4, (int)(r->end - r->start));
	wire_add_int(p, 5, (int)r->count);
	for (int v = 0; v < ROLLUP_VALUES; v++) {
		wire_add_number(p, i++, r->value[v].min);
		wire_add_number(p, i++, r->value[v].max);
		wire_add_number(p, i++, r->value[v].mean);
	}
	wire_add_number(p, i++, r->soc_first);
	wire_add_number(p, i++, r->soc_last);
	wire_add_number(p, i++, r->charged_wh);
	wire_add_number(p, i++, r->discharged_wh);
	wire_add_int(p, i++, (int)r->observed_s);
	wire_add_int(p, i, (int)r->filled_s);
}

int
pgrollups_covers(void *db, const struct reading *const *series, size_t n,
    int64_t from, int64_t to, struct rollup_cover *v, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;

	wire_arrays(&p, key_types, 3);
	for (size_t i = 0; i < n; i++)
		wire_add_series(&p, series[i]);
	wire_time(&p, from);
	wire_time(&p, to);
	res = pg_query(db, covers_sql, &p, e);
	if (res == NULL)
		return -1;
	for (int i = 0; i < PQntuples(res); i++) {
		struct rollup_cover *c =
		    &v[wire_get_whole(res, i, 0, 1) - 1];

		c->count = wire_get_whole(res, i, 1, 0);
		c->observed_s = wire_get_whole(res, i, 2, 0);
		c->filled_s = wire_get_whole(res, i, 3, 0);
	}
	PQclear(res);
	return 0;
}

int
pgrollups_put(void *db, enum rollup_grain grain,
    const struct backend_rollup *v, size_t n, struct err *e)
{
	static const enum wire_type whole = WIRE_INT4, number = WIRE_FLOAT8;
	struct wire p = { .n = 0 };

	wire_arrays(&p, key_types, 4);
	for (int i = 0; i < 2; i++)
		wire_arrays(&p, &whole, 1);
	for (int i = 0; i < STATS + 4; i++)
		wire_arrays(&p, &number, 1);
	for (int i = 0; i < 2; i++)
		wire_arrays(&p, &whole, 1);
	for (size_t i = 0; i < n; i++)
		add_rollup(&p, &v[i]);
	return pg_run(db, put_sql[grain], &p, e);
}

static int
delete_at(void *db, const char *sql, const struct reading *series, int64_t at,
    struct err *e)
{
	struct wire p = { .n = 0 };

	wire_text(&p, series->site);
	wire_text(&p, series->battery);
	wire_text(&p, series->source);
	wire_time(&p, at);
	return pg_run(db, sql, &p, e);
}

/* Few are there to be deleted, of many that might be. */
int
pgrollups_drop(void *db, enum rollup_grain grain,
    const struct backend_rollup *v, size_t n, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc;

	wire_arrays(&p, key_types, 4);
	for (size_t i = 0; i < n; i++) {
		wire_add_series(&p, v[i].series);
		wire_add_time(&p, 3, v[i].r.start);
	}
	res = pg_query(db, find_sql[grain], &p, e);
	rc = res == NULL ? -1 : 0;
	for (int i = 0; rc == 0 && i < PQntuples(res); i++) {
		const struct backend_rollup *one =
		    &v[wire_get_whole(res, i, 0, 1) - 1];

		rc = delete_at(db, drop_sql[grain], one->series, one->r.start,
		    e);
	}
	PQclear(res);
	return rc;
}

int
pgrollups_clear(void *db, enum rollup_grain grain,
    const struct reading *series, int64_t from, struct err *e)
{
	return delete_at(db, clear_sql[grain], series, from, e);
}

/* ---- the horizon ---- */

void
pgrollups_edge(const PGresult *res, int row, int i,
    const struct reading *key, struct reading *edge)
{
	*edge = *key;
	edge->instance = -1;
	edge->state = READING_UNKNOWN;
	edge->at = PQgetisnull(res, row, i) ? INT64_MIN :
	    wire_get_time(res, row, i);
	edge->soc = wire_get_number(res, row, i + 1);
	edge->voltage = wire_get_number(res, row, i + 2);
	edge->current = wire_get_number(res, row, i + 3);
	edge->power = wire_get_number(res, row, i + 4);
	edge->temperature = wire_get_number(res, row, i + 5);
	edge->history = strcmp(wire_get_text(res, row, i + 6), "history") == 0;
	edge->interval = (int)wire_get_whole(res, row, i + 7, 0);
}

int
pgrollups_retire(void *db, const struct backend_series *s, struct err *e)
{
	const struct reading *edge = &s->edge;
	struct wire p = { .n = 0 };

	wire_arrays(&p, horizon_types, 12);
	wire_add_series(&p, &s->latest.row);
	wire_add_time(&p, 3, s->horizon);
	if (edge->at == INT64_MIN)
		wire_add_null(&p, 4);
	else
		wire_add_time(&p, 4, edge->at);
	wire_add_number(&p, 5, edge->soc);
	wire_add_number(&p, 6, edge->voltage);
	wire_add_number(&p, 7, edge->current);
	wire_add_number(&p, 8, edge->power);
	wire_add_number(&p, 9, edge->temperature);
	wire_add_text(&p, 10, edge->at == INT64_MIN ? NULL :
	    edge->history ? "history" : "live");
	if (edge->interval == 0)
		wire_add_null(&p, 11);
	else
		wire_add_int(&p, 11, edge->interval);
	if (pg_run(db, put_horizon_sql, &p, e) == -1)
		return -1;
	return delete_at(db, expire_sql, &s->latest.row, s->horizon, e);
}

int
pgrollups_maintained(void *db, int64_t *at, struct err *e)
{
	struct wire none = { .n = 0 };
	PGresult *res = pg_query(db, maintained_sql, &none, e);

	*at = INT64_MIN;
	if (res == NULL)
		return -1;
	if (PQntuples(res) > 0)
		*at = wire_get_time(res, 0, 0);
	PQclear(res);
	return 0;
}

int
pgrollups_set_maintained(void *db, int64_t at, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_time(&p, at);
	return pg_run(db, set_maintained_sql, &p, e);
}
