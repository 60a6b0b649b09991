#!/bin/bash
# The poll and the healing are killed at any moment, KILLS times, while their
# database comes and goes: what vrm-store acknowledged is there, once, and after
# the healing the rows are VRM's, to the last one.
. "$(dirname "$0")/../t/lib.sh"

export TZ=UTC
KILLS=${KILLS:-20}
T0=1784332800			# 2026-07-18T00:00:00Z
SITES='410001 410002 410003'
export VRM_RETENTION=forever VRM_RATE_LIMIT=20000/h
VICTRON_INSTALLATION_ID=${SITES// /,}
export VICTRON_INSTALLATION_ID
RANDOM=${SEED:-1}

go_to() {
	local text
	printf -v text '%(%FT%TZ)T' "$1"
	sim_now "$text"
}

# kill_at_random: one of both programs, or both, within 100 ms
kill_at_random() {
	local fetch
	sleep "0.0$((RANDOM % 10))$((RANDOM % 10))"
	fetch=$(cat "$T/fetch.pid" 2> /dev/null)
	case $((RANDOM % 4)) in
	0) [ -z "$fetch" ] || kill -9 "$fetch" ;;
	1) kill -9 "$store" ${fetch:+"$fetch"} ;;
	*) kill -9 "$store" ;;
	esac 2> /dev/null
}

# run COMMAND...: into vrm-store, killed or not.  What vrm-store acknowledged
# goes to $T/acked.
declare -A ends
run() {
	local status=0
	rm -f "$T/fetch.pid"
	{ "$@" & echo $! > "$T/fetch.pid"; wait $!; } 2>> "$T/err" |
	    tee "$T/in" | vrm-store 2>> "$T/err" &
	store=$!
	[ "$to_kill" = 0 ] || kill_at_random
	wait "$store" 2> /dev/null || status=$?
	while kill -0 "$(cat "$T/fetch.pid")" 2> /dev/null; do
		sleep 0.01
	done
	ends[$status]=$((${ends[$status]:-0} + 1))
	case $status in
	0|65|75) grep '}$' "$T/in" >> "$T/acked" ;;
	137) killed=$((killed + 1)) ;;
	esac
}
poll() { exec vrm-fetch battery --all; }
heal() { exec vrm-fetch fill < <(vrm-query gaps --due); }

rows() {
	for site in $SITES; do
		vrm-query history --site "$site" --since 2026-07-18T00:00:00Z \
		    --until "$VRM_NOW" --limit 0 --format ndjson
	done | plain
}
# Members in one order, sorted.
plain() {
	jq -c '[.installation_id, .timestamp, .origin // "live", .soc, .voltage,
	    .current, .power, .state, .temperature]' | sort
}
# truth KIND: of all sites from T0 on
truth() {
	for site in $SITES; do
		sim_get "/sim/truth?kind=$1&site=$site&from=$T0&to=$((now - 1))"
	done | plain
}
minutes='[.[0], (.[1] | fromdate / 60 | floor)] | @tsv'

