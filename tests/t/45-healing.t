#!/bin/bash
# What was missed is found, asked for, filled or given up: vrm-query gaps and
# coverage, and the healing pipe against the simulator.
. "$(dirname "$0")/lib.sh"

seconds() { date -u -d "$1" +%s; }
after() { date -u -d "@$(($(seconds "$1") + $2))" +%FT%TZ; }
heal() { vrm-query gaps --due | vrm-fetch fill | vrm-store; }
# gaps ARGUMENT...: one a line, FROM TO STATE, of the day and the minute
gaps() {
	vrm-query gaps --format ndjson "$@" | jq -r '[.installation_id,
	    .from[8:16], .to[8:16], .state] | join(" ")'
}
coverage() {
	vrm-query coverage --format ndjson "$@" | jq -r '[.installation_id,
	    .day, .observed_s, .filled_s, .pending_s, .empty_s] | @tsv'
}
rows() {
	sqlite3 "$VRM_STATE_DIR/vrm.db" "SELECT count(*) FROM battery_readings"
}
dump() { sqlite3 "$VRM_STATE_DIR/vrm.db" .dump; }

# --- by hand: readings every 3 minutes, but not always ------------------------
# readings SITE FROM TO [MORE]
readings() {
	local t end
	end=$(seconds "$3")
	for ((t = $(seconds "$2"); t < end; t += 180)); do
		printf '{"timestamp":"%(%FT%TZ)T","installation_id":"%s",' $t "$1"
		printf '"soc":50%s}\n' "${4:-}"
	done
}
site() {
	printf '{"type":"site","installation_id":"%s","name":"%s",' "$1" "$2"
	printf '"timezone":%s,"log_interval":%s}\n' "$3" "$4"
}
export TZ=UTC
by_hand() {
	site 1 'Boat, old' '"Europe/Amsterdam"' 60
	readings 1 2026-07-20T00:00:00Z 2026-07-20T04:00:00Z
	readings 1 2026-07-20T06:00:00Z 2026-07-20T11:30:00Z
	readings 1 2026-07-20T11:51:00Z 2026-07-20T12:00:00Z
	site 2 Shed null 900
	for m in 00 15 30 45; do
		for h in 08 09 10 11; do
			echo '{"timestamp":"2026-07-20T'$h:$m':00Z",' \
			    '"installation_id":"2","soc":50}'
		done
	done
	readings 3 2026-07-20T02:00:00Z 2026-07-20T02:30:00Z
	readings 4 2026-07-20T08:00:00Z 2026-07-20T08:10:00Z \
	    ',"source":"solark"'
	echo '{"type":"asked","installation_id":"1","battery":"system",' \
	    '"from":"2026-07-20T03:57:00Z","to":"2026-07-20T06:00:00Z",' \
	    '"asked_at":"2026-07-20T06:17:00Z","found":0}'
}
export VRM_NOW=2026-07-20T12:00:00Z
by_hand > "$T/lines"
exits "a file where nothing is stored is told" 66 vrm-query gaps --format csv
ok "lines by hand" vrm-store < "$T/lines"
is "gaps of every site: silent, asked, new; 15 minutes are none" "$(gaps)" \
    "1 20T03:57 20T06:00 due
1 20T11:27 20T11:51 pending
3 20T02:27 20T11:54 ongoing"
is "due is what VRM is to be asked" "$(gaps --due)" "1 20T03:57 20T06:00 due"
is "a list of gaps is lines for vrm-fetch" "$(vrm-query gaps --due)" \
    '{"type":"gap","installation_id":"1","battery":"system",'`
    `'"from":"2026-07-20T03:57:00Z","to":"2026-07-20T06:00:00Z",'`
    `'"state":"due","duration_s":7380,"asked_at":"2026-07-20T06:17:00Z",'`
    `'"ask_at":"2026-07-20T07:00:00Z","site_name":"Boat, old"}'
is "ten minutes after, the new one too" "$(VRM_NOW=2026-07-20T12:01:00Z \
    gaps --due)" "1 20T03:57 20T06:00 due
1 20T11:27 20T11:51 due"
is "where polls are rare, two of them are awaited" \
    "$(VICTRON_POLL_INTERVAL=900 gaps)" "1 20T03:57 20T06:00 due
