#!/bin/bash
# Days in which requests fail, the machine is away and a GX uploads late: the
# healing of every hour brings back all that VRM has, into both engines, and the
# hours and days are the same whether the readings behind them stay or not.
# shellcheck source=tests/soak/lib.sh
. "$(dirname "$0")/lib.sh"

# Hours after the start, in tenths.
length=$(sized 62 960)
keep=$(sized 2h 72h)		# the shorter retention
away="$(sized 5 200) $(sized 10 260)"		# the machine
silent="$(sized 15 300) $(sized 27 660)"	# the GX
late="$(sized 29 690) $(sized 36 750)"		# and its halves arrive
T0=1784574000			# 2026-07-20T19:00:00Z, in Amsterdam 21:00

at() { echo $((T0 + $1 * 360)); }
between() { [ "$now" -ge "$(at "$1")" ] && [ "$now" -lt "$(at "$2")" ]; }

# --- several databases, each with its own healing -----------------------------

names=(lite-forever "lite-$keep")
pg_urls=()
for name in forever "$keep"; do
	pg_create "soak_$name" || break
	names+=("pg-$name")
	pg_urls+=("$PG_URL")
done
# into NAME COMMAND...
into() {
	local keep=${1#*-} state=$T/state.$1 url=
	case $1 in
	pg-forever) url=${pg_urls[0]} ;;
	pg-*) url=${pg_urls[1]} ;;
	lite-*) url=sqlite:$state/vrm.db ;;
	esac
	shift
	VRM_STATE_DIR=$state VRM_RETENTION=$keep VRM_DATABASE_URL=$url "$@"
}

poll_all() {
	vrm-fetch battery > "$T/lines" 2>> "$T/err"
	status=($? 0)
	cat "$T/lines" >> "$T/printed"
	for name in "${names[@]}"; do
		into "$name" vrm-store < "$T/lines" 2>> "$T/err" ||
		    status[1]=$?
	done
}
heal_one() {
	vrm-query gaps --due 2>> "$T/err" | vrm-fetch fill 2>> "$T/err" |
	    vrm-store 2>> "$T/err"
	status=("${PIPESTATUS[1]}" "${PIPESTATUS[2]}")
}
heal_all() {
	for name in "${names[@]}"; do
		into "$name" heal_one
		stores_failed=$((stores_failed + (status[1] != 0)))
	done
}

# tables NAME TABLE...: all of them as text
tables() {
	local name=$1 table url=${pg_urls[0]:-}
	shift
	[ "$name" != "pg-$keep" ] || url=${pg_urls[1]}
	for table; do
		case $name in
		lite-*) sqlite3 "$T/state.$name/vrm.db" \
		    "SELECT * FROM $table ORDER BY 1, 2, 3, 4" ;;
		pg-*) psql -qAtX -d "$url" -c \
		    "SELECT * FROM victron.$table ORDER BY 1, 2, 3, 4" ;;
		esac
	done
}
# The readings of a site, as lines that the simulator would print.
readings() {
	into "$1" vrm-query history --site "$2" --since 2026-07-20 --limit 0 \
	    --format ndjson | plain
}
plain() {
	jq -cS 'if .origin == "live" then del(.origin) else . end |
	    del(.interval)' | sort
}
truth() {
	for kind in summary overview graph; do
		sim_get "/sim/truth?kind=$kind&site=$1&from=$((T0 - 300))&to=$now"
	done | plain
}
# The longest time between two readings, seconds.
widest() {
	jq -s 'map(.timestamp | fromdate) | sort | [.[1:], .] | transpose |
	    map(select(all(. != null)) | .[0] - .[1]) | max'
}

