# shellcheck shell=bash
# 31-store-databases.t - vrm-store and what can be wrong with a database
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z
line='{"timestamp":"2026-07-20T11:57:00Z","installation_id":"1","soc":67.0}'
line2='{"timestamp":"2026-07-20T11:58:00Z","installation_id":"1","soc":68.0}'

# store URL [OPTION...]: one line
store() {
	local url=$1
	shift
	echo "$line" | vrm-store -d "$url" "$@"
}

# --- the URL ----------------------------------------------------------------------

for url in 'vrm.db' 'mysql://db/home' 'sqlite:' 'sqlite://host/vrm.db' \
    'postgresql://u:s3cret@[::1/home'; do
	exits "$url is no database URL" 78 store "$url"
done
is "and the password is not told" "$(grep -c s3cret "$T/err")" 0
exits "it is checked before the first line comes" 78 \
    vrm-store -d nonsense < /dev/null
like "with a hint" "$(cat "$T/err")" 'hint: VRM_DATABASE_URL is sqlite:PATH'

# --- SQLite -------------------------------------------------------------------------

echo 'a letter' > "$T/letter"
for i in $(seq 200); do echo "to a friend $i"; done >> "$T/letter"
exits "a file that is no database" 75 store "sqlite:$T/letter"
like "is named" "$(cat "$T/err")" "sqlite:$T/letter: .*not a database"
like "with what to do" "$(cat "$T/err")" "hint: .*is this the right file"
exits "a directory is none either" 75 store "sqlite:$T"
exits "directories are made" 0 store "sqlite:$T/a/b/c.db"
exits "a relative path is fine" 0 env -C "$T" sh -c \
    "echo '$line' | vrm-store -d sqlite:file:odd"
ok "and stays a path" test -e "$T/file:odd"
sqlite3 "$T/a/b/c.db" "DROP TABLE battery_readings"
exits "a dropped table" 75 store "sqlite:$T/a/b/c.db"
like "is named" "$(cat "$T/err")" 'no such table: .*battery_readings'
like "with a hint" "$(cat "$T/err")" 'hint: .*vrm-store migrate'
vrm-store migrate -d "sqlite:$T/a/b/c.db"
exits "which helps" 0 store "sqlite:$T/a/b/c.db"
is "the failure is in the log" "$(jq -rs '.[-1].result, .[-2].result' \
    "$VRM_STATE_DIR/polls.ndjson")" "ok
spooled"

# --- PostgreSQL ---------------------------------------------------------------------

: "${VRM_TEST_POSTGRES_URL:?}"
name=vrm_t31_$$
pg_create "$name"
case $VRM_TEST_POSTGRES_URL in *'?'*) and='&' ;; *) and='?' ;; esac
url="$VRM_TEST_POSTGRES_URL${and}dbname=$name"
sql() { psql -qAtX -d "$url" "$@"; }
sign_in() {
	psql -qX -d "postgresql://secretive:$1@$host/$name" -c 'SELECT 1' \
	    > "$T/ok.out" 2>&1
}
lib_end_31() {
	psql -qX -d "$VRM_TEST_POSTGRES_URL" \
	    -c "DROP DATABASE IF EXISTS $name WITH (FORCE)"
	lib_end
}
trap lib_end_31 EXIT

is "before the first line nothing is applied" \
    "$(vrm-store migrate --status -d "$url" | grep '^0')" "001 readings missing
002 rollups missing"
exits "an empty database is migrated first" 0 store "$url"
is "and the line stored" "$(sql -c "SELECT installation_id, battery, soc,
    extract(epoch FROM timestamp)::bigint FROM victron.battery_readings")" \
    "1|system|67|1784548620"
ok "columns tell their units" test "$(sql -c "SELECT count(*)
    FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
    WHERE c.relname = 'battery_readings' AND d.objsubid > 0")" -eq 13
exits "migrating again is fine" 0 vrm-store migrate -d "$url"
sql -c 'DROP SCHEMA victron CASCADE' 2>/dev/null
for i in 1 2 3 4 5; do
	vrm-store migrate -d "$url" 2>"$T/migrate.$i" || echo failed \
	    >>"$T/migrate.$i" &
	pids="${pids:-} $!"
done
# shellcheck disable=SC2086
wait $pids
is "five at once too" "$(cat "$T"/migrate.?)" ""

sql -c 'DROP TABLE victron.battery_latest'
exits "a dropped table" 75 store "$url"
like "is named" "$(cat "$T/err")" 'victron.battery_latest.* does not exist'
like "with a hint" "$(cat "$T/err")" 'hint: .*vrm-store migrate'
vrm-store migrate -d "$url"