1 20T11:27 20T11:30 pending
3 20T02:27 20T11:30 ongoing"
is "of one site" "$(gaps --site 3)" "3 20T02:27 20T11:54 ongoing"
is "of a time" "$(gaps --since 2026-07-20T05:00:00Z \
    --until 2026-07-20T11:27:00Z --battery system)" \
    "1 20T03:57 20T06:00 due
3 20T02:27 20T11:54 ongoing"
is "what may be let go, but was not yet, is looked for" \
    "$(VRM_RETENTION=7h gaps | wc -l)" 3
is "a fleet without gaps is an empty list" \
    "$(vrm-query gaps --site 2)" '{"status":"success","schema":1,"data":[],"count":0}'
is "or no line at all" "$(vrm-query gaps --due --site 2; echo $?)" 0
is "in words" "$(vrm-query gaps --format text)" \
    "Boat, old: nothing from today at 5:57 to today at 8:00 $(:
    )(2 hours); VRM is to be asked now.
Boat, old: nothing from today at 13:27 to today at 13:51 $(:
    )(24 minutes); VRM is to be asked today at 14:01.
site 3: silent for 9 hours, since today at 2:27 UTC."
is "no gap in words" "$(vrm-query gaps --site 2 --format text)" \
    "Nothing is missing."
like "as a table" "$(vrm-query gaps --format table)" \
    '^1 +Boat, old +system +2026-07-20 03:57:00 +2026-07-20 06:00:00 +2 hours +due +2026-07-20 06:17:00 +2026-07-20 07:00:00$'
is "as CSV" "$(vrm-query gaps --site 3 --format csv | tr -d '\r')" \
    "type,installation_id,battery,from,to,state,duration_s,asked_at,ask_at,$(:
    )site_name
gap,3,system,2026-07-20T02:27:00Z,2026-07-20T11:54:00Z,ongoing,34020,,,"
like "as JSON, with how many" "$(vrm-query gaps)" '"count":3}$'
exits "an unknown site is an error" 66 vrm-query gaps --site nowhere
is "that the pipe does not take for a gap" "$(vrm-query gaps --due \
    --site nowhere 2>&1 > /dev/null | head -n1; vrm-query gaps --due \
    --site nowhere 2> /dev/null)" "vrm-query: site nowhere: not known here"
exits "so is an unknown battery" 66 vrm-query gaps --battery 77
exits "a source that VRM does not have has no gaps" 66 \
    vrm-query gaps --site 4 --battery system

is "coverage in seconds, each day by itself" "$(coverage)" \
"1	2026-07-20	34020	0	8820	0
2	2026-07-20	13500	0	0	0
3	2026-07-20	1620	0	34020	0"
is "its zone is told, or that it is not known" \
    "$(vrm-query coverage --format ndjson | jq -c '[.timezone,
    .timezone_known, .seconds]')" '["Europe/Amsterdam",true,42840]
["UTC",false,13500]
["UTC",false,35640]'
like "CSV has a head" "$(vrm-query coverage --format csv)" \
    '^installation_id,site_name,battery,day,timezone,timezone_known,seconds,'
like "as a table too" "$(vrm-query coverage --format table)" \
    '^2 +Shed +system +2026-07-20 +100\.0 +0\.0 +0\.0 +0\.0  UTC, its own is not known$'
is "in words" "$(vrm-query coverage --site 1 --format text)" \
    "Boat, old: readings cover 79.4 % of 2026-07-20; 20.6 % may yet come."
exits "days are counted or named" 64 vrm-query coverage --days 2 --since -1d
exits "no days are none" 64 vrm-query coverage --days 0

# --- days of 23 and of 25 hours ----------------------------------------------
rm -rf "$VRM_STATE_DIR"
{
	site 1 Boat '"Europe/Amsterdam"' 60
	readings 1 2026-03-27T00:00:00Z 2026-03-30T06:00:00Z
	site 2 Cabin '"America/New_York"' 60
	readings 2 2025-11-01T00:00:00Z 2025-11-03T12:00:00Z
} > "$T/lines"
vrm-store < "$T/lines"
is "the day that loses an hour, of three" \
    "$(VRM_RETENTION=forever VRM_NOW=2026-03-30T06:02:00Z \
    coverage --site 1 --days 3)" \
    "1	2026-03-28	86400	0	0	0
