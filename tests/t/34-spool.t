# shellcheck shell=bash
# 34-spool.t - what the database does not take waits, and is stored once
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z TZ=UTC
spool=$VRM_STATE_DIR/spool

# lines FIRST N [MEMBER]: readings of every minute from a number of minutes on
lines() {
	local t start=1784332800
	for ((t = $1; t < $1 + $2; t++)); do
		printf '{"timestamp":"%(%FT%TZ)T","installation_id":"1",' \
		    $((start + t * 60))
		printf '"soc":%s}\n' "${3:-50}"
	done
}
site='{"type":"site","installation_id":"1","name":"Barn","timezone":"UTC"}'
asked='{"type":"asked","installation_id":"1","battery":"system",'`
    `'"from":"2026-07-20T01:00:00Z","to":"2026-07-20T02:00:00Z",'`
    `'"asked_at":"2026-07-20T03:00:00Z","found":0}'
segments() {
	[ -e "$spool" ] || return 0
	find "$spool" -type f -name '0*' ! -name '*.bad' | sort
}
store() { vrm-store -v -d "$url" "$@"; }
said() { grep -o "received.*" "$T/err"; }
# balanced "sentence": all that was received is in one figure or the other
balanced() {
	is "$1 balances" "$(said | sed 's/;.*//; s/^[^:]*://' | tr , '\n' |
	    awk '{ n += $NF } END { print n + 0 }')" \
	    "$(said | sed 's/received \([0-9]*\).*/\1/')"
}

