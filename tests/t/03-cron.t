#!/bin/bash
# What cron and systemd run: well formed, and run here as they would.
. "$(dirname "$0")/lib.sh"
tab=$VRM_ROOT/scripts/cron.d/vrm

# A job's command as cron gives it to the shell; commented-out ones too.
commands() {
	grep -E '^#?[0-9*]' "$tab" |
	    sed -E 's/^#?([^ ]+ ){5} *[^ ]+ +//; s/\\%/%/g'
}
job() {
	grep '^[0-9*]' "$tab" | grep -- "$1" |
	    sed -E 's/^([^ ]+ ){5} *[^ ]+ +//; s/\\%/%/g'
}

is "every line is a comment, a setting, or a job of the user vrm" \
    "$(grep -vE '^(#.*|[A-Z]+=[^ ]+|([0-9*/,-]+ ){5} vrm  [^ ].*)?$' "$tab")" ""
is "cron keeps no percent sign for itself" \
    "$(grep -nE '(^|[^\\])%' "$tab")" ""
is "cron runs it only if the last line has an end" "$(tail -c1 "$tab")" ""
n=0
while read -r command; do
	n=$((n + 1))
	ok "command $n is good shell" sh -n -c "$command"
done < <(commands)
is "there are the poll, the healing and the health" "$n" 3

# README's, for a user's own crontab; cron(8) itself knows /usr/bin and /bin
sed -n '/^\*\*Every three minutes/,/^PATH is/s/^    //p' "$VRM_ROOT/README.md" \
    >"$T/own"
is "a user's own table is a path and two jobs" "$(cut -d' ' -f1 "$T/own")" \
    "PATH=/usr/local/bin:/usr/bin:/bin
*/3
17"

is "the healing runs if vrm-query can list the gaps" \
    "$(grep -c '^[0-9].*vrm-fetch fill' "$tab")" \
    "$(vrm-query --help | grep -c '^  gaps ')"

offset=$(job 'vrm-fetch battery' | sed 's/^sleep \([^;]*\);.*/\1/')
seconds=$(sh -c "echo $offset")
like "the wait is a number of seconds" "$seconds" '^[0-9]+$'
ok "below a minute" test "$seconds" -lt 60
is "and the same each time" "$(sh -c "echo $offset")" "$seconds"

# --- as cron would run it ---

sim_start
printf '%s\n' "$SIM_TOKEN" >"$T/token"
{
	echo "VICTRON_API_URL=$SIM_URL"
	echo "VRM_CA_FILE=$VRM_CA_FILE"
	echo "VRM_STATE_DIR=$VRM_STATE_DIR"
	echo "VICTRON_INSTALLATION_ID=410001"
} >"$VRM_CONFIG"
vrm-auth token set <"$T/token" 2>/dev/null

# logger and sleep of our own, the rest as in the table
mkdir "$T/bin"
printf '#!/bin/sh\ncat >>"%s"\n' "$T/log" >"$T/bin/logger"
printf '#!/bin/sh\n' >"$T/bin/sleep"
chmod +x "$T/bin/logger" "$T/bin/sleep"
as_cron() {
	env -i HOME="$HOME" VRM_CONFIG="$VRM_CONFIG" LOCK="$T/cron" \
	    VRM_NOW="${VRM_NOW:-}" PATH="$T/bin:$VRM_BUILD:/usr/bin:/bin" \
	    sh -c "$1"
}
poll=$(job 'vrm-fetch battery')
is "a poll that went well says nothing" "$(as_cron "$poll" 2>&1; cat "$T/log")" ""
like "and has stored a reading" "$(vrm-query current --format json)" \
    '"installation_id": ?"410001"'

sim_delete /sim/requests
is "the healing says nothing when nothing is missing" \
    "$(as_cron "$(job 'vrm-fetch fill')" 2>&1; cat "$T/log")" ""
is "and asks nothing" "$(sim_requests)" 0

exec 9>"$T/cron.poll"
flock 9
sim_delete /sim/requests
as_cron "$poll"
is "no second poll while one is running" "$(sim_requests)" 0
exec 9>&-

sim_stop
VRM_NOW=$(date -u +%FT%TZ) as_cron "$poll"	# the retries need not be waited for
like "one that failed is in the log" "$(cat "$T/log")" '^vrm-fetch: .*connect'
: >"$T/log"
echo "VRM_STATE_DIR=$T/nothing" >"$VRM_CONFIG"
is "the health line says nothing outside the log" "$(as_cron "$(job health)" 2>&1)" ""
like "and in it what is not well" "$(cat "$T/log")" '[a-z]'