1	2026-03-29	82800	0	0	0
1	2026-03-30	28560	0	0	0"
is "the day that wins one" \
    "$(VRM_RETENTION=forever VRM_NOW=2025-11-03T12:02:00Z \
    coverage --site 2 --since 2025-11-02T04:00:00Z)" \
    "2	2025-11-02	90000	0	0	0
2	2025-11-03	24960	0	0	0"
site 1 Boat '"Europe/Nowhere"' 60 | TZDIR=$T/none vrm-store
exits "a zone that this machine lacks is an error, not UTC" 71 \
    env VRM_RETENTION=forever VRM_NOW=2026-03-30T06:02:00Z \
    vrm-query coverage --site 1

# --- both engines the same ---------------------------------------------------
if pg_create vrm_healing; then
	rm -rf "$VRM_STATE_DIR"
	by_hand > "$T/lines"
	vrm-store < "$T/lines"
	VRM_DATABASE_URL=$PG_URL vrm-store < "$T/lines"
	both() {
		vrm-query "$@" > "$T/lite"
		VRM_DATABASE_URL=$PG_URL vrm-query "$@" > "$T/pg" &&
		    cmp "$T/lite" "$T/pg" && [ -s "$T/lite" ]
	}
	for f in json ndjson csv table text; do
		ok "gaps from PostgreSQL, $f" both gaps --format $f
		ok "coverage from PostgreSQL, $f" both coverage --format $f
	done
	ok "gaps that are due" both gaps --due

	# as seen two days later, of which the second is kept
	VRM_NOW=2026-07-22T12:00:00Z
	{
		readings 1 2026-07-20T12:00:00Z 2026-07-21T21:30:00Z
		readings 1 2026-07-21T22:30:00Z 2026-07-22T12:00:00Z
		readings 3 2026-07-20T12:01:00Z 2026-07-22T12:00:00Z
	} > "$T/lines"
	for url in "sqlite:$VRM_STATE_DIR/vrm.db" "$PG_URL"; do
		VRM_DATABASE_URL=$url vrm-store < "$T/lines"
		VRM_DATABASE_URL=$url VRM_RETENTION=12h vrm-store maintain
	done
	is "what is kept no longer is not looked for" "$(gaps)" \
	    "1 21T22:00 21T22:30 due
2 22T00:00 22T11:54 ongoing"
	is "but what is kept is covered from its first minute on" \
	    "$(coverage)" "1	2026-07-22	48240	0	1800	0
2	2026-07-22	0	0	42840	0
3	2026-07-22	42840	0	0	0"
	ok "gaps that the horizon cuts, from both" both gaps
	ok "and days" both coverage
	VRM_NOW=2026-07-20T12:00:00Z
fi

# --- a silence longer than what is kept ---------------------------------------
rm -rf "$VRM_STATE_DIR"
readings 1 2026-07-10T00:00:00Z 2026-07-10T06:00:00Z > "$T/lines"
VRM_NOW=2026-07-10T06:00:00Z vrm-store < "$T/lines"
for VRM_NOW in 2026-07-14T12:00:00Z 2026-07-20T12:00:00Z; do
	vrm-store maintain
	is "it is the horizon's, not the first reading's: $VRM_NOW" "$(gaps)" \
	    "1 $(date -u -d "${VRM_NOW:0:10} - 3 days" +%dT%H:%M) $(
	    )${VRM_NOW:8:2}T11:54 ongoing"
done
readings 1 2026-07-20T11:30:00Z 2026-07-20T12:00:00Z | vrm-store
is "also when the site speaks again" "$(gaps)" "1 17T00:00 20T11:30 due"
readings 2 2026-07-20T11:30:00Z 2026-07-20T12:00:00Z | vrm-store
vrm-store maintain
is "before a site's first reading nothing is missing" "$(gaps --site 2)" ""
{
	site 4 Quay null 60
	echo '{"timestamp":"2026-07-16T23:45:00Z","installation_id":"4",' \
	    '"soc":50,"origin":"history","interval":900}'
	readings 4 2026-07-17T00:10:00Z 2026-07-20T12:00:00Z
} > "$T/lines"
vrm-store < "$T/lines"
vrm-store maintain
is "nor behind a mean that reaches over the horizon" "$(gaps --site 4)" ""

