#!/bin/bash
# vrm-fetch history and fill: VRM's archive, and what was asked of it
. "$(dirname "$0")/lib.sh"

NOW=2026-07-20T12:00:00Z
sim_start --now $NOW
export VRM_NOW=$NOW VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_RATE_LIMIT=2000/h

forget() { rm -rf "$VRM_STATE_DIR"; sim_delete /sim/requests; }
seconds() { date -u -d "$1" +%s; }
# truth SITE FROM TO [BATTERY]: its lines for [FROM, TO)
truth() {
	sim_get "/sim/truth?kind=graph&site=$1&from=$(seconds "$2")&to=$((
	    $(seconds "$3") - 1))${4:+&battery=$4}"
}
readings() { grep -hv '"type":' "$@"; }
asked() {
	jq -c 'select(.type == "asked") | [.installation_id, .battery, .from,
	    .to, .found]' "$@"
}
# graphs: start and end of each request, in order
graphs() {
	sim_get /sim/requests | jq -r '.list[] |
	    select(.path | endswith("/Graph")) | .query' |
	    sed 's/.*start=\([0-9]*\)&end=\([0-9]*\).*/\1 \2/'
}
requests() {
	sim_get /sim/requests | jq '[.list[].path |
	    select(endswith("/Graph") or endswith("/stats"))] | length'
}
history() { vrm-fetch history --site 410001 "$@"; }
# gap FROM TO [SITE [BATTERY]]
gap() {
	printf '{"type":"gap","installation_id":"%s","battery":"%s",%s}\n' \
	    "${3:-410001}" "${4:-system}" \
	    "\"from\":\"$1\",\"to\":\"$2\",\"state\":\"due\""
}

# --- one range ---------------------------------------------------------------
F=2026-07-20T06:00:00Z U=2026-07-20T09:00:00Z
exits "three hours are answered" 0 history --since $F --until $U
is "they are the truth, line by line" "$(readings "$T/out")" \
    "$(truth 410001 $F $U)"
is "180 of them" "$(readings "$T/out" | wc -l)" 180
is "then comes what was asked" "$(tail -n 1 "$T/out")" \
    '{"type":"asked","installation_id":"410001","battery":"system",'`
    `'"from":"2026-07-20T06:00:00Z","to":"2026-07-20T09:00:00Z",'`
    `'"asked_at":"2026-07-20T12:00:00Z","found":180}'
is "and nothing is said" "$(cat "$T/err")" ""
cp "$T/out" "$T/first"
is "one request" "$(requests)" 1
is "it begins on the hour and ends with it" "$(graphs)" \
    "$(seconds $F) $(($(seconds $U) - 1))"
history --since $F --until $U > "$T/out"
ok "a second time gives the same bytes" cmp "$T/first" "$T/out"
history --since 2026-07-20T06:10:30Z --until 2026-07-20T06:20:30Z > "$T/out"
is "within the hour the same times, and those asked for alone" \
    "$(readings "$T/out")" "$(readings "$T/first" | sed -n 12,21p)"
is "what was asked is what was wanted" "$(asked "$T/out")" \
    '["410001","system","2026-07-20T06:10:30Z","2026-07-20T06:20:30Z",10]'
is "the log of attempts has it" \
    "$(tail -n 1 "$VRM_STATE_DIR/polls.ndjson" | jq -c '[.command,.readings]')" \
    '["history",10]'

# --- long ranges -------------------------------------------------------------
F=2026-07-18T09:30:00Z U=2026-07-20T11:30:00Z
sim_delete /sim/requests
history --since $F --until $U > "$T/out"
is "fifty hours are the truth" "$(readings "$T/out")" "$(truth 410001 $F $U)"
is "in three requests that begin on the hour" "$(graphs)" "\
$(seconds 2026-07-18T09:00:00Z) $(($(seconds 2026-07-19T09:00:00Z) - 1))
$(seconds 2026-07-19T09:00:00Z) $(($(seconds 2026-07-20T09:00:00Z) - 1))
$(seconds 2026-07-20T09:00:00Z) $(($(seconds 2026-07-20T11:30:00Z) - 1))"
is "each is told as asked" "$(asked "$T/out" | jq -c '.[2:5]')" \
    '["2026-07-18T09:30:00Z","2026-07-19T09:00:00Z",1410]
