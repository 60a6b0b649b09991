#!/bin/bash
# A fleet of a hundred sites, and databases that hold little or nothing: every
# command in every format.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/golden.sh"
export VRM_NOW=2025-12-10T12:02:00Z

# Site n of 100: polled every 3 min for two hours, falling by n % an hour from
# 90 %; every tenth has been silent for n min, and every 25th was never heard.
fleet() {
	jq -nc '(1765368120 - 120) as $last | range(1; 101) as $n |
	    (1000 + $n | tostring) as $id |
	    {type: "site", installation_id: $id, identifier: "c0619ab\($n)",
	    name: "Site \($n)", log_interval: 60, timezone:
		["Europe/Amsterdam", "America/New_York", "Asia/Kolkata"][$n % 3]},
	    (select($n % 25 > 0) | range(0; 7201; 180) as $ago |
	    select($n % 10 > 0 or $ago >= $n * 60) |
	    ((90 - $n * (7200 - $ago) / 3600) * 10 | round / 10) as $soc |
	    {timestamp: ($last - $ago | todate), installation_id: $id,
	    soc: ([$soc, 0] | max), voltage: 52, current: (-$n), power: (-52 * $n),
	    state: (if $n == 1 then "idle" else "discharging" end)})'
}

each_format() {
	local f
	for f in json ndjson csv table text; do
		ask "$@" --format $f
	done
}

nothing() {
	for c in current history 'history --bucket 1h' 'history --all' \
	    'history --all --bucket 1h' stats 'stats --all' 'compare --sources victron,solark' gaps coverage sites; do
		# shellcheck disable=SC2086
		each_format $c
	done
	ask stats --site 9
	ask stats --all --site 9
	ask history --all --site 9
	ask history --all --battery 7 --source solark --format csv
	ask gaps --site 9
	ask coverage --site 9
}

one_reading() {
	for c in 'history --bucket 1h --hours 2' 'history --all' \
	    'history --all --bucket 1h --hours 2' 'stats --by hour' \
	    'stats --all --by hour' gaps coverage sites; do
		# shellcheck disable=SC2086
		each_format $c
	done
	ask compare --sources victron,solark
}

hundred() {
	ask sites --format table
	ask_long 16 sites --format csv
	for f in json ndjson text; do
		ask_long 5 sites --format $f
	done
	ask_long 16 current --all --format csv
	ask_long 9 current --all --format table
	ask_long 9 current --all --format text
	ask_long 2 current --all --format ndjson
	ask_long 0 current --all --format json
	ask current --site 'site 42' --format text
	ask current --site 1042 --format json
	ask history --site 1003 --hours 1 --format table
	ask stats --site 1003 --by hour --format table
	ask_long 9 stats --all --by month --format csv
	ask_long 12 stats --all --by month --capacity 5kWh --format table
	ask_long 9 stats --all --since yesterday --format text
	ask_long 3 stats --all --since yesterday --format ndjson
	ask_long 3 stats --all --since yesterday --format json
	ask stats --all --site 'site 42' --by hour --format table
	ask stats --all --site 1025
	ask_long 4 history --all --hours 1 --format csv
	ask_long 5 history --all --limit 2 --format table
	ask_long 5 history --all --limit 2 --format json
	ask_long 3 history --all --since yesterday --limit 0 --format ndjson
	ask_long 5 history --all --hours 1 --format text
	ask_long 4 history --all --bucket 15m --hours 1 --format csv
	ask_long 5 history --all --bucket 1d --format table
	each_format history --all --site 1025
	ask_long 5 coverage --days 1 --format table
	ask_long 12 gaps --format table
	ask current
	ask current --site 'site 1'
	ask current --site nowhere
}

# Two monitors and another source where it is the 11th already, a site that
# nobody has named, and one that has been silent since November.
afar() {
	site 31 c0619ab31 Wharf 60 Pacific/Auckland
	site 33 c0619ab33 Shed 60
	for t in 10:30 10:45 11:15 12:00; do
		for b in 0 288; do
			reading 31 2025-12-10T$t:00Z $((80 - b / 9)) 26.4 10 264 \
			    '"charging"' 18 ",\"battery\":\"$b\""
		done
		reading 31 2025-12-10T$t:30Z 70 51.2 -5 -256 '"discharging"' \
		    null ',"source":"solark","interval":900'
		reading 32 2025-12-10T$t:00Z 55 12.8 0 0 '"idle"' null
	done
	reading 33 2025-11-02T09:00:00Z 12 24.1 0 0 '"idle"' 4
}

history_afar() {
	each_format history --all --site 31 --since -90m
	each_format history --all --site 31 --since -90m --bucket 1h
	each_format history --all --site 33
	ask history --all --site 31 --limit 1 --format json
	ask history --all --site 31 --limit 1 --format table
	ask history --all --site 31 --limit 1 --format csv -v
	ask history --all --site 31 --limit 1 --bucket 1h --format csv
	ask history --site 31 --battery 288 --format text
	ask history --all --battery 288 --since 2025-11 --format table
	ask history --all --source solark --format csv
	# their day has come, that of the others has not
	for f in csv table text; do
		ask_long 8 history --all --since 2025-12-11 --format $f
	done
	ask history --all --since 2025-12-11 --bucket 1h --format csv
	ask_long 8 history --all --since 2025-12-11 --bucket 1h --format table
	ask history --all --since 2025-12-12 --format csv
	# what is left out, and what makes no sense
	for f in csv ndjson table text; do
		ask history --all --limit 2 --max-bytes 1024 --format $f
	done
	ask history --all --limit 0 --max-bytes 1500 --format json
	ask history --all --bucket 15m --limit 0 --max-bytes 1024 --format csv
	ask history --all --site nowhere --format csv
	ask history --all --battery 7 --format csv
	ask history --all --site 31 --battery 7 --format csv
	TZDIR=/nowhere ask history --all --format csv
}

