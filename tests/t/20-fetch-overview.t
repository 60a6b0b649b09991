#!/bin/bash
# vrm-fetch battery by overview: one request for every site of the account
. "$(dirname "$0")/lib.sh"

T0=2026-07-20T12:00:00Z
sim_start --now $T0
export VRM_NOW=$T0 VICTRON_VRM_TOKEN=$SIM_TOKEN

# the values of readings, in one form whoever wrote them
values() {
	jq -c 'select(.type == null) | [.installation_id, .battery, .timestamp,
	    .soc, .voltage, .current, .power, .state, .temperature]'
}
truth() { sim_get "/sim/truth?$1" | values; }
sites() { jq -c 'select(.type == "site")'; }
forget() { rm -rf "$VRM_STATE_DIR"; sim_delete /sim/requests; }

vrm-fetch battery --all > "$T/all" 2> "$T/err"
is "all seven sites equal the truth" "$(values < "$T/all")" \
    "$(truth 'site=all&kind=overview')"
is "a run that went well says nothing" "$(cat "$T/err")" ""
is "each site tells who it is, before the readings" \
    "$(head -7 "$T/all" | jq -r .type | sort -u)" site
is "who we are was asked once, the sites once" "$(sim_requests)" 2
is "the sample names no device and no temperature" \
    "$(jq -c 'select(.type == null) | [.instance, .temperature]' "$T/all" |
    sort -u)" "[null,null]"

sim_delete /sim/requests
vrm-fetch battery --all > "$T/again"
is "the second poll costs one request" "$(sim_requests)" 1
is "it repeats the readings" "$(values < "$T/again")" \
    "$(values < "$T/all")"
is "and not the sites" "$(sites < "$T/again")" ""
sim_post '/sim/site?site=410003&name=Barge'
is "but one that has changed" "$(vrm-fetch battery --all | sites |
    jq -c '[.installation_id, .name]')" '["410003","Barge"]'
is "once" "$(vrm-fetch battery --all | sites)" ""
sim_post '/sim/site?site=410003&zone=Asia/Kolkata'
is "its zone too" "$(vrm-fetch battery --all | sites |
    jq -c '[.installation_id, .timezone]')" '["410003","Asia/Kolkata"]'
sim_now 2026-07-21T11:59:00Z
is "within a day nothing is told again" \
    "$(vrm-fetch battery --all | sites | jq -r .installation_id)" ""
sim_now 2026-07-21T12:00:00Z
is "a day later the sites tell again" \
    "$(vrm-fetch battery --all | sites | wc -l)" 7
sim_now $T0

forget
is "what a terminal is shown" "$(script -qec 'vrm-fetch battery --all' /dev/null \
    </dev/null | grep -c '"type":"site"')" 7
is "is told again to a pipe, where it may be stored" \
    "$(vrm-fetch battery --all | sites | wc -l)" 7
is "which is enough" "$(vrm-fetch battery --all | sites | wc -l)" 0

# nothing named and nothing configured is the whole account
forget
is "no site named: all of them" "$(vrm-fetch battery | values | wc -l)" 7
forget
is "the setting names several" \
    "$(VICTRON_INSTALLATION_ID='410001, 410003' vrm-fetch battery |
    values | jq -r '.[0]' | tr '\n' ' ')" "410001 410003 "
is "several sites are one request" "$(sim_requests)" 2
is "--site beats the setting" \
    "$(VICTRON_INSTALLATION_ID=410001 vrm-fetch battery --via overview \
    --site 410002 | values | jq -r '.[0]')" 410002
exits "--all and --site exclude each other" 64 vrm-fetch battery --all \
    --site 410001
exits "--via knows three ways" 64 vrm-fetch battery --via guess
exits "a battery is a number" 64 vrm-fetch battery --all --battery first

# --- what the answer may look like ------------------------------------------

export VRM_RATE_LIMIT=2000/h

# replay JSON: vrm-fetch reads the list of sites from this body
replay() {
	sim_delete /sim/replay
	sim_post '/sim/replay?path=/installations' "$1"
}
item() { # CODE VALUE TIME
	printf '{"code":"%s","idDeviceType":6,"rawValue":%s,"timestamp":%s}' "$@"
}
NOW=1784548763
BS=$(item bs 81.5 $NOW)
BV=$(item bv 26.61 $NOW)
site() { # EXTENDED
	printf '{"idSite":7,"name":"x","last_timestamp":%s,"extended":%s}' \
	    $NOW "$1"
}
fetch_one() {
	vrm-fetch battery --all 2> "$T/err" | values |
	    jq -c '[.[0], .[2], .[3], .[4]]'
}
GOOD='["7","2026-07-20T11:59:23Z",81.5,26.61]'

