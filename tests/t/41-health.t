#!/bin/bash
# vrm-health: state files and a database as they are met in the field, SQLite
# and PostgreSQL the same, as 41-health.golden says.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/metrics.sh"
export VRM_NOW=2025-12-10T12:02:00Z
golden=${BASH_SOURCE[0]%.t}.golden

# attempt TIME PROGRAM COMMAND RESULT MESSAGE STORED: a line of polls.ndjson
attempt() {
	printf '{"at":"%s","program":"%s","command":"%s","result":"%s",' \
	    "$1" "$2" "$3" "$4"
	printf '"message":"%s","by_hand":false,"sites":1,"readings":1,' "$5"
	printf '"stored":%s,"rejected":0,"skew_s":1}\n' "$6"
}

minutes_ago() {
	date -u -d "$VRM_NOW - $1 minutes" +%Y-%m-%dT%H:%M:%SZ
}

# polls FROM TO [RESULT MESSAGE]: every 3 min, so many minutes ago
polls() {
	local m at
	for ((m = $1; m >= $2; m -= 3)); do
		at=$(minutes_ago $m)
		attempt "$at" vrm-fetch battery "${3:-ok}" "${4:-}" 0
		[ -n "${3:-}" ] || attempt "$at" vrm-store store ok "" 1
	done >>"$VRM_STATE_DIR/polls.ndjson"
}

# readings SITE FROM TO: every 3 min
readings() {
	local m
	for ((m = $2; m >= $3; m -= 3)); do
		printf '{"timestamp":"%s","installation_id":"%s","soc":50}\n' \
		    "$(minutes_ago $m)" "$1"
	done
}

ask() {
	local status=0
	echo "\$ vrm-health $*"
	vrm-health "$@" >"$T/ask.out" 2>"$T/ask.err" || status=$?
	cat "$T/ask.out"
	sed 's/^/! /' "$T/ask.err"
	echo "= $status"
}

in_all_formats() {
	ask --format text
	ask --format nagios
	ask --format json
}

# start NAME: a state directory of its own
start() {
	echo "# $1"
	rm -rf "$VRM_STATE_DIR"
	mkdir "$VRM_STATE_DIR"
}

transcript() {
	start "nothing has run"
	rm -rf "$VRM_STATE_DIR"
	ask --format text
	is_there=$(ls -d "$VRM_STATE_DIR" 2>/dev/null)
	echo "made by asking: ${is_there:-nothing}"

	start "all is well"
	echo '{"type":"site","installation_id":"1","name":"Boathouse"}' |
	    vrm-store
	readings 1 1500 3 | vrm-store
	: >"$VRM_STATE_DIR/polls.ndjson"
	polls 120 3
	in_all_formats
	ask --format openmetrics

	start "the token was refused an hour ago"
	polls 120 60
	polls 57 3 token_refused 'VRM answered 401'
	ask --format text

	start "cron stopped"
	polls 120 60
	VRM_NOW=2025-12-10T13:02:00Z in_all_formats

	start "a second site is silent, unless it is not watched"
	polls 120 3
	readings 2 300 200 | vrm-store
	polls 2 2
	ask --format nagios
	VICTRON_INSTALLATION_ID=1 ask --format nagios
	VICTRON_INSTALLATION_ID='7, boat' ask --format nagios

	start "one site of several is asked for"
	polls 60 3
	ask --site boathouse --format text
	ask --site 2 --format nagios
	ask --site nowhere --format nagios
	ask --site nowhere --format text

	start "thresholds of the settings and of the command line"
	polls 60 3
	VRM_HEALTH_WARNING=data_age=2m,requests=30 ask --site 1 --format nagios
	VRM_HEALTH_CRITICAL=data_age=2m ask --site 1 --format nagios
	VRM_HEALTH_CRITICAL=data_age=2m ask --site 1 --critical data_age=1h \
	    -w success=101,failures=1 --format nagios
	ask --warning age=5 --format nagios
	VRM_HEALTH_WARNING=data_age=soon ask --format nagios

	start "cron stopped, but somebody polls"
	polls 120 60
	attempt "$(minutes_ago 2)" vrm-fetch battery ok "" 0 |
	    sed 's/"by_hand":false/"by_hand":true/' >>"$VRM_STATE_DIR/polls.ndjson"
	ask --site 1 --format text
	attempt "$(minutes_ago 1)" vrm-fetch battery ok "" 0 \
	    >>"$VRM_STATE_DIR/polls.ndjson"
	ask --site 1 --format text

	start "cron stopped after the clock was a year ahead for a while"
	attempt 2026-12-10T12:02:00Z vrm-fetch battery ok "" 0 \
	    >"$VRM_STATE_DIR/polls.ndjson"
	attempt 2026-12-10T12:02:00Z vrm-store store ok "" 1 \
	    >>"$VRM_STATE_DIR/polls.ndjson"
	polls 120 60
	attempt 2026-12-10T12:02:00Z vrm-fetch battery ok "" 0 \
	    >>"$VRM_STATE_DIR/polls.ndjson"
	attempt 2026-12-10T12:02:00Z vrm-store store ok "" 1 \
	    >>"$VRM_STATE_DIR/polls.ndjson"
	ask --site 1 --format text

	start "nobody fills the gaps"
	echo '{"type":"site","installation_id":"3","name":"Barn"}' | vrm-store
	{ readings 3 900 600; readings 3 400 3; } | vrm-store
	polls 60 3
	ask --site barn --format text

	start "a battery is low, and one that is silent was lower"
	polls 60 3
	readings 4 1500 3 | jq -c '.soc = 12.5' | vrm-store
	readings 5 1500 800 | jq -c '.soc = 3' | vrm-store
	ask --site 4,5 --warning soc=20,data_age=2d --critical soc=10 \
	    --critical data_age=3d --format nagios
	ask --site 4,1 --critical soc=20 --format text

	start "what does not parse is passed over"
	polls 60 3
	echo '{"at":' >>"$VRM_STATE_DIR/polls.ndjson"
	VICTRON_INSTALLATION_ID=1 ask --format nagios
}

