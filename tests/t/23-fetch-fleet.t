#!/bin/bash
# vrm-fetch and a fleet: 5,000 sites, 110 MB, a site at a time
. "$(dirname "$0")/lib.sh"
[ -x /usr/bin/time ] || skip_all "time(1) is not installed"

case $VRM_BUILD in
*/sanitize) fleet=1000000 single=1000000 ;;	# they want memory of their own
*) fleet=32768 single=16384 ;;
esac

T0=2026-07-20T12:00:00Z
sim_start --now $T0 --sites 5000
export VRM_NOW=$T0 VICTRON_VRM_TOKEN=$SIM_TOKEN

values() {
	jq -c 'select(.type == null) | [.installation_id, .timestamp, .soc,
	    .voltage, .current, .state]' "$@"
}
# kib COMMAND...: the most memory it had
kib() {
	/usr/bin/time -o "$T/kib" -f %M "$@" > "$T/out"
	tail -1 "$T/kib"
}

first=$(kib vrm-fetch battery --all)
echo "# first poll: $first KiB"
ok "a first poll of 5,000 sites stays under $fleet KiB" \
    test "$first" -lt $fleet
is "each site is told" "$(grep -c '"type":"site"' "$T/out")" 5000
sim_get '/sim/truth?site=all&kind=overview' > "$T/truth"
is "and its reading is the truth" "$(values "$T/out" | md5sum)" \
    "$(values "$T/truth" | md5sum)"
again=$(kib vrm-fetch battery --all)
echo "# next poll: $again KiB"
ok "so does the next one" test "$again" -lt $fleet
is "for one request each" "$(sim_requests)" 3
rm -rf "$VRM_STATE_DIR"
sim_delete /sim/requests
one=$(kib vrm-fetch battery --site 410001)
echo "# one site: $one KiB"
ok "one site stays under $single KiB" test "$one" -lt $single
is "one of 5,000 is asked for alone" "$(sim_get /sim/requests | jq -r '
    .list[] | select(.path | test("installations$")) | .query')" \
    "idSite=410001"

done_testing