replay "{\"success\":true,\"records\":[$(site "[$BS,$BV]")]}"
is "one site in a list" "$(fetch_one)" "$GOOD"
replay "{\"records\":{\"7\":$(site "{\"0\":$BS,\"4\":$BV}")},\"success\":1}"
is "PHP's objects for lists, success behind" "$(fetch_one)" "$GOOD"
replay "{\"success\":true,\"records\":[$(site "[$(item bs '"81.5"' '"1784548763"'),$BV]" | sed 's/"idSite":7/"idSite":"7"/')]}"
is "strings for numbers" "$(fetch_one)" "$GOOD"
replay "{\"success\":true,\"records\":[null,7,\"x\",{},$(site "[$BS,$BV,null,7]")],\"new\":[{}]}"
is "elements that are no sites, members unheard of" "$(fetch_one)" "$GOOD"
replay "{\"success\":true,\"records\":[$(site "[$(item bs 12 1700000000),$BV]")]}"
is "a SOC of another year is null beside a fresh voltage" "$(fetch_one)" \
    '["7","2026-07-20T11:59:23Z",null,26.61]'
replay "{\"success\":true,\"records\":[$(site "[$(item bs 0 $NOW),$BV]")]}"
is "0 % is 0 %" "$(fetch_one)" '["7","2026-07-20T11:59:23Z",0,26.61]'
replay "{\"success\":true,\"records\":[$(site "[$(item bs 150 $NOW),$BV]")]}"
is "150 % is no SOC" "$(fetch_one)" '["7","2026-07-20T11:59:23Z",null,26.61]'
replay "{\"success\":true,\"records\":[$(site "[$(item bs 81.5 1700000000),$(item bv 26.61 1700000000)]")]}"
is "values that are old together keep their old time" "$(fetch_one)" \
    '["7","2023-11-14T22:13:20Z",81.5,26.61]'

# every form of nothing: no reading, no failure when nobody named the site
for nothing in '[]' '{}' null false '""' '[{"code":"bs","rawValue":null}]'; do
	replay "{\"success\":true,\"records\":[$(site "$nothing")]}"
	exits "extended $nothing: a site without a battery is no failure" 0 \
	    vrm-fetch battery --all
	is "extended $nothing: it prints no reading and says nothing" \
	    "$(values < "$T/out")$(cat "$T/err")" ""
	exits "extended $nothing: but it is when it was named" 66 \
	    vrm-fetch battery --site 7 --via overview
done
for nothing in '[]' '{}' null false '""'; do
	replay "{\"success\":true,\"records\":$nothing}"
	exits "records $nothing: an account without sites" 0 vrm-fetch battery --all
	exits "records $nothing: the site is not there" 66 \
	    vrm-fetch battery --site 7 --via overview
done
replay ''
exits "an empty body is an empty account" 0 vrm-fetch battery --all
sim_delete /sim/replay
sim_post '/sim/replay?path=/installations&status=204' ''
exits "and so is 204" 0 vrm-fetch battery --all

replay '{"success":false,"errors":"Kein Zugriff","error_code":null}'
exits "200 with success:false is a refusal" 77 vrm-fetch battery --all
like "in VRM's own words" "$(cat "$T/err")" 'Kein Zugriff'
replay '{"success":false,"errors":{"idUser":"no such user"},"records":[]}'
exits "errors as an object" 77 vrm-fetch battery --all
like "are shown with their field" "$(cat "$T/err")" 'idUser.*no such user'
replay '{"records":[],"success":false,"errors":["one","two"]}'
exits "errors as a list, behind the records" 77 vrm-fetch battery --all
like "are all shown" "$(cat "$T/err")" 'one.*two'
replay '{"status":"captive portal"}'
exits "JSON of somebody else" 76 vrm-fetch battery --all
replay '[]'
exits "a list instead of an object" 76 vrm-fetch battery --all
replay '<html><body>Sign in to the hotel</body></html>'
exits "a web page with 200" 76 vrm-fetch battery --all
like "is called one" "$(cat "$T/err")" 'web page'

sim_delete /sim/replay
replay "{\"success\":true,\"records\":[$(site "[$BS,$BV]"),{\"idSite\":8,\"na"
exits "an answer that is cut off" 69 vrm-fetch battery --all
is "keeps the site that was whole" \
    "$(values < "$T/out" | jq -c '[.[0], .[2], .[3], .[4]]')" "$GOOD"
like "and says that it was cut off" "$(cat "$T/err")" 'cut off.*after 1'
exits "the site that did not come is the one that failed" 76 \
    vrm-fetch battery --site 8 --via overview

done_testing
