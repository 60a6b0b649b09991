# shellcheck shell=bash
# 37-connection.t - a connection to PostgreSQL that is lost at the worst moment
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z
: "${VRM_TEST_POSTGRES_URL:?}"
name=vrm_t37_$$
pg_create "$name"
export VRM_DATABASE_URL=$PG_URL
server() { psql -qAtX -d "$VRM_TEST_POSTGRES_URL" "$@"; }
sql() { psql -qAtX -d "$PG_URL" "$@"; }
lib_end_37() {
	server -c "ALTER SYSTEM RESET synchronous_standby_names" \
	    -c "SELECT pg_reload_conf()" \
	    -c "DROP DATABASE IF EXISTS $name WITH (FORCE)" > /dev/null
	lib_end
}
trap lib_end_37 EXIT

line() {
	echo "{\"timestamp\":\"2026-07-20T11:$1:00Z\","`
	    `"\"installation_id\":\"1\",\"soc\":${2:-50}}"
}
rows() { sql -c "SELECT count(*) FROM victron.battery_readings"; }
line 00 | vrm-store

# It dies as its first COMMIT begins: a trigger that waits for that moment.
# Citus has none of that kind on a distributed table.
if pg_has citus; then
	{ line 01; line 02; line 03; } | vrm-store
else
sql > "$T/out" << 'SQL'
CREATE SEQUENCE once;
CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	IF nextval('once') = 1 THEN
		PERFORM pg_terminate_backend(pg_backend_pid());
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER die AFTER INSERT ON victron.battery_readings
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
SQL
exits "a connection lost before the commit" 0 vrm-store -v < <(line 01; line 02)
is "is made again: all is stored, by the second try" \
    "$(rows) $(cat "$T/err")" \
    "3 vrm-store: received 2: stored 2, repeated 0, superseded 0, rejected 0"
sql -c "ALTER SEQUENCE once RESTART" -c "CREATE OR REPLACE FUNCTION die()
    RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN
    PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END \$\$"
exits "one that is lost each time" 75 vrm-store -v < <(line 03)
like "is tried twice, then spooled" "$(cat "$T/err")" \
    'stored 0, repeated 0, superseded 0, spooled 1, rejected 0'
sql -c "DROP TRIGGER die ON victron.battery_readings"
exits "and stored by the next run" 0 vrm-store < /dev/null
is "once" "$(rows)" 4
fi

# It dies when the server has committed but not answered: a standby that nobody
# has would have to agree first.
ended_in_commit() {
	[ "$(server -c "SELECT count(pg_terminate_backend(pid))
	    FROM pg_stat_activity WHERE datname = '$name'
	    AND wait_event = 'SyncRep'")" = 1 ]
}
sql -c "ALTER DATABASE $name SET synchronous_commit = on"
if server -c "ALTER SYSTEM SET synchronous_standby_names = 'nobody'" \
    -c "SELECT pg_reload_conf()" > "$T/out" 2>&1; then
	{ line 04; line 00 60; } > "$T/in"
	vrm-store -v < "$T/in" 2> "$T/err" &
	pid=$!
	eventually ended_in_commit
	status=0
	wait $pid || status=$?
	is "a commit that is not answered is asked for again, and was done" \
	    "$status $(cat "$T/err")" "0 vrm-store: received 2: stored 0, $(
	    )repeated 2, superseded 0, rejected 0"
	is "the rows are there once, with the last value" "$(rows) $(sql \
	    -c "SELECT soc FROM victron.battery_readings
	    ORDER BY timestamp LIMIT 1")" "5 60"
	server -c "ALTER SYSTEM RESET synchronous_standby_names" \
	    -c "SELECT pg_reload_conf()" > "$T/out"
fi
sql -c "ALTER DATABASE $name RESET synchronous_commit"

# A statement that takes too long: somebody holds the table.
case $PG_URL in *'?'*) and='&' ;; *) and='?' ;; esac
mkfifo "$T/hold"
sql < "$T/hold" > "$T/held" &
holder=$!
exec 7> "$T/hold"
echo "BEGIN; LOCK victron.battery_readings; SELECT 'held';" >&7
eventually grep -q held "$T/held"
exits "a statement that takes too long is given up" 75 \
    vrm-store -d "$PG_URL${and}options=-cstatement_timeout%3D200" < <(line 05)
like "which is told" "$(cat "$T/err")" 'spooled 1: .*statement timeout'
exec 7>&-
wait $holder
exits "the line is stored when the table is free" 0 vrm-store < /dev/null

# It dies in the middle of an answer: the reader of many rows stops after the
# first line, and goes on when the server has ended the connection.
sql -c "INSERT INTO victron.battery_readings (installation_id, battery, source,
    timestamp, origin, soc) SELECT installation_id, battery, source,
    timestamptz '2026-07-20 10:00Z' - i * interval '1 s', origin, 50
    FROM victron.battery_latest, generate_series(1, 100000) i"
{ vrm-query history --since 2026-07-01 --limit 0 --format json 2> "$T/err"
    echo $? > "$T/status"; } | {
	head -c 100 > "$T/begun"
	server -c "SELECT count(pg_terminate_backend(pid, 5000)) > 0
	    FROM pg_stat_activity WHERE datname = '$name'" > "$T/ended"
	cat > "$T/rest"
}
is "a connection lost in the middle of an answer ends it" \
    "$(cat "$T/ended" "$T/status")" "t
69"
like "which is told" "$(cat "$T/err")" '^vrm-query: .*(terminat|clos|lost)'
is "and no error follows half a document" "$(head -c 20 "$T/begun"
    grep -c '"error"' "$T/rest")" '{"status":"success",0'
exits "one that is not made has the error as its answer" 69 vrm-query history \
    -d postgresql://127.0.0.1:1/x --format json
is "a document" "$(jq -r .error.code "$T/out")" database_down
done_testing
