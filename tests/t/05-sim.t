#!/bin/bash
# The simulator has VRM's shapes (vrm-api.md): what the other tests stand on.
# shellcheck disable=SC2016
. "$(dirname "$0")/lib.sh"

NOW=1784548800
S=/v2/installations/410001
LIST=/v2/users/90001/installations

# json "sentence" PATH FILTER: the answer makes the filter true
json() {
	ok "$1" jq -e "$3" <(sim_get "$2")
}

# status PATH [CURL OPTION...]: with no token unless an option gives one
status() {
	local path=$1
	shift
	sim_curl -o /dev/null -w '%{http_code}' "$@" "$SIM_URL$path"
}

# login BODY: the answer to auth/login
login() {
	sim_curl -d "$1" "$SIM_URL/v2/auth/login"
}

header() {
	sim_curl -o /dev/null -D - -H "X-Authorization: Token $SIM_TOKEN" \
	    "$SIM_URL$1" | tr -d '\r' | sed -n "s/^$2: //p"
}

exits "help is a success" 0 vrm-sim --help
exits "an unknown option is not" 64 vrm-sim --nonsense
exits "nor is a port that is none" 64 vrm-sim -p 70000
sim_start --now 2026-07-20T12:00:00Z

# --- who may ask -------------------------------------------------------------
is "no token, no answer" "$(status /v2/users/me)" 401
is "an access token sent as Bearer is refused" "$(status /v2/users/me \
    -H "X-Authorization: Bearer $SIM_TOKEN")" 401
is "plain Authorization is not the header" "$(status /v2/users/me \
    -H "Authorization: Token $SIM_TOKEN")" 401
json "users/me tells the user and the token" /v2/users/me \
    '.success and .user.id == 90001 and (.user.idAccessToken|type) == "number"'
is "the date is the simulator's" "$(header /v2/users/me Date)" \
    "Mon, 20 Jul 2026 12:00:00 GMT"

good='{"username":"owner@example.invalid",
    "password":"correct horse \"battery\" \\ staple"}'
jwt=$(login "$good" | jq -r .token)
like "a login gives three parts with two dots" "$jwt" \
    '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$'
is "with the time it ends" "$(cut -d. -f2 <<< "$jwt" | tr -- '-_' '+/' |
    sed 's/$/==/' | base64 -d 2> /dev/null | jq .exp)" $((NOW + 86400))
is "it is good as Bearer" "$(status /v2/users/me \
    -H "X-Authorization: Bearer $jwt")" 200
is "and has no access token's id" "$(sim_curl "$SIM_URL/v2/users/me" \
    -H "X-Authorization: Bearer $jwt" | jq .user.idAccessToken)" null
is "not as Token" "$(status /v2/users/me -H "X-Authorization: Token $jwt")" 401
is "logout gives an empty token" "$(sim_curl "$SIM_URL/v2/auth/logout" \
    -H "X-Authorization: Bearer $jwt" | jq -c .)" '{"token":""}'
is "and ends it" "$(status /v2/users/me -H "X-Authorization: Bearer $jwt")" 401
is "a wrong password has an object of errors" "$(login '{"username":
    "owner@example.invalid","password":"x"}' | jq -c '[.success,
    (.errors|type), .error_code]')" '[false,"object","invalid_credentials"]'
is "no password has a list of them" "$(login '{}' | jq -r '.errors|type')" array
sim_post '/sim/account?twofactor=on'
is "a second factor is wanted by giving no token" \
    "$(login "$good" | jq -c '[.token,.verification_sent]')" '[null,true]'
like "the code, zero first, opens" \
    "$(login "${good%\}},\"sms_token\":\"012345\"}" | jq -r .token)" '^ey'
is "a wrong one does not" "$(login "${good%\}},\"sms_token\":\"12345\"}" |
    jq .success)" false
sim_post '/sim/account?twofactor=off&login=retired'
is "a retired login is a 401" "$(status /v2/auth/login -d "$good")" 401
sim_post '/sim/account?login=on'
demo=$(sim_curl "$SIM_URL/v2/auth/loginAsDemo" | jq -r .token)
is "the demo sees seven sites" "$(sim_curl "$SIM_URL/v2/users/22/installations" \
    -H "X-Authorization: Bearer $demo" | jq '.records|length')" 7
is "and no diagnostics" "$(status $S/diagnostics \
    -H "X-Authorization: Bearer $demo")" 403

