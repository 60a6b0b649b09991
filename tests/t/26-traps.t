#!/bin/bash
# every recorded answer, and every way VRM bends one (tests/TRAPS), end to end
. "$(dirname "$0")/lib.sh"

T0=2026-07-20T12:00:00Z
sim_start --now $T0
export VRM_NOW=$T0 VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_RATE_LIMIT=5000/h
export VRM_DATABASE_URL=sqlite:$T/vrm.db

LIST=users/90001/installations

sample() { # PATH FILE: VRM answers PATH with this recorded body
	sim_post "/sim/replay?path=$1&file=$2"
}
replay() { # PATH BODY [HEADER]
	sim_post "/sim/replay?path=$1${3:+&header=$3}" "$2"
}
fresh() {
	rm -rf "$VRM_STATE_DIR" "$T"/vrm.db*
	sim_delete /sim/replay
	sim_delete /sim/fault
	sim_delete /sim/requests
}
readings() { jq -c 'select(.type == null)'; }
brief() { # time, soc, voltage, current, state, temperature of the first one
	readings | head -1 | jq -c '[.timestamp[11:19], .soc, .voltage, .current,
	    .state, .temperature]'
}
now() { # what vrm-query says of a site's battery after storing $T/out
	vrm-store < "$T/out" && vrm-query current --site "$1" --format json |
	    jq -c '.data | [.timestamp, .soc, .age_s, .stale]'
}

# --- the recorded answers ------------------------------------------------------

recorded() {
	fresh
	sample diagnostics diagnostics.json
	sample system-overview system_overview.json
	sample BatterySummary battery_summary.json
	sample $LIST installations_extended.json
	sample Graph graph.json
	sample users/me users_me.json
}
BOATHOUSE='{"type":"site","installation_id":"410001","identifier":"0a1b2c3d4e5f","name":"Boathouse","timezone":"Europe/Amsterdam","log_interval":60,"last_timestamp":"2026-07-20T11:59:23Z"}'
values='"source":"victron","soc":81.5,"voltage":26.61,"current":-9.0,"power":-239.5,"state":"discharging"'

recorded
exits "the recorded summary" 0 vrm-fetch battery --site 410001
is "gives the site and its reading, byte for byte" "$(cat "$T/out")" \
    "$BOATHOUSE
{\"timestamp\":\"2026-07-20T11:59:23Z\",\"installation_id\":\"410001\",\"battery\":\"system\",\"instance\":288,$values,\"temperature\":24.0,\"interval\":60}"
is "the monitor was the one that abs names, of three" \
    "$(sim_get /sim/requests | jq -r '.list[] |
    select(.path | endswith("BatterySummary")).query')" 'instance=288'
is "stored it is 37 s old and fresh" "$(now 410001)" \
    '["2026-07-20T11:59:23Z",81.5,37,false]'
is "every battery of the site but the twin that is gone" \
    "$(vrm-fetch battery --site 410001 --battery all | readings |
    jq -c '[.battery, .instance]' | tr '\n' ' ')" \
    '["system",288] ["288",288] ["0",0] '

recorded
sample BatterySummary battery_summary_offline.json
exits "the recorded summary of a site that is offline" 0 vrm-fetch battery \
    --site 410001 --battery 288
is "keeps its own old time" "$(brief < "$T/out")" \
    '["10:47:59",81.5,26.61,-9,"discharging",24]'
is "and is three days old" "$(readings < "$T/out" | jq -r .timestamp)" \
    2026-07-17T10:47:59Z
vrm-store < "$T/out"
is "stored it is stale" "$(vrm-query current --site 410001 --battery 288 \
    --format json | jq -c '.data | [.age_s, .stale]')" '[263521,true]'
exits "for the system the overview's newer log goes out" 0 vrm-fetch battery \
    --site 410001
is "which is fresh" "$(now 410001)" '["2026-07-20T11:59:23Z",81.5,37,false]'

recorded
sample BatterySummary battery_summary_wrong_instance.json
exits "the recorded answer for a wrong instance" 66 vrm-fetch battery \
    --site 410001 --battery 7
