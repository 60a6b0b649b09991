# shellcheck shell=bash
# 34-migrate.t - the schema, whoever owns it, and what extensions make of it
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z
line='{"timestamp":"2026-07-20T11:57:00Z","installation_id":"1","soc":67.0}'
line2='{"timestamp":"2026-07-20T11:58:00Z","installation_id":"2","soc":68.0}'
: "${VRM_TEST_POSTGRES_URL:?}"
name=vrm_t34_$$
sql() { psql -qAtX -d "$url" "$@"; }
lib_end_34() {
	for db in $name ${name}_timescaledb ${name}_citus; do
		psql -qX -d "$VRM_TEST_POSTGRES_URL" \
		    -c "DROP DATABASE IF EXISTS $db WITH (FORCE)" 2>/dev/null
	done
	lib_end
}
trap lib_end_34 EXIT

# --- what is there, what would be done --------------------------------------------

lite=sqlite:$T/new.db
exits "the plan for a file that is not there" 0 vrm-store migrate --plan -d "$lite"
is "names what it would run" "$(grep '^-- 0' "$T/out")" "-- 001 readings
-- 002 rollups"
exits "it is SQL" 0 sqlite3 "$T/by-hand.db" ".read $T/out"
ok "and nothing was made" test ! -e "$T/new.db"
exits "plan and status do not go together" 64 \
    vrm-store migrate --plan --status -d "$lite"
vrm-store -d "$lite" <<< "$line"
is "the key of a reading is its only index" "$(sqlite3 "$T/new.db" "SELECT
    count(*) FROM pragma_index_list('battery_readings')")" 1
exits "where all is applied" 0 vrm-store migrate --plan -d "$lite"
is "the plan is empty" "$(cat "$T/out")" ""
sqlite3 "$T/new.db" "INSERT INTO schema_migrations VALUES (99, 'future')"
exits "a newer database is refused" 69 vrm-store migrate -d "$lite"
like "with what to do" "$(cat "$T/err")" 'hint: install the newer'
is "and left alone" "$(sqlite3 "$T/new.db" \
    'SELECT count(*) FROM battery_readings')" 1

pg_create "$name"
url=$PG_URL
exits "the plan for an empty database" 0 vrm-store migrate --plan -d "$url"
cp "$T/out" "$T/plan.sql"
is "is nothing done" "$(sql -c "SELECT to_regnamespace('victron') IS NULL")" t
exits "and would work by hand" 0 sql -v ON_ERROR_STOP=1 -1 -f "$T/plan.sql"
sql -c 'DROP SCHEMA victron CASCADE' 2>/dev/null
exits "then it is done" 0 vrm-store migrate -d "$url"
is "all of it" "$(vrm-store migrate --status -d "$url" | grep -vc ' applied$')" 0

indexes() { sql -c "SELECT count(*) FROM pg_indexes
    WHERE schemaname = 'victron' AND tablename = 'battery_readings'"; }
is "the key of a reading is its only index there too" "$(indexes)" 1

# --- a writer and a reader ----------------------------------------------------------

vrm-store -d "$url" <<< "$line"
exits "roles are made" 0 sql -v ON_ERROR_STOP=1 \
    -f "$VRM_ROOT/sql/postgresql/roles.sql"
exits "twice" 0 sql -v ON_ERROR_STOP=1 \
    -f "$VRM_ROOT/sql/postgresql/roles.sql"
case $url in *\?*) and='&' ;; *) and='?' ;; esac
writer="$url${and}options=-crole%3Dvrm_writer"
reader="$url${and}options=-crole%3Dvrm_reader"
exits "the writer stores" 0 vrm-store -d "$writer" <<< "$line2"
exits "and maintains" 0 vrm-store maintain --rebuild -d "$writer"
exits "and asks" 0 vrm-query sites -d "$writer"
exits "but drops nothing" 3 psql -qX -v ON_ERROR_STOP=1 -d "$writer" \
    <<< "DROP TABLE victron.sites"
exits "and says what was migrated no more than it was" 3 psql -qX \
    -v ON_ERROR_STOP=1 -d "$writer" <<< "DELETE FROM victron.schema_migrations"
exits "the reader asks" 0 vrm-query current --site 1 -d "$reader"
exits "all there is to ask" 0 vrm-query coverage -d "$reader"
is "and watches" "$(vrm-health -d "$reader" --format json |
    jq -r '.data.checks[] | select(.name == "database").verdict')" ok
exits "but stores nothing" 75 env VRM_STATE_DIR="$T/spooled" \
    vrm-store -d "$reader" <<< "${line/67/66}"
like "for want of rights" "$(cat "$T/err")" 'permission denied'
is "there are two readings" \
    "$(sql -c 'SELECT count(*) FROM victron.battery_readings')" 2

# --- extensions that come later -------------------------------------------------------