# --- access tokens -----------------------------------------------------------
A=/v2/users/90001/accesstokens
make() { sim_curl -H "X-Authorization: Token $SIM_TOKEN" -d "$1" "$SIM_URL$A/create"; }
made=$(make "{\"name\":\"laptop\",\"expiry\":$((NOW + 100))}")
is "a token is made, its id a string" "$(jq -c '[.success,(.token|length),
    (.idAccessToken|type)]' <<< "$made")" '[true,64,"string"]'
is "a name can be used once" "$(make '{"name":"laptop"}' | jq .success)" false
json "the list is called tokens, with times as text" $A/list \
    '.tokens|map(select(.name == "laptop"))[0]|(.createdOn|type) == "string"
    and .scope == "all" and .lastSuccessfulAuth == null'
new=$(jq -r .token <<< "$made")
is "the new one works" "$(status /v2/users/me \
    -H "X-Authorization: Token $new")" 200
sim_post "/sim/clock?advance=100"
is "until it expires" "$(status /v2/users/me \
    -H "X-Authorization: Token $new")" 401
sim_now 2026-07-20T12:00:00Z
id=$(jq -r .idAccessToken <<< "$made")
json "the old call revokes" "$A/$id/revoke" '.data.removed == 1'
json "what is gone is not revoked again" "$A/$id/revoke" '.data.removed == 0'
id=$(make '{"name":"other"}' | jq -r .idAccessToken)
is "the new call revokes too" "$(sim_curl -X DELETE "$SIM_URL$A/$id" \
    -H "X-Authorization: Token $SIM_TOKEN" | jq .data.removed)" 1
sim_post '/sim/account?tokens=2026'
is "one generation does not know the other" "$(status "$A/list" \
    -H "X-Authorization: Token $SIM_TOKEN")" 404
sim_post '/sim/account?tokens=both'

# --- installations -----------------------------------------------------------
json "seven sites, plain" $LIST \
    '.records|length == 7 and all(.[]; has("extended") or
    has("last_timestamp")|not)'
json "identifiers are 12 hex and distinct" $LIST '[.records[].identifier]|
    all(.[]; test("^[0-9a-f]{12}$")) and (unique|length) == 7'
json "one name has control characters" $LIST \
    'any(.records[]; .name|test("\u001b"))'
json "extended has 40 items and 22 KB a site" "$LIST?extended=1" \
    '.records|all(.[]; (.extended|length) == 40 and
    (tostring|utf8bytelength > 21000 and utf8bytelength < 24000))'
json "the battery has the time of the site" "$LIST?extended=1" \
    '.records|all(.[]; .last_timestamp as $t | [.extended[]|
    select(.code|IN("bs","bv","bc","bst"))] | length == 4 and
    all(.[]; .timestamp == $t and .idDeviceType == 6))'
json "no power, no temperature there" "$LIST?extended=1" \
    '[.records[].extended[].code]|index("bp","bT") == null'
json "an external sensor that is no battery" "$LIST?extended=1" \
    'all(.records[]; any(.extended[]; .code == "tsT"))'
json "instances are an object, or a list from 0 on" "$LIST?extended=1" \
    '[.records[].extended[]|select(.code == "ASoc").instances|type]|
    unique == ["array","object"]'
json "one site alone" "$LIST?extended=1&idSite=410002" \
    '[.records[].idSite] == [410002]'
json "summer time is in the offset" "$LIST?extended=1&idSite=410001" \
    '.records[0]|.timezone_offset == 7200 and .current_time == "14:00"'
is "somebody else's list is forbidden" "$(status /v2/users/90002/installations \
    -H "X-Authorization: Token $SIM_TOKEN")" 403
is "somebody else's site too" "$(status \
    /v2/installations/499001/system-overview \
    -H "X-Authorization: Token $SIM_TOKEN")" 403
is "an unknown site is missing" "$(status \
    /v2/installations/410999/system-overview \
    -H "X-Authorization: Token $SIM_TOKEN")" 404
for p in /v2/installations /v2/installations/410001 /v2/nothing / /v2; do
	is "there is no $p" "$(status "$p" \
	    -H "X-Authorization: Token $SIM_TOKEN")" 404
done
portal=$(sim_get "$LIST?idSite=410003" | jq -r '.records[0].identifier')
is "a portal id leads to its site" "$(sim_curl -d \
    "{\"installation_identifier\":\"$portal\"}" \
    -H "X-Authorization: Token $SIM_TOKEN" \
    "$SIM_URL/v2/users/90001/get-site-id" | jq -c .records.site_id)" '"410003"'