# proof WHAT: $VRM_DATABASE_URL, which away and back take away and bring back
proof() {
	local up=1
	sim_start --plain --now 2026-07-18T00:00:00Z --max-seconds 7200
	export VICTRON_VRM_TOKEN=$SIM_TOKEN
	now=$T0 killed=0 rounds=0
	ends=()
	rm -rf "$VRM_STATE_DIR"
	: > "$T/acked"
	: > "$T/err"
	go_to $now
	to_kill=0
	run poll
	to_kill=1
	while [ "$killed" -lt "$KILLS" ] && [ $rounds -lt $((KILLS * 9)) ]; do
		rounds=$((rounds + 1))
		now=$((now + 180))
		go_to $now
		case $up$((RANDOM % 12)) in
		10) away && up=0 ;;
		0[0-2]) back && up=1 ;;
		esac
		if [ $((RANDOM % 10)) = 0 ]; then run heal; else run poll; fi
	done
	[ $up = 1 ] || back
	echo "# figures: $1: $rounds runs, $killed of vrm-store killed," \
	    "statuses$(for s in "${!ends[@]}"; do
	    printf ' %sx%s' "$s" "${ends[$s]}"; done)," \
	    "$(grep -c '"timestamp"' "$T/acked") readings acknowledged"
	ok "$1: $KILLS times" test "$killed" -ge "$KILLS"
	is "$1: it always ended as the manual says" \
	    "$(for s in "${!ends[@]}"; do echo "$s"; done |
	    grep -vx -e 0 -e 65 -e 75 -e 137)" ""

	exits "$1: what is left in the spool is stored" 0 vrm-store < /dev/null
	is "$1: and nothing is left" "$(vrm-store spool)" ""
	like "$1: nothing that was acknowledged is lost" \
	    "$(vrm-store --dry-run < "$T/acked")" \
	    ': stored 0, repeated [0-9]*, superseded [0-9]*, rejected 0'
	rows > "$T/rows"
	is "$1: nothing is there twice" "$(jq -r '.[0:2] | @tsv' "$T/rows" |
	    uniq -d)" ""
	{ truth overview; truth graph; } | sort > "$T/truth"
	is "$1: nothing is there that VRM did not say" \
	    "$(comm -23 "$T/rows" "$T/truth")" ""

	to_kill=0
	for _ in 1 2 3; do
		now=$((now + 660))
		for t in 540 360 180 0; do
			go_to $((now - t))
			run poll
		done
		run heal
	done
	is "$1: the healing leaves no gap" "$(vrm-query gaps --format ndjson)" ""
	for site in $SITES; do
		vrm-fetch history --site "$site" --since 2026-07-18T00:00:00Z \
		    --until "$VRM_NOW" | vrm-store
	done
	rows > "$T/rows"
	truth graph | jq -r "$minutes" > "$T/minutes"
	is "$1: with all of its archive each of VRM's minutes is there, once" \
	    "$(jq -r "$minutes" "$T/rows" | sort | cksum)" \
	    "$(sort "$T/minutes" | cksum)"
	ok "$1: as many as there were" test "$(wc -l < "$T/minutes")" -gt $((
	    3 * (now - T0) / 61))
	{ truth overview; truth graph; } | sort > "$T/truth"
	is "$1: as VRM said it" \
	    "$(comm -23 "$T/rows" "$T/truth")" ""
	buckets > "$T/before"
	vrm-store maintain --rebuild
	buckets > "$T/after"
	ok "$1: there are hours and days" test "$(wc -l < "$T/before")" -gt 3
	ok "$1: and they are those of the rows" cmp "$T/before" "$T/after"
}
export VRM_DATABASE_URL=sqlite:$T/vrm.db
away() {
	mkdir "$T/away" && mv "$T"/vrm.db* "$T/away" && mkdir "$T/vrm.db"
}
back() {
	rmdir "$T/vrm.db" && mv "$T"/away/* "$T" && rmdir "$T/away"
}
buckets() {
	sqlite3 "$T/vrm.db" 'SELECT * FROM battery_hourly ORDER BY 1, 2, 3, 4' \
	    'SELECT * FROM battery_daily ORDER BY 1, 2, 3, 4'
}
proof SQLite

chmod 711 "$T"
lib_end_kill() {
	"$VRM_ROOT/tests/pg" stop "$T/pg"
	lib_end
}
trap lib_end_kill EXIT
VRM_DATABASE_URL=$("$VRM_ROOT/tests/pg" start "$T/pg") || exit
away() { "$VRM_ROOT/tests/pg" crash "$T/pg"; }
back() { "$VRM_ROOT/tests/pg" again "$T/pg"; }
buckets() {
	psql -qAtX -d "$VRM_DATABASE_URL" \
	    -c 'SELECT * FROM victron.battery_hourly ORDER BY 1, 2, 3, 4' \
	    -c 'SELECT * FROM victron.battery_daily ORDER BY 1, 2, 3, 4'
}
proof PostgreSQL

done_testing
