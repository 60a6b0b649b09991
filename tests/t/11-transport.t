#!/bin/bash
# every way a request can fail below and in HTTP: its layer, its exit status,
# what is tried again and what is not.  Times are virtual: retries cost nothing.
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z
use() { sim_start --now "$VRM_NOW" "$@"; export VICTRON_VRM_TOKEN=$SIM_TOKEN; }
use

# ask STATUS "sentence": one users/me and the token list, budget unused before
ask() {
	rm -f "$VRM_STATE_DIR/rate.json"
	sim_delete /sim/requests 2>/dev/null
	exits "$2" "$1" vrm-auth tokens
}
# fault RULE: instead of all earlier ones; for ever without a count
fault() {
	local rule=$1
	case $rule in *'"count"'*) ;; *) rule="${rule%\}}, \"count\": 0}" ;; esac
	sim_delete /sim/fault
	sim_post /sim/fault "$rule"
}
says() { like "$1" "$(cat "$T/err")" "$2"; }
silent() { is "$1" "$(cat "$T/err")" ""; }
asked() { is "$1" "$(sim_get /sim/requests | jq '.by_path["/v2/users/me"]')" "$2"; }

ask 0 "an ordinary answer"
asked "costs one request" 1

# --- HTTP --------------------------------------------------------------------

fault '{"path": "users/me", "sample": "error_500.html", "status": 500, "count": 3}'
ask 0 "a retry that works"
silent "is silent"
asked "even the third" 4
fault '{"path": "users/me", "sample": "error_500.html", "status": 500}'
ask 69 "VRM failing for good"
says "is one message" '^vrm-auth: the token VICTRON_VRM_TOKEN \(environment\): VRM answered 500 \(after 4 tries\)$'
is "without HTML" "$(grep -c '<' "$T/err")" 0
asked "after four tries" 4
is "all counted" "$(jq '.extra | length' "$VRM_STATE_DIR/rate.json")" 4

fault '{"path": "users/me", "sample": "error_403.json", "status": 403}'
ask 77 "403"
says "in VRM's words" 'VRM answered 403: You do not have permission'
asked "is not tried again" 1
fault '{"path": "users/me", "status": 422, "json": {"success": false, "errors": {"name": ["too long", "too odd"]}}}'
ask 77 "422"
says "with the field's name" 'VRM answered 422: name: too long; name: too odd'
fault '{"path": "users/me", "status": 200, "json": {"success": false, "errors": ["no", "never"]}}'
ask 77 "200 with success:false"
says "is a refusal" 'VRM refused the request: no; never'
fault '{"path": "users/me", "status": 200, "json": {"success": true, "user": []}}'
ask 76 "an answer without what we need"
says "says what" 'no user.id'
fault '{"path": "users/me", "status": 200, "json": [1]}'
ask 76 "an array for an object"
fault '{"path": "users/me", "status": 200, "body": "", "headers": {"Content-Type": "text/html"}}'
ask 76 "an empty answer"
fault '{"path": "users/me", "status": 200, "sample": "error_502.html"}'
ask 76 "a web page with 200"
says "is called that" 'web page, not JSON'
asked "and tried again, like an outage" 4
fault '{"path": "users/me", "status": 200, "sample": "error_502.html", "count": 3}'
ask 0 "three of them and then an answer"
silent "are not worth a word"
fault '{"path": "users/me", "cut": 40}'
ask 76 "JSON that is cut off"
says "is not JSON" "VRM's answer is not JSON"
fault '{"path": "users/me", "truncate": 40, "count": 1}'
ask 0 "a connection that breaks once"
silent "is not worth a word"
fault '{"path": "users/me", "truncate": 40}'
ask 69 "a connection that breaks always"
says "is" 'broke off \(after 4 tries\)'
fault '{"path": "users/me", "close": true}'
ask 69 "a connection closed without an answer"
sim_delete /sim/fault
rm -f "$VRM_STATE_DIR/rate.json"
sim_delete /sim/requests
fault '{"path": "accesstokens", "close": true, "count": 1}'
exits "a kept connection that is closed for an answer" 0 vrm-auth tokens
is "costs two requests beside users/me, both counted" \
    "$(sim_requests) $(jq '.extra | length' "$VRM_STATE_DIR/rate.json")" "3 3"
fault '{"path": "users/me", "oversize_mb": 70}'
ask 76 "an endless answer"
says "has a bound" 'exceeds 64 MiB'
fault '{"path": "users/me", "status": 302, "headers": {"Location": "'"$SIM_URL"'/v2/elsewhere"}, "body": ""}'
ask 76 "a redirect"
says "is refused" 'wants to send us elsewhere \(302\)'
is "and not followed" "$(sim_requests)" 1
fault '{"path": "users/me", "status": 401, "json": {"success": false, "errors": "\u001b[31mred\u0007\u009b"}}'
ask 77 "hostile words"
is "lose their control characters" "$(tr -d '\n' < "$T/err" | LC_ALL=C grep -c '[[:cntrl:]]')" 0
fault '{"path": "users/me", "hang": true, "count": 1}'
ask 0 "no answer within 10 s is tried again"
sim_delete /sim/fault

# --- 429 ---------------------------------------------------------------------