["2026-07-19T09:00:00Z","2026-07-20T09:00:00Z",1440]
["2026-07-20T09:00:00Z","2026-07-20T11:30:00Z",150]'
is "behind its readings" "$(jq -r '.type // "reading"' "$T/out" | uniq |
    tr '\n' ' ')" "reading asked reading asked reading asked "
history --since $F --until $U > "$T/again"
ok "a second time gives the same bytes" cmp "$T/out" "$T/again"
is "without a range it is the last day" "$(history | asked | jq -c '.[2:4]')" \
    '["2026-07-19T12:00:00Z","2026-07-20T12:00:00Z"]'
is "the future is not asked for" "$(history --since -1h \
    --until 2027-01-01 | asked | jq -r '.[3]')" $NOW
exits "nor is it a range" 64 history --since 2026-07-21
exits "nothing is a range" 64 history --since now --until -1h
exits "of which site?" 64 vrm-fetch history
exits "which battery?" 64 history --battery all
exits "which time?" 64 history --since yore

# --- other batteries and forms ----------------------------------------------
F=2026-07-20T06:00:00Z U=2026-07-20T08:00:00Z
vrm-fetch history --site 410003 --battery 0 --since $F --until $U > "$T/out"
is "a monitor, instance 0 too, is the truth" "$(readings "$T/out")" \
    "$(truth 410003 $F $U 0)"
is "its instance is told" "$(jq -r '[.battery, .instance] | @csv' "$T/out" |
    head -n 1)" '"0",0'
vrm-fetch history --site 410004 --battery system --battery 1 --since $F \
    --until $U > "$T/out"
is "two batteries of a site, one after the other" "$(readings "$T/out")" \
    "$(truth 410004 $F $U; truth 410004 $F $U 1)"
is "the name of a site will do" \
    "$(vrm-fetch history --site boathouse --since $F --until $U | readings)" \
    "$(truth 410001 $F $U)"
sim_post '/sim/site?site=410001&soc=null&temperature=missing'
history --since $F --until $U > "$T/out"
is "an unknown SOC stays unknown" "$(readings "$T/out")" "$(truth 410001 $F $U)"
sim_post '/sim/site?site=410001&soc=ok&temperature=ok&monitor=none'
history --since $F --until $U > "$T/out"
is "without a monitor there is a voltage" "$(readings "$T/out")" \
    "$(truth 410001 $F $U)"
sim_post '/sim/site?site=410001&monitor=yes&log_interval=900'
history --since $F --until $U > "$T/out"
is "a quarter's log stands for its minute" "$(readings "$T/out")" \
    "$(truth 410001 $F $U)"
sim_post '/sim/site?site=410001&log_interval=60&change_only=on'
history --since $F --until $U > "$T/out"
is "what is logged on change alone is missing between" \
    "$(readings "$T/out")" "$(truth 410001 $F $U)"
sim_post '/sim/site?site=410001&change_only=off'

replay() { sim_post "/sim/replay?path=$1&file=$2&status=200"; }
F=2026-07-20T11:00:00Z
replay Graph graph.json
history --battery 288 --since $F > "$T/out"
is "of a recorded answer each point is a reading, a null is none" \
    "$(readings "$T/out" | jq -c '[.timestamp, .soc, .voltage, .current,
    .power]' | sed -n '1p;5p;12p;$p')" \
    '["2026-07-20T11:30:00Z",82.9,26.7,-8.75,-233.6]
["2026-07-20T11:34:00Z",82.7,26.69,null,null]
["2026-07-20T11:44:00Z",82.2,26.66,-9,-239.9]
["2026-07-20T11:59:00Z",81.5,26.61,-9,-239.5]'
is "27 of them" "$(asked "$T/out" | jq -c '.[4]')" 27
replay Graph graph_empty.json
is "of an empty one none" "$(history --since $F | jq -c '[.type, .found]')" \
    '["asked",0]'
