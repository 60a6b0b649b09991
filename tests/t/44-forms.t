#!/bin/bash
# Answers in forms that others have defined, and of a size that fits.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/metrics.sh"
export VRM_NOW=2025-12-10T12:02:00Z

{
	printf '%s\n' '{"type":"site","installation_id":"1","name":"Boat \"A\\B\", north"}' \
	    '{"type":"site","installation_id":"2","name":"Barn"}' \
	    '{"type":"site","installation_id":"3","name":"Never heard of"}'
	# 241 readings, every 3 min, the last 2 min old
	awk 'BEGIN { for (m = 0; m <= 720; m += 3) printf "{\"timestamp\":" \
	    "\"2025-12-10T%02d:%02d:00Z\",\"installation_id\":\"1\",\"soc\":%d," \
	    "\"voltage\":26.4,\"current\":-1.5,\"power\":-39.6,\"state\":" \
	    "\"discharging\",\"temperature\":3}\n", m / 60, m % 60, m % 100 }'
	echo '{"timestamp":"2025-12-10T09:02:00Z","installation_id":"2","soc":40}'
} | vrm-store

# --- what VRM says is data -----------------------------------------------
cp "$VRM_STATE_DIR/vrm.db" "$T/odd.db"
sqlite3 "$T/odd.db" "UPDATE sites SET name = 'Boat' || char(27) || '[31m' ||
    char(10) || char(155) || 'x'"
for c in current history stats compare gaps coverage sites; do
	for f in json ndjson csv table text openmetrics; do
		[ $c != compare ] || set -- --sources victron,solark
		vrm-query $c --site 1 --format $f -d "sqlite:$T/odd.db" "$@"
		set --
	done
done 2>&1 | tr -d '\n\r' | LC_ALL=C grep -c "$(printf '[\001-\037]\\|\302[\200-\237]\\|u00[01]')" \
    >"$T/odd"
is "control characters of a name are in no answer" "$(cat "$T/odd")" 0

# --- OpenMetrics ---------------------------------------------------------
vrm-query current --all --format openmetrics >"$T/metrics"
metrics_are_good "current" "$T/metrics"
cp "$T/samples" "$T/samples.current"
vrm-query sites --format openmetrics >"$T/metrics"
metrics_are_good "sites" "$T/metrics"
cp "$T/samples" "$T/samples.sites"
is "values are in base units, with the name as it is" \
    "$(grep -v state= "$T/samples.current" | grep id=1 | tr '\n' ';')" \
    "$(for v in state_of_charge_ratio:0.2 voltage_volts:26.4 \
	current_amperes:-1.5 power_watts:-39.6 temperature_celsius:3 \
	age_seconds:120 stale:0; do
	printf 'vrm_battery_%s installation_id=1 site_name=Boat "A\\B", north %s' \
	    "${v%:*}" 'battery=system source=victron '
	printf '%s;' "${v#*:}"
    done)"
is "of the states one is 1" \
    "$(sed -n 's/^vrm_battery_state .*state=//p' "$T/samples.current" |
	paste -sd' ')" 'charging 0 discharging 1 idle 0'
is "of a stale reading its age is told, and that it is" \
    "$(grep id=2 "$T/samples.current" | sed 's/ .* / /' | tr '\n' ';')" \
    'vrm_battery_age_seconds 10800;vrm_battery_stale 1;'
is "of a site that was never heard of, only that" \
    "$(grep id=3 "$T/samples.sites" | sed 's/ .* / /')" 'vrm_battery_stale 1'
exits "what has no metrics says which forms it has" 64 \
    vrm-query history --site 1 --format openmetrics
like "by name" "$(cat "$T/err")" \
    'openmetrics: not of vrm-query history, which has json\|ndjson\|csv\|table\|text'

# --- --max-bytes ---------------------------------------------------------
for f in json ndjson csv table text; do
	for c in "history --site 1 --limit 0" "current --all" sites \
	    "stats --all --by hour" "history --all --limit 0" \
	    "history --all --bucket 15m" "gaps --since -1d" "coverage --days 3"; do
		# shellcheck disable=SC2086 # words
		vrm-query $c --max-bytes 1200 --format $f >"$T/out" 2>"$T/err" ||
		    echo "$c --format $f: status $?"
		[ "$(wc -c <"$T/out")" -le 1200 ] || echo "$c --format $f: too long"
		[ $f != json ] || jq -e .status "$T/out" >/dev/null ||
		    echo "$c: no JSON"
	done
done >"$T/bad"
is "no answer is longer than it may be" "$(cat "$T/bad")" ""

# pages FORMAT HOURS: their history, asked for page by page, the oldest page
# first
pages() {
	local all='' rest="--hours $2" page
	while [ -n "$rest" ]; do
		# shellcheck disable=SC2086 # words
		page=$(vrm-query history --site 1 --limit 0 --max-bytes 2000 \
		    --format "$1" $rest 2>"$T/err")
		case $1 in
		json)
			rest=$(jq -r '.rest // empty' <<<"$page")
			page=$(jq -r '.data[].timestamp' <<<"$page")
			;;
		ndjson) page=$(jq -r .timestamp <<<"$page") ;;
		csv) page=$(sed -n '2,$s/,.*//p' <<<"$page") ;;
		esac
		[ "$1" = json ] ||
		    rest=$(sed -n 's/.*the rest: //p' "$T/err")
		all="$page
$all"
	done
	printf '%s' "$all"
}
everything=$(vrm-query history --site 1 --limit 0 --format ndjson |
    jq -r .timestamp)
for f in json ndjson csv; do
	is "what it says of the rest leads through all of $f" "$(pages $f 24)" \
	    "$everything"
done
is "and no further" "$(pages json 6)" "$(vrm-query history --site 1 --hours 6 \
    --limit 0 --format ndjson | jq -r .timestamp)"
for c in "history --bucket 5m" "stats --by hour"; do
	for f in ndjson csv; do
		# shellcheck disable=SC2086 # words
		vrm-query $c --site 1 --max-bytes 1024 --format $f \
		    2>&1 >/dev/null
	done | sed 's/.*the rest: --until 2.*Z$/a time/'
done | sort -u >"$T/rests"
is "of periods too it says a time" "$(cat "$T/rests")" "a time"
is "a short answer is as it was" "$(vrm-query sites --max-bytes 9000)" \
    "$(vrm-query sites)"
vrm-query history --site 1 --limit 0 --max-bytes 1500 --format csv \
    >"$T/out" 2>/dev/null
is "CSV keeps its head and whole records" \
    "$(awk -F, '{ print NF }' "$T/out" | sort -u)" 13
exits "an answer that cannot be shortened is an error" 64 vrm-query current \
    --site 1 --format openmetrics --max-bytes 1024
exits "nobody can do with so few" 64 vrm-query sites --max-bytes 1023

done_testing
