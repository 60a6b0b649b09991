#!/bin/bash
# vrm-fetch when things go wrong: one site among many, VRM, the pipe, the disk
. "$(dirname "$0")/lib.sh"

T0=2026-07-20T12:00:00Z
sim_start --now $T0
export VRM_NOW=$T0 VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_RATE_LIMIT=2000/h

readings() { jq -c 'select(.type == null)'; }
forget() {
	rm -rf "$VRM_STATE_DIR"
	sim_delete /sim/requests
	sim_delete /sim/fault
	sim_delete /sim/replay
}
fault() { sim_post /sim/fault "$1"; }
last_poll() { tail -1 "$VRM_STATE_DIR/polls.ndjson" | jq -c "$1"; }

# --- one site among many -------------------------------------------------------

exits "a site of somebody else" 77 vrm-fetch battery --site 499001
like "is named" "$(cat "$T/err")" 'site 499001.*403'
exits "in the next poll too" 77 vrm-fetch battery --site 499001
exits "and by summary" 77 vrm-fetch battery --site 499001 --via summary
exits "does not drop those we may see" 69 vrm-fetch battery \
    --site 410001 --site 499001 --site 410002
is "which are read" "$(readings < "$T/out" | wc -l)" 2
like "and it is said which failed" "$(cat "$T/err")" '499001'
like "and how many" "$(cat "$T/err")" '1 of 3 batteries'
is "the log of attempts has it" "$(last_poll '[.result, .sites, .readings]')" \
    '["some_sites",3,2]'

forget
fault '{"path":"410002/widgets","status":403,"sample":"error_403.json","count":0}'
exits "one 403 among summaries" 69 vrm-fetch battery --all --via summary
is "drops one of seven" "$(readings < "$T/out" | wc -l)" 6
like "which is named" "$(cat "$T/err")" 'site 410002: .*403'
forget
fault '{"path":"410002/widgets","status":200,"json":{"success":false,"errors":["kaputt"]},"count":0}'
exits "a refusal with 200 is no empty summary" 77 vrm-fetch battery \
    --site 410002 --via summary
like "VRM's words are shown" "$(cat "$T/err")" 'site 410002: .*kaputt'
exits "the overview may tell where the summary is refused" 0 vrm-fetch battery \
    --site 410002
like "but the fault is not hidden" "$(cat "$T/err")" \
    'site 410002: .*kaputt; its battery is read by overview now'
is "its reading is there" "$(readings < "$T/out" | wc -l)" 1
sim_delete /sim/requests
exits "the next poll" 0 vrm-fetch battery --site 410002
is "costs one request" "$(sim_requests)" 1
is "and says nothing" "$(cat "$T/err")" ""
forget
fault '{"path":"410002/widgets","status":200,"body":"{\"success\":tr","count":0}'
exits "half a JSON" 76 vrm-fetch battery --site 410002 --via summary
forget
fault '{"path":"410002/widgets","status":403,"sample":"error_403.json","count":0}'
exits "403 of the summary alone" 0 vrm-fetch battery --site 410002
like "is said" "$(cat "$T/err")" 'site 410002: .*403.*by overview now'
forget
fault '{"path":"410002/widgets","status":200,"body":"{\"success\":tr","count":1}'
exits "half a JSON once is asked for again" 0 vrm-fetch battery --site 410002
is "and read then" "$(readings < "$T/out" | wc -l)" 1
forget
sim_post '/sim/site?site=410003&soc=missing&voltage=missing'
exits "a site without values, named" 66 vrm-fetch battery --site 410003
is "prints none" "$(readings < "$T/out")" ""
exits "among others it failed" 69 vrm-fetch battery --site 410003,410001
exits "among all it did not" 0 vrm-fetch battery --all
is "and the others are there" "$(readings < "$T/out" | wc -l)" 6
is "in silence" "$(cat "$T/err")" ""
like "unless somebody listens" "$(vrm-fetch -v battery --all 2>&1 >/dev/null)" \
    'site 410003: no battery values'