sim_delete /sim/replay
sim_post '/sim/replay?path=Graph&status=204'
is "nor of one without a body" "$(history --since $F |
    jq -c '[.type, .found]')" '["asked",0]'
sim_delete /sim/replay

# --- backlog, loss, silence --------------------------------------------------
F=2026-07-20T06:00:00Z U=2026-07-20T08:00:00Z
sim_post "/sim/site?site=410001&lost=2026-07-20T06:20:00Z..2026-07-20T06:40:00Z"
sim_post "/sim/site?site=410001&backlog=2026-07-20T07:00:00Z..$(:
    )2026-07-20T07:30:00Z:2026-07-20T13:00:00Z"
history --since $F --until $U > "$T/out"
is "what VRM does not have it does not give" "$(readings "$T/out")" \
    "$(truth 410001 $F $U)"
like "so fewer are found" "$(asked "$T/out")" ',(69|70)\]$'
sim_now 2026-07-20T14:00:00Z
history --since $F --until $U > "$T/late"
is "a backlog comes later" "$(readings "$T/late")" "$(truth 410001 $F $U)"
like "and is found" "$(asked "$T/late")" ',(99|100)\]$'
history --since 2026-07-20T06:25:00Z --until 2026-07-20T06:35:00Z > "$T/out"
is "nothing at all is an answer" "$(jq -c '[.type, .found]' "$T/out")" \
    '["asked",0]'
sim_post '/sim/site?site=410001&spans=none'
sim_now $NOW

# --- where the minutes are gone ----------------------------------------------
F=2025-12-20T00:00:00Z U=2026-01-25T00:00:00Z
sim_delete /sim/requests
history --since $F --until $U > "$T/out"
is "means of quarters, then the minutes" "$(readings "$T/out" |
    jq -r .interval | uniq)" "900
60"
is "from the beginning" "$(readings "$T/out" | head -n 1 | jq -r .timestamp)" $F
is "without a hole" "$(readings "$T/out" | jq -s '[range(1; length) as $i |
    (.[$i].timestamp | fromdate) - (.[$i - 1].timestamp | fromdate) |
    select(. > 900 or . <= 0)] | length')" 0
is "every day is told as asked" "$(asked "$T/out" | wc -l)" 36
is "and found" "$(asked "$T/out" | jq 'select(.[4] == 0)')" ""
like "a mean has no state but that of its power" "$(readings "$T/out" |
    head -n 1)" '"state":"(idle|charging|discharging)"'
like "in few requests" "$(requests)" '^(8|9|1[0-9]|2[0-9])$'
vrm-fetch history --site 410003 --battery 0 --since 2025-12-01 \
    --until 2025-12-02 > "$T/out"
is "a monitor's too" "$(readings "$T/out" | jq -r '[.battery, .interval] |
    @csv' | uniq -c | awk '{ print $1, $2 }')" '96 "0",900'


# --- older than what is kept -----------------------------------------------
forget
sim_post /sim/fault '{"path":"Graph","status":500,"count":0}'
vrm-fetch history --site 410001 --since 2026-07-17T11:00 --until \
    2026-07-17T12:00 -v > "$T/out" 2> "$T/err" || true
like "that hours and days alone will stay is said before VRM is asked" \
    "$(head -n 1 "$T/err")" \
    'before 2026-07-17T12:00:00Z are older than VRM_RETENTION \(72h\)'
sim_delete /sim/fault
is "of what is kept nothing is said" "$(vrm-fetch history -v --site 410001 \
    --since 2026-07-17T12:00 --until 2026-07-17T13:00 2>&1 > /dev/null |
    grep VRM_RETENTION)" ""
is "nor where all is kept" "$(VRM_RETENTION=forever vrm-fetch history -v \
    --site 410001 --since 2025-07-01 --until 2025-07-02 2>&1 > /dev/null |
    grep VRM_RETENTION)" ""
vrm-fetch battery --site 410001 | vrm-store
vrm-store maintain
vrm-fetch history --site 410001 --since 2026-07-01 --until 2026-07-03 |
    vrm-store