# --- devices -----------------------------------------------------------------
json "the gateway has no instance, but the interval" $S/system-overview \
    '.records.devices[0]|has("instance") == false and .loggingInterval == 60'
json "batteries are of type 2" /v2/installations/410004/system-overview \
    '[.records.devices[]|select(.idDeviceType == 2).instance] == [288,0,1]'
json "a stale twin stands first" /v2/installations/410005/system-overview \
    '[.records.devices[]|select(.idDeviceType == 2)]|
    .[0].instance == 279 and .[0].lastConnection < .[1].lastConnection'
json "diagnostics stop at 100 rows" $S/diagnostics \
    '(.records|length) == 100 and .num_records > 250'
json "the SOC is not among them" $S/diagnostics \
    'all(.records[]; .code != "SOC" and .code != "bs")'
json "all of them name the active battery" "$S/diagnostics?count=1000" \
    '.num_records == (.records|length) and any(.records[]; .code == "abs" and
    .rawValue == "com.victronenergy.battery/288")'
json "pages follow one another" "$S/diagnostics?count=200&page=2" \
    '(.records|length) == .num_records - 200'
json "rows carry strings for numbers" "$S/diagnostics?count=1000" \
    '.records|map(select(.code == "SOC"))[0].rawValue|type == "string"'

# --- BatterySummary ----------------------------------------------------------
W=$S/widgets/BatterySummary
json "values, keyed by id" "$W?instance=288" '.records.data|."51".code == "SOC"
    and ."47".code == "V" and ."49".code == "I" and ."115".code == "BT"'
json "meta for 25 attributes, in order" "$W?instance=288" \
    '(.records.meta|length) == 25 and (.records.attributeOrder|length) == 25'
json "a wrong instance is fresh, complete and empty" "$W" '.success and
    (.records.data|keys == ["hasOldData","secondsAgo"]) and
    .records.data.hasOldData == false and .records.data.secondsAgo.value == 0
    and (.records.meta|length) == 25'
json "instance 0 is a battery" \
    "/v2/installations/410003/widgets/BatterySummary" '.records.data|has("51")'
age=$(sim_get "$W?instance=288" | jq -r '.records.data."51".secondsAgo')
is "date less age is the log's time" "$(date -u -d @$((NOW - age)) +%FT%TZ)" \
    "$(sim_get '/sim/truth?site=410001' | jq -r .timestamp)"
is "the summary is the truth" "$(sim_get "$W?instance=288" | jq -c \
    '.records.data|["51","47","49","115"] as $k|[.[$k[]].valueFloat|tonumber]')" \
    "$(sim_get '/sim/truth?site=410001' |
    jq -c '[.soc,.voltage,.current,.temperature]')"

json "a stale twin has old values" \
    "/v2/installations/410005/widgets/BatterySummary?instance=279" \
    '.records.data|.hasOldData and (."51".secondsAgo|tonumber) > 1e8'
json "numbers are strings on one site, numbers on the next" \
    "/v2/installations/410002/widgets/BatterySummary?instance=512" \
    '.records.data."51"|[.valueFloat,.secondsAgo,.isValid]|
    map(type) == ["number","number","number"]'
json "and both on a third" \
    "/v2/installations/410003/widgets/BatterySummary?instance=0" \
    '[.records.data[]|objects|.valueFloat|type]|index("string") and
    index("number")'

# --- Graph and stats ---------------------------------------------------------
G="$S/widgets/Graph?start=$((NOW - 3600))&end=$((NOW - 1))"
json "a graph asked by code is keyed by id" \
    "$G&attributeCodes%5B%5D=bs&attributeCodes%5B%5D=bp&useMinMax=0" \
    '.records.data|keys == ["144","243"]'
json "minutes, counted from the start, two numbers each" \
    "$G&attributeIds[]=144&useMinMax=0" ".records.data.\"144\"|length == 60 and
    .[0][0] == $((NOW - 3600)) and all(.[]; length == 2)"
json "four numbers by default" "$G&attributeCodes[]=SOC&instance=288" \
    '.records.data."51"|all(.[]; length == 4)'
is "the graph is the truth" "$(sim_get \
    "$G&attributeCodes[]=V&instance=288&useMinMax=0" |
    jq -c '[.records.data."47"[]|[(.[0]|todate), .[1]]]')" \
    "$(sim_get "/sim/truth?site=410001&battery=288&kind=graph&from=$((NOW -
    3600))&to=$((NOW - 1))" | jq -sc '[.[]|[.timestamp,.voltage]]')"