# healed WHAT SITE
healed() {
	local name what
	truth "$2" > "$T/truth"
	for name in "${names[@]}"; do
		what="$1, $name, site $2"
		is "$what: no gap is left" "$(into "$name" vrm-query gaps \
		    --site "$2" --format ndjson)" ""
		readings "$name" "$2" > "$T/rows.$name"
		is "$what: every row is true" \
		    "$(comm -23 "$T/rows.$name" "$T/truth" | head -n 3)" ""
		is "$what: all of the time is covered" "$(into "$name" \
		    vrm-query coverage --site "$2" --format ndjson |
		    jq -s 'map(.seconds - .observed_s - .filled_s) | add')" 0
	done
	ok "$1, site $2: nowhere more than five minutes are missing" \
	    test "$(widest < "$T/rows.lite-forever")" -lt "$3"
	# of one log a summary may be known, which tells more
	local common='select(.type == null) | del(.interval, .temperature,
	    .instance)'
	jq -cS "$common" "$T/printed" | grep "\"$2\"" | sort -u > "$T/polled"
	jq -cS "$common" "$T/rows.lite-forever" | sort > "$T/common"
	is "$1, site $2: what was polled is there" \
	    "$(comm -23 "$T/polled" "$T/common" | head -n 3)" ""
}

# steady WHAT: once more changes nothing
all_tables="battery_readings battery_latest battery_hourly battery_daily sites
    asked battery_horizon"
steady() {
	local name
	# shellcheck disable=SC2086
	for name in "${names[@]}"; do
		tables "$name" $all_tables > "$T/before"
		into "$name" heal_one
		tables "$name" $all_tables > "$T/after"
		ok "$1, $name: once more changes nothing" \
		    cmp "$T/before" "$T/after"
		tables "$name" battery_hourly battery_daily > "$T/rolled.$name"
		ok "$1, $name: there are hours and days" \
		    test -s "$T/rolled.$name"
		into "$name" vrm-store maintain --rebuild > /dev/null 2>&1
		tables "$name" battery_hourly battery_daily > "$T/after"
		ok "$1, $name: nor does a rebuild" \
		    cmp "$T/rolled.$name" "$T/after"
		ok "$1, $name: the same hours and days wherever kept" \
		    cmp "$T/rolled.$name" "$T/rolled.${name%%-*}-forever"
	done
	ok "$1: the shorter retention let readings go" \
	    test "$(wc -l < "$T/rows.lite-$keep")" -lt \
	    "$(wc -l < "$T/rows.lite-forever")"
	is "$1: and asks VRM nothing" "$(sim_requests)" "$2"
}

# days NAME SITES: the whole time, and what came of it
days() {
	local end
	end=$(at "$length")
	stores_failed=0
	rm -rf "$T"/state.*
	for url in "${pg_urls[@]}"; do
		psql -qX -d "$url" -c 'DROP SCHEMA IF EXISTS victron CASCADE' \
		    2> /dev/null
	done
	export VICTRON_INSTALLATION_ID=$2
	world 7
	sim_post "/sim/site?site=410001&backlog=$(at "${silent% *}")..$(($(at \
	    "${silent% *}") + ($(at "${silent#* }") - $(at "${silent% *}")) / 2
	    )):$(at "${late% *}")"
	sim_post "/sim/site?site=410001&backlog=$(at "${silent% *}")..$(at \
	    "${silent#* }"):$(at "${late#* }")"
	sim_post "/sim/site?site=410002&log_interval=900"
	storm 100
	for ((t = T0; t < end; t += 180)); do
		now=$t
		# shellcheck disable=SC2086
		if between $away; then
			continue
		fi
		go_to "$t"
		run poll poll_all
		if [ $((t % 3600)) -eq 1080 ]; then
			heal_all
		fi
	done
	judge "$1"
	is "$1: no poll is missing that a retry could have saved" \
	    "$(verdict missed) $(verdict starved)" "0 0"
	is "$1: everything that came was stored" \
	    "$(verdict store_failed) $stores_failed" "0 0"
}

days "one site" 410001
before=$(sim_requests)
healed "one site" 410001 301
steady "one site" "$before"
done_testing
