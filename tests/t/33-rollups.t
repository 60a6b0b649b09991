# shellcheck shell=bash
# 33-rollups.t - hours, days, and what is left when raw readings have gone
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2025-03-31T12:00:00Z
url=sqlite:$T/a.db
sql() { sqlite3 -readonly "$T/a.db" "$1"; }
dump() {
	sqlite3 -readonly "$1" "SELECT * FROM battery_hourly" \
	    "SELECT * FROM battery_daily"
}
site='{"type":"site","installation_id":"1","timezone":"Europe/Amsterdam","log_interval":60}'

# lines FROM COUNT STEP [OBJECT]: 36 W into the battery, SOC slowly up
lines() {
	jq -nc --arg from "$1" --argjson n "$2" --argjson step "$3" \
	    "range(\$n) | {timestamp: ((\$from | fromdate) + . * \$step | todate),
	    installation_id: \"1\", soc: (. * \$step / 7200), voltage: 12,
	    current: 3, power: 36} + ${4:-null}"
}

# --- a weekend with the change to summer time -----------------------------------

{ echo "$site"; lines 2025-03-28T23:00:00Z 1440 120; } >"$T/lines"
exits "two days are stored" 0 vrm-store -d "$url" <"$T/lines"
is "the days are the site's own" "$(sql "SELECT datetime(bucket_start,
    'unixepoch'), length_s, count, observed_s FROM battery_daily")" \
    "2025-03-28 23:00:00|86400|720|86400
2025-03-29 23:00:00|82800|690|82800
2025-03-30 22:00:00|86400|30|3480"
is "energy is power over covered time" "$(sql "SELECT charged_wh,
    discharged_wh FROM battery_daily LIMIT 2")" "864.0|0.0
828.0|0.0"
is "an hour is an hour" "$(sql "SELECT count(*), min(length_s), max(length_s)
    FROM battery_hourly")" "48|3600|3600"
shuf --random-source=<(yes) "$T/lines" | split -l 97 - "$T/part."
for part in "$T"/part.*; do
	vrm-store -d "sqlite:$T/b.db" <"$part"
done
is "in any order and any batches the same" "$(dump "$T/b.db")" \
    "$(dump "$T/a.db")"
exits "without rollups" 0 vrm-store -d "sqlite:$T/c.db" --no-rollups <"$T/lines"
is "there are none" "$(dump "$T/c.db")" ""
exits "until they are asked for" 0 env VRM_RETENTION=forever \
    vrm-store maintain -d "sqlite:$T/c.db" --rebuild
is "and then the same" "$(dump "$T/c.db")" "$(dump "$T/a.db")"

# --- retention ----------------------------------------------------------------------

is "a new database keeps all in its first hour" \
    "$(sql "SELECT count(*) FROM battery_readings")" 1440
before=$(dump "$T/a.db")
export VRM_NOW=2025-04-02T10:00:00Z
lines 2025-04-02T09:59:00Z 1 60 | vrm-store -d "$url"
is "then whole local days go by themselves" "$(sql "SELECT count(*),
    datetime(min(timestamp), 'unixepoch') FROM battery_readings")" \
    "721|2025-03-29 23:00:00"
is "and hours and days stay" "$(dump "$T/a.db" | grep -c .)" \
    "$(($(printf '%s\n' "$before" | grep -c .) + 2))"
export VRM_NOW=2025-04-09T10:00:00Z
exits "a long retention takes nothing" 0 env VRM_RETENTION=30d \
    vrm-store maintain -v -d "$url"
is "it says what it did, if asked" "$(cat "$T/err")" \
    "vrm-store: done, with VRM_RETENTION=30d"
is "at all" "$(sql "SELECT count(*) FROM battery_readings")" 721
exits "maintain" 0 vrm-store maintain -d "$url"
is "takes what is left" "$(sql "SELECT count(*) FROM battery_readings")" 0
is "but the latest" "$(sql "SELECT datetime(timestamp, 'unixepoch')
    FROM battery_latest")" "2025-04-02 09:59:00"
is "which is what is known now" "$(vrm-query current -d "$url" | jq -c \
    '.data | [.timestamp, .voltage]')" '["2025-04-02T09:59:00Z",12]'
sealed=$(dump "$T/a.db")

# --- readings that went before their time -------------------------------------------

VRM_NOW=2025-03-31T12:00:00Z vrm-store -d "sqlite:$T/d.db" <"$T/lines"
sqlite3 "$T/d.db" "DELETE FROM battery_readings WHERE timestamp < 1743292800"
exits "a rebuild after a long silence" 0 env VRM_RETENTION=72h \
    vrm-store maintain --rebuild -d "sqlite:$T/d.db"
is "leaves what TimescaleDB's own job outran" "$(dump "$T/d.db")" "$before"

lines 2025-03-29T12:00:30Z 3 300 '{soc: 1}' >"$T/late"
exits "a few late lines" 0 vrm-store -v -d "$url" <"$T/late"
is "are too late, and said to be" "$(cat "$T/err")" \
    "vrm-store: received 3: stored 0, repeated 0, superseded 0, too late 3, $(
    )rejected 0"
exits "--dry-run knows" 0 vrm-store -n -d "$url" <"$T/late"
is "it too" "$(cat "$T/out")" \
    "received 3: stored 0, repeated 0, superseded 0, too late 3, rejected 0"
exits "a rebuild" 0 vrm-store maintain -d "$url" --rebuild
is "does not touch the sealed past" "$(dump "$T/a.db")" "$sealed"

lines 2025-03-28T22:55:00Z 1460 60 '{origin: "history", interval: 60}' \
    >"$T/archive"
exits "a day from the archive" 0 vrm-store -v -d "$url" <"$T/archive"
like "replaces it" "$(cat "$T/err")" 'stored 1[0-9]*, .*rejected 0'
is "with all its coverage" "$(sql "SELECT count, observed_s, filled_s
    FROM battery_daily WHERE bucket_start = 1743202800")" "1440|0|86400"
exits "once more" 0 vrm-store -v -d "$url" <"$T/archive"
like "changes nothing" "$(cat "$T/err")" 'stored 0, repeated 14[0-9]*, '
is "and no raw reading is kept" \
    "$(sql "SELECT count(*) FROM battery_readings")" 0

# --- near and far -------------------------------------------------------------------

near=sqlite:$T/near.db
for at in 00:00 04:59 09:59; do
	echo '{"timestamp":"2025-04-09T09:'$at'Z","installation_id":"1","soc":5}'
done | vrm-store -d "$near"
for bucket in 15m 1h; do
	vrm-query history -d "$near" --bucket $bucket --hours 1 --format ndjson
done | jq -c 'select(.readings == 3).observed_pct' >"$T/out"
is "299 seconds are covered and 300 are not, in any period" \
    "$(cat "$T/out")" "33.2
8.3"

done_testing