# --- systemd ---

units=$VRM_ROOT/scripts/systemd
# What an instance of the unit runs, for a shell: lines joined, systemd's
# specifiers and its doubled signs replaced.
unit_command() {
	sed -n '/^ExecStart=/,/[^\\]$/{s/^ExecStart=//; s/\\$//; p}' \
	    "$units/vrm@.service" | tr -d '\n' |
	    sed "s/%i/$1/g; s/%%/%/g; s/[$][$]/$/g"
}
as_systemd() {
	env -i HOME=/ VRM_CONFIG="$VRM_CONFIG" VRM_NOW="${VRM_NOW:-}" \
	    PATH="$VRM_BUILD:/usr/bin:/bin" sh -c "$(unit_command "$1")"
}

for job in poll heal health; do
	is "the timer of the $job starts it" "$(sed -n 's/^Unit=//p' \
	    "$units/vrm-$job.timer")" "vrm@$job.service"
done
is "at the minutes of cron" "$(cd "$units" &&
    sed -n 's/^OnCalendar=[*]://p' vrm-poll.timer vrm-heal.timer \
    vrm-health.timer)" "$(sed -nE 's/^([0-9*][^ ]*) .*/\1/p' "$tab" |
    sed 's/^[*]/0/; s/-59//')"
is "the timers differ in what they start and when alone" "$(cd "$units" &&
    grep -hvE '^(#.*vrm-|Description|Unit|OnCalendar)' vrm-*.timer | sort |
    uniq -c | awk '$1 % 3 != 0')" ""

sim_start
export VRM_STATE_DIR=$T/systemd
cat >"$VRM_CONFIG" <<END
VICTRON_API_URL=$SIM_URL
VRM_CA_FILE=$VRM_CA_FILE
VRM_STATE_DIR=$VRM_STATE_DIR
VICTRON_INSTALLATION_ID=410001
END
exits "where nothing has run the health is unknown" 3 as_systemd health
like "and says so" "$(cat "$T/out")" '^UNKNOWN'
vrm-auth token set <"$T/sim/token" 2>/dev/null
exits "the poll succeeds" 0 as_systemd poll
is "and says nothing" "$(cat "$T/out" "$T/err")" ""
like "and has stored a reading" "$(vrm-query current --format json)" \
    '"installation_id": ?"410001"'
exits "health that is well succeeds" 0 as_systemd health
is "and says nothing" "$(cat "$T/out" "$T/err")" ""
later=$(date -u -d '4 hours' +%FT%TZ)
VRM_NOW=$later exits "critical health does not" 2 as_systemd health
like "and says why" "$(cat "$T/out")" '^CRITICAL'
echo VRM_HEALTH_WARNING=requests=1 >>"$VRM_CONFIG"
exits "a warning has a status of its own" 1 as_systemd health
like "is told" "$(cat "$T/out")" '^WARNING'
is "and no failure" "$(sed -n 's/^SuccessExitStatus=//p' \
    "$units/vrm@.service")" 1

sim_delete /sim/requests
exits "the healing succeeds" 0 as_systemd heal
is "and says and asks nothing when nothing is missing" \
    "$(cat "$T/out" "$T/err"; sim_requests)" 0
for hours in 9 6; do
	echo '{"timestamp":"'"$(date -u -d "-$hours hours" +%FT%H:00:00Z)"'",' \
	    '"installation_id":"410001","soc":50}'
done | vrm-store
like "what was missed is due" "$(vrm-query gaps --due)" '"due"'
exits "nor does it fail" 0 as_systemd heal
is "and nothing is said when something was" "$(cat "$T/out" "$T/err")" ""
is "which is then due no more" "$(vrm-query gaps --due)" ""
ok "as VRM was asked for it" test "$(sim_requests)" -gt 0

exits "an instance that is no job fails" 64 as_systemd pole
is "and says which there are" "$(cat "$T/out" "$T/err")" \
    "no job pole: poll, heal, health"

if command -v systemd-analyze >/dev/null; then
	is "systemd understands the units" "$(systemd-analyze verify \
	    "$units"/* 2>&1 | grep -v "Command 'man ")" ""
	exposure=$(systemd-analyze security --offline=true \
	    "$units/vrm@.service" 2>&1 |
	    sed -n 's/.*level.*: \([0-9]*\)\..*/\1/p')
	ok "and sees little exposed: $exposure of 10" test "$exposure" -le 1
fi

done_testing