hide() {
	sed "s|$T|DIR|g"
}

export VRM_DATABASE_URL=sqlite:$T/vrm.db
transcript 2>&1 | hide >"$T/sqlite.txt"
ok "the verdicts are those of 41-health.golden" \
    diff -u "$golden" "$T/sqlite.txt"

if pg_create t41; then
	export VRM_DATABASE_URL=$PG_URL
	vrm-store migrate
	transcript 2>&1 | hide >"$T/pg.txt"
	ok "PostgreSQL gives the same bytes, once it has its tables" \
	    diff -u <(sed 1,/made.by/d "$T/sqlite.txt") \
	    <(sed 1,/made.by/d "$T/pg.txt")
fi

# as a plugin: one of four words, and its exit status
ln -s "$(command -v vrm-health)" "$T/check_vrm"
start "a plugin" >/dev/null
polls 60 3
exits "called as check_vrm it is a plugin: ok is 0" 0 "$T/check_vrm" --site 1
like "with its performance data" "$(head -1 "$T/out")" '^VRM OK - [^|]* \| '\
'(([a-z_]+=-?[0-9.]+(s|ms|%)?(;-?[0-9.:-]*){0,4}) ?)+$'
exits "warning is 1" 1 "$T/check_vrm" --site 1 -w data_age=1
like "and is said" "$(head -1 "$T/out")" '^VRM WARNING - the newest reading'
exits "critical is 2" 2 "$T/check_vrm" --site 1 --critical data_age=1
like "and is said" "$(head -1 "$T/out")" '^VRM CRITICAL - the newest reading'
exits "what cannot be told is 3" 3 "$T/check_vrm" --site nowhere
like "and is said" "$(head -1 "$T/out")" '^VRM UNKNOWN - site nowhere'
exits "so is a wrong option" 3 "$T/check_vrm" --sing
like "on stdout, where a monitoring system looks" "$(cat "$T/out")" \
    '^VRM UNKNOWN - --sing: no such option'
exits "and a setting that is wrong" 3 env VRM_STALE_AFTER=soon \
    "$T/check_vrm"
like "on stdout too" "$(cat "$T/out")" '^VRM UNKNOWN - VRM_STALE_AFTER: soon'
exits "another format is another format" 0 "$T/check_vrm" --site 1 -f text
like "also there" "$(head -1 "$T/out")" '^OK: '

# metrics.sh checks what Prometheus's own tools would
vrm-health --site 1 --format openmetrics >"$T/metrics"
metrics_are_good "openmetrics" "$T/metrics"
unset VRM_DATABASE_URL

exits "an option it does not have is unknown to a monitoring system" 3 \
    vrm-health --sing
exits "help is not" 0 vrm-health --help

mkdir -p "$VRM_STATE_DIR"
exits "a database that is down is critical" 2 \
    vrm-health --format json -d postgresql://127.0.0.1:1/x
like "and does not hide what the state files know" \
    "$(jq -c '[.data.last_poll, .data.rate_limit_remaining,
    (.data.checks[] | select(.name == "database") | .verdict)]' "$T/out")" \
    '^\["2025-12-10T11:59:00Z",45,"critical"\]$'

exits "a full disk is an unknown" 3 bash -c 'vrm-health >/dev/full'

# What a member of the group sees who owns nothing.
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$T"
	readings 1 60 3 | vrm-store
	mkdir -p "$VRM_STATE_DIR/private"
	chmod 700 "$VRM_STATE_DIR/private"
	echo '{}' >"$VRM_STATE_DIR/private/token.json"
	chgrp -R nogroup "$VRM_STATE_DIR"
	chmod 2750 "$VRM_STATE_DIR"
	chmod 640 "$VRM_STATE_DIR"/*.*
	ls -lR "$VRM_STATE_DIR" >"$T/before"
	exits "a group member gets an answer" 0 setpriv --reuid=65533 \
	    --regid=nogroup --clear-groups vrm-health --format json
	is "that tells the age of the data, and that the token is not for him" \
	    "$(jq -c '.data.checks[] | select(.name == "data_age" or
	    .name == "token") | .message' "$T/out")" \
	    '"this user may not see the token"
"the newest reading of site 1 is 3 minutes old"'
	ls -lR "$VRM_STATE_DIR" >"$T/after"
	ok "and leaves no trace" diff "$T/before" "$T/after"
fi

done_testing