like "hours and days are what stays" "$(sqlite3 "$VRM_STATE_DIR/vrm.db" \
    "SELECT count(*) FROM battery_readings" \
    "SELECT sum(count) FROM battery_hourly" | tr '\n' ' ')" '^1 28[78][0-9] $'

# --- fill --------------------------------------------------------------------
forget
exits "no gaps, nothing to do, and no token needed" 0 env -u VICTRON_VRM_TOKEN \
    vrm-fetch fill < /dev/null
is "no request" "$(sim_requests)" 0
{
	gap 2026-07-20T07:15:10Z 2026-07-20T07:25:10Z
	gap 2026-07-20T01:05:00Z 2026-07-20T01:30:00Z
	gap 2026-07-20T01:30:00Z 2026-07-20T01:40:00Z
	gap 2026-07-20T05:00:00Z 2026-07-20T05:10:00Z 410003 0
	gap 2026-07-20T07:20:00Z 2026-07-20T07:30:00Z
	echo '{"type":"site","installation_id":"410001"}'
} > "$T/gaps"
exits "gaps are filled" 0 vrm-fetch fill < "$T/gaps"
is "those of a battery within a day by one request" "$(requests)" 2
is "readings of the gaps alone, each once" "$(readings "$T/out")" "$(
    truth 410001 2026-07-20T01:05:00Z 2026-07-20T01:40:00Z
    truth 410001 2026-07-20T07:16:00Z 2026-07-20T07:30:00Z
    truth 410003 2026-07-20T05:00:00Z 2026-07-20T05:10:00Z 0)"
is "and a line for each gap" "$(asked "$T/out" | jq -c 'del(.[0:2])')" \
    '["2026-07-20T01:05:00Z","2026-07-20T01:30:00Z",25]
["2026-07-20T01:30:00Z","2026-07-20T01:40:00Z",10]
["2026-07-20T07:15:10Z","2026-07-20T07:25:10Z",10]
["2026-07-20T07:20:00Z","2026-07-20T07:30:00Z",10]
["2026-07-20T05:00:00Z","2026-07-20T05:10:00Z",10]'
is "it says nothing" "$(cat "$T/err")" ""
like "but with -v what it passed over" "$(vrm-fetch fill -v < "$T/gaps" 2>&1 \
    > /dev/null)" 'line 6: not a gap'
sim_delete /sim/requests
gap 2026-07-17T08:20:00Z 2026-07-20T08:20:00Z | vrm-fetch fill > "$T/out"
is "a gap of days is one line" "$(asked "$T/out" | jq -c '.[2:5]')" \
    '["2026-07-17T08:20:00Z","2026-07-20T08:20:00Z",4320]'
is "of several requests" "$(requests)" 4
is "what is yet to come is not asked for" "$(gap 2026-07-20T11:50:00Z \
    2026-07-20T12:09:00Z | vrm-fetch fill | asked | jq -c '.[2:4]')" \
    '["2026-07-20T11:50:00Z","2026-07-20T12:00:00Z"]'
{
	gap 2026-07-20T09:00:00Z 2026-07-20T08:00:00Z
	echo nonsense
	gap 2026-07-20T08:00:00Z 2026-07-20T08:10:00Z
	gap 2026-07-20T08:00:00Z 2026-07-20T08:10:00Z boat
	gap 2026-07-20T08:00:00Z 2026-07-20T08:10:00Z 410001 first
} > "$T/gaps"
exits "bad lines stop no good ones" 65 vrm-fetch fill < "$T/gaps"
is "which are filled" "$(readings "$T/out")" \
    "$(truth 410001 2026-07-20T08:00:00Z 2026-07-20T08:10:00Z)"
is "each is told by its number" "$(sed -n 's/.*line \([0-9]\):.*/\1/p' \
    "$T/err" | tr '\n' ' ')" "1 2 4 5 "

# --- how often a site logs ---------------------------------------------------
# what is no gap is not asked for: an overview does not tell, the healing finds out
forget
sim_post '/sim/site?site=410005&log_interval=900'
vrm-fetch battery --all > "$T/out"
is "an overview does not tell how often a site logs" \
    "$(jq -c 'select(.installation_id == "410005") | .log_interval // .interval' \
    "$T/out" | sort -u)" null
