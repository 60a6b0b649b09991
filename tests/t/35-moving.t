# shellcheck shell=bash
# 35-moving.t - one database's lines in another: the same answers, to the byte
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-04-01T12:00:00Z
: "${VRM_TEST_POSTGRES_URL:?}"
lite=sqlite:$T/a.db
copy=sqlite:$T/b.db
pg_create vrm_moving
pg=$PG_URL
lib_end_35() {
	psql -qX -d "$VRM_TEST_POSTGRES_URL" \
	    -c "DROP DATABASE IF EXISTS vrm_moving WITH (FORCE)"
	lib_end
}
trap lib_end_35 EXIT

# Two sites with all there is: live and history readings, two batteries, another
# source, gaps, what was asked, half an hour of zone, the change to summer time.
lines() {
	cat <<-'EOF'
	{"type":"site","installation_id":"10","name":"Mühle \"am\" Bach","identifier":"c0","timezone":"Europe/Berlin","log_interval":60}
	{"type":"site","installation_id":"9","timezone":"Asia/Kolkata","log_interval":900,"last_timestamp":"2026-04-01T11:00:00Z"}
	{"type":"asked","installation_id":"10","battery":"system","from":"2026-04-01T01:00:00Z","to":"2026-04-01T02:00:00Z","asked_at":"2026-04-01T09:00:00Z","found":0}
	{"type":"asked","installation_id":"10","battery":"system","from":"2026-03-27T01:00:00Z","to":"2026-03-27T02:00:00Z","asked_at":"2026-03-27T09:00:00Z","found":0}
	EOF
	jq -nc 'def at($from; $s): ($from | fromdate) + $s | todate;
	    (range(1800) | select(. < 1500 or . > 1560) | {
	    timestamp: at("2026-03-27T12:00:00Z"; . * 180 + . % 7),
	    installation_id: "10", soc: (. * 13 % 1000 / 10),
	    voltage: (25 + . % 41 / 100), current: (. % 97 - 48),
	    power: (. * 31 % 977 - 488), instance: 258}),
	    (range(600) | {timestamp: at("2026-03-26T00:00:00Z"; . * 900),
	    installation_id: 9, battery: "288", soc: (. * 7 % 1000 / 10),
	    temperature: (. % 30 / 3), origin: "history", interval: 900}),
	    (range(0; 600; 3) | {timestamp: at("2026-03-26T00:01:00Z"; . * 900),
	    installation_id: 9, battery: "288", soc: 50, voltage: 12.345678}),
	    (range(50) | {timestamp: at("2026-04-01T00:00:00Z"; . * 300),
	    installation_id: 9, source: "solark", soc: .,
	    state: "charging"})' | shuf --random-source=<(yes)
}
lines >"$T/lines"

# answers URL: all that can be asked, in every form
answers() {
	local format
	vrm-query dump -d "$1"
	vrm-query describe >/dev/null
	for format in json ndjson csv table text; do
		echo "== $format"
		vrm-query sites -d "$1" --format $format
		vrm-query current -d "$1" --all --format $format
		vrm-query current -d "$1" --site 10 --format $format
		vrm-query history -d "$1" --site 9 --battery 288 --limit 500 \
		    --since 2026-03-30 --format $format
		vrm-query gaps -d "$1" --format $format
		vrm-query coverage -d "$1" --days 9 --format $format
	done 2>&1
	echo "== buckets"
	if [[ $1 = sqlite:* ]]; then
		sqlite3 -readonly "${1#sqlite:}" \
		    "SELECT bucket_start, * FROM battery_hourly" \
		    "SELECT bucket_start, * FROM battery_daily"
	else
		psql -qAtX -d "$1" -c "SELECT extract(epoch FROM
		    bucket_start)::bigint, * FROM victron.battery_hourly" \
		    -c "SELECT extract(epoch FROM bucket_start)::bigint, *
		    FROM victron.battery_daily"
	fi | buckets
}
# numbers alike, however they were written
buckets() {
	awk -F'|' '{ printf "%s|%s|%s|%s", $1, $2, $3, $4
	    for (i = 6; i <= NF; i++)
		    printf "|%s", $i == "" ? "-" : sprintf("%.9g", $i)
	    print "" }' | LC_ALL=C sort
}
same() {
	answers "$1" >"$T/one"
	answers "$2" >"$T/two"
	cmp "$T/one" "$T/two" && test "$(wc -l <"$T/one")" -gt 1000
}

exits "mixed lines are stored in SQLite" 0 vrm-store -d "$lite" <"$T/lines"
exits "and in PostgreSQL" 0 vrm-store -d "$pg" <"$T/lines"
ok "which give the same answers, to the byte" same "$lite" "$pg"

export VRM_NOW=2026-04-01T14:00:00Z
exits "old readings go" 0 vrm-store maintain -d "$lite"
exits "in both" 0 vrm-store maintain -d "$pg"
ok "and the answers are still the same" same "$lite" "$pg"

