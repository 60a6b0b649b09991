/* store/pgread.c - see pgread.h */
#include "store/pgread.h"

#include "base/clock.h"
#include "base/text.h"
#include "store/pg.h"
#include "store/pgrollups.h"
#include "store/tuple.h"

/* the columns of a reading, of table r */
#define COLUMNS_R "r.installation_id, r.battery, r.source, r.timestamp, " \
	"r.instance, r.soc, r.voltage, r.current, r.power, r.state, " \
	"r.temperature, r.origin, r.interval_s"
#define SAME_SERIES "r.installation_id = k.site AND r.battery = k.battery " \
	"AND r.source = k.source"
#define IN_RANGE "installation_id = $1::text AND battery = $2::text " \
	"AND source = $3::text AND timestamp >= $4::timestamptz " \
	"AND timestamp < $5::timestamptz"

static const char latest_sql[] =
    "SELECT " WIRE_READING ", reach_s FROM victron.battery_latest "
    "WHERE ($1::text IS NULL OR installation_id = $1) "
    "AND ($2::text IS NULL OR battery = $2) "
    "AND ($3::text IS NULL OR source = $3)";
/* What is known of a series, each from its own table: an outer join from a
 * function to a distributed table is more than Citus can do where it is. */
#define OF_KEYS "FROM unnest($1::text[], $2::text[], $3::text[]) " \
	"WITH ORDINALITY AS k (site, battery, source, n) "
static const char series_latest_sql[] =
    "SELECT " COLUMNS_R ", r.reach_s, k.n " OF_KEYS
    "JOIN victron.battery_latest r ON " SAME_SERIES;
static const char series_site_sql[] =
    "SELECT s.timezone, s.log_interval, k.n " OF_KEYS
    "JOIN victron.sites s ON s.installation_id = k.site";
static const char series_horizon_sql[] =
    "SELECT r.horizon, r.timestamp, r.soc, r.voltage, r.current, r.power, "
    "r.temperature, r.origin, r.interval_s, k.n " OF_KEYS
    "JOIN victron.battery_horizon r ON " SAME_SERIES;
/* The bounds of all windows tell a planner which chunks of a table to leave
 * alone. */
static const char windows_sql[] =
    "SELECT " COLUMNS_R ", k.n FROM unnest($1::text[], $2::text[], "
    "$3::text[], $4::timestamptz[], $5::timestamptz[]) "
    "WITH ORDINALITY AS k (site, battery, source, first, last, n) "
    "JOIN victron.battery_readings r ON " SAME_SERIES
    " AND r.timestamp >= k.first AND r.timestamp <= k.last "
    "WHERE r.timestamp >= $6::timestamptz AND r.timestamp <= $7::timestamptz "
    "ORDER BY k.n, r.timestamp";
static const char readings_sql[] =
    "COPY (SELECT " WIRE_MEASURED " FROM victron.battery_readings "
    "WHERE " IN_RANGE " AND timestamp >= "
    "CASE WHEN $6::bigint > 0 THEN coalesce("
    "(SELECT timestamp FROM victron.battery_readings WHERE " IN_RANGE
    " ORDER BY timestamp DESC LIMIT 1 OFFSET greatest($6::bigint - 1, 0)), "
    "$4::timestamptz) ELSE $4::timestamptz END ORDER BY timestamp) "
    "TO STDOUT (FORMAT binary)";
static const char count_sql[] =
    "SELECT count(*) FROM victron.battery_readings WHERE " IN_RANGE;
static const char oldest_sql[] =
    "SELECT min(timestamp) FROM victron.battery_readings WHERE " IN_RANGE;
static const char sites_sql[] =
    "SELECT installation_id, identifier, name, timezone, log_interval, "
    "last_timestamp FROM victron.sites "
    "WHERE $1::text IS NULL OR installation_id = $1";

static const enum wire_type window_types[] = { WIRE_TEXT, WIRE_TEXT, WIRE_TEXT,
	WIRE_TIMESTAMPTZ, WIRE_TIMESTAMPTZ };

static int
each_latest(PGresult *res, backend_latest_fn *fn, void *arg, struct err *e)
{
	int rc = res == NULL ? -1 : 0;

	for (int i = 0; rc == 0 && i < PQntuples(res); i++) {
		struct backend_latest l;

		wire_get_reading(res, i, &l.row);
		l.reach = (int)wire_get_whole(res, i, WIRE_READING_COLUMNS, 0);
		rc = fn(arg, &l, e);
	}
	PQclear(res);
	return rc == -1 ? -1 : 0;
}

int
pgread_latest(void *db, const char *site, const char *battery,
    const char *source, backend_latest_fn *fn, void *arg, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_text(&p, site);
	wire_text(&p, battery);
	wire_text(&p, source);
	return each_latest(pg_query(db, latest_sql, &p, e), fn, arg, e);
}

/* What a look-up tells, and in which column of which series: from 1. */
struct look_up {
	const char *sql;
	void (*get)(const PGresult *, int row, struct backend_series *);
	int n;
};