sim_post '/sim/site?site=410003&soc=ok&voltage=ok'

# --- VRM ------------------------------------------------------------------------

forget
fault '{"path":"/installations","status":500,"sample":"error_500.html","count":2}'
exits "two outages and a retry that works" 0 vrm-fetch battery --all
is "are seven readings" "$(readings < "$T/out" | wc -l)" 7
is "and silent" "$(cat "$T/err")" ""
forget
fault '{"path":"/installations","status":502,"sample":"error_502.html","count":0}'
exits "an outage that stays" 69 vrm-fetch battery --all
is "is one message, and a hint" "$(wc -l < "$T/err")" 2
like "with the status and the tries" "$(head -1 "$T/err")" '502.*4 tries'
is "it is in the log of attempts" "$(last_poll .result)" '"http"'
forget
exits "a first poll" 0 vrm-fetch battery --site 410001
fault '{"path":"BatterySummary","truncate":900,"count":1}'
exits "an answer that breaks off is asked for again" 0 vrm-fetch battery \
    --site 410001
is "and whole then" "$(readings < "$T/out" | wc -l)" 1
# a second request of one poll is no first one
rate() { jq -c '[(.poll | length), (.extra | length)]' "$VRM_STATE_DIR/rate.json"; }
fault '{"path":"BatterySummary","status":200,"body":"[]","count":1}'
before=$(rate)
exits "a broken answer is replaced by the overview" 0 vrm-fetch battery \
    --site 410001
is "which is counted beside the polls" "$(rate)" \
    "$(jq -c '[.[0] + 1, .[1] + 1]' <<< "$before")"
forget
fault '{"path":"/users/me","status":401,"sample":"error_401.json","count":0}'
exits "a token that VRM refuses" 77 vrm-fetch battery --all
like "and what to do about it" "$(cat "$T/err")" 'access-tokens'
forget
exits "no token" 78 env -u VICTRON_VRM_TOKEN vrm-fetch battery --all
like "and where to get one" "$(cat "$T/err")" 'access-tokens'
exits "no VRM at all" 69 env VICTRON_API_URL=https://127.0.0.1:1 \
    vrm-fetch battery --all

# VRM's clock dates the ages, ours the future
forget
sim_post '/sim/clock?skew=300'
exits "VRM's clock is ahead" 0 vrm-fetch battery --site 410001
is "the sample's time is VRM's" "$(readings < "$T/out" | jq -r .timestamp)" \
    "$(sim_get '/sim/truth?site=410001&kind=summary' | jq -r .timestamp)"
is "the skew is logged" "$(last_poll .skew_s)" 300
sim_post '/sim/clock?skew=0'
fault '{"path":"BatterySummary","headers":{"Date":null},"count":0}'
is "without a Date our clock serves" \
    "$(vrm-fetch battery --site 410001 | readings | jq -r .timestamp)" \
    "$(sim_get '/sim/truth?site=410001&kind=summary' | jq -r .timestamp)"

# --- the budget ------------------------------------------------------------------

forget
export VRM_RATE_LIMIT=10/h
for _ in 1 2 3 4 5 6 7 8 9 10; do
	vrm-fetch battery --site 410001 --via overview > "$T/out" 2> "$T/err"
	echo $?
done | uniq -c | awk '{ print $2 "x" $1 }' > "$T/exits"
is "polls go on until the refusal line, then 75" \
    "$(tr '\n' ' ' < "$T/exits")" "0x8 75x2 "
is "no request was sent beyond it" "$(sim_requests)" 9
export VRM_RATE_LIMIT=2000/h

forget
export VRM_RATE_LIMIT=2000/h
vrm-fetch battery --all --via summary > "$T/out" 2> "$T/err"
is "seven sites by summary" "$(readings < "$T/out" | wc -l)" 7
export VRM_RATE_LIMIT=6/h
sim_now 2026-07-20T14:00:00Z
exits "seven summaries in a budget of five" 69 vrm-fetch battery --all \
    --via summary