is "is no reading" "$(readings < "$T/out")" ""
exits "and for the system none either" 0 vrm-fetch battery --site 410001
is "but the overview's" "$(brief < "$T/out")" \
    '["11:59:23",81.5,26.61,-9,"discharging",null]'

recorded
exits "the recorded list of sites" 0 vrm-fetch battery --all
is "gives both batteries, byte for byte" "$(grep -v '"type"' "$T/out")" \
    "{\"timestamp\":\"2026-07-20T11:59:23Z\",\"installation_id\":\"410001\",\"battery\":\"system\",\"instance\":null,$values,\"temperature\":null}
{\"timestamp\":\"2026-07-17T10:47:59Z\",\"installation_id\":\"410002\",\"battery\":\"system\",\"instance\":null,\"source\":\"victron\",\"soc\":46.0,\"voltage\":50.38,\"current\":49.9,\"power\":2514.0,\"state\":\"charging\",\"temperature\":null}"
is "the fresh one is fresh" "$(now 410001)" \
    '["2026-07-20T11:59:23Z",81.5,37,false]'
is "the silent one stale" "$(now 410002)" \
    '["2026-07-17T10:47:59Z",46,263521,true]'
is "the list names the monitors, as object and as list" \
    "$(vrm-fetch installations | jq -c '[.name, .monitors]' | tr '\n' ' ')" \
    '["Boathouse",[288]] ["Cabaña \"Norte\"",[0]] '

recorded
is "the recorded devices: instance 0 too, the DC meter not" \
    "$(vrm-fetch devices --site 410001 |
    jq -c '[.instance, .product, .firmware, .feeds_system]' | tr '\n' ' ')" \
    '[288,"SmartShunt 500A","v3.11",true] [0,"CAN BMS",null,false] [289,"SmartShunt 500A","v3.09",false] '
vrm-fetch history --site 410001 --battery 288 --since 2026-07-20T11:30:00Z \
    --until $T0 > "$T/out"
is "the recorded graph: its first reading" "$(brief < "$T/out")" \
    '["11:30:00",82.9,26.7,-8.75,"discharging",null]'
is "and its last" "$(readings < "$T/out" | tail -1 |
    jq -c '[.timestamp, .soc, .voltage, .current, .interval, .origin]')" \
    '["2026-07-20T11:59:00Z",81.5,26.61,-9,60,"history"]'
vrm-store < "$T/out"
is "stored it is what vrm-query knows" "$(vrm-query current --site 410001 \
    --battery 288 --format json | jq -c '.data | [.soc, .age_s, .stale]')" \
    '[81.5,60,false]'
sample Graph graph_empty.json
is "the recorded graph without data" "$(vrm-fetch history --site 410001 \
    --battery 288 --since 2026-07-20T11:30:00Z --until $T0 |
    jq -c '[.type, .found]')" '["asked",0]'
sample stats stats_custom.json
later=2027-03-20T12:00:00Z
VRM_NOW=$later vrm-fetch history --site 410001 --since 2026-07-20T08:00:00Z \
    --until $T0 > "$T/out"
is "the recorded means, in milliseconds, false for the current" \
    "$(readings < "$T/out" | sed -n '1p;$p' | jq -c '[.timestamp[11:19], .soc,
    .voltage, .current, .interval]' | tr '\n' ' ')" \
    '["08:00:00",84,26.8,null,900] ["11:45:00",81.6,26.65,null,900] '
is "are sixteen quarters" "$(readings < "$T/out" | wc -l)" 16

fresh
sample users/me users_me.json
like "the recorded user" "$(vrm-auth status)" 'Sample Owner.*\(90001\)'
sample accesstokens/list accesstokens_list.json
is "the recorded list of tokens" "$(vrm-auth tokens --format json |
    jq -c '.data[] | [.id, .name, .created_at, .expires_at, .last_used_at]')" \
    '["880001","vrm-toolkit","2026-07-11T12:00:00Z",null,"2026-07-20T11:57:00Z"]