json "what is asked beyond the picture's width is thinned" \
    "$S/widgets/Graph?start=$((NOW - 172800))&end=$NOW&attributeCodes[]=bs" \
    '.records.data."144"|length < 1537 and .[1][0] - .[0][0] == 120'
json "an unknown code has no key" "$G&attributeCodes[]=BatteryVoltage" \
    '.success and .records.data == []'
is "no code at all is an error" "$(status "$G" \
    -H "X-Authorization: Token $SIM_TOKEN")" 400
Q="$S/stats?type=custom&interval=15mins&attributeCodes[]=bs"
json "stats are in milliseconds, SOC with its extremes, false for nothing" \
    "$Q&attributeCodes[]=bv&attributeCodes[]=nil" '(.records.bs[0]|length == 4
    and .[0] > 1e12) and (.records.bv[0]|length) == 2 and
    .records.nil == false and .totals.nil == false'
is "a period too long is an error" "$(status "$Q&start=1700000000" \
    -H "X-Authorization: Token $SIM_TOKEN")" 400

# --- sites that differ -------------------------------------------------------
sim_post '/sim/site?site=410001&monitor=none'
json "no monitor, no SOC, but voltage" "$LIST?extended=1&idSite=410001" \
    '[.records[0].extended[].code]|index("bs") == null and index("bv")'
json "and an empty summary" "$W?instance=288" '.records.data|has("51")|not'
sim_post '/sim/site?site=410001&monitor=yes&soc=null&temperature=missing'
json "an unknown SOC is null" "$W?instance=288" '.records.data|
    ."51".rawValue == null and (has("115")|not)'
is "and in the truth" "$(sim_get '/sim/truth?site=410001' |
    jq -c '[.soc,.temperature]')" '[null,null]'
sim_post '/sim/site?site=410001&soc=invalid&wobble=2'
json "an invalid one says so" "$W?instance=288" \
    '.records.data."51"|.isValid == "0" and .rawValue != null'
sim_post '/sim/site?site=410001&wobble=0&soc=ok&temperature=ok&silent_since=1784500000'
json "a silent site keeps old values" "$W?instance=288" \
    '.records.data|.hasOldData and (."51".secondsAgo|tonumber) > 40000'
json "and stays in the list" "$LIST?extended=1&idSite=410001" \
    '.records[0].last_timestamp <= 1784500000'
sim_post '/sim/site?site=410001&silent_since=never&instances=290&stale=288'
json "a new instance feeds the system" "$S/diagnostics?count=1000" \
    'any(.records[]; .rawValue == "com.victronenergy.battery/290")'
sim_post '/sim/site?site=410001&language=pt&gsm=on&diagnostics=forbidden'
json "texts are translated" "$LIST?extended=1&idSite=410001" \
    'any(.records[0].extended[]; .description == "SOC da bateria")'
is "a widget alone may be refused" "$(status "$W" \
    -H "X-Authorization: Token $SIM_TOKEN")" 401
is "diagnostics too" "$(status "$S/diagnostics" \
    -H "X-Authorization: Token $SIM_TOKEN")" 403
sim_post '/sim/site?site=410001&language=en&gsm=off&diagnostics=ok&hidden=on'
json "a hidden site is not listed" $LIST '.records|length == 6'
sim_post '/sim/site?site=410007&name=Moved&zone=Asia/Kolkata'
is "a site can be renamed and moved" "$(sim_get "$LIST?idSite=410007" |
    jq -r '.records[0] | .name, .timezone' | paste -sd' ')" \
    "Moved Asia/Kolkata"
sim_post '/sim/site?site=410001&hidden=off&change_only=on'
json "a value that did not change is old among fresh ones" "$W?instance=288" \
    '.records.data|(."51".secondsAgo|tonumber) >= (."47".secondsAgo|tonumber)'
is "a setting that is none is refused" "$(status '/sim/site?site=410001&x=y' \
    -d '')" 400

# --- faults, replays, limits -------------------------------------------------
fault() { sim_post /sim/fault "$1"; }
fault '[{"path":"users/me","skip":1,"status":503,"sample":"error_500.html"},
    {"path":"users/me","status":429,"headers":{"Retry-After":"17"}},
    {"path":"*/BatterySummary","site":410002,"count":0,"json":{"success":false}}]'
is "faults come in order" "$(for _ in 1 2 3 4; do
	sim_get /v2/users/me | head -c 9 | tr -d '\n'
	echo
