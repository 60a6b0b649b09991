#!/bin/bash
# Cron entries that collide: polls, healing and lists of one second, into one
# database.  Budget and rows are right.
# shellcheck source=tests/soak/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

rounds=$(sized 3 40)

# collide NAME: ten polls, two healings, two lists, all at once
collide() {
	local pids=() i
	for ((i = 0; i < 10; i++)); do
		{ poll; echo "${status[*]}" >> "$T/ends"; } &
		pids+=($!)
	done
	for i in 1 2; do
		heal &
		pids+=($!)
		vrm-fetch installations > /dev/null 2>> "$T/hand.err" &
		pids+=($!)
	done
	wait "${pids[@]}"
	status=(0 0)
}
engines=(sqlite)
pg_create soak_once && engines+=(postgresql)
for engine in "${engines[@]}"; do
	export VICTRON_INSTALLATION_ID=410001
	world 1
	unset VRM_DATABASE_URL
	[ "$engine" = sqlite ] || export VRM_DATABASE_URL=$PG_URL
	sim_post '/sim/site?site=410001&wobble=2'
	: > "$T/ends"
	run poll poll
	for ((r = 0; r < rounds; r++)); do
		go_to $((now + 1260))
		run at-once collide
	done
	judge "$engine, seed $SEED, $rounds rounds of fourteen at once"
	ok "$engine: in no hour more than 45 requests" \
	    test "$(verdict busiest_hour)" -le 45
	is "$engine: what was sent is what was counted" \
	    "$(verdict miscounted)" 0
	is "$engine: a poll ended well, or for want of budget" \
	    "$(grep -cvE '^(0|75) 0$' "$T/ends")" 0
	is "$engine: thirty in a row do" \
	    "$(head -n 30 "$T/ends" | grep -c '^0 0$')" 30
	vrm-query history --since 2026-07-20 --limit 0 --format ndjson |
	    jq -cS 'if .origin == "live" then del(.origin) else . end |
	    del(.interval)' | sort > "$T/rows"
	for kind in summary overview graph; do
		sim_get "/sim/truth?kind=$kind&site=410001&from=$((T0 -
		    300))&to=$now"
	done | jq -cS 'del(.interval)' | sort > "$T/truth"
	is "$engine: no log is two rows" "$(jq -r 'select(.origin == null) |
	    .timestamp | fromdate / 60 | floor' "$T/rows" | uniq -d)" ""
done
done_testing
