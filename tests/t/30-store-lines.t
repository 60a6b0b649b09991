# shellcheck shell=bash
# 30-store-lines.t - what vrm-store makes of good and bad lines
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z
db=$VRM_STATE_DIR/vrm.db
rejected=$VRM_STATE_DIR/rejected.ndjson

# line TIME [MEMBERS]
line() {
	printf '{"timestamp":"%s","installation_id":"1","soc":67.0%s}\n' \
	    "$1" "${2:+,$2}"
}
rows() { sqlite3 -readonly "$db" "SELECT count(*) FROM battery_readings"; }
fresh() { rm -rf "$VRM_STATE_DIR"; }

# --- a poll -------------------------------------------------------------------

poll() {
	line 2026-07-20T11:57:00Z '"voltage":26.4,"current":12.5,"power":330,
	    "state":"charging","temperature":23.5,"instance":288' | tr -d '\n'
	echo
	line 2026-07-20T11:57:00Z '"battery":"0"'
	echo '{"type":"site","installation_id":"1","name":"Barn","timezone":"Europe/Berlin"}'
}
exits "a poll is stored" 0 vrm-store < <(poll)
is "and nothing is said" "$(cat "$T/out" "$T/err")" ""
is "with every value" "$(sqlite3 -readonly "$db" \
    "SELECT * FROM battery_readings WHERE battery = 'system'")" \
    "1|system|victron|1784548620|288|67.0|26.4|12.5|330.0|charging|23.5|live|"
is "as the battery's latest" "$(sqlite3 -readonly "$db" \
    "SELECT timestamp, soc FROM battery_latest WHERE battery = 'system'")" \
    "1784548620|67.0"
is "with its site" "$(sqlite3 -readonly "$db" \
    "SELECT installation_id, name, timezone FROM sites")" \
    "1|Barn|Europe/Berlin"
exits "the same poll again" 0 vrm-store -v < <(poll)
is "is stored once" "$(rows)" 2
is "and counted" "$(cat "$T/err")" \
    "vrm-store: received 3: stored 0, repeated 2, superseded 0, rejected 0, $(
    )sites 1"
is "both runs are in the log" "$(jq -rs 'map([.program, .command, .result,
    .stored] | join(" ")) | join(", ")' "$VRM_STATE_DIR/polls.ndjson")" \
    "vrm-store store ok 2, vrm-store store ok 2"

# --- any order ------------------------------------------------------------------

for i in $(seq 100); do
	at=$(date -u -d "@$((1784500000 + i * 180))" +%FT%TZ)
	line "$at" '"voltage":26.4'
	line "$at" '"origin":"history","interval":900'
	[ $((i % 3)) -ne 0 ] ||
	    line "$(date -u -d "@$((1784520000 - i * 900))" +%FT%TZ)" \
	    '"origin":"history","interval":900'
done > "$T/lines"
for order in 1 2 3; do
	fresh
	shuf --random-source=<(yes $order) "$T/lines" | vrm-store
	sqlite3 "$db" "SELECT * FROM battery_readings" > "$T/rows.$order"
done
ok "the same lines in another order" cmp "$T/rows.1" "$T/rows.2"
ok "leave the same rows" cmp "$T/rows.1" "$T/rows.3"
ok "and enough of them" test "$(wc -l < "$T/rows.1")" -gt 100

# --- bad lines never stop good ones --------------------------------------------

fresh
{
	line 2026-07-20T11:00:00Z
	echo 'not JSON'
	line 2026-07-20T11:01:00Z '"voltage":"26.4"'
	line 2026-07-20T11:02:00Z '"voltage":NaN'
	line 2026-07-20T12:10:01Z
	line 1999-12-31T23:59:59Z
	line 2026-07-20T11:03:00Z '"soc":101'
	line 2026-07-20T11:04:00Z '"current":1e300'
	printf '{"timestamp":"2026-07-20T11:05:00Z","x":"\377\376"}\n'
	line 2026-07-20T12:10:00Z
	printf '%s' "$(line 2026-07-20T11:06:00Z)"
} > "$T/mixed"
exits "bad lines make the exit status 65" 65 vrm-store -v < "$T/mixed"
is "after the good ones were stored" "$(rows)" 3
like "and the sum is told" "$(cat "$T/err")" \
    '^vrm-store: received 11: stored 3, repeated 0, superseded 0, rejected 8$'