# extend EXTENSION: a database with a reading, then the extension; where the
# server has none, a stand-in for its interface (real is empty then)
extend() {
	url=${PG_URL/$name/${name}_$1}
	psql -qX -d "$VRM_TEST_POSTGRES_URL" \
	    -c "CREATE DATABASE ${name}_$1 TEMPLATE template0"
	vrm-store -d "$url" <<< "$line"
	real=$(pg_extensions | grep -x "$1")
	if [ -n "$real" ]; then
		sql -v ON_ERROR_STOP=1 -c "CREATE EXTENSION $1"
	else
		sql -v ON_ERROR_STOP=1 -f "$VRM_ROOT/tests/standin/$1.sql"
	fi 2>&1 | sed 's/^/# /'
	is "$1 that came later is seen" \
	    "$(vrm-store migrate --status -d "$url" | tail -1)" "$1 missing"
	like "and planned for" "$(vrm-store migrate --plan -d "$url")" "^-- $1"
	exits "and made use of" 0 vrm-store migrate -d "$url"
	exits "once" 0 vrm-store migrate -d "$url"
	is "for all" "$(vrm-store migrate --status -d "$url" | tail -1)" \
	    "$1 applied"
	is "readings still have one index" "$(indexes)" 1
	exits "storing goes on" 0 vrm-store -d "$url" <<< "$line2"
	is "nothing is lost" "$(vrm-query sites -d "$url" --format csv |
	    cut -d, -f1)" "installation_id
1
2"
}
jobs() { sql -c "SELECT proc_name, coalesce(config ->> 'drop_after',
    config ->> 'compress_after') FROM timescaledb_information.jobs
    WHERE hypertable_name = 'battery_readings' ORDER BY 1"; }

extend timescaledb
[ -n "$real" ] || is "it was asked for days, and to keep what is there" \
    "$(sql -c "SELECT said FROM tsdb.calls")" \
    "hypertable victron.battery_readings by timestamp of 1 day"
[ -z "$real" ] || is "its chunks are days, and hold what was there" \
    "$(sql -c "SELECT (SELECT string_agg(column_name || ' ' ||
    extract(epoch FROM time_interval)::int, ', ')
    FROM timescaledb_information.dimensions),
    (SELECT count(*) FROM ONLY victron.battery_readings)")" \
    "timestamp 86400|0"
edition=$([ -z "$real" ] ||
    sql -c "SELECT current_setting('timescaledb.license')")
if [ "$edition" != apache ]; then
	is "its retention is two days behind ours" "$(jobs)" \
	    'policy_retention|5 days'
	VRM_RETENTION=10d vrm-store maintain -d "$url"
	is "and follows it" "$(jobs)" 'policy_retention|12 days'
	VRM_RETENTION=30d vrm-store maintain -d "$url"
	is "thirty days are not worth compressing" "$(jobs)" \
	    'policy_retention|32 days'
	VRM_RETENTION=31d vrm-store maintain -d "$url"
	is "more are" "$(jobs)" "policy_compression|35 days
policy_retention|33 days"
	VRM_RETENTION=forever vrm-store maintain -d "$url"
	is "for ever: none, but what is settled is compressed" "$(jobs)" \
	    'policy_compression|35 days'
	vrm-store maintain -d "$url"
	is "three days: not worth it" "$(jobs)" 'policy_retention|5 days'
fi

# The stand-in of the Apache edition has chunks in name only.
if [ -z "$real" ]; then
	sql -c 'DELETE FROM timescaledb_information.jobs' \
	    -c "SELECT tsdb.add_chunk('2026-07-01'), tsdb.add_chunk('2026-07-02'),
	    tsdb.add_chunk('2026-07-16'), tsdb.add_chunk('2026-07-20')" \
	    -c 'INSERT INTO tsdb."chunk 2026-07-02" VALUES (1)' > "$T/out"
	url="$url${and}options=-ctsdb.license%3Dapache"
	edition=apache
else
	sql -c "INSERT INTO victron.sites (installation_id, timezone)
	    VALUES ('far', 'Mars/Olympus_Mons')"
	for at in 01:near 02:far 16:near; do
		echo '{"timestamp":"2026-07-'"${at%:*}"'T12:00:00Z",' \
		    '"installation_id":"'"${at#*:}"'","soc":50}'
	done | vrm-store -q -d "$url" 2> "$T/err"
fi
chunks() { sql -c "SELECT range_start::date FROM timescaledb_information.chunks
    WHERE hypertable_name = 'battery_readings' ORDER BY 1"; }
if [ "$edition" = apache ]; then
	is "there are days old and new" "$(chunks)" "2026-07-01
2026-07-02
2026-07-16
2026-07-20"
	for forever in forever 3d; do
		exits "the Apache edition knows no policies: $forever" 0 \
		    env VRM_RETENTION=$forever vrm-store maintain -v -d "$url"
		like "which is told" "$(cat "$T/err")" 'TimescaleDB has no jobs'
		is "and does without" "$(jobs)" ""
	done
	is "what maintenance left empty is gone, the rest is there" \
	    "$(chunks)" "2026-07-02
2026-07-16
2026-07-20"
fi

extend citus
is "every table of a site is distributed, side by side" "$(sql -c "SELECT
    count(DISTINCT logicalrelid), count(DISTINCT colocationid)
    FROM pg_dist_partition WHERE partmethod = 'h'")" "7|1"
is "which are all that have sites" "$(sql -c "SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'victron'::regnamespace AND relkind = 'r'
    AND attname = 'installation_id' AND NOT relname ~ '_[0-9]+$'
    AND c.oid NOT IN (SELECT logicalrelid::oid FROM pg_dist_partition)")" ""

done_testing