done)" '{"success
<!DOCTYPE
{"success
{"success'
fault '{"path":"users/me","status":429,"headers":{"Retry-After":"17"}}'
is "a header comes with it" "$(header /v2/users/me Retry-After)" 17
is "a fault can be one site's" "$(for s in 410001 410002 410002; do
	sim_get /v2/installations/$s/widgets/BatterySummary | jq -c .success
done | tr '\n' ' ')" "true false false "
sim_delete /sim/fault
fault '{"path":"users/me","every":5,"status":500}'
is "each fifth fails" "$(for _ in 1 2 3 4 5 6 7 8 9 10; do
	sim_get /v2/users/me | jq -r '.success'
done | grep -c false)" 2
is "and the log has it" "$(grep -c ' 500 scripted$' "$T/sim.log")" 2
sim_delete /sim/fault
fault '{"path":"users/me","chance":200,"row":3,"status":500}'
is "some fail by chance, three in a row" "$(for _ in $(seq 65); do
	sim_get /v2/users/me | jq -r '.success'
done | uniq -c | awk '$2 == "false" { n++; odd += $1 % 3 } $2 == "true" &&
    $1 > 1 { apart = 1 } END { print (n > 1), odd + 0, apart }')" "1 0 1"
sim_delete /sim/fault
fault '[{"path":"me","truncate":20},{"path":"me","close":true},
    {"path":"me","cut":20},{"path":"me","oversize_mb":3}]'
exits "a body that breaks off is no success" 18 sim_get /v2/users/me
sim_get /v2/users/me > "$T/out" 2>&1
is "nor is a closed connection" $(($? != 0)) 1
is "a cut one looks whole" "$(sim_get /v2/users/me | wc -c)" 20
is "an endless one is long" "$(sim_get /v2/users/me | wc -c)" 3145728
fault '[{"path":"me","hang":true},{"path":"me","truncate":9,"hang":true}]'
exits "a hanging one ends by the client's patience" 28 sim_curl -m 0.2 \
    "$SIM_URL/v2/users/me"
exits "so does one that stalls in its body" 28 sim_curl -m 0.2 \
    "$SIM_URL/v2/users/me"
is "after what came" "$(wc -c < "$T/out")" 9

for sample in battery_summary.json diagnostics.json error_502.html; do
	sim_post "/sim/replay?path=replayed&file=$sample&status=200"
	sim_get /v2/replayed > "$T/body"
	ok "$sample is replayed byte for byte" cmp "$T/body" \
	    "$VRM_ROOT/tests/samples/$sample"
done
sim_post '/sim/replay?path=BatterySummary&header=X-Was:%20here' '{"any": 1}'
is "so is any body" "$(sim_get $W)" '{"any": 1}'
is "with its headers" "$(header $W X-Was)" here
sim_delete /sim/replay
json "and the real one comes back" "$W?instance=290" .success

sim_post '/sim/limiter?on=1&reset=1'
for _ in $(seq 200); do
	printf 'url = "%s/v2/users/me"\noutput = "/dev/null"\n' "$SIM_URL"
done > "$T/urls"
sim_curl -K "$T/urls"
is "the window is 200 wide" "$(header /v2/users/me Retry-After)" 1
sim_post '/sim/clock?advance=1'
is "three more a second" "$(for _ in 1 2 3 4; do
	status /v2/users/me -H "X-Authorization: Token $SIM_TOKEN"
	echo
done | grep -c 200)" 3
sim_post '/sim/limiter?off=1'

sim_delete /sim/requests
sim_get "$LIST?extended=1" > /dev/null
is "requests are counted, without their token" "$(sim_get /sim/requests |
    jq -c "[.total,.by_path[\"$LIST\"],.list[0].query,.list[0].auth_scheme,
    .list[0].status]")" '[1,1,"extended=1","Token",200]'

sim_delete /sim/requests
sim_curl -K "$T/urls"
is "one connection serves them all" "$(sim_get /sim/requests |
    jq -c '[.total,.connections]')" '[200,2]'
sim_stop
is "it leaves when told to" "$SIM_STATUS" 0

# --- TLS ---------------------------------------------------------------------
for what in expired wrong-host unknown-ca; do
	sim_start --tls-fault $what
	exits "a certificate that is $what is refused" 60 sim_curl \
	    "$SIM_URL/sim/health"
done
sim_start --plain
is "plain HTTP for those who want it" "$(status /sim/health)" 200

done_testing