["870002","old laptop","2025-06-15T12:00:00Z","2026-06-15T12:00:00Z",null]'
sample accesstokens accesstokens_revoke.json
exits "the recorded revocation" 0 vrm-auth revoke 870002
fresh
unset VICTRON_VRM_TOKEN
export VICTRON_VRM_USERNAME=owner@example.invalid VICTRON_VRM_PASSWORD=x
sample auth/login login_token.json
sample accesstokens/create accesstokens_create.json
sample auth/logout logout.json
sample users/me users_me.json
exits "the recorded login, creation and logout" 0 vrm-auth login
is "save the token that was made" \
    "$(jq -c '[.scheme, .id, .user]' "$VRM_STATE_DIR/private/token.json")" \
    '["Token","880001","90001"]'
fresh
sample auth/login login_token.json
sample users/me users_me_bearer.json
exits "the recorded login, kept" 0 vrm-auth login --keep-login
is "is a Bearer" "$(jq -r .scheme "$VRM_STATE_DIR/private/token.json")" Bearer
like "whose user is read" "$(vrm-auth status)" 'Sample Owner.*\(90001\)'
fresh
sample auth/login login_2fa.json
exits "the recorded demand of a second factor" 77 vrm-auth login
like "says how to give it" "$(cat "$T/err")" 'vrm-auth login --sms-code CODE'
fresh
sim_post '/sim/replay?path=auth/login&status=401&file=error_401_login.json'
exits "the recorded refusal of a password" 77 vrm-auth login
like "in VRM's words, field by field" "$(cat "$T/err")" \
    'username: Invalid credentials; password: Invalid credentials'
unset VICTRON_VRM_USERNAME VICTRON_VRM_PASSWORD
export VICTRON_VRM_TOKEN=$SIM_TOKEN
for case in '401 error_401.json 77 Token.is.invalid' \
    '403 error_403.json 77 do.not.have.permission' \
    '500 error_500.html 69 VRM.answered.500' \
    '502 error_502.html 69 VRM.answered.502'; do
	read -r status file exit words <<< "$case"
	fresh
	sim_post "/sim/replay?path=installations&status=$status&file=$file"
	exits "the recorded $file" "$exit" vrm-fetch battery --all
	like "says so, in words, without HTML" "$(grep -v '<' "$T/err")" "$words"
done
fresh
sim_post '/sim/replay?path=installations&status=429&header=Retry-After:900&file=error_429.json'
exits "the recorded error_429.json" 75 vrm-fetch battery --all
like "says what VRM said" "$(cat "$T/err")" 'Too many requests'

# --- BatterySummary, bent ------------------------------------------------------

# attr ID CODE MEMBERS: one attribute, 37 s old unless MEMBERS say otherwise
attr() {
	printf '"%s":{"code":"%s","idDataAttribute":"%s","secondsAgo":"37",%s}' \
	    "$1" "$2" "$1" "$3"
}
# summary "sentence" DATA WANTED [HEADER]: of monitor 288
summary() {
	fresh
	replay BatterySummary \
	    "{\"success\":true,\"records\":{\"data\":$2,\"meta\":[]}}" "${4:-}"
	vrm-fetch battery --site 410001 --battery 288 > "$T/out" 2> "$T/err"
	is "$1" "$(brief < "$T/out")" "$3"
}
V=$(attr 47 V '"rawValue":"26.61"')
SOC=$(attr 51 SOC '"valueFloat":"81.5"')
GOOD='["11:59:23",81.5,26.61,null,null,null]'
NO_SOC='["11:59:23",null,26.61,null,null,null]'

summary "data as a list" "[${V#*:},${SOC#*:}]" "$GOOD"
summary "rawValue empty, valueFloat not" \
    "{$V,$(attr 51 SOC '"rawValue":"","valueFloat":81.5')}" "$GOOD"
summary "valueFloat empty, rawValue not" \
    "{$V,$(attr 51 SOC '"rawValue":"81.5","valueFloat":""')}" "$GOOD"