for want in 'line 2: not JSON' 'line 3: voltage: not a number' \
    'line 4: not JSON' 'line 5: timestamp: in the future' \
    'line 6: timestamp: before the year 2000' 'line 7: soc: outside' \
    'line 8: current: absurd' 'line 9: not JSON'; do
	like "stderr says $want" "$(cat "$T/err")" "$want"
done
is "each is kept with number and reason" \
    "$(jq -rs 'map("\(.line) \(.reason)") | .[1]' "$rejected")" \
    "3 voltage: not a number"
is "those of text verbatim" \
    "$(jq -rs '.[0].text, .[1].text' "$rejected")" \
    "$(sed -n 2,3p "$T/mixed")"
is "others as base64" "$(jq -r '.base64 // empty' "$rejected" | base64 -d |
    od -An -tx1)" "$(sed -n 9p "$T/mixed" | tr -d '\n' | od -An -tx1)"
is "the log knows them" "$(jq -r '"\(.result) \(.stored) \(.rejected)"' \
    "$VRM_STATE_DIR/polls.ndjson")" "bad_line 3 8"

head -c 1048576 /dev/zero | tr '\0' x > "$T/long"
{ line 2026-07-20T11:10:00Z; cat "$T/long"; echo; line 2026-07-20T11:11:00Z; } \
    > "$T/around"
exits "a line of 1 MiB is only rejected" 65 vrm-store < "$T/around"
is "the lines around it are stored" "$(rows)" 5
is "its beginning is kept" \
    "$(jq -rs '.[-1] | "\(.cut) \(.text | length)"' "$rejected")" "true 65536"

# again, as the manual has it
again() { jq -r '.text // empty' "$T/again" | vrm-store; }
head -n 8 "$rejected" > "$T/again"
rm "$rejected"
exits "what was refused can be stored again" 65 again
is "or is refused again, word for word" "$(jq -r .text "$rejected")" \
    "$(jq -r '.text // empty' "$T/again")"
VRM_NOW=2026-07-20T12:00:01Z exits "once the reason is gone" 65 again
is "it is stored" "$(rows)" 6

implausible() {
	line 2026-07-20T11:20:00Z '"voltage":26.4,"current":10,"power":-5000'
	line 2026-07-20T11:20:01Z '"soc":0,"voltage":0.1,"temperature":-273'
	line 2026-07-20T11:20:02Z '"soc":100,"voltage":900,"state":"idle"'
}
exits "what is implausible is not refused" 0 vrm-store < <(implausible)
is "but stored as it came" "$(sqlite3 -readonly "$db" "SELECT soc, voltage,
    current, power, temperature, state FROM battery_readings
    WHERE timestamp BETWEEN unixepoch('2026-07-20T11:20:00Z')
    AND unixepoch('2026-07-20T11:20:02Z')")" "67.0|26.4|10.0|-5000.0||
0.0|0.1|||-273.0|
100.0|900.0||||idle"

# --- no lines, other lines --------------------------------------------------------

fresh
exits "an empty stdin is no error" 0 vrm-store < /dev/null
is "says nothing" "$(cat "$T/out" "$T/err")" ""
ok "is no success in the log" test ! -e "$VRM_STATE_DIR/polls.ndjson"
exits "a type that is not stored is no error" 0 vrm-store -v \
    <<< '{"type":"weather","sky":"blue"}'
like "but mentioned" "$(cat "$T/err")" 'rejected 0, ignored 1$'
echo '{"type":"site","installation_id":"1"}' | vrm-store
ok "a site alone is no success either" test ! -e "$VRM_STATE_DIR/polls.ndjson"

# --- dry run --------------------------------------------------------------------

fresh
exits "a dry run judges" 65 vrm-store --dry-run < "$T/mixed"
is "prints the sum" "$(cat "$T/out")" \
    "received 11: stored 3, repeated 0, superseded 0, rejected 8"
