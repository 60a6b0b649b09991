/* store/pggaps.c - see pggaps.h */
#include "store/pggaps.h"

#include "base/text.h"
#include "store/pg.h"

/* One walk along the key.  Looking up the rest for the rows that are told is
 * no cheaper, and where all are far apart, as in VRM's archive, minutes went by
 * over a year of them, whether in one table or in TimescaleDB's chunks. */
static const char jumps_sql[] =
    "SELECT timestamp, interval_s, older, older_interval_s, live_at "
    "FROM (SELECT timestamp, interval_s, lag(timestamp) OVER w AS newer, "
    "lead(timestamp) OVER w AS older, "
    "lead(interval_s) OVER w AS older_interval_s, "
    "min(timestamp) FILTER (WHERE origin = 'live') OVER w AS live_at "
    "FROM victron.battery_readings "
    "WHERE installation_id = $1::text AND battery = $2::text "
    "AND source = $3::text AND timestamp >= $4::timestamptz "
    "AND timestamp < $5::timestamptz "
    "WINDOW w AS (ORDER BY timestamp DESC)) AS n "
    "WHERE newer IS NULL OR older IS NULL "
    "OR older <= timestamp - make_interval(secs => $6::bigint) "
    "ORDER BY timestamp DESC";
static const char asked_sql[] =
    "SELECT from_ts, to_ts, asked_at, found FROM victron.asked "
    "WHERE installation_id = $1::text AND battery = $2::text "
    "AND from_ts < $4::timestamptz AND to_ts > $3::timestamptz "
    "ORDER BY from_ts, to_ts, asked_at";
static const char asked_of_sql[] =
    "SELECT DISTINCT installation_id, battery FROM victron.asked";
static const char drop_asked_sql[] =
    "DELETE FROM victron.asked WHERE installation_id = $1::text "
    "AND battery = $2::text AND to_ts <= $3::timestamptz";

static int64_t
get_time(const PGresult *res, int row, int col, int64_t unknown)
{
	return PQgetisnull(res, row, col) ? unknown :
	    wire_get_time(res, row, col);
}

int
pggaps_jumps(void *db, const struct backend_range *r, int far_s,
    backend_jump_fn *fn, void *arg, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc;

	wire_text(&p, r->site);
	wire_text(&p, r->battery);
	wire_text(&p, r->source);
	wire_time(&p, r->from);
	wire_time(&p, r->to);
	wire_whole(&p, far_s);
	res = pg_query(db, jumps_sql, &p, e);
	rc = res == NULL ? -1 : 0;
	for (int i = 0; rc == 0 && i < PQntuples(res); i++) {
		struct jump j = {
			.at = wire_get_time(res, i, 0),
			.interval = (int)wire_get_whole(res, i, 1, 0),
			.older_at = get_time(res, i, 2, INT64_MIN),
			.older_interval = (int)wire_get_whole(res, i, 3, 0),
			.live_at = get_time(res, i, 4, INT64_MAX)
		};

		rc = fn(arg, &j, e);
	}
	PQclear(res);
	return rc == -1 ? -1 : 0;
}

int
pggaps_asked(void *db, const struct backend_range *r, backend_asked_fn *fn,
    void *arg, struct err *e)
{
	struct wire p = { .n = 0 };
	PGresult *res;
	int rc;

	wire_text(&p, r->site);
	wire_text(&p, r->battery);
	wire_time(&p, r->from);
	wire_time(&p, r->to);
	res = pg_query(db, asked_sql, &p, e);
	rc = res == NULL ? -1 : 0;
	for (int i = 0; rc == 0 && i < PQntuples(res); i++) {
		struct asked a = { .from = wire_get_time(res, i, 0),
			.to = wire_get_time(res, i, 1),
			.asked_at = wire_get_time(res, i, 2),
			.found = wire_get_whole(res, i, 3, 0) };

		(void)text_copy(a.site, sizeof(a.site), r->site);
		(void)text_copy(a.battery, sizeof(a.battery), r->battery);
		rc = fn(arg, &a, e);
	}
	PQclear(res);
	return rc == -1 ? -1 : 0;
}

int
pggaps_asked_of(void *db, backend_asked_fn *fn, void *arg, struct err *e)
{
	struct wire none = { .n = 0 };
	PGresult *res = pg_query(db, asked_of_sql, &none, e);
	int rc = res == NULL ? -1 : 0;

	for (int i = 0; rc == 0 && i < PQntuples(res); i++) {
		struct asked a = { .found = 0 };

		(void)text_copy(a.site, sizeof(a.site),
		    wire_get_text(res, i, 0));
		(void)text_copy(a.battery, sizeof(a.battery),
		    wire_get_text(res, i, 1));
		rc = fn(arg, &a, e);
	}
	PQclear(res);
	return rc == -1 ? -1 : 0;
}

int
pggaps_drop_asked(void *db, const char *site, const char *battery,
    int64_t before, struct err *e)
{
	struct wire p = { .n = 0 };

	wire_text(&p, site);
	wire_text(&p, battery);
	wire_time(&p, before);
	return pg_run(db, drop_asked_sql, &p, e);
}