summary "all null but value" \
    "{$V,$(attr 51 SOC '"rawValue":null,"valueFloat":null,"value":81.5')}" \
    "$GOOD"
for valid in '"0"' 0 false; do
	summary "isValid $valid" \
	    "{$V,$(attr 51 SOC "\"rawValue\":\"81.5\",\"isValid\":$valid")}" "$NO_SOC"
done
for nothing in '""' '"--"' '"---"' null false '"NaN"' '"inf"' '"81,5"' \
    '"81.5 %"' '[]' '{}'; do
	summary "a SOC of $nothing is missing" \
	    "{$V,$(attr 51 SOC "\"rawValue\":$nothing,\"formattedValue\":\"12 %\"")}" "$NO_SOC"
done
summary "a SOC of \"0\" is zero" "{$V,$(attr 51 SOC '"rawValue":"0"')}" \
    '["11:59:23",0,26.61,null,null,null]'
summary "the code inside decides, not the key" \
    "{\"51\":${V#*:},\"47\":${SOC#*:}}" "$GOOD"
summary "an age that is a Unix time" \
    "{\"51\":{\"code\":\"SOC\",\"value\":80,\"secondsAgo\":\"1784548700\"}}" \
    '["11:58:20",80,null,null,null,null]'
summary "one in milliseconds" \
    '{"51":{"code":"SOC","value":80,"secondsAgo":1784548700000}}' \
    '["11:58:20",80,null,null,null,null]'
summary "only the whole has a time, a Unix time" \
    '{"51":{"code":"SOC","value":80},"secondsAgo":{"value":1784548700}}' \
    '["11:58:20",80,null,null,null,null]'
summary "Fahrenheit for people, Celsius for us" \
    "{$V,$(attr 115 BT '"value":"24","rawValue":"24","valueFloat":"24","valueFormattedWithUnit":"75 \u00b0F","formattedValue":"75 °F"')}" \
    '["11:59:23",null,26.61,null,null,24]'
summary "a temperature for people alone is none" \
    "{$V,$(attr 115 BT '"formattedValue":"24 °C"')}" "$NO_SOC"
summary "a fridge is no battery" \
    "{$V,$(attr 450 tsT '"rawValue":4'),$(attr 83 ScT '"rawValue":40'),$(attr 521 CT '"rawValue":50'),$(attr 748 iT '"rawValue":1'),$(attr 928 mT '"rawValue":2')}" \
    "$NO_SOC"
summary "fresh, successful, and alarms alone: no data" \
    "{$(attr 119 AL '"rawValue":"0"')}" ""
summary "members unheard of, of every kind" \
    "{$V,$SOC,\"x\":null,\"9\":[1],\"hasOldData\":\"\",\"secondsAgo\":[]}" \
    "$GOOD"
fresh
replay BatterySummary "{\"records\":{\"data\":{$V,$SOC}}}"
is "success missing is no failure" \
    "$(vrm-fetch battery --site 410001 --battery 288 | brief)" "$GOOD"
replay BatterySummary "{\"success\":\"1\",\"records\":{\"data\":{$V,$SOC}}}"
is "success as a string" \
    "$(vrm-fetch battery --site 410001 --battery 288 | brief)" "$GOOD"
for errors in '"kaputt"' '{"instance":"kaputt"}' '{"instance":["kaputt"]}' \
    '["kaputt"]'; do
	fresh
	replay BatterySummary "{\"success\":false,\"errors\":$errors}"
	exits "200, success false, errors $errors" 77 \
	    vrm-fetch battery --site 410001 --battery 288
	like "errors $errors are told" "$(cat "$T/err")" 'kaputt'
done
replay BatterySummary '{"success":false,"errors":null,"error_code":"missing_parameters"}'
exits "no errors, but a code" 77 vrm-fetch battery --site 410001 --battery 288
like "which is told" "$(cat "$T/err")" missing_parameters

# --- the bytes -------------------------------------------------------------------

