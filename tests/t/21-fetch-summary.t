#!/bin/bash
# vrm-fetch battery by summary: the monitor that feeds the system, and others
. "$(dirname "$0")/lib.sh"

T0=2026-07-20T12:00:00Z
sim_start --now $T0
export VRM_NOW=$T0 VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_RATE_LIMIT=2000/h

values() {
	jq -c 'select(.type == null) | [.installation_id, .battery, .instance,
	    .timestamp, .soc, .voltage, .current, .power, .state,
	    .temperature]'
}
truth() { sim_get "/sim/truth?$1" | values; }
forget() { rm -rf "$VRM_STATE_DIR"; sim_delete /sim/requests; }
paths() {
	sim_get /sim/requests | jq -r '.list[].path' | sed 's|.*/||' |
	    tr '\n' ' '
}

# --- one site ----------------------------------------------------------------

vrm-fetch battery --site 410001 > "$T/one" 2> "$T/err"
is "one site is read by its monitor, temperature and all" \
    "$(values < "$T/one")" "$(truth 'site=410001&kind=summary')"
is "a run that went well says nothing" "$(cat "$T/err")" ""
is "it tells who the site is and how often it logs" \
    "$(jq -c 'select(.type == "site") | [.name, .log_interval]' "$T/one")" \
    '["Boathouse",60]'
is "the reading too" "$(jq 'select(.type == null).interval' "$T/one")" 60
is "it takes four requests to find all that out" "$(paths)" \
    "me diagnostics BatterySummary installations "
sim_delete /sim/requests
vrm-fetch battery --site 410001 > "$T/two"
is "and one from then on" "$(paths)" "BatterySummary "
is "the site is not told again" "$(jq -r .type "$T/two")" null

# the portal id, and parts of names
sim_delete /sim/requests
PORTAL=$(jq -r 'select(.type == "site").identifier' "$T/one")
is "the portal id names the site" \
    "$(vrm-fetch battery --site "$PORTAL" | jq -r .installation_id)" 410001
is "in capitals too" "$(vrm-fetch battery --site "${PORTAL^^}" |
    jq -r .installation_id)" 410001
is "and a part of its name" "$(vrm-fetch battery --site BOATH |
    jq -r .installation_id)" 410001
is "what is known is not asked for" "$(paths)" \
    "BatterySummary BatterySummary BatterySummary "
is "a site never seen is found by asking" \
    "$(vrm-fetch battery --site 船 | jq -r 'select(.type == null).installation_id')" \
    410007
exits "a part of several names is refused" 64 vrm-fetch battery --site a
like "with the candidates" "$(cat "$T/err")" '\(410002\).*\(410003\)'
exits "a name that nobody has" 66 vrm-fetch battery --site nowhere
exits "does not drop the site that exists" 69 vrm-fetch battery \
    --site nowhere --site 410001
is "which is read" "$(values < "$T/out" | wc -l)" 1

# --- which monitor ------------------------------------------------------------

forget
sim_post '/sim/site?site=410002&instances=512,0'
is "of two monitors the one that VRM names" \
    "$(vrm-fetch battery --site 410002 | values)" \
    "$(truth 'site=410002&kind=summary')"
forget
sim_post '/sim/site?site=410002&instances=0,512'
is "instance 0 is an instance" "$(vrm-fetch battery --site 410002 | values)" \
    "$(truth 'site=410002&kind=summary')"
is "every battery of a site" \
    "$(vrm-fetch battery --site 410002 --battery all | values |
    jq -c '.[0:3]' | tr '\n' ' ')" \
    '["410002","system",0] ["410002","0",0] ["410002","512",512] '
sim_delete /sim/requests
vrm-fetch battery --site 410002 --battery all > "$T/out"
is "costs one request a monitor" "$(paths)" "BatterySummary BatterySummary "
is "one monitor alone" "$(vrm-fetch battery --site 410002 --battery 512 |
    values)" "$(truth 'site=410002&kind=summary&battery=512')"
is "and beside the system" \
    "$(vrm-fetch battery --site 410002 --battery system,512 | values |
    jq -r '.[1]' | tr '\n' ' ')" "system 512 "
exits "a battery that is not there" 66 vrm-fetch battery --site 410002 \
    --battery 7
