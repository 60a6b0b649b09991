#!/bin/bash
# what stands between us and VRM: proxies, and bodies that come compressed
. "$(dirname "$0")/lib.sh"

sim_start --sites 2 --now 2026-07-20T12:00:00Z
export VRM_NOW=2026-07-20T12:00:00Z VICTRON_VRM_TOKEN=$SIM_TOKEN
says() { like "$1" "$(cat "$T/err")" "$2"; }

# --- proxies -----------------------------------------------------------------

proxies=()
end_proxies() { [ ${#proxies[@]} -eq 0 ] || kill "${proxies[@]}" 2>/dev/null; }
trap 'end_proxies; lib_end' EXIT
# proxy [STATUS]: its address in $proxy, its requests in $T/proxy.log
proxy() {
	rm -f "$T/port" "$T/proxy.log"
	perl "$VRM_ROOT/tests/proxy" "$T/port" "$T/proxy.log" "$@" &
	proxies+=($!)
	eventually test -e "$T/port" || { echo "Bail out! no proxy"; exit 1; }
	proxy=http://127.0.0.1:$(cat "$T/port")
	: > "$T/proxy.log"
}

proxy
HTTPS_PROXY=$proxy exits "through a proxy" 0 vrm-fetch battery --all
is "come all readings" "$(jq -s 'map(select(.type == null)) | length' "$T/out")" 2
is "by tunnels to VRM" "$(sort -u "$T/proxy.log")" \
    "CONNECT ${SIM_URL#https://} HTTP/1.1"
HTTPS_PROXY=$proxy exits "the doctor takes it too" 0 vrm-auth doctor
like "and names its port" "$(grep ' connect ' "$T/out")" "port ${proxy##*:}\$"
: > "$T/proxy.log"
HTTPS_PROXY=$proxy NO_PROXY=localhost,127.0.0.1 \
    exits "where NO_PROXY names VRM" 0 vrm-auth status
is "the proxy hears nothing" "$(cat "$T/proxy.log")" ""

proxy 407
used=$(jq '.extra | length' "$VRM_STATE_DIR/rate.json")
HTTPS_PROXY=$proxy exits "a proxy that refuses" 69 vrm-auth status
says "is told apart" 'CONNECT.*407'
says "with what helps" 'hint: .*the proxy'
is "and costs nothing of the budget" \
    "$(jq '.extra | length' "$VRM_STATE_DIR/rate.json")" "$used"
HTTPS_PROXY=http://127.0.0.1:1 exits "a proxy that is down" 69 vrm-auth status
HTTPS_PROXY=http://proxy.invalid exits "a proxy without an address" 69 vrm-auth status
says "is the name's matter" 'proxy.invalid'

# --- compressed --------------------------------------------------------------

# replay PATH < body: gzip'ed, in place of that answer
replay() {
	gzip -c > "$T/body.gz"
	sim_curl -f -o /dev/null --data-binary "@$T/body.gz" \
	    -H 'Content-Type: application/octet-stream' \
	    "$SIM_URL/sim/replay?path=$1&header=Content-Encoding:gzip&header=Content-Type:application/json"
}
rm -f "$VRM_STATE_DIR/rate.json"
vrm-fetch battery --all > "$T/plain"
sim_get "/v2/users/90001/installations?extended=1" > "$T/body"
replay installations < "$T/body"
ok "a body that comes compressed" test \
    "$(wc -c < "$T/body.gz")" -lt "$(wc -c < "$T/body")"
exits "is read" 0 vrm-fetch battery --all
is "as if it were not" "$(grep -v '"type"' "$T/out")" \
    "$(grep -v '"type"' "$T/plain")"

head -c 80000000 /dev/zero | tr '\0' ' ' | replay users/me
ok "a few bytes that unfold to many" test "$(wc -c < "$T/body.gz")" -lt 100000
exits "have the bound of all bodies" 76 vrm-auth status
says "which is named" 'exceeds 64 MiB'
{ printf '{"success":true,"records":[{"idSite":1,"name":"'
  head -c 200000000 /dev/zero | tr '\0' 'x'; } | replay installations
exits "a site that unfolds too" 76 /usr/bin/time -f %M -o "$T/peak" \
    vrm-fetch battery --all
[[ $VRM_BUILD == */sanitize ]] ||
    ok "in little memory" test "$(tail -1 "$T/peak")" -lt 40000
head -c 1000 "$T/body.gz" > "$T/cut.gz"
sim_curl -f -o /dev/null --data-binary "@$T/cut.gz" \
    "$SIM_URL/sim/replay?path=users/me&header=Content-Encoding:gzip"
exits "half of what was compressed is no answer" 76 vrm-auth status
printf 'no gzip at all' > "$T/body"
sim_curl -f -o /dev/null --data-binary "@$T/body" \
    "$SIM_URL/sim/replay?path=users/me&header=Content-Encoding:gzip"
exits "nor what is not compressed at all" 76 vrm-auth status
done_testing