BODY="{\"success\":true,\"records\":{\"data\":{$V,$SOC}}}"
read_288() { vrm-fetch battery --site 410001 --battery 288 2> "$T/err" | brief; }
fresh
replay BatterySummary $'\xef\xbb\xbf'"$BODY"
is "a byte order mark" "$(read_288)" "$GOOD"
replay BatterySummary "$BODY" Transfer-Encoding:chunked
is "a chunked body" "$(read_288)" "$GOOD"
printf '%s' "$BODY" | gzip > "$T/gz"
sim_curl -f -o /dev/null --data-binary "@$T/gz" \
    "$SIM_URL/sim/replay?path=BatterySummary&header=Content-Encoding:gzip"
is "a compressed body" "$(read_288)" "$GOOD"
replay BatterySummary "$BODY" Content-Type:text/html
is "JSON called HTML" "$(read_288)" "$GOOD"
replay BatterySummary "${BODY%\}},\"x\":123456789012345678901234567890}"
is "a whole number of thirty digits elsewhere" "$(read_288)" "$GOOD"
replay BatterySummary "${BODY/\"26.61\"/26.61$(printf '0%.0s' {1..400})}"
is "a fraction of four hundred digits" "$(read_288)" "$GOOD"
replay BatterySummary "${BODY%\}},\"x\":\"caf"$'\xe9'"\"}"
is "a byte that is no UTF-8 elsewhere" "$(read_288)" "$GOOD"
deep=$(printf '[%.0s' {1..5000})$(printf ']%.0s' {1..5000})
replay BatterySummary "${BODY%\}},\"x\":$deep}"
exits "brackets five thousand deep are refused" 76 vrm-fetch battery \
    --site 410001 --battery 288
like "as not understood" "$(cat "$T/err")" 'depth'

fresh
vrm-fetch battery --site 410001 > "$T/out"
sim_post "/sim/replay?path=BatterySummary" "$BODY"
for date in 'soon' 'Thu, 01 Jan 1970 00:00:00 GMT' ''; do
	sim_delete /sim/replay
	sim_post /sim/fault "{\"path\":\"BatterySummary\",\"headers\":{\"Date\":\"$date\"},\"json\":$BODY,\"count\":1}"
	is "Date: $date: our clock serves" "$(read_288)" "$GOOD"
done

# --- the list of sites, bent -------------------------------------------------------

NOW=1784548763
site() { # ID NAME EXTENDED
	printf '{"idSite":%s,"name":"%s","last_timestamp":%s,"extended":%s}' \
	    "$1" "$2" $NOW "$3"
}
item() { # CODE VALUE [TIME]
	printf '{"code":"%s","idDeviceType":6,"rawValue":%s,"timestamp":%s}' \
	    "$1" "$2" "${3:-$NOW}"
}
BATTERY="$(item bs 81.5),$(item bv 26.61)"
# listed "sentence" RECORDS WANTED: all sites' [id, time, soc, state]
listed() {
	fresh
	replay $LIST "{\"success\":true,\"records\":$2}"
	vrm-fetch battery --all > "$T/out" 2> "$T/err"
	is "$1" "$(readings < "$T/out" | jq -c '[.installation_id,
	    .timestamp[11:19], .soc, .state]' | tr '\n' ' ')" "$3"
}
ONE='["7","11:59:23",81.5,null] '
listed "an id as a string, its values as strings" \
    "[$(site '"7"' x "[$(item bs '"81.5"' "\"$NOW\""),$(item bv '"26.61"')]")]" "$ONE"
listed "times in milliseconds" \
    "[$(site 7 x "[$(item bs 81.5 ${NOW}000),$(item bv 26.61 ${NOW}000)]")]" "$ONE"
listed "a state as its name, the number beside it" \
    "[$(site 7 x "[$BATTERY,{\"code\":\"bst\",\"idDeviceType\":6,\"timestamp\":$NOW,\"rawValue\":\"A carregar\",\"valueEnum\":\"1\"}]")]" \
    '["7","11:59:23",81.5,"charging"] '
