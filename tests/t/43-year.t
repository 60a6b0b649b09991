#!/bin/bash
# A year of readings: periods, days of 23 and 25 hours, gaps, two sources; and
# the same after the readings themselves are gone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/golden.sh"
export VRM_NOW=2026-01-01T12:07:00Z VRM_RETENTION=forever

# Every 15 min of 2025 and half a day more: from 06:00 UTC the battery charges
# 10 h with 600 W from 40 to 90 %, then gives 420 W; each month it is a degree
# warmer.  Half of 10 July is missing, 20 July came from the archive, and of
# the last two days another source has its own opinion.
year() {
	site 410001 c0619ab10001 Boathouse 900
	jq -nc 'def r: . * 100 | round / 100;
	    range(1735689600; 1767269100; 900) |
	    select(. < 1752105600 or . >= 1752148800) |
	    ((. / 900 % 96 + 72) % 96) as $q |
	    {timestamp: todate, installation_id: "410001",
	    soc: (if $q < 40 then 40 + $q * 1.25
		else 90 - ($q - 40) * 50 / 56 end | r),
	    voltage: (25 + (if $q < 40 then $q else 0 end) / 20 | r),
	    current: (if $q < 40 then 24 else -16.8 end),
	    power: (if $q < 40 then 600 else -420 end),
	    state: (if $q < 40 then "charging" else "discharging" end),
	    temperature: (gmtime[1] + 10)} |
	    if .timestamp[:10] == "2025-07-20"
	    then . + {origin: "history", interval: 900} else . end, (
	    select(.timestamp >= "2025-12-31T12:00:00Z") |
	    .source = "solark" | .soc += 1.5 | .power *= 1.02 |
	    del(.temperature, .origin, .interval))'
}

# The same whether readings are there or only what was made of them.
answers_of_periods() {
	local f
	ask stats --by month --since 2025 --format table
	ask stats --by month --since 2025 --capacity 12kWh --format csv
	ask stats --by week --since 2025-06-30 --until 2025-07-28 --format table
	ask stats --since 2025-07-09 --until 2025-07-12 --format table
	# days of 23 and of 25 hours
	ask stats --by day --since 2025-03-29 --until 2025-04-01 --format csv
	ask stats --by day --since 2025-10-25 --until 2025-10-28 --format csv
	ask stats --by hour --since 2025-10-26T01:00 --until 2025-10-26T05:00 \
	    --format table
	ask history --bucket 1d --since 2025-07-19 --until 2025-07-22 --format csv
	ask history --bucket 1h --since 2025-03-30 --until 2025-03-30T06:00 \
	    --format table
	for f in json ndjson csv table text; do
		ask stats --by week --since 2025-12-15 --capacity 460Ah \
		    --format $f
	done
	ask stats --limit 2 --format text
}

answers_of_readings() {
	local f
	for f in json ndjson csv table text; do
		ask history --bucket 15m --since 2025-07-09T23:00:00Z \
		    --until 2025-07-10T00:20:00Z --format $f
		ask compare --sources victron,solark --since today --format $f
	done
	ask history --bucket 5m --hours 1 --format csv
	ask history --bucket 15m --limit 2 --format json
	ask compare --sources victron,solark --bucket 15m --hours 1 --format csv
	ask compare --sources victron,solark --bucket 1d --since yesterday \
	    --format table
	ask_long 5 history --since 2025 --limit 0 --format csv
	ask_long 5 history --since 2025 --limit 0 --format ndjson
	ask history --since 2025-10-26T02:30 --until 2025-10-26T03:30 \
	    --format table
	ask history --since 2025 --limit 0 --format text
	ask current --format text
	ask coverage --since 2025-03-30 --until 2025-04-01 --format table
	ask coverage --since 2025-10-25 --until 2025-10-27 --format table
	ask gaps --since 2025-07-10 --until 2025-07-11 --format table
}

answers_that_are_errors() {
	ask stats --by year
	ask stats --capacity 10
	ask stats --bucket 1h
	ask compare
	ask compare --sources victron
	ask compare --sources victron,nobody
	ask history --bucket 1h --since 2025-02-30
}

transcript() {
	echo "# readings"
	year | vrm-store
	answers_of_periods >"$T/periods"
	cat "$T/periods"
	answers_of_readings
	answers_that_are_errors
	echo "# their readings are gone"
	VRM_RETENTION=72h vrm-store maintain
	export VRM_RETENTION=72h
	answers_of_periods | diff "$T/periods" -
	ask history --bucket 15m --since 2025-12-25 --until 2025-12-29T00:30 \
	    --format table
	ask history --bucket 15m --since 2025-12-25 --until 2025-12-26 \
	    --format json
	for f in json csv text; do
		ask history --since 2025-12-24 --until 2025-12-25 --format $f
	done
	for f in json csv; do
		ask compare --sources victron,solark --bucket 5m \
		    --since 2025-12-26 --until 2025-12-27 --format $f
	done
	ask stats --since 2024 --until 2025
	export VRM_RETENTION=forever
}
golden transcript

vrm-query history --bucket 1h --format ndjson -d "sqlite:$T/golden.db" \
    >"$T/periods.ndjson"
is "periods are not taken for readings" \
    "$(vrm-store -v -d "sqlite:$T/other.db" <"$T/periods.ndjson" 2>&1 |
    grep -c 'ignored')" 1

done_testing