# another server may know nobody of that name, and ask nobody for a password
host=$(sql -c "SELECT coalesce(host(inet_server_addr()), '127.0.0.1') || ':' ||
    current_setting('port')")
sql -c "DO \$\$ BEGIN IF to_regrole('secretive') IS NULL THEN
    CREATE ROLE secretive LOGIN PASSWORD 's3cret'; END IF; END \$\$"
if sign_in s3cret && ! sign_in wr0ng; then
exits "a wrong password" 75 store "postgresql://secretive:wr0ng@$host/$name"
exits "no password" 75 store "postgresql://secretive@$host/$name"
exits "a missing right" 75 store "postgresql://secretive:s3cret@$host/$name"
like "is named" "$(cat "$T/err")" 'permission denied'
is "and the password is not" "$(grep -c s3cret "$T/err")" 0
exits "a database that is not there" 75 store \
    "$VRM_TEST_POSTGRES_URL${and}dbname=nowhere"
exits "a server that is down" 75 store "postgresql://u:s3cret@127.0.0.1:1/x"
like "is named, without the password" "$(cat "$T/err")" \
    '^vrm-store: spooled 1: postgresql://u@127.0.0.1:1/x: .*Connection refused'
is "the log keeps it" "$(jq -rs '.[-1].result' \
    "$VRM_STATE_DIR/polls.ndjson")" spooled
is "nor there" "$(grep -c s3cret "$VRM_STATE_DIR/polls.ndjson")" 0
sql -c "GRANT USAGE ON SCHEMA victron TO secretive" -c "GRANT SELECT, INSERT,
    UPDATE, DELETE ON ALL TABLES IN SCHEMA victron TO secretive"
exits "rights to the tables are enough" 0 store \
    "postgresql://secretive:s3cret@$host/$name"
echo "*:*:*:secretive:s3cret" > "$T/home/.pgpass"
chmod 600 "$T/home/.pgpass"
exits "a .pgpass is honoured" 0 store "postgresql://secretive@$host/$name"
printf '[barn]\nhost=%s\nport=%s\nuser=secretive\ndbname=%s\n' \
    "${host%:*}" "${host#*:}" "$name" > "$T/home/.pg_service.conf"
exits "and a service file" 0 store "postgresql://?service=barn"
exits "and the environment" 0 env PGHOST="${host%:*}" PGPORT="${host#*:}" \
    PGUSER=secretive PGDATABASE="$name" sh -c \
    "echo '$line' | vrm-store -d postgresql://"
sql -c "ALTER ROLE secretive SET default_transaction_read_only = on"
exits "a read-only server" 75 \
    vrm-store -d "postgresql://secretive:s3cret@$host/$name" <<< "$line2"
sql -c "ALTER ROLE secretive RESET ALL"
else
	echo "# that server asks for no password: nothing to see of those"
fi

# Citus tells of what a worker refused in a COPY as of an internal error.  (It
# distributes no table with a trigger, so it cannot be asked itself.)
if ! pg_has citus; then
sql << 'SQL'
CREATE FUNCTION worker() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	IF current_query() ILIKE 'COPY%' THEN
		RAISE EXCEPTION 'failure on connection marked as essential'
		USING ERRCODE = 'XX000';
	ELSIF NEW.soc = 99 THEN
		RAISE EXCEPTION 'this one is refused';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER worker BEFORE INSERT ON victron.battery_readings
	FOR EACH ROW EXECUTE FUNCTION worker();
SQL
seq 200 | jq -c '{timestamp: (1784500000 + 60 * . | todate),
    installation_id: "copied", soc: (. / 2)}' > "$T/many"
exits "a COPY that failed without a reason is done otherwise" 65 \
    vrm-store -v -d "$url" < "$T/many"
like "and is told the reason" "$(cat "$T/err")" \
    'stored 199, repeated 0, superseded 0, rejected 1'
sql -c 'DROP TRIGGER worker ON victron.battery_readings'

# As of too many days at once for the locks of a server with TimescaleDB.
sql << 'SQL'
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	RAISE EXCEPTION 'out of shared memory' USING ERRCODE = '53200',
	    HINT = 'You might need to increase "max_locks_per_transaction".';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON victron.battery_readings
	FOR EACH ROW EXECUTE FUNCTION no_room();
SQL
exits "a server without room spools" 75 \
    env VRM_STATE_DIR="$T/full" vrm-store -d "$url" \
    <<< "${line/T11:57/T11:40}"
like "and its own hint is told" "$(cat "$T/err")" \
    'hint: .*; You might need to increase "max_locks_per_transaction"'
sql -c 'DROP TRIGGER no_room ON victron.battery_readings'
fi

# --- a live pipe ----------------------------------------------------------------------

readings() { sql -c 'SELECT count(*) FROM victron.battery_readings'; }
has_rows() { [ "$(readings)" = "$1" ]; }
hang_up() {
	psql -qAtX -d "$VRM_TEST_POSTGRES_URL" -c "SELECT
	    pg_terminate_backend(pid, 5000) FROM pg_stat_activity
	    WHERE datname = '$name'" > /dev/null
}

sql -c 'TRUNCATE victron.battery_readings, victron.battery_latest'
mkfifo "$T/pipe"
vrm-store -d "$url" < "$T/pipe" 2> "$T/live.err" &
pid=$!
exec 7> "$T/pipe"
echo "$line" >&7
eventually has_rows 1
is "a live pipe is stored when it pauses" "$(readings)" 1
is "under the program's name" "$(sql -c "SELECT application_name
    FROM pg_stat_activity WHERE datname = '$name' AND pid <> pg_backend_pid()
    AND backend_type = 'client backend'
    AND application_name NOT LIKE 'citus_internal%'")" vrm-store
hang_up
echo "$line2" >&7
eventually has_rows 2
is "a connection that died is made again" "$(readings)" 2
psql -qX -d "$VRM_TEST_POSTGRES_URL" \
    -c "ALTER DATABASE $name ALLOW_CONNECTIONS false"
hang_up
echo "$line" >&7
exec 7>&-
status=0
wait $pid || status=$?
is "where it cannot be, the rest is spooled" $status 75
like "which is told" "$(cat "$T/live.err")" '^vrm-store: spooled 1: postgresql:'
done_testing