listed "a state that contradicts the current is VRM's" \
    "[$(site 7 x "[$BATTERY,$(item bc 50),$(item bst 2)]")]" \
    '["7","11:59:23",81.5,"discharging"] '
listed "a voltage and no SOC: null" "[$(site 7 x "[$(item bv 26.61)]")]" \
    '["7","11:59:23",null,null] '
is "and is stored with null" "$(now 7)" \
    '["2026-07-20T11:59:23Z",null,37,false]'
listed "a coarse icon is no SOC" \
    "[$(site 7 x "[$(item bv 26.61),{\"code\":\"soc_status\",\"idDataAttribute\":null,\"rawValue\":75}]")]" \
    '["7","11:59:23",null,null] '
listed "codes are case-sensitive: bt, BT, bT and BS are no SOC" \
    "[$(site 7 x "[$(item bv 26.61),$(item BS 4),$(item bt 17),$(item bT 20),$(item BT 20)]")]" \
    '["7","11:59:23",null,null] '
listed "an id with a fraction of nothing" "[$(site 7.0 x "[$BATTERY]")]" "$ONE"
listed "a name that is no UTF-8 is one name's matter" \
    "[$(site 7 $'caf\xe9' "[$BATTERY]"),$(site 8 y "[$BATTERY]")]" \
    "$ONE"'["8","11:59:23",81.5,null] '
is "and shown with a question mark" \
    "$(jq -r 'select(.installation_id == "7" and .type == "site").name' \
    "$T/out")" 'caf?'
listed "a name of NUL, escape and newline" \
    "[$(site 7 '\u0000\u001b[31m\n' "[$BATTERY]")]" "$ONE"
ok "puts no control character on a terminal" \
    sh -c "! tr -d '\n' < '$T/out' | grep -q '[[:cntrl:]]'"
listed "a site five thousand brackets deep drops itself alone" \
    "[$(site 7 x "[$BATTERY]"),$(site 8 y "$deep")]" "$ONE"
replay $LIST $'\xef\xbb\xbf'"{\"success\":true,\"records\":[$(site 7 x "[$BATTERY]")]}"
is "a byte order mark before the list" \
    "$(vrm-fetch battery --all | readings | jq .soc)" 81.5
FUTURE=$((NOW + 86400))
listed "a site whose clock is ahead drops itself alone" \
    "[$(site 7 x "[$BATTERY]"),$(site 8 y "[$(item bs 5 $FUTURE),$(item bv 25 $FUTURE)]")]" "$ONE"
like "and is named" "$(cat "$T/err")" 'site 8.*in the future'
fresh
replay $LIST "{\"success\":true,\"records\":[$(site 7 x "[$BATTERY]"),$(site 8 y "[$BATTERY]")]}"
is "one site is asked for, more are answered: one is told" \
    "$(vrm-fetch battery --site 8 --via overview | jq -r .installation_id |
    sort -u)" 8

# --- which monitor, bent -------------------------------------------------------------

row() { # CODE INSTANCE VALUE [TIME]
	printf '{"code":"%s","instance":%s,"rawValue":%s,"timestamp":%s,"dbusServiceType":"%s","Device":"Monitor de bateria"}' \
	    "$1" "$2" "$3" "${4:-$NOW}" \
	    "$(case $1 in abs) echo system ;; *) echo battery ;; esac)"
}
# feeds "sentence" RECORDS WANTED [NUM_RECORDS]: the instance that is asked
feeds() {
	fresh
	replay diagnostics "{\"success\":true,\"records\":$2,\"num_records\":${4:-1}}"
	sample BatterySummary battery_summary.json
	sample $LIST installations_extended.json
	vrm-fetch battery --site 410001 > "$T/out" 2> "$T/err"
	is "$1" "$(sim_get /sim/requests | jq -r '.list[] |
	    select(.path | endswith("BatterySummary")).query')" "$3"
}
ABS288=$(row abs 0 '"com.victronenergy.battery/288"')
TWO="$(row SOC 288 '"81.5"'),$(row V '"512"' 26.6)"
feeds "rows as an object, their number as a string" \
    "{\"0\":$ABS288,\"7\":$(row SOC 512 50)}" instance=288 '"2"'