is "prints nothing" "$(cat "$T/out")" ""
like "and says so" "$(cat "$T/err")" 'battery 7: no such battery monitor'
exits "does not drop the one that is" 69 vrm-fetch battery --site 410002 \
    --battery 7,512
is "which is read too" "$(values < "$T/out" | wc -l)" 1

# VRM names nothing, or may not be asked: the only monitor, never a guess
forget
sim_post '/sim/site?site=410003&diagnostics=forbidden'
is "without diagnostics the only monitor is the one" \
    "$(vrm-fetch battery --site 410003 | values)" \
    "$(truth 'site=410003&kind=summary')"
is "found in the devices" "$(paths)" \
    "me diagnostics system-overview BatterySummary installations "
forget
sim_post '/sim/site?site=410003&instances=288,289'
is "of two nobody guesses: overview" \
    "$(vrm-fetch battery --site 410003 | values)" \
    "$(truth 'site=410003&kind=overview')"
exits "summary alone has nothing to ask" 66 vrm-fetch battery --site 410003 \
    --via summary

# a twin that has gone stays in VRM's lists for ever
forget
sim_post '/sim/site?site=410004&stale=291&stale_since=2026-07-01T00:00:00Z'
is "a stale twin is not taken for the battery" \
    "$(vrm-fetch battery --site 410004 | values)" \
    "$(truth 'site=410004&kind=summary')"
is "and is no battery of the site" \
    "$(vrm-fetch battery --site 410004 --battery all | values |
    jq -r '.[1]' | grep -c 291)" 0

# more rows than VRM gives at once
is "diagnostics are asked for whole" "$(sim_get /sim/requests |
    jq -r '[.list[] | select(.path | endswith("diagnostics"))][0].query')" \
    'count=1000'

# --- no monitor, an empty summary, a change ----------------------------------

forget
sim_post '/sim/site?site=410005&monitor=none'
is "a site without a monitor goes by overview, its SOC unknown" \
    "$(vrm-fetch battery --site 410005 | values)" \
    "$(truth 'site=410005&kind=overview')"
for _ in 1 2 3; do
	sim_delete /sim/requests
	vrm-fetch battery --site 410005 > "$T/out"
done
is "for one request a poll" "$(paths)" "installations "
sim_now 2026-07-20T18:00:01Z
sim_delete /sim/requests
vrm-fetch battery --site 410005 > "$T/out"
is "six hours later it is looked for again" "$(paths)" \
    "diagnostics installations "
sim_now $T0

EMPTY='{"success":true,"records":{"data":{"hasOldData":false,
"secondsAgo":{"value":0,"valueFormattedWithUnit":"0s"}},"meta":{},
"attributeOrder":[]}}'
for nothing in "$EMPTY" '{"success":true,"records":{"data":[]}}' \
    '{"success":true,"records":[]}' '{"success":true,"records":null}' ''; do
	forget
	sim_post '/sim/site?site=410006&monitor=yes'
	sim_post '/sim/replay?path=BatterySummary' "$nothing"
	is "an empty summary (${nothing:0:38}): overview" \
	    "$(vrm-fetch battery --site 410006 | values)" \
	    "$(truth 'site=410006&kind=overview')"
	sim_delete /sim/requests
	vrm-fetch battery --site 410006 > "$T/out"
	is "and one request from then on" "$(paths)" "installations "
	sim_delete /sim/replay
done
for status in 204 404; do
	forget
	sim_post "/sim/replay?path=BatterySummary&status=$status" ''
	is "$status for a summary is an empty one" \
	    "$(vrm-fetch battery --site 410006 | values)" \
	    "$(truth 'site=410006&kind=overview')"
	sim_delete /sim/replay
done
forget
sim_post '/sim/site?site=410006&gsm=on'
is "401 for a summary, the token being good, is an empty one" \
    "$(vrm-fetch battery --site 410006 | values)" \
    "$(truth 'site=410006&kind=overview')"
sim_post '/sim/site?site=410006&gsm=off'

forget
vrm-fetch battery --site 410007 > "$T/out"
sim_now 2026-07-20T19:00:00Z
sim_post '/sim/site?site=410007&instances=290'
is "a monitor that came back under another number is found" \
    "$(vrm-fetch battery --site 410007 | values)" \
    "$(truth 'site=410007&kind=summary')"
sim_now $T0