# --- means of an hour, live readings of a site that tells no interval ---------
rm -rf "$VRM_STATE_DIR"
{
	site 1 Boat null 60
	for h in 18T{00..23} 19T{00..23} 20T{00..11}; do
		echo '{"timestamp":"2026-07-'"$h"':30:00Z","soc":50,' \
		    '"installation_id":"1","origin":"history","interval":3600}'
	done
	readings 1 2026-07-20T11:57:00Z 2026-07-20T12:00:00Z
	for m in {00..23}:{00,20,40}; do
		echo '{"timestamp":"2026-07-19T'"$m"':00Z","soc":50,' \
		    '"installation_id":"2"}'
	done
} | VRM_RETENTION=forever vrm-store
is "before the first that is asked for nothing is missing" \
    "$(gaps --site 1 --since 2026-07-19T11:00:00Z)" ""
is "of the first day no more than of others" \
    "$(coverage --site 1 --since 2026-07-19 --until 2026-07-20)" \
    "1	2026-07-19	0	86400	0	0"
is "nor of the first quarter" "$(vrm-query history --site 1 --bucket 15m \
    --since 2026-07-19T11:15Z --until 2026-07-19T11:30Z --format ndjson |
    jq .missing_pct)" 0
words() {
	vrm-query history --format text "$@" | grep -o 'Readings cover.*'
}
is "nor in words" "$(words --site 1 --since 2026-07-19T11:15Z \
    --until 2026-07-19T12:15Z)" ""
is "which know how often a site logs as well as stats does" \
    "$(words --site 2 --since 2026-07-19T01:00Z --until 2026-07-19T23:00Z)" ""

# --- the pipe, hour by hour --------------------------------------------------
# 410001 was not polled for an hour, 410002 sent six hours of data 36 hours
# late, 410003 lost two hours, 410004 is silent, 410005 logs every 15 minutes.
rm -rf "$VRM_STATE_DIR"
START=2026-07-18T06:00:00Z
sim_start --now $START
export VRM_NOW=$START VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_RETENTION=forever
sites='410001,410002,410003,410004,410005'
export VICTRON_INSTALLATION_ID=$sites
sim_post '/sim/site?site=410005&log_interval=900'
sim_post "/sim/site?site=410002&backlog=2026-07-18T06:00:00Z..$(:
    )2026-07-18T12:00:00Z:2026-07-20T00:00:00Z"
sim_post "/sim/site?site=410003&lost=2026-07-18T09:00:00Z..2026-07-18T11:00:00Z"
sim_post '/sim/site?site=410004&silent_since=2026-07-18T07:00:00Z'