is "and leaves nothing behind" "$(ls "$VRM_STATE_DIR")" ""
line 2026-07-20T11:00:00Z | vrm-store
vrm-store --dry-run < "$T/mixed" > "$T/out" 2>&1
like "it knows what is stored" "$(cat "$T/out")" \
    '^received 11: stored 2, repeated 1, superseded 0, rejected 8$'
is "the database is as it was" "$(rows)" 1

# --- the state directory --------------------------------------------------------

if [ "$(id -u)" = 0 ]; then
	chmod 711 "$T"
	mkdir -m 777 "$T/open"
	fresh
	mkdir -m 755 "$VRM_STATE_DIR"
	as_nobody() {
		setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
	}
	exits "a read-only state directory" 77 \
	    as_nobody vrm-store -d "sqlite:$T/open/vrm.db" \
	    < <(line 2026-07-20T11:00:00Z)
	is "costs the exit status, not the reading" \
	    "$(sqlite3 "$T/open/vrm.db" 'SELECT count(*) FROM battery_readings')" 1
	exits "rejects that cannot be kept are no 65" 77 \
	    as_nobody vrm-store -d "sqlite:$T/open/vrm.db" < "$T/mixed"
	like "it says that they are gone" "$(cat "$T/err")" \
	    '8 bad lines not kept: .*Permission denied'
	exits "a database that is not ours" 77 \
	    as_nobody vrm-store -d "sqlite:$VRM_STATE_DIR/vrm.db" \
	    < <(line 2026-07-20T11:00:00Z)
fi
fresh
mkdir "$VRM_STATE_DIR"
ln -s /dev/full "$rejected"
exits "rejects on a full disk are an error" 74 vrm-store < "$T/mixed"
is "after the good ones were stored" "$(rows)" 3

# --- the command line ------------------------------------------------------------

exits "an unknown option is a usage error" 64 vrm-store --nope < /dev/null
exits "an operand too" 64 vrm-store lines.ndjson < /dev/null
exits "--status belongs to migrate" 64 vrm-store --status < /dev/null
exits "migrate reads no lines" 0 vrm-store migrate < /dev/null
exits "twice" 0 vrm-store migrate < /dev/null
is "migrate --status tells" "$(vrm-store migrate --status)" \
    "001 readings applied
002 rollups applied"
rm -rf "$VRM_STATE_DIR"
mkdir "$T/zones"
cp /usr/share/zoneinfo/UTC "$T/zones"
cat > "$T/lines" << 'END'
{"type":"site","installation_id":"1","timezone":"Europe/Amsterdam"}
{"timestamp":"2025-12-10T11:00:00Z","installation_id":"1","soc":5}
END
vrm-store < "$T/lines"
sed 's/11:00/11:03/' "$T/lines" | grep soc > "$T/later"
TZDIR=$T/zones exits "a site's zone that this machine has lost" 0 \
    vrm-store < "$T/later"
like "costs a warning" "$(cat "$T/err")" 'Europe/Amsterdam is not on this'
is "and no reading" "$(vrm-query history --since 2025-12-10 --format ndjson |
    wc -l)" 2
in_day() { sqlite3 "$VRM_STATE_DIR/vrm.db" "SELECT count(*), sum(count)
    FROM battery_daily" "SELECT sum(count) FROM battery_hourly"; }
is "its days are not told in another zone, hours are" "$(in_day)" "1|1
2"
TZDIR=$T/zones exits "a rebuild without it" 0 vrm-store maintain --rebuild
is "lets no reading go: nobody knows whole days" "$(sqlite3 \
    "$VRM_STATE_DIR/vrm.db" "SELECT count(*) FROM battery_readings")" 2
like "nor by a rebuild, which warns" "$(cat "$T/err")" 'not on this machine'
is "and takes none away" "$(in_day)" "1|1
2"
exits "with the zone it makes up for them" 0 env VRM_RETENTION=forever \
    vrm-store maintain --rebuild
is "all" "$(in_day)" "1|2
2"

exits "a closed stdin" 71 sh -c 'exec vrm-store <&-'
like "is said" "$(cat "$T/err")" 'reading lines: '

done_testing
