/* store/pgextend.c - see pgextend.h */
#include "store/pgextend.h"

#include "base/note.h"
#include "store/migrate.h"
#include "store/pg.h"

#include <string.h>

#include "extensions.h"

static const char found_sql[] =
    "SELECT extname FROM pg_catalog.pg_extension "
    "WHERE extname IN ('citus', 'timescaledb') ORDER BY extname LIMIT 1";
static const char has_chunks_sql[] =
    "SELECT count(*) FROM timescaledb_information.hypertables "
    "WHERE hypertable_schema = 'victron' "
    "AND hypertable_name = 'battery_readings'";
/* All seven of them, or none counts. */
static const char is_distributed_sql[] =
    "SELECT count(*) / 7 FROM pg_catalog.pg_dist_partition "
    "WHERE logicalrelid::oid IN (to_regclass('victron.sites'), "
    "to_regclass('victron.battery_readings'), "
    "to_regclass('victron.battery_latest'), "
    "to_regclass('victron.battery_hourly'), "
    "to_regclass('victron.battery_daily'), "
    "to_regclass('victron.battery_horizon'), "
    "to_regclass('victron.asked'))";
static const char keep_sql[] =
    "SELECT set_config('vrm.keep_s', $1::bigint::text, true), "
    "set_config('vrm.has_jobs', '1', true)";
static const char has_jobs_sql[] =
    "SELECT current_setting('vrm.has_jobs')::bigint";

enum extension { NEITHER, CITUS, TIMESCALEDB };

/* Where both are, Citus: its nodes know no chunks. */
static int
find(void *db, enum extension *which, struct err *e)
{
	struct wire none = { .n = 0 };
	PGresult *res = pg_query(db, found_sql, &none, e);

	if (res == NULL)
		return -1;
	*which = PQntuples(res) == 0 ? NEITHER :
	    strcmp(wire_get_text(res, 0, 0), "citus") == 0 ? CITUS :
	    TIMESCALEDB;
	PQclear(res);
	return 0;
}

static int
is_applied(void *db, const char *sql, bool *yes, struct err *e)
{
	struct wire none = { .n = 0 };
	PGresult *res = pg_query(db, sql, &none, e);

	if (res == NULL)
		return -1;
	*yes = wire_get_whole(res, 0, 0, 0) > 0;
	PQclear(res);
	return 0;
}

int
pgextend_each(void *db, backend_extension_fn *each, void *arg, struct err *e)
{
	struct backend_extension x = { .is_applied = false };
	enum extension which;

	if (find(db, &which, e) == -1)
		return -1;
	if (which == NEITHER)
		return 0;
	x.name = which == CITUS ? "citus" : "timescaledb";
	x.sql = (which == CITUS ? migrations_citus :
	    migrations_timescaledb)[0].sql;
	if (is_applied(db, which == CITUS ? is_distributed_sql :
	    has_chunks_sql, &x.is_applied, e) == -1)
		return -1;
	return each(arg, &x, e);
}

/* Whatever its edition. */
static int
instruct_timescaledb(void *db, struct err *e)
{
	bool has_jobs;

	if (pg_script(db, migrations_timescaledb[1].sql, e) == -1 ||
	    is_applied(db, has_jobs_sql, &has_jobs, e) == -1)
		return -1;
	if (has_jobs)
		return 0;
	note_info("this edition of TimescaleDB has no jobs: vrm-store alone "
	    "lets old readings go, and none are compressed");
	return pg_script(db, migrations_timescaledb[2].sql, e);
}

int
pgextend_policies(void *db, int64_t keep_s, struct err *e)
{
	struct wire p = { .n = 0 };
	enum extension which;
	PGresult *res;

	if (find(db, &which, e) == -1)
		return -1;
	if (which != TIMESCALEDB)
		return 0;
	wire_whole(&p, keep_s == INT64_MAX ? -1 : keep_s);
	res = pg_query(db, keep_sql, &p, e);
	if (res == NULL)
		return -1;
	PQclear(res);
	return instruct_timescaledb(db, e);
}