# polls FROM TO: live readings of all sites as polls every three minutes would
# have seen them
polls() {
	sim_get "/sim/truth?kind=overview&site=all&from=$(seconds "$1")&to=$((
	    $(seconds "$2") - 1))" | jq -c 'select([.installation_id] |
	    inside($sites | split(","))) | select((.timestamp |
	    fromdate / 60 | floor % 3) == 0 or .installation_id == "410005")' \
	    --arg sites "$sites"
}
requests() {
	sim_get /sim/requests | jq "[.list[].path |
	    select(test(\"installations/${1:-}.*/(Graph|stats)\"))] | length"
}
# Three hours before, then hour by hour to $1: what was polled, and the healing
hours_to() {
	while [ "$VRM_NOW" != "$1" ]; do
		local before=$VRM_NOW
		sim_now "$(after "$VRM_NOW" 3600)"
		polls "$before" "$VRM_NOW" > "$T/polled"
		if [ "$before" = 2026-07-18T08:00:00Z ]; then
			grep -v '"410001"' "$T/polled" > "$T/fewer"
			mv "$T/fewer" "$T/polled"
		fi
		vrm-store < "$T/polled" && heal || return
	done
}

vrm-fetch battery --via overview 2> /dev/null | grep '"type":"site"' |
    vrm-store
sim_now 2026-07-18T08:00:00Z
polls 2026-07-18T03:00:00Z 2026-07-18T08:00:00Z | vrm-store
sim_delete /sim/requests
heal
is "a silent site costs no request" "$(requests)" 0
is "two are silent" "$(gaps)" \
    "410002 18T05:57 18T07:54 ongoing
410004 18T06:57 18T07:54 ongoing"

hours_to 2026-07-18T10:00:00Z
is "the hour that was missed is filled by one request" "$(requests 410001)" 1
F=2026-07-18T08:01:00Z U=2026-07-18T08:59:00Z
is "and equals the truth" "$(vrm-query history --site 410001 --since $F \
    --until $U --limit 0 --format ndjson)" \
    "$(sim_get "/sim/truth?kind=graph&site=410001&from=$(seconds $F)&to=$((
    $(seconds $U) - 1))")"
is "it has no gap any more" "$(gaps --site 410001)" ""

hours_to 2026-07-18T13:00:00Z
is "what came late and what is lost was asked, twice" \
    "$(vrm-query gaps --format ndjson | jq -r '[.installation_id, .from[8:16],
    .to[8:16], .state, .asked_at[8:13], .ask_at[8:13]] | join(" ")')" \
    "410002 18T05:59 18T12:00 pending 18T13 18T13
410003 18T08:59 18T11:00 pending 18T13 18T17
410004 18T06:57 18T12:54 ongoing  "
hours_to 2026-07-20T11:00:00Z
is "after 47 hours it is still asked for" "$(gaps | head -n 2)" \
    "410002 18T05:59 18T12:00 pending
410003 18T08:59 18T11:00 pending"
is "soon, and after 1, 6 and 24 hours" "$(requests 410002)" 4
hours_to 2026-07-20T13:00:00Z
is "the asking after 48 hours finds it" "$(gaps)" \
    "410003 18T08:59 18T11:00 empty
410004 18T06:57 20T12:54 ongoing"
F=2026-07-18T06:00:00Z U=2026-07-18T11:59:00Z
is "and it equals the truth" "$(vrm-query history --site 410002 --since $F \
    --until $U --limit 0 --format ndjson)" \
    "$(sim_get "/sim/truth?kind=graph&site=410002&from=$(seconds $F)&to=$((
    $(seconds $U) - 1))")"
is "what is lost was asked for five times" "$(requests 410003)" 5
is "the silent one never" "$(requests 410004)" 0
is "nor what logs every 15 minutes" "$(requests 410005)" 0

like "the minutes at its edges are found each time, and prove nothing" \
    "$(sqlite3 "$VRM_STATE_DIR/vrm.db" "SELECT group_concat(found) FROM asked
    WHERE installation_id = '410003'")" '^3(,2){4}$'
dump > "$T/before"
sim_delete /sim/requests
heal
is "the pipe again asks nothing" "$(sim_requests)" 0
dump > "$T/after"
ok "and changes nothing" cmp "$T/before" "$T/after"
is "coverage tells what was observed, filled, pending and empty" \
    "$(coverage --since 2026-07-18T06:00:00Z --until 2026-07-18T12:00:00Z)" \
"410001	2026-07-18	64580	3780	0	0
410002	2026-07-18	50170	21780	0	0
410003	2026-07-18	79020	82	0	7298
410004	2026-07-18	14220	0	41557	0
410005	2026-07-18	37113	0	0	0"

# --- weeks later -------------------------------------------------------------
sim_now 2026-07-27T12:00:00Z
is "given up is asked again a week later" "$(gaps --due)" \
    "410003 18T08:59 18T11:00 empty"
heal
is "by one request" "$(requests 410003)" 1
is "and not again" "$(gaps --due)" ""
sim_post '/sim/site?site=410003&spans=none'
sim_now 2026-08-03T12:00:00Z
heal
is "what comes after two weeks is found" "$(gaps --site 410003 | grep -v ongoing)" ""

# --- the silent one speaks ---------------------------------------------------
sim_post '/sim/site?site=410004&silent_since=never'
sim_now 2026-08-03T12:03:00Z
sites=410004
polls 2026-08-03T12:00:00Z 2026-08-03T12:03:00Z | vrm-store
is "not yet" "$(gaps --due)" ""
sim_now 2026-08-03T12:12:00Z
polls 2026-08-03T12:03:00Z 2026-08-03T12:12:00Z | vrm-store
is "ten minutes after it speaks it is asked" "$(gaps --due | cut -d' ' -f1)" 410004
VRM_RATE_LIMIT=2000/h heal
is "and filled" "$(gaps --site 410004)" ""

done_testing