# --- silent sites, odd values -------------------------------------------------

forget
sim_post '/sim/site?site=410001&silent_since=2026-07-18T10:00:00Z'
is "a site that fell silent keeps its own old time" \
    "$(vrm-fetch battery --site 410001 | values)" \
    "$(truth 'site=410001&kind=summary')"
sim_delete /sim/requests
vrm-fetch battery --site 410001 > "$T/out"
is "and goes by overview from then on" "$(paths)" "installations "
is "as the same sample" "$(jq -r .timestamp "$T/out")" \
    "$(sim_get '/sim/truth?site=410001&kind=summary' | jq -r .timestamp)"
sim_post '/sim/site?site=410001&silent_since=never'

for types in strings numbers mixed; do
	for mode in missing null invalid dashes old; do
		forget
		sim_post "/sim/site?site=410001&types=$types&soc=$mode"
		is "SOC $mode among $types is null" \
		    "$(vrm-fetch battery --site 410001 | values)" \
		    "$(truth 'site=410001&kind=summary')"
	done
done
sim_post '/sim/site?site=410001&soc=ok&temperature=old'
is "a temperature of yesterday is not today's" \
    "$(vrm-fetch battery --site 410001 | jq '.temperature')" null
sim_post '/sim/site?site=410001&temperature=ok&current=missing'
is "without a current there is no power" \
    "$(vrm-fetch battery --site 410001 | jq -c '[.current, .power, .state]')" \
    '[null,null,null]'
sim_post '/sim/site?site=410001&current=ok&language=pt'
forget
is "texts in Portuguese change nothing" \
    "$(vrm-fetch battery --site 410001 | values)" \
    "$(truth 'site=410001&kind=summary')"
sim_post '/sim/replay?path=BatterySummary' '{"success":true,"records":{
"soc":67.0,"voltage":26.4,"current":12.5,"power":330,"state":"charging",
"temperature":23.5}}'
is "the flat body is read, its time VRM's clock" \
    "$(vrm-fetch battery --site 410001 --battery 288 | values)" \
    '["410001","288",288,"2026-07-20T12:00:00Z",67,26.4,12.5,330,"charging",23.5]'
sim_delete /sim/replay

# --- an account that grows -------------------------------------------------------

forget
sim_post '/sim/site?site=all&hidden=on'
sim_post '/sim/site?site=410004&hidden=off&stale=none'
poll() { # TIME: an account's batteries, nothing configured
	sim_now "$1"
	sim_delete /sim/requests
	vrm-fetch battery | values > "$T/poll"
	paths
}
is "an account is listed" "$(poll 2026-07-20T12:03:00Z)" "me installations "
is "its only site is then read by itself" "$(poll 2026-07-20T12:06:00Z)" \
    "diagnostics BatterySummary "
is "for one request" "$(poll 2026-07-20T12:09:00Z)" "BatterySummary "
cp "$T/poll" "$T/before"
sim_post '/sim/site?site=410005&hidden=off'
is "after six hours the account is listed again" \
    "$(poll 2026-07-20T18:03:01Z)" "installations "
is "and its second site found" "$(jq -r '.[0]' "$T/poll" | tr '\n' ' ')" \
    "410004 410005 "
is "the first one's series goes on" "$(jq -c '.[0:2]' "$T/before")" \
    "$(head -1 "$T/poll" | jq -c '.[0:2]')"
is "both by one request from then on" "$(poll 2026-07-20T18:06:00Z)" \
    "installations "
sim_post '/sim/site?site=all&hidden=off'
sim_now $T0

# --- one log, one row -----------------------------------------------------------

forget
sim_post '/sim/site?site=410001&wobble=2'
for s in 0 1 2 3 4 5 6 7 8 9; do
	sim_now 2026-07-20T12:00:0${s}Z
	vrm-fetch battery --site 410001
	vrm-fetch battery --site 410001 --via overview
done | jq -r 'select(.type == null).timestamp' | sort -u > "$T/times"
is "however VRM's age wobbles, one log has one time" \
    "$(wc -l < "$T/times")" 1
sim_now $T0
sim_post '/sim/site?site=410001&ahead=7200'
exits "a reading from the future is refused" 66 vrm-fetch battery \
    --site 410001
like "and it says which clock to look at" "$(cat "$T/err")" 'GX device'

done_testing