feeds "a service with a tty in its name" \
    "[$(row abs 0 '"com.victronenergy.battery.ttyS5/0"'),$TWO]" instance=0
feeds "a Multi that feeds the system is no battery monitor" \
    "[$(row abs 0 '"com.victronenergy.vebus/257"'),$TWO]" ""
is "the overview's reading goes out" "$(brief < "$T/out")" \
    '["11:59:23",81.5,26.61,-9,"discharging",null]'
for nothing in null '""' false; do
	feeds "abs $nothing: nothing feeds it" "[$(row abs 0 "$nothing"),$TWO]" ""
done
feeds "no abs and two monitors: nobody guesses" "[$TWO]" ""
feeds "no abs and one beside a twin that is gone" \
    "[$(row SOC 291 12 1700000000),$(row SOC 512 50)]" instance=512
feeds "the newer of two abs" \
    "[$(row abs 0 '"com.victronenergy.battery/290"'),$(row abs 0 '"com.victronenergy.battery/291"' 1700000000)]" \
    instance=290
for nothing in '[]' '{}' null false '""'; do
	fresh
	replay diagnostics "{\"success\":true,\"records\":$nothing,\"num_records\":0}"
	sim_post '/sim/site?site=410002&instances=512'
	vrm-fetch battery --site 410002 > "$T/out"
	is "diagnostics of $nothing: the devices are asked" \
	    "$(readings < "$T/out" | jq .instance)" 512
done
fresh
sim_post /sim/fault "[{\"path\":\"diagnostics\",\"count\":1,\"json\":{\"success\":true,\"num_records\":\"4\",\"records\":[$TWO]}},
{\"path\":\"diagnostics\",\"count\":1,\"json\":{\"success\":true,\"num_records\":\"4\",\"records\":[$(row V '"512"' 26.6),$ABS288]}}]"
vrm-fetch battery --site 410001 > "$T/out"
is "a second page is asked for, and repeats a row" \
    "$(sim_get /sim/requests | jq -r '.list[] |
    select(.path | endswith("diagnostics")).query' | tr '\n' ' ')" \
    'count=1000 count=1000&page=2 '
is "what it names is asked" "$(readings < "$T/out" | jq .instance)" 288
fresh
replay diagnostics "{\"success\":true,\"num_records\":9000,\"records\":[]}"
exits "pages that never end are left" 0 vrm-fetch battery --site 410001
ok "soon" test "$(sim_requests)" -lt 8

for status in 204 404; do
	fresh
	sim_post "/sim/replay?path=diagnostics&status=$status" ''
	sim_post "/sim/replay?path=system-overview&status=$status" ''
	sample $LIST installations_extended.json
	exits "$status for diagnostics and devices" 0 vrm-fetch battery --site 410001
	is "$status: the overview goes out" "$(brief < "$T/out")" \
	    '["11:59:23",81.5,26.61,-9,"discharging",null]'
	fresh
	sim_post "/sim/replay?path=stats&status=$status" ''
	sample Graph graph_empty.json
	is "$status for means is no mean" "$(VRM_NOW=$later vrm-fetch history \
	    --site 410001 --since 2026-07-20T08:00:00Z --until $T0 |
	    jq -c '[.type, .found]')" '["asked",0]'
done

# --- who we are, bent ----------------------------------------------------------------

fresh
replay users/me '{"success":true,"user":{"id":"90001","name":null,"email":false,"idAccessToken":"7"}}'
exits "a user whose id is a string and whose name is null" 0 vrm-fetch battery --all
is "has sites" "$(readings < "$T/out" | wc -l)" 7
for body in '{"success":true,"id":90001}' '{"data":{"idUser":90001}}' \
    '{"success":true,"records":[{"id":90001}]}' '{"success":true,"user":[]}' \
    '{"success":true,"user":null}' ''; do
	fresh
	replay users/me "$body"
	exits "user.id is not in ${body:-nothing}" 76 vrm-fetch battery --all