static void
get_latest(const PGresult *res, int i, struct backend_series *s)
{
	wire_get_reading(res, i, &s->latest.row);
	s->latest.reach = (int)wire_get_whole(res, i, WIRE_READING_COLUMNS, 0);
}

static void
get_site(const PGresult *res, int i, struct backend_series *s)
{
	(void)text_copy(s->zone, sizeof(s->zone), wire_get_text(res, i, 0));
	s->log_interval = (int)wire_get_whole(res, i, 1, 0);
}

static void
get_horizon(const PGresult *res, int i, struct backend_series *s)
{
	s->horizon = wire_get_time(res, i, 0);
	pgrollups_edge(res, i, 1, &s->latest.row, &s->edge);
}

static const struct look_up look_ups[] = {
	{ series_latest_sql, get_latest, 14 },
	{ series_site_sql, get_site, 2 },
	{ series_horizon_sql, get_horizon, 9 }
};

static int
look_up(void *db, const struct look_up *l, const struct reading *const *keys,
    size_t n, struct backend_series *v, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;

	wire_arrays(&p, window_types, 3);
	for (size_t i = 0; i < n; i++)
		wire_add_series(&p, keys[i]);
	res = pg_query(db, l->sql, &p, e);
	if (res == NULL)
		return -1;
	for (int i = 0; i < PQntuples(res); i++)
		l->get(res, i, &v[wire_get_whole(res, i, l->n, 1) - 1]);
	PQclear(res);
	return 0;
}

int
pgread_series(void *db, const struct reading *const *keys, size_t n,
    struct backend_series *v, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		v[i] = (struct backend_series){ .log_interval = 0 };
		v[i].latest.row = v[i].edge = *keys[i];
		v[i].latest.row.at = v[i].edge.at = v[i].horizon = INT64_MIN;
	}
	for (size_t i = 0; rc == 0 && i < sizeof(look_ups) /
	    sizeof(look_ups[0]); i++)
		rc = look_up(db, &look_ups[i], keys, n, v, e);
	return rc;
}

int
pgread_windows(void *db, const struct backend_window *w, size_t n,
    backend_window_fn *fn, void *arg, struct err *e)
{
	int64_t first = INT64_MAX, last = INT64_MIN;
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc = 0;

	wire_arrays(&p, window_types, 5);
	for (size_t i = 0; i < n; i++) {
		wire_add_series(&p, w[i].series);
		wire_add_time(&p, 3, w[i].from);
		wire_add_time(&p, 4, w[i].to);
		first = w[i].from < first ? w[i].from : first;
		last = w[i].to > last ? w[i].to : last;
	}
	wire_time(&p, first);
	wire_time(&p, last);
	if (pg_stream(db, windows_sql, &p, e) == -1)
		return -1;
	while (rc == 0 && (rc = pg_next(db, &res, e)) == 0 && res != NULL) {
		struct reading r;

		wire_get_reading(res, 0, &r);
		rc = fn(arg, (size_t)wire_get_whole(res, 0,
		    WIRE_READING_COLUMNS, 1) - 1, &r, e);
		PQclear(res);
	}
	if (rc != 0)
		pg_cut_short(db);
	return rc == -1 ? -1 : 0;
}

int
pgread_sites(void *db, const char *site, backend_site_fn *fn, void *arg,
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
fail_tuple(struct err *e)
{
	err_set(e, ERR_DB, "the server sent something that is no reading");
	return -1;
}

static const char *
spell_time(char buf[CLOCK_TEXT], int64_t at)
{
	static const int64_t year_1 = -62135596800, year_10000 = 253402300800;

	return at < year_1 ? "-infinity" : at >= year_10000 ? "infinity" :
	    clock_format(buf, at);
}

static int
begin_readings(PGconn *c, const struct backend_range *r, struct err *e)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT], limit[TEXT_NUMBER];
	const char *const values[] = { r->site, r->battery, r->source,
		spell_time(from, r->from), spell_time(to, r->to), limit };

	text_whole(limit, r->limit);
	return pg_copy_out(c, readings_sql, values, e);
}

int
pgread_readings(void *db, const struct backend_range *r, backend_reading_fn *fn,
    void *arg, struct err *e)
{
	struct reading row;
	enum tuple is;
	bool first = true;
	char *data;
	size_t len;
	int rc = begin_readings(db, r, e);

	if (rc == -1)
		return -1;
	reading_init(&row, r->site, 0);
	(void)text_copy(row.battery, sizeof(row.battery), r->battery);
	(void)text_copy(row.source, sizeof(row.source), r->source);
	while (rc == 0 && (rc = pg_copy_next(db, &data, &len, e)) == 0 &&
	    data != NULL) {
		is = tuple_measured(&row, data, len, first);
		PQfreemem(data);
		first = false;
		if (is == TUPLE_ROW)
			rc = fn(arg, &row, e);
		else if (is == TUPLE_BROKEN)
			rc = fail_tuple(e);
	}
	if (rc != 0)
		pg_cut_short(db);
	return rc == -1 ? -1 : 0;
}

int
pgread_count(void *db, const struct backend_range *r, int64_t *n, struct err *e)
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

int
pgread_oldest(void *db, const struct backend_range *r, int64_t *at,
    struct err *e)
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