readings < "$T/out" | jq -r .installation_id > "$T/first"
is "are four and a list" "$(wc -l < "$T/first")" 4
like "the rest is said to wait" "$(cat "$T/err")" '3 of 7 batteries'
sim_now 2026-07-20T15:00:01Z
vrm-fetch battery --all --via summary > "$T/out" 2> "$T/err"
is "and those that waited come first the next time" \
    "$(readings < "$T/out" | jq -r .installation_id | head -3 |
    grep -cxf "$T/first")" 0
sim_now $T0
export VRM_RATE_LIMIT=2000/h

forget
fault '{"path":"installations","status":200,"count":0,"json":{"success":true,"records":[{"idSite":410001,"name":"Old","timezone":"Mars/Olympus","extended":[{"code":"bs","rawValue":"81.5","timestamp":"1784548700"}]}]}}'
vrm-fetch battery --site 410001 --via overview > "$T/lines"
exits "a site in a zone this machine lacks" 0 vrm-store < "$T/lines"
is "is known without it" "$(vrm-query sites --format json |
    jq -c '.data[0] | [.site_name, .timezone, .soc]')" '["Old",null,81.5]'
is "and told no more often for it" \
    "$(vrm-fetch battery --site 410001 --via overview | grep -c '"site"')" 0

# --- the pipe and the disk --------------------------------------------------------

forget
exits "a full disk" 74 sh -c 'exec vrm-fetch battery --all > /dev/full'
like "is said" "$(cat "$T/err")" 'stdout: No space left'
like "with a guess" "$(cat "$T/err")" 'hint: is the disk full'
is "and logged" "$(last_poll .result)" '"cannot_write"'
exits "a closed stdout" 74 sh -c 'exec vrm-fetch battery --all >&-'
ok "is nothing else's place" jq -e . "$VRM_STATE_DIR/sites.json"
vrm-fetch battery --all 2> "$T/err" | head -1 > "$T/out"
is "a reader that leaves ends it in silence" "$(wc -l < "$T/out")$(cat "$T/err")" 1

forget
mkdir -p "$VRM_STATE_DIR"
echo '{"sites": {"4100' > "$VRM_STATE_DIR/sites.json"
exits "a damaged sites.json" 0 vrm-fetch battery --site 410001
is "costs nothing but a warning" "$(readings < "$T/out" | wc -l)" 1
like "that says where it is now" "$(cat "$T/err")" 'sites.json.bad'

forget
mkdir -p "$VRM_STATE_DIR/sites.json"
exits "a sites.json that is no file" 0 vrm-fetch battery --site 410001
is "does not cost the poll" "$(readings < "$T/out" | wc -l)" 1
like "and a warning" "$(cat "$T/err")" 'warning: .*sites.json: '

if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
	forget
	mkdir -p "$VRM_STATE_DIR"
	chmod 555 "$VRM_STATE_DIR"
	chmod 755 "$T" "$T/sim" "$T/sim/ca.pem" 2>/dev/null
	exits "a state directory that is read-only" 77 setpriv --reuid 65534 \
	    --clear-groups vrm-fetch battery --site 410001
	is "costs the exit status, not the poll" \
	    "$(readings < "$T/out" | wc -l)" 1
	chmod 755 "$VRM_STATE_DIR"
fi

# --- at once ---------------------------------------------------------------------

forget
vrm-fetch battery --site 410001 > "$T/out"
sim_post '/sim/site?site=410001&wobble=2'
sim_delete /sim/requests
for i in 1 2 3 4 5 6 7 8 9 10; do
	vrm-fetch battery --site 410001 > "$T/at-once.$i" &
	pids[i]=$!
done
wait "${pids[@]}"
is "ten polls at once are ten requests" "$(sim_requests)" 10
is "ten readings" "$(cat "$T"/at-once.* | wc -l)" 10
is "of one log" "$(cat "$T"/at-once.* | jq -r .timestamp | sort -u | wc -l)" 1

done_testing