gap 2026-07-20T05:00:00Z 2026-07-20T05:15:00Z 410005 > "$T/gaps"
vrm-fetch fill < "$T/gaps" > "$T/out"
is "the healing finds out" "$(jq -c 'select(.type == "site") |
    [.installation_id, .name != null, .log_interval]' "$T/out")" \
    '["410005",true,900]'
is "the next poll knows it" "$(vrm-fetch battery --all |
    jq 'select(.installation_id == "410005").interval')" 900
sim_delete /sim/requests
vrm-fetch fill < "$T/gaps" > "$T/out"
is "and nobody asks again" "$(sim_requests)" 1

if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
	forget
	mkdir -p "$VRM_STATE_DIR"
	chmod 555 "$VRM_STATE_DIR"
	chmod 755 "$T" "$T/sim" "$T/sim/ca.pem" 2>/dev/null
	exits "where nothing can be remembered" 77 setpriv --reuid 65534 \
	    --clear-groups vrm-fetch fill < "$T/gaps"
	is "gaps are filled all the same" "$(tail -n 1 "$T/out" |
	    jq -c '[.type, .found > 0]')" '["asked",true]'
	chmod 755 "$VRM_STATE_DIR"
fi
sim_post '/sim/site?site=410005&log_interval=60'

# --- refusals ----------------------------------------------------------------
fault() { sim_post /sim/fault "$1"; }
F=2026-07-20T05:00:00Z U=2026-07-20T05:10:00Z
{
	gap $F $U 499001
	gap 2026-07-10T05:00:00Z 2026-07-10T05:10:00Z 499001
	gap $F $U 410001 77
	gap $F $U 410002
	gap $F $U 410999
} > "$T/gaps"
sim_delete /sim/requests
exits "one site's refusal is not the others'" 69 vrm-fetch fill < "$T/gaps"
is "the good one is filled" "$(readings "$T/out")" "$(truth 410002 $F $U)"
is "what VRM does not know or refuses to tell is answered: with nothing" \
    "$(asked "$T/out" | jq -c '[.[0], .[4]]')" '["410001",0]
["410002",10]
["410999",0]
["499001",0]
["499001",0]'
is "a site that is not ours is asked once" "$(requests)" 4
like "and said" "$(cat "$T/err")" 'site 499001, .*403'
exits "alone it is a refusal" 77 vrm-fetch fill < <(gap $F $U 499001)
fault '{"path":"Graph","status":404}'
exits "a widget that VRM does not know is no battery" 66 history \
    --battery 77 --since $F --until $U
is "but an answer" "$(asked "$T/out" | jq -c '[.[1], .[4]]')" '["77",0]'
forget
fault '{"path":"Graph","status":503,"count":4}'
exits "one failure of several" 69 history --since 2026-07-18 --until 2026-07-20
is "does not stop the rest" "$(asked "$T/out" | jq -c '.[2:4]')" \
    '["2026-07-19T00:00:00Z","2026-07-20T00:00:00Z"]'
sim_delete /sim/fault
fault '{"path":"Graph","status":503,"count":0}'
sim_delete /sim/requests
exits "when VRM fails for good" 69 history --since 2026-07-01 --until 2026-07-20
is "it is not asked nineteen times" "$(requests)" 12
is "nothing is told as asked" "$(cat "$T/out")" ""
like "what is left is said" "$(cat "$T/err")" \
    '17 of 19 ranges are left, the next: site 410001, from 2026-07-03T00'
sim_delete /sim/fault
forget
fault '{"path":"410001/widgets/Graph","status":500,"count":0}'
exits "a site that VRM fails at" 69 vrm-fetch fill < <(
    for day in 11 12 13 14; do gap 2026-07-${day}T05:{00:00Z,10:00Z}; done
    gap $F $U 410002)
is "does not keep it from the next one" "$(asked "$T/out" |
    jq -c '[.[0], .[4]]')" '["410002",10]'
like "its other gaps are left, which is said" "$(cat "$T/err")" \
    '3 of 5 ranges are left, the next: site 410001, from 2026-07-12T05'