# The same on both engines.  away and back: the database is gone, and there
# again, nothing in it lost.
scenario() {
	rm -rf "$VRM_STATE_DIR"
	exits "$1: all is well at first" 0 store < <(echo "$site"; lines 0 10)
	ok "$1: no spool is made" test ! -e "$spool"

	away
	{ lines 5 10; echo bad; echo '{"type":"weather"}'; echo "$asked"
	    echo "$site"; } > "$T/lines"
	exits "$1: lines wait, also if others are bad" 75 store < "$T/lines"
	is "$1: which is said" "$(said)" "received 14: stored 0, repeated 0, $(
	    )superseded 0, spooled 12, rejected 1, ignored 1"
	balanced "$1: it"
	like "$1: the error tells why, how many, and what next" \
	    "$(cat "$T/err")" '^vrm-store: spooled 12, rejected 1: .*$'
	like "$1: and what next" "$(cat "$T/err")" \
	    'hint: the next vrm-store stores them first'
	exits "$1: the next as well" 75 store < <(lines 14 1 60)
	exits "$1: no lines leave it at that" 75 store < /dev/null
	is "$1: it is listed" "$(vrm-store spool | sed 's/, [0-9]* bytes//')" \
	    "$shown: 2 segments, 13 lines, the oldest 0 seconds old"
	exits "$1: draining says that it cannot" 75 \
	    vrm-store spool --drain -d "$url"
	like "$1: vrm-health knows" "$(vrm-health -d "$url" --format json)" \
	    '"13 lines wait for their database, the oldest for 0 seconds"'

	back
	exits "$1: a dry run lets it be" 0 store --dry-run < <(lines 0 1)
	is "$1: yes" "$(segments | wc -l)" 2
	exits "$1: back, it goes first" 0 store < <(lines 14 2 70)
	is "$1: which is said too" "$(said)" "received 2: stored 2, $(
	    )repeated 0, superseded 0, rejected 0; from the spool: $(
	    )stored 6, repeated 5, superseded 0, rejected 0, sites 1, asked 1"
	is "$1: the last to come has the last word" \
	    "$(sql "SELECT count(*), round(max(soc)) FROM ${schema}battery_readings")" \
	    "16|70${fraction}"
	is "$1: nothing waits" "$(vrm-store spool; segments)" ""
	exits "$1: nothing comes of it again" 0 store < /dev/null
	is "$1: nothing is said" "$(cat "$T/out" "$T/err")" ""

	away
	lines 20 500 | store 2> "$T/err"
	lines 520 500 | store 2> "$T/err"
	back
	for i in 1 2 3 4; do
		store < /dev/null 2> "$T/err.$i" &
	done
	wait
	is "$1: of four at once one stores it" "$(cat "$T"/err.?)" \
	    "vrm-store: received 0: stored 0, repeated 0, superseded 0, $(
	    )rejected 0; from the spool: stored 1000, repeated 0, $(
	    )superseded 0, rejected 0"
	is "$1: once" \
	    "$(sql "SELECT count(*) FROM ${schema}battery_readings")" 1016

	away
	lines 1100 3 | store 2> "$T/err"
	lines 1110 3 | store 2> "$T/err"
	lines 1120 3 | store 2> "$T/err"
	back
	sed -i '2s/soc/sox/' "$(segments | sed -n 1p)"
	first=$(segments | sed -n 1p)
	echo garbage > "$(segments | sed -n 2p)"
	exits "$1: damaged segments hold up nothing" 0 store < <(lines 1130 1)
	is "$1: their good lines are stored" "$(said)" "received 1: stored 1, $(
	    )repeated 0, superseded 0, rejected 0; from the spool: $(
	    )stored 5, repeated 0, superseded 0, rejected 0"
	like "$1: they are named and set aside" "$(cat "$T/err")" \
	    "warning: $first: damaged: 2 of 3 .*; moved to $first.bad"
	like "$1: and listed" "$(vrm-store spool)" \
	    "^$shown: 0 segments, 0 lines, 0 bytes, 2 set aside"

	lines 1140 1 86.13000000000001 | store 2> "$T/err"
	away
	lines 1140 1 86.13000000000001 | store 2> "$T/err"
	back
	exits "$1: a line of more digits than count" 0 store < /dev/null
	like "$1: is the same when it has waited" "$(said)" \
	    'spool: stored 0, repeated 1,'

	forbid
	{ lines 1200 5; lines 1205 1 13; lines 1206 5; } > "$T/lines"
	exits "$1: a line that the database refuses is a bad line" 65 \
	    store < "$T/lines"
	like "$1: it alone" "$(said)" \
	    'received 11: stored 10, .* rejected 1$'
	balanced "$1: it"
	like "$1: named" "$(cat "$T/err")" 'warning: line 6: .*unlucky'
	is "$1: and kept" "$(tail -n1 "$VRM_STATE_DIR/rejected.ndjson" |
	    jq -r '.text | fromjson | .soc')" 13
	away
	sed 's/T20/T19/' "$T/lines" | store 2> "$T/err"
	back
	exits "$1: nor does it hold up others in the spool" 65 store < /dev/null
	like "$1: it is refused" "$(said)" 'spool: stored 10, .* rejected 1$'
	like "$1: by its name there" "$(cat "$T/err")" \
	    'line 6: spool/[0-9a-f]*/[0-9-]*: .*unlucky'
	is "$1: and gone from it" "$(segments)" ""
}

# --- SQLite ----------------------------------------------------------------------

db=$T/home.db url=sqlite:$T/home.db shown=sqlite:$T/home.db schema=
fraction=.0
away() { mv "$db" "$T/away.db"; mkdir "$db"; }
back() { rmdir "$db"; mv "$T/away.db" "$db"; }
sql() { sqlite3 "$db" "$@"; }
forbid() {
	sql "CREATE TRIGGER unlucky BEFORE INSERT ON battery_readings
	    WHEN new.soc = 13 BEGIN SELECT RAISE(ABORT, 'unlucky'); END"
}
scenario sqlite
is "a relative path is the same place" "$(cd "$T" && away && lines 0 1 |
    vrm-store -d sqlite:home.db 2> "$T/err"; back; store < /dev/null 2>&1 |
    grep -o 'spool: stored 0, repeated 1')" "spool: stored 0, repeated 1"

# --- PostgreSQL ------------------------------------------------------------------

