#!/bin/bash
# vrm-query on fixed databases: every format, SQLite and PostgreSQL the same
# byte for byte, and as 40-query.golden says.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/golden.sh"
export VRM_NOW=2025-12-10T12:02:00Z

# A fleet: one site as usual, one with two monitors and an odd name, one with
# two sources that logs every 15 min, one that nobody has named, one silent.
fleet() {
	site 410001 c0619ab10001 Boathouse 60
	site 410002 c0619ab10002 'Cabin \"old\", north' 60
	site 410003 c0619ab10003 'Boat two' 900
	site 410005 c0619ab10005 'Empty shed' 60
	reading 410001 2025-12-09T11:59:00Z 100 27.2 0 0 '"idle"' 21.5
	reading 410001 2025-12-09T12:02:00Z 100 27.15 -0.04 -1.1 '"idle"' 21.5
	reading 410001 2025-12-10T02:00:00Z 0 23.05 -8.5 -195.9 \
	    '"discharging"' 19
	reading 410001 2025-12-10T11:54:00Z null 26.31 12 315.7 '"charging"' null
	reading 410001 2025-12-10T11:57:00Z 81.4 26.38 12.4 327.1 \
	    '"charging"' 23.4 ',"instance":288'
	reading 410001 2025-12-10T12:00:00Z 81.5 26.4 12.5 330 \
	    '"charging"' 23.5 ',"instance":288'
	reading 410001 2025-12-10T10:00:00Z 70.25 26 10 260 '"charging"' 22 \
	    ',"origin":"history","interval":60'
	reading 410001 2025-12-10T10:01:00Z 70.5 26 10 260 '"charging"' 22 \
	    ',"origin":"history","interval":60'
	reading 410002 2025-12-10T12:01:00Z 55 12.9 -3 -38.7 \
	    '"discharging"' null ',"battery":"0","instance":0'
	reading 410002 2025-12-10T12:01:30Z 56 13 null null null null \
	    ',"battery":"288","instance":288'
	reading 410003 2025-12-10T11:20:00Z 40 51.2 20 1024 '"charging"' 10
	reading 410003 2025-12-10T11:45:00Z 41 51.3 20 1026 '"charging"' 10 \
	    ',"source":"solark"'
	reading 410004 2025-12-10T09:00:00Z null 48.5 null null null null
}

answers_when_empty() {
	ask current
	ask current --all
	ask current --format text
	ask history
	ask history --format csv
	ask history --format ndjson
	ask history --format table
	ask history --format text
	ask history --site 410001
	ask sites
	ask sites --format text
}

answers_of_one() {
	local f
	for f in json ndjson csv table text; do
		ask current --format $f
		ask history --format $f
	done
	ask current --site '' --format text
	ask history --since 2025-12-10T12:00:00Z --until 2025-12-10T12:00:01Z \
	    --format csv
	ask history --until 2025-12-10T12:00:00Z --format csv
}

answers_of_a_fleet() {
	local f
	ask current
	for f in json ndjson csv table text; do
		ask current --all --format $f
		ask history --site 410001 --format $f
		ask sites --format $f
	done
	ask sites --site boathouse --format csv
	ask sites --site nowhere --format csv
	# who is meant
	ask current --site 410001 --format csv
	ask current --site C0619AB10001 --format csv
	ask current --site 'boat two' --format csv
	ask current --site house --format csv
	ask current --site boat
	ask current --site nowhere
	ask history --site nowhere
	ask current --site 410004 --format text
	ask current --site 'empty shed'
	ask history --site 'empty shed' --format csv
	ask current --site cabin
	ask current --site cabin --battery 288 --format text
	ask current --site cabin --battery 7
	ask current --site 410003 --format text
	ask current --site 410003 --source solark --format text
	ask current --site 410003 --source nobody
	ask current --site cabin --all --format csv
	ask current --source solark --all --format csv
	VICTRON_INSTALLATION_ID=410003 ask current --format text
	VICTRON_INSTALLATION_ID=410003,410001 ask current --format text
	# when
	ask history --site 410001 --limit 2 --format json
	ask history --site 410001 --limit 2 --format table
	ask history --site 410001 --limit 0 --hours 2 --format csv
	ask history --site 410001 --since 2025-12-10 --until 2025-12-10T03:01 \
	    --format csv
	ask history --site 410001 --since yesterday --until today --format csv
	ask history --site 410001 --since -3m --format csv
	ask history --site 410001 --since -30d --until -20d
	VRM_NOW=2025-12-10T12:06:00Z ask current --site 410001 --format text
	VRM_STALE_AFTER=10m VRM_NOW=2025-12-10T12:06:00Z \
	    ask current --site 410001 --format text
	# what makes no sense
	ask history --site 410001 --since soon
	ask history --site 410001 --hours 0
	ask history --site 410001 --since today --until yesterday
	ask gaps --site 410001 --all
	ask sites --battery 0
	ask current --format xml
	ask sing
	ask
}