# --- moving house --------------------------------------------------------------------

vrm-query dump -d "$lite" >"$T/dump"
is "a dump tells all there is to tell" "$(jq -r '.type // "reading"' "$T/dump" |
    sort -u | tr '\n' ' ')" "asked day horizon hour latest reading site "
exits "a new database takes it" 0 vrm-store -v -d "$copy" <"$T/dump"
like "and says what it was" "$(cat "$T/err")" \
    'stored [0-9]*, repeated 0, .*rejected 0, sites 2, asked 1, restored [0-9]+'
ok "and is the same" same "$lite" "$copy"
vrm-query dump -d "$pg" | vrm-store -d "sqlite:$T/c.db"
ok "so is one that came from PostgreSQL" same "$pg" "sqlite:$T/c.db"
pg_create vrm_moving
vrm-query dump -d "$copy" | vrm-store -d "$pg"
ok "and one that went there" same "$lite" "$pg"

for url in "$copy" "$pg"; do
	exits "twice" 0 vrm-store -v -d "$url" <"$T/dump"
	like "is once" "$(cat "$T/err")" 'stored 0, repeated [0-9]*, '
	vrm-store maintain --rebuild -d "$url"
done
ok "and a rebuild changes nothing either" same "$lite" "$copy"
ok "anywhere" same "$copy" "$pg"
vrm-query dump -d "$lite" | vrm-store -v -d "$lite" 2>"$T/err"
like "a database that takes its own lines has nothing new" "$(cat "$T/err")" \
    'stored 0, repeated [0-9]*, superseded 0, rejected 0,'
is "the dump of a site is that of its battery alone" "$(vrm-query dump \
    -d "$lite" --site 10 | jq -r .installation_id | sort -u)" 10
is "whoever has seen enough ends it" "$(vrm-query dump -d "$lite" |
    head -1 | jq -r .type)" site

# --- into a database that is not empty --------------------------------------------

other=sqlite:$T/other.db
jq -nc 'range(1440) | {timestamp: (("2026-03-28T12:00:00Z" | fromdate) +
    . * 60 | todate), installation_id: "10", soc: 1, voltage: 2, power: 3}' |
    vrm-store -d "$other"
exits "where readings stand before a horizon" 0 vrm-store -v -d "$other" \
    <"$T/dump"
like "hours and days are for them to tell" "$(cat "$T/err")" 'too late [0-9]+'
is "and none of them goes" "$(sqlite3 "$T/other.db" "SELECT count(*)
    FROM battery_readings WHERE installation_id = '10' AND
    timestamp % 60 = 0 AND timestamp BETWEEN
    unixepoch('2026-03-28T12:00:00Z') AND unixepoch('2026-03-29T11:59:00Z')
    ")" 1440
hour='{"type":"hour","installation_id":"10","battery":"system",
"source":"victron","from":"2026-03-28T12:00:00Z","to":"2026-03-28T13:00:00Z",
"count":9,"soc_mean":1.5,"observed_s":OBSERVED,"filled_s":0}'
hour=$(tr -d '\n' <<<"$hour")
in_hour() { sqlite3 "$T/b.db" "SELECT count, soc_mean, observed_s
    FROM battery_hourly WHERE installation_id = '10'
    AND bucket_start = unixepoch('2026-03-28T12:00:00Z')"; }
before=$(in_hour)
vrm-store -d "$copy" <<<"${hour/OBSERVED/1800}"
is "less of a sealed hour does not replace it" "$(in_hour)" "$before"
vrm-store -d "$copy" <<<"${hour/OBSERVED/3600}"
is "no less does" "$(in_hour)" "9|1.5|3600"
exits "an hour of more seconds than it has" 65 \
    vrm-store -d "$copy" <<<"${hour/OBSERVED/3601}"
exits "or that is none" 65 vrm-store -d "$copy" \
    <<<"$(sed 's/OBSERVED/1/; s/13:00/13:01/' <<<"$hour")"
before=$(vrm-query dump -d "$copy" | cksum)
exits "a horizon behind the one that is there" 0 vrm-store -d "$copy" \
    < <(grep '"horizon"' "$T/dump" | jq -c 'del(.timestamp) |
    .horizon = "2026-03-01T00:00:00Z"')
is "does not bring it back" "$(vrm-query dump -d "$copy" | cksum)" "$before"
exits "a latest reading before the one that is there" 0 vrm-store \
    -d "$copy" < <(grep '"latest"' "$T/dump" |
    jq -c '.timestamp = "2026-03-20T00:00:00Z"')
is "does not replace it" "$(vrm-query dump -d "$copy" | cksum)" "$before"
exits "a horizon to come" 65 vrm-store -d "$copy" <<<'{"type":"horizon",
"installation_id":"10","battery":"system","source":"victron",
"horizon":"2030-01-01T00:00:00Z"}'

done_testing