name=vrm_t34_$$
pg_create "$name"
server() { psql -qAtX -d "$VRM_TEST_POSTGRES_URL" "$@"; }
lib_end_34() {
	server -c "DROP DATABASE IF EXISTS $name WITH (FORCE)"
	lib_end
}
trap lib_end_34 EXIT
port=$(server -c "SELECT current_setting('port')")
server -c "ALTER DATABASE $name OWNER TO secretive"
away() {
	server -c "ALTER DATABASE $name ALLOW_CONNECTIONS false" \
	    -c "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
	    WHERE datname = '$name'" > /dev/null
}
back() { server -c "ALTER DATABASE $name ALLOW_CONNECTIONS true"; }
sql() { psql -qAtX -d "$PG_URL" -c "$@"; }
forbid() {
	sql "ALTER TABLE victron.battery_readings
	    ADD CONSTRAINT unlucky CHECK (soc <> 13)"
}
url=postgresql://secretive:s3cret@127.0.0.1:$port/$name
shown=postgresql://secretive@127.0.0.1:$port/$name schema=victron.
fraction=
scenario postgresql

away
lines 0 1 | store -d "postgresql://secretive:wr0ng@127.0.0.1:$port/$name" \
    2> "$T/err"
is "no password is in the spool" \
    "$(grep -rE 's3cret|wr0ng' "$VRM_STATE_DIR")" ""
back
is "who signs in does not matter, nor how" "$(env PGHOST=127.0.0.1 \
    PGPORT="$port" PGUSER=secretive PGPASSWORD=s3cret vrm-store -v \
    -d "postgresql:///$name" < /dev/null 2>&1 | grep -o 'spool: .*, r')" \
    "spool: stored 0, repeated 1, superseded 0, r"
exits "rights that are missing are no reason to lose a line" 75 \
    store < <(server -c "ALTER DATABASE $name OWNER TO tester" \
    -c "ALTER ROLE secretive SET default_transaction_read_only = on"
    lines 1300 2)
server -c "ALTER ROLE secretive RESET ALL" \
    -c "ALTER DATABASE $name OWNER TO secretive"
sql "INSERT INTO victron.schema_migrations VALUES (4711, 'future')"
exits "nor is a newer schema" 75 store < <(lines 1302 2)
sql "DELETE FROM victron.schema_migrations WHERE version = 4711"
sql "ALTER TABLE victron.sites RENAME TO streets"
exits "or a table that is gone" 75 store < <(lines 1304 2)
sql "ALTER TABLE victron.streets RENAME TO sites"
exits "all are stored then" 0 store < /dev/null
like "so it says" "$(said)" 'spool: stored 6, '

# A database that dies while lines come.
mkfifo "$T/pipe"
store < "$T/pipe" 2> "$T/err" &
pid=$!
exec 7> "$T/pipe"
lines 1350 1 >&7
is_there() {
	[ "$(sql "SELECT count(*) FROM victron.battery_readings
	    WHERE timestamp = '2026-07-18T22:30:00Z'")" = 1 ]
}
eventually is_there
away
lines 1351 3 >&7
exec 7>&-
status=0
wait $pid || status=$?
is "what comes after the database died is spooled" "$status $(said)" \
    "75 received 4: stored 1, repeated 0, superseded 0, spooled 3, rejected 0"
back
exits "and stored by the next run" 0 store < /dev/null

# --- files ---------------------------------------------------------------------

if [ "$(id -u)" = 0 ]; then
	chmod 711 "$T"
	rm -rf "$VRM_STATE_DIR"
	mkdir -m 755 "$VRM_STATE_DIR"
	chmod 755 "$VRM_STATE_DIR"
	exits "where no spool can be made, no line is claimed to be kept" 77 \
	    setpriv --reuid=nobody --regid=nogroup --clear-groups \
	    vrm-store -d postgresql://u:pw@127.0.0.1:1/x < <(lines 0 7)
	like "the error says how many and both reasons" "$(cat "$T/err")" \
	    '7 lines not kept: .*Connection refused.*: .*Permission denied'
fi

done_testing
