#!/bin/bash
# vrm-auth doctor: every rung from the settings to a reading, broken in turn
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z
: > "$T/printed"

# doctor STATUS "sentence" [ARG...]: what it told is in $T/out
doctor() {
	local want=$1 what=$2
	shift 2
	exits "$what" "$want" vrm-auth doctor "$@"
	cat "$T/out" "$T/err" >> "$T/printed"
}
# rungs RESULT: their names
rungs() { awk -v r="$1" '$1 == r { printf "%s%s", s, $2; s = " " }' "$T/out"; }
# broken RUNG REGEX: that one and no other, with these words and a fix
broken() {
	is "the broken rung is $1" "$(rungs FAILED)" "$1"
	like "and why" "$(grep '^FAILED' "$T/out")" "$2"
	like "and what helps" "$(grep -A1 '^FAILED' "$T/out")" 'fix: .'
}
fault() { sim_delete /sim/fault; sim_post /sim/fault "$1"; }
fresh() { rm -rf "$VRM_STATE_DIR"; }

# --- before anything is set up -----------------------------------------------

doctor 78 "without any configuration"
broken credentials 'no VRM access token'
like "it says what to do first" "$(cat "$T/out")" \
    'fix: make an access token at https://.*vrm-auth token set$'
is "and asks nobody" "$(rungs skipped)" \
    "budget dns connect tls http token skew sites choice battery"
is "all on stdout" "$(cat "$T/err")" ""

# --- all is well -------------------------------------------------------------

sim_start --sites 3 --now "$VRM_NOW"
export VICTRON_VRM_TOKEN=$SIM_TOKEN
doctor 0 "with a token all rungs hold"
is "in this order" "$(rungs ok)" \
    "settings state clock credentials budget dns connect tls http token skew sites battery"
is "the choice of sites being none" "$(rungs skipped)" choice
is "it takes two requests" "$(sim_requests)" 2
like "it names the user" "$(grep ' token ' "$T/out")" 'Sample Owner'
like "and the battery's values with their age" "$(grep ' battery ' "$T/out")" \
    'site 410001 .*: [0-9.]+ %, [0-9.]+ V, .* measured [0-9]+ seconds ago'
sim_delete /sim/requests
doctor 0 "the second time"
is "it takes two requests as well" "$(sim_requests)" 2
VICTRON_INSTALLATION_ID="410003, 410001" doctor 0 "with sites of the settings"
is "each has its lines" "$(rungs ok | grep -o 'choice.*')" \
    "choice choice battery battery"
doctor 0 "in JSON" --format json
is "it is the same" "$(jq -c '[.status, .schema, (.data.rungs | length),
    ([.data.rungs[].result] | unique)]' "$T/out")" \
    '["success",1,14,["ok","skipped"]]'
like "--ipv4 goes by IPv4" "$(vrm-auth doctor -4 | grep ' dns ')" ' 127.0.0.1$'
VICTRON_API_URL=${SIM_URL/localhost/127.0.0.1} doctor 69 "IPv6 to an IPv4 address" -6

# --- each rung broken --------------------------------------------------------

VRM_RATE_LIMIT=often doctor 78 "a setting that is wrong"
broken settings 'VRM_RATE_LIMIT: often: not a rate'
VRM_CONFIG=$T/nothing doctor 78 "a file that is not there"
broken settings "$T/nothing: no such file"
VRM_RATE_LIMIT=often doctor 78 "in JSON too" --format json
is "with code and hint" "$(jq -c '[.status, .schema, .error.code, (.error.hint | length > 0),
    .data.rungs[0].result, .data.rungs[1].result]' "$T/out")" \
    '["error",1,"config",true,"failed","skipped"]'
VRM_CA_FILE=$T/nothing doctor 78 "a CA file that is not there"
broken settings 'VRM_CA_FILE'
VICTRON_API_URL=http://example.org doctor 78 "plain http to a far host"
broken settings 'plain http'