done
fresh
sim_post '/sim/replay?path=users/90001/installations&status=403&file=error_403.json'
exits "the sites of another user" 77 vrm-fetch battery --all

unset VICTRON_VRM_TOKEN
export VICTRON_VRM_USERNAME=owner@example.invalid VICTRON_VRM_PASSWORD=x
for token in '"token":null,' '"token":"",' '"token":false,' ''; do
	fresh
	replay auth/login "{$token\"idUser\":90001,\"verification_mode\":\"?\",\"verification_sent\":false}"
	exits "a login with ${token:-no token} wants a code" 77 vrm-auth login
	like "${token:-no token}: it is said how" "$(cat "$T/err")" 'sms-code CODE'
done
is "a login is sent without any token" "$(sim_get /sim/requests |
    jq -c '[.list[] | .auth_scheme] | unique')" '[null]'
is "and as JSON" "$(sim_get /sim/requests |
    jq -c '[.list[] | select(.method == "POST").type] | unique')" \
    '["application/json"]'
jwt=$(sim_curl -d '' "$SIM_URL/sim/token?kind=login")
fresh
replay auth/login "{\"token\":\"$jwt\",\"idUser\":\"90001\"}"
exits "a login whose user is a string" 0 vrm-fetch battery --all
is "asks for the sites of that user, as Bearer" "$(sim_get /sim/requests |
    jq -r '.list[-1] | .path + " " + .auth_scheme')" "/v2/$LIST Bearer"
sim_post /sim/fault '{"path":"auth/logout","method":"GET","status":405,"body":"","count":0}'
sim_delete /sim/replay
exits "a logout that wants to be posted" 0 vrm-auth logout
is "is posted" "$(sim_get /sim/requests | jq -r '.list[-1].method')" POST
unset VICTRON_VRM_USERNAME VICTRON_VRM_PASSWORD

fresh
exits "the demo account" 0 vrm-auth demo
is "has seven sites" "$(vrm-fetch battery --all | readings | wc -l)" 7
exits "one of them, without its diagnostics" 0 vrm-fetch battery --site 410001
is "is read by its only monitor" "$(readings < "$T/out" |
    jq '.instance != null')" true
fresh
replay auth/loginAsDemo '{"token":null}'
exits "a demo that gives no token" 77 vrm-auth demo
like "is not asked for a code" "$(cat "$T/err")" 'demo account: VRM gave no token'
sim_post '/sim/replay?path=auth/loginAsDemo&status=400' '{"success":false,"errors":"no demo"}'
exits "a demo that is refused" 77 vrm-auth demo
like "is told in VRM's words" "$(cat "$T/err")" 'no demo'

export VICTRON_VRM_TOKEN=$SIM_TOKEN
fresh
replay accesstokens/list '{"success":true,"tokens":{"0":{"name":"a","idAccessToken":7,"createdOn":1783771200,"expires":1785000000,"lastSuccessfulAuth":null},"3":{"name":null,"idAccessToken":"8","createdOn":null,"expires":"1785000000"}}}'
is "tokens as an object, their times as numbers or strings" \
    "$(vrm-auth tokens --format json | jq -c '.data[] | [.id, .created_at,
    .expires_at]')" \
    '["7","2026-07-11T12:00:00Z","2026-07-25T17:20:00Z"]
["8",null,"2026-07-25T17:20:00Z"]'
for nothing in '[]' '{}' null false '""'; do
	replay accesstokens/list "{\"success\":true,\"tokens\":$nothing}"
	exits "tokens $nothing: there are none" 0 vrm-auth tokens
done
replay accesstokens/4711 '{"success":true,"data":{"removed":0}}'
exits "a revocation that removed nothing" 77 vrm-auth revoke 4711
like "is said to have done nothing" "$(cat "$T/err")" 'no such token'

done_testing