all_afar() {
	for s in 31 32 33; do
		each_format stats --all --site $s --since 2025-12-10
		ask stats --all --site $s --by month --limit 1 --format csv
	done
	ask stats --all --battery 288 --by hour --limit 2 --format table
	ask stats --all --source solark --capacity 100Ah --format csv
	# their day has come, that of the others has not
	ask stats --all --since 2025-12-11 --format csv
	ask_long 5 stats --all --since 2025-12-11 --format table
	ask stats --all --since 2025-12-12 --format csv
	# what is left out, and what makes no sense
	ask stats --all --by hour --max-bytes 1024 --format csv
	ask stats --all --by hour --max-bytes 1024 --format table
	ask stats --all --by hour --max-bytes 2000 --format json
	ask stats --all --site nowhere --format csv
	ask stats --all --battery 7 --format csv
	TZDIR=/nowhere ask stats --all --format csv
	TZDIR=/nowhere ask stats --all --format json
}

transcript() {
	vrm-store migrate
	echo "# nothing"
	nothing
	echo "# one reading"
	reading 9 2025-12-10T12:00:00Z 81.5 26.4 12.5 330 '"charging"' 23.5 |
	    vrm-store
	one_reading
	echo "# a fleet"
	fleet | vrm-store
	hundred
	echo "# afar"
	afar | vrm-store
	all_afar
	history_afar
}
golden transcript
export VRM_DATABASE_URL=sqlite:$T/golden.db

# one_by_one COMMAND FORMAT ARGUMENT...: what a loop over all batteries gives
one_by_one() {
	vrm-query current --all --format csv | tr -d '\r' |
	    while IFS=, read -r _ site battery _ source _; do
		[ "$site" = installation_id ] || vrm-query "$1" --site "$site" \
		    --battery "$battery" --source "$source" --format "${@:2}"
	    done
}
# same COMMAND ARGUMENT...
same() {
	is "$* --all gives the rows of each, in the order of current --all" \
	    "$(vrm-query "$@" --all --format ndjson)" \
	    "$(one_by_one "$1" ndjson "${@:2}")"
}
for by in hour day week month; do
	same stats --by $by
done
same history --limit 0 --since -60d
same history
same history --limit 1
same history --bucket 5m
same history --bucket 1d --limit 2
for c in stats history; do
	is "CSV of $c has one head" "$(vrm-query $c --all --limit 1 \
	    --format csv)" "$(one_by_one $c csv --limit 1 |
	    awk 'NR == 1 || !/^t(ype|imestamp),/')"
	is "JSON is all their data" "$(vrm-query $c --all --limit 2 |
	    jq -c '.data, .count, .total, .truncated')" \
	    "$(one_by_one $c json --limit 2 | jq -sc '(map(.data) | add),
		(map(.count) | add), (map(.total) | add), any(.truncated)')"
	is "what does not fit is counted" "$(vrm-query $c --all --limit 0 \
	    --max-bytes 2000 | jq '.truncated, .total')" \
	    "$(vrm-query $c --all --limit 0 | jq 'true, .total')"
	is "the first are those that fit" "$(vrm-query $c --all --limit 0 \
	    --max-bytes 2000 --format csv 2>/dev/null)" \
	    "$(vrm-query $c --all --limit 0 --format csv |
		head -n "$(vrm-query $c --all --limit 0 --max-bytes 2000 \
		    --format csv 2>/dev/null | wc -l)")"
done

vrm-query history --all --limit 0 --since -60d --format ndjson >"$T/lines"
VRM_DATABASE_URL=sqlite:$T/copy.db vrm-store <"$T/lines"
is "the lines of all history can be stored again" \
    "$(VRM_DATABASE_URL=sqlite:$T/copy.db vrm-query history --all --limit 0 \
    --since -60d --format ndjson)" "$(cat "$T/lines")"

# kib ARGUMENT...: the most memory it had
kib() {
	/usr/bin/time -o "$T/kib" -f %M vrm-query "$@" >"$T/out"
	tail -1 "$T/kib"
}
if [ -x /usr/bin/time ]; then
	awk 'BEGIN { for (i = 0; i < 60000; i++) printf "{\"timestamp\":\"" \
	    "2025-12-10T%02d:%02d:%02dZ\",\"installation_id\":\"%d\"," \
	    "\"soc\":%.1f}\n", i % 30000 / 3600, i % 3600 / 60, i % 60,
	    5000 + i / 30000, i % 1000 / 10 }' | vrm-store
	all=$(kib history --all --limit 0 --format csv)
	echo "# all of history: $all KiB"
	ok "of 60,000 readings and more" test "$(wc -l <"$T/out")" -gt 60000
	within "history --all stays under 12 MiB" "$all" 12288
fi

done_testing