: > "$T/file"
VRM_STATE_DIR=$T/file/state doctor 73 "a state directory that cannot be made"
broken state 'state directory'
VRM_NOW=2001-01-01T00:00:00Z doctor 71 "a clock that was never set"
broken clock 'believes it is 2001-01-01'

VICTRON_VRM_TOKEN='two words' doctor 78 "a token that is none"
broken credentials 'white space'
VICTRON_VRM_TOKEN=short doctor 77 "an unusual token is tried"
broken token '401'
like "and called unusual" "$(cat "$T/out")" "of 5 characters \\(VRM's have 64"
unset VICTRON_VRM_TOKEN
VICTRON_VRM_TOKEN_COMMAND=false doctor 78 "a helper that fails"
broken credentials 'false: failed with status 1'
VICTRON_VRM_USERNAME=owner@example.invalid VICTRON_VRM_PASSWORD=wrong \
    doctor 77 "a wrong password"
broken token 'login of owner@example.invalid: VRM answered 401'
fresh
VICTRON_VRM_USERNAME=owner@example.invalid \
    VICTRON_VRM_PASSWORD='correct horse "battery" \ staple' \
    doctor 0 "the right one"
fresh
export VICTRON_VRM_TOKEN=$SIM_TOKEN

fresh
vrm-auth status > /dev/null
VRM_RATE_LIMIT=10/h doctor 75 "a budget without room"
broken budget '2 requests beside the poll'
fresh
VICTRON_API_URL=https://vrm.invalid doctor 69 "an unknown host"
broken dns 'vrm.invalid'
VICTRON_API_URL=https://127.0.0.1:1 doctor 69 "nobody at home"
broken connect '127.0.0.1:1'
env -u VRM_CA_FILE vrm-auth doctor > "$T/out"
broken tls 'CA this system does not know'
is "what never was sent cost nothing" \
    "$(jq '.extra | length' "$VRM_STATE_DIR/rate.json" 2>/dev/null || echo 0)" 0

fault '{"path": "users/me", "sample": "error_500.html", "status": 500, "count": 0}'
doctor 69 "an outage"
broken http 'VRM answered 500 \(after 4 tries\)'
fault '{"path": "users/me", "sample": "error_502.html", "status": 200, "count": 0}'
fresh
doctor 76 "a captive portal"
broken http 'web page'
fault '{"path": "users/me", "sample": "error_401.json", "status": 401, "count": 0}'
fresh
doctor 77 "a revoked token"
broken token '401'
fault '{"path": "/installations", "sample": "error_403.json", "status": 403, "count": 0}'
doctor 77 "a list that is forbidden"
broken sites '403'
sim_delete /sim/fault

fresh
VRM_NOW=2026-07-20T11:40:00Z doctor 71 "a clock that is slow"
broken skew "20 minutes behind VRM's"
VICTRON_INSTALLATION_ID=4711 doctor 66 "a site that is not there"
broken choice '4711: no site of this account'
VICTRON_INSTALLATION_ID=4100 doctor 66 "half an id"
fresh
sim_post '/sim/site?site=410002&soc=null&voltage=null&current=null'
VICTRON_INSTALLATION_ID=410001,410002 doctor 66 "a site without a battery"
broken battery 'site 410002 .*no battery values'
like "after one that has it" "$(rungs ok)" ' choice choice battery$'
sim_post '/sim/site?site=410003&silent_since=2026-07-20T12:00:00Z'
fresh
VRM_NOW=2026-07-20T14:00:00Z
sim_post "/sim/clock?now=$VRM_NOW"
VICTRON_INSTALLATION_ID=410003 doctor 66 "a battery that fell silent"
broken battery 'silent since 2026-07-20T1[12]:.*, 2 hours'

is "no secret was printed" "$(grep -cFe "$SIM_TOKEN" -e 'correct horse' "$T/printed")" 0
done_testing
