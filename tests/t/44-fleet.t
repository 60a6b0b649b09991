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
	for c in current history 'history --bucket 1h' stats \
	    'compare --sources victron,solark' gaps coverage sites; do
		# shellcheck disable=SC2086
		each_format $c
	done
	ask stats --site 9
	ask gaps --site 9
	ask coverage --site 9
}

one_reading() {
	for c in 'history --bucket 1h --hours 2' 'stats --by hour' gaps \
	    coverage sites; do
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
	ask_long 5 coverage --days 1 --format table
	ask_long 12 gaps --format table
	ask current
	ask current --site 'site 1'
	ask current --site nowhere
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
}
golden transcript
done_testing