transcript() {
	echo "# empty"
	vrm-store migrate
	answers_when_empty
	echo "# one reading"
	fleet | grep 410001 | grep T12:00:00Z | vrm-store
	answers_of_one
	echo "# a fleet"
	fleet | vrm-store
	answers_of_a_fleet
}

golden transcript
export VRM_DATABASE_URL=sqlite:$T/golden.db

vrm-query history --site 410001 --limit 0 --since -30d --format ndjson \
    >"$T/lines"
VRM_DATABASE_URL=sqlite:$T/copy.db vrm-store <"$T/lines"
is "the lines of history can be stored again" \
    "$(VRM_DATABASE_URL=sqlite:$T/copy.db vrm-query history --limit 0 \
    --since -30d --format ndjson)" "$(cat "$T/lines")"

# on_terminal COMMAND: what it writes there
on_terminal() {
	TERM=xterm script -qec "$1" /dev/null </dev/null
}
# a bare root may have no pseudo-terminals
if on_terminal true >/dev/null 2>&1; then
	like "on a terminal it is a table, what is stale in colour" \
	    "$(on_terminal 'vrm-query current --all')" \
	    $'^\033\\[33m410004 .*yes\033\\[0m'
	is "unless colours are not wanted" "$(NO_COLOR=1 \
	    on_terminal 'vrm-query current --all' | tr -d '\r')" \
	    "$(vrm-query current --all --format table)"
	like "the course of the charge is drawn where characters are UTF-8" \
	    "$(LC_ALL=C.UTF-8 on_terminal 'vrm-query history --site 410001')" \
	    '^SOC █ +▁ +▆ +▇'
	like "of each site that of the last day" \
	    "$(LC_ALL=C.UTF-8 on_terminal 'vrm-query sites')" \
	    'Boathouse .* █ +▁ +▆ ▇'
	is "and nowhere else" "$({ LC_ALL=C on_terminal 'vrm-query sites'
	    LC_ALL=C.UTF-8 vrm-query sites --format table; } | grep '[▁█]')" ""
fi

exits "a full disk is an error" 74 \
    bash -c 'vrm-query current --all >/dev/full'
ok "and is named" grep -q 'stdout: No space left on device' "$T/err"

# 20,000 readings, more than a pipe holds
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "{\"timestamp\":\"2025-12-%02d" \
    "T%02d:%02d:%02dZ\",\"installation_id\":\"1\",\"soc\":%.1f}\n", \
    1 + int(i / 8640), int(i % 8640 / 360), int(i % 360 / 6), i % 6 * 10, \
    i % 1000 / 10 }' | VRM_DATABASE_URL=sqlite:$T/big.db vrm-store
export VRM_DATABASE_URL=sqlite:$T/big.db
for f in json ndjson csv table; do
	is "whoever reads one line of $f is not told of the rest" \
	    "$(set -o pipefail; vrm-query history --since -30d --limit 0 \
	    --format $f 2>&1 | head -1 >/dev/null; echo $?)" 141
done
is "all are listed" \
    "$(vrm-query history --since -30d --limit 0 --format ndjson | wc -l)" 20000

exits "a database that is not there has no reading" 66 \
    vrm-query current -d "sqlite:$T/none.db"
ok "and is not made by asking" test ! -e "$T/none.db"
exits "a URL that does not parse is a setting that is wrong" 78 \
    vrm-query current -d mysql://x
like "in words too" "$(vrm-query current -d mysql://x 2>/dev/null)" \
    '"code":"database_url"'
exits "a server that is down is out of reach" 69 \
    vrm-query current -d postgresql://127.0.0.1:1/x

done_testing
