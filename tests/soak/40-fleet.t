#!/bin/bash
# A fleet, polled by one request whatever its size, while its sites fall silent,
# come back, upload late, are renamed, moved and rebuilt, and the machine itself
# is away for an hour: after the healing the database is the simulator's truth.
# shellcheck source=tests/soak/lib.sh
. "$(dirname "$0")/lib.sh"

sites=$(sized 10 100)
hours=$(sized 3 24)
export VRM_RATE_LIMIT=2000/h VRM_RETENTION=forever

# Minutes from the start, of a day that has as many as there are.
at() { echo $((T0 + $1 * hours * 60 / 24)); }
world "$sites"
late="$(at 120)..$(at 700):$(at 900)"
sim_post "/sim/site?site=410004&backlog=$late"
sim_post '/sim/site?site=410008&change_only=on'
sim_post '/sim/site?site=410009&log_interval=900'
sim_post "/sim/site?site=410010&lost=$(at 300)..$(at 600)"

# What happens in the polls between two moments.
event() {
	case $1 in
	60) sim_post "/sim/site?site=410003&silent_since=$now" ;;
	200) sim_post '/sim/site?site=410005&name=Renamed' ;;
	300) sim_post '/sim/site?site=410006&zone=Asia/Kolkata' ;;
	400) sim_post '/sim/site?site=410007&instances=290' ;;
	600) sim_post '/sim/site?site=410003&silent_since=never' ;;
	esac
}
next=(60 200 300 400 600 99999)
away_from=$(at 800) away_to=$(at 860)
for ((t = T0; t < T0 + hours * 3600; t += 180)); do
	[ $t -lt "$away_from" ] || [ $t -ge "$away_to" ] || continue
	go_to $t
	while [ $t -ge "$(at "${next[0]}")" ]; do
		event "${next[0]}"
		next=("${next[@]:1}")
	done
	run poll poll --all
	[ $((t % 3600)) -ne 1080 ] || run heal heal
done
judge "seed $SEED, $sites sites, $hours hours"
is "every poll succeeded" "$(verdict poll_failed) $(verdict store_failed)" "0 0"
is "the first was two requests, all others one" \
    "$(verdict poll_requests)" $(($(verdict poll) + 1))

# The healing goes on: what is late is asked for after 6 hours at the latest.
for ((k = 0; k < 7; k++)); do
	go_to $((now + 3600))
	run heal heal
done
is "no healing failed" "$(grep -c 'vrm-fetch: ' "$T/err")" 0

plain() {
	jq -cS 'if .origin == "live" then del(.origin) else . end |
	    del(.interval)' | sort
}
for kind in overview graph; do
	sim_get "/sim/truth?kind=$kind&site=all&from=$((T0 - 3600))&to=$now"
done | plain > "$T/truth"
for ((s = 410001; s < 410001 + sites; s++)); do
	vrm-query history --site $s --since 2026-07-20 --limit 0 \
	    --format ndjson
done > "$T/rows"
plain < "$T/rows" > "$T/plain"
is "every row is true" "$(comm -23 "$T/plain" "$T/truth" | head -n 3)" ""
jq -cS 'select(.type == null and .origin != "history") | del(.interval)' \
    "$T/printed" | sort -u > "$T/polled"
is "what was polled is there" \
    "$(comm -23 "$T/polled" "$T/plain" | head -n 3)" ""
is "nothing is missing but what VRM lost" "$(vrm-query gaps --until \
    "$(date -u -d "@$(at 1380)" +%FT%TZ)" --format ndjson |
    jq -r 'select(.state != "ongoing") | .installation_id')" 410010
is "nor are five minutes anywhere else, whoever counts" "$(jq -s 'map(select(
    .installation_id != "410010" and .installation_id != "410009")) |
    group_by(.installation_id) | map(map(.timestamp | fromdate) | sort |
    [.[1:], .[:-1]] | transpose | map(.[0] - .[1]) | max) | max < 300' \
    "$T/rows")" true
is "names and zones are VRM's" "$(vrm-query sites --format ndjson |
    jq -r 'select(.installation_id | test("41000[56]")) | [.site_name,
    .timezone] | @tsv' | sort)" \
    "$(sim_get "/v2/users/90001/installations?extended=1" |
    jq -r '.records[] | select(.idSite == 410005 or .idSite == 410006) |
    [.name, .timezone] | @tsv' | sort)"

# The same rows, stored at once into an empty database.
tables() {
	for table in battery_readings battery_hourly battery_daily sites; do
		sqlite3 "$1" "SELECT * FROM $table ORDER BY 1, 2, 3, 4"
	done
}
jq -c 'select(.type == "site")' "$T/printed" | cat - "$T/rows" |
    vrm-store -d "sqlite:$T/other.db" 2>> "$T/err"
tables "$VRM_STATE_DIR/vrm.db" > "$T/one"
tables "$T/other.db" > "$T/other"
ok "the same rows at once are the same hours and days" \
    cmp "$T/one" "$T/other"
vrm-store maintain --rebuild
tables "$VRM_STATE_DIR/vrm.db" > "$T/other"
ok "and a rebuild changes nothing" cmp "$T/one" "$T/other"
done_testing