sim_delete /sim/fault
forget
fault '{"path":"Graph","skip":1,"status":429,"headers":{"Retry-After":"1800"}}'
exits "a gap that was filled in part" 75 vrm-fetch fill \
    < <(gap 2026-07-18T06:00:00Z 2026-07-20T06:00:00Z)
is "is told in part" "$(asked "$T/out" | jq -c '.[2:5]')" \
    '["2026-07-18T06:00:00Z","2026-07-19T06:00:00Z",1440]'
sim_delete /sim/fault
forget
fault '{"path":"Graph","skip":1,"status":503,"count":4}'
exits "a gap of which a part failed" 69 vrm-fetch fill \
    < <(gap 2026-07-17T06:00:00Z 2026-07-20T05:00:00Z)
is "is told in two, each with what was found in it" \
    "$(asked "$T/out" | jq -c '.[2:5]')" \
    '["2026-07-17T06:00:00Z","2026-07-18T06:00:00Z",1440]
["2026-07-19T06:00:00Z","2026-07-20T05:00:00Z",1380]'
sim_delete /sim/fault

# --- the budget --------------------------------------------------------------
forget
exits "the hour's budget ends in the middle" 75 env VRM_RATE_LIMIT=50/h \
    vrm-fetch history --site 410001 --since 2026-06-01 --until 2026-07-01
is "within it all was printed" "$(asked "$T/out" | wc -l)" 24
is "and is the truth" "$(readings "$T/out" | sha256sum)" \
    "$(truth 410001 2026-06-01 2026-06-25 | sha256sum)"
like "the rest is said, and when to go on" "$(cat "$T/err")" \
    '6 of 30 ranges are left, the next: site 410001, from 2026-06-25T00.*again at 2026-07-20T13:00:00Z, in 60 minutes'
is "the poll is not starved" "$(VRM_RATE_LIMIT=50/h vrm-fetch battery \
    --site 410001 --via overview | readings | wc -l)" 1
is "the failure is in the log" "$(grep history "$VRM_STATE_DIR/polls.ndjson" |
    tail -n 1 | jq -r .result)" budget_spent
history --since 2026-06-01 --until 2026-07-01 | head -n 3 > "$T/out"
is "who reads no further ends it" "$(wc -l < "$T/out")" 3

# --- Ctrl-C ------------------------------------------------------------------
fault '{"path":"Graph","skip":1,"hang":true}'
env --default-signal=INT vrm-fetch history --site 410001 --since 2026-07-18 \
    --until 2026-07-20 > "$T/out" 2> "$T/err" &
pid=$!
eventually grep -q asked "$T/out"
kill -INT $pid
status=0
wait $pid || status=$?
is "Ctrl-C ends it" $status 130
is "what was printed is whole and true" "$(readings "$T/out")" \
    "$(truth 410001 2026-07-18 2026-07-19)"
is "and what was asked is told" "$(asked "$T/out" | jq -c '.[2:5]')" \
    '["2026-07-18T00:00:00Z","2026-07-19T00:00:00Z",1440]'
sim_delete /sim/fault
like "people are told how far it is" "$(history -v --since 2026-07-18 \
    --until 2026-07-20 2>&1 > /dev/null | grep -c 'T00:00:00Z: 1440 readings')" 2

# --- into the database -------------------------------------------------------
forget
sim_now 2026-07-20T11:50:00Z
vrm-fetch battery --site 410001 | vrm-store
sim_now $NOW
F=2026-07-20T11:00:00Z
like "history stands beside live readings" "$(history --since $F | vrm-store \
    -v 2>&1)" 'stored 59, repeated 0, superseded 1, rejected 0, asked 1$'
like "a second time nothing is stored" "$(history --since $F | vrm-store -v \
    2>&1)" 'stored 0, repeated 59, superseded 1, rejected 0, asked 1$'
is "the live one is still there" "$(sqlite3 "$VRM_STATE_DIR/vrm.db" \
    "SELECT count(*) FROM battery_readings WHERE origin = 'live'")" 1
like "gaps are no matter of the store" "$(gap $F $NOW | vrm-store -v 2>&1)" \
    'stored 0, .*ignored 1$'

done_testing