fault '{"path": "users/me", "status": 429, "sample": "error_429.json", "headers": {"Retry-After": "17"}, "count": 1}'
ask 0 "429 with a short Retry-After is waited out"
silent "without a word"
fault '{"path": "users/me", "status": 429, "body": "slow down", "count": 3}'
ask 0 "429 without one is tried again later"
fault '{"path": "users/me", "status": 429, "body": "slow down"}'
ask 75 "but not for ever"
says "and says so" 'VRM answered 429 \(after 4 tries\)'

for after in 600 "Mon, 20 Jul 2026 12:10:00 GMT"; do
	fault '{"path": "users/me", "status": 429, "body": "", "headers": {"Retry-After": "'"$after"'"}}'
	ask 75 "429 with Retry-After $after is not waited out"
	asked "nor tried again" 1
	sim_delete /sim/fault
	sim_delete /sim/requests
	exits "another program holds back too" 75 vrm-auth tokens
	says "and says until when" 'VRM asked us to wait: again at 2026-07-20T12:10:00Z, in 10 minutes'
	is "without a request" "$(sim_requests)" 0
	VRM_NOW=2026-07-20T12:10:00Z exits "afterwards it goes on" 0 vrm-auth tokens
done
fault '{"path": "users/me", "status": 429, "body": "", "headers": {"Retry-After": "9999999999999"}}'
ask 75 "an absurd Retry-After"
sim_delete /sim/fault
VRM_NOW=2026-07-20T13:00:00Z exits "holds for an hour at most" 0 vrm-auth tokens

# --- the hour ----------------------------------------------------------------

rm -f "$VRM_STATE_DIR/rate.json"
sim_delete /sim/requests
for _ in 1 2 3 4 5 6 7 8 9 10; do
	vrm-auth tokens > /dev/null 2>> "$T/ten" &
	pids="${pids:-} $!"
done
# shellcheck disable=SC2086
wait $pids
is "ten at once" "$(cat "$T/ten" 2>&1)" ""
is "are counted exactly" "$(jq '.extra | length' "$VRM_STATE_DIR/rate.json")" 20
is "as VRM counts" "$(sim_requests)" 20
for _ in 1 2; do vrm-auth tokens > /dev/null; done
exits "beside the poll 25 requests an hour are allowed" 75 vrm-auth tokens
says "the error says how many were made and when to try again" \
    '25 requests beside the poll.*again at 2026-07-20T13:00:00Z, in 60 minutes'
is "the last one allowed was made" "$(sim_requests)" 25
VRM_RATE_LIMIT=100/h exits "a higher limit lets more through" 0 vrm-auth tokens
VRM_NOW=2026-07-20T13:00:01Z exits "and so does an hour's wait" 0 vrm-auth tokens

# --- a state directory that cannot be written --------------------------------

mkdir -p "$T/sealed"
chmod 755 "$T" "$T/sim"
chmod 644 "$T/sim/ca.pem"
chmod 555 "$T/sealed"
as_user=()
[ "$(id -u)" -ne 0 ] || as_user=(setpriv --reuid=65534 --regid=65534
    --clear-groups --inh-caps=-all)
exits "in a state directory that is read-only" 77 \
    env VRM_STATE_DIR="$T/sealed" HOME=/nonexistent \
    "${as_user[@]}" vrm-auth tokens
like "the work is done" "$(cat "$T/out")" 'in use here'
says "with a warning" 'warning: .*requests are counted for this run alone'

# --- DNS, connect, TLS -------------------------------------------------------

VICTRON_API_URL=https://vrm.invalid ask 69 "an unknown host"
says "is the name's matter" 'vrm.invalid:443: .*resolve'
VICTRON_API_URL=http://vrm.invalid ask 78 "plain http to a far host"
says "would show the token" 'plain http'
VICTRON_API_URL=nonsense ask 78 "an address that is none"
sim_start --plain --now "$VRM_NOW"
export VICTRON_VRM_TOKEN=$SIM_TOKEN
VRM_CA_FILE='' http_proxy=http://127.0.0.1:1 ask 0 "plain http to this machine asks no proxy"
use
VRM_CA_FILE=$T/nothing ask 78 "a CA file that is not there"
VRM_CA_FILE=$VRM_CONFIG ask 78 "a CA file without a certificate"
unset VRM_CA_FILE
ask 69 "a CA the system does not know"
says "is said" 'from a CA this system does not know'
says "with the setting that helps" 'VRM_CA_FILE'
is "and counts for nothing" "$(jq '.extra | length' "$VRM_STATE_DIR/rate.json")" 0

for what in expired wrong-host unknown-ca; do
	use --tls-fault "$what"
	ask 69 "TLS: $what"
	case $what in
	expired) says "is named" 'certificate has expired' ;;
	wrong-host) says "is named" 'certificate is for another host' ;;
	unknown-ca) says "is named" 'CA this system does not know' ;;
	esac
done

use
port=${SIM_URL##*:}
sim_stop
ask 69 "VRM down"
says "names host and port" "(localhost|127.0.0.1):$port: .*\\(after 4 tries\\)"
is "what never left costs nothing" \
    "$(jq '.extra | length' "$VRM_STATE_DIR/rate.json")" 0
done_testing
