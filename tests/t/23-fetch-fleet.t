#!/bin/bash
# vrm-fetch and a fleet: 5,000 sites, 110 MB, a site at a time
. "$(dirname "$0")/lib.sh"
[ -x /usr/bin/time ] || skip_all "time(1) is not installed"

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
within "a first poll of 5,000 sites stays under 32 MiB" "$first" 32768
is "each site is told" "$(grep -c '"type":"site"' "$T/out")" 5000
sim_get '/sim/truth?site=all&kind=overview' > "$T/truth"
is "and its reading is the truth" "$(values "$T/out" | md5sum)" \
    "$(values "$T/truth" | md5sum)"
again=$(kib vrm-fetch battery --all)
echo "# next poll: $again KiB"
within "so does the next one" "$again" 32768
is "for one request each" "$(sim_requests)" 3
beside=$(kib vrm-fetch battery --site 410001)
echo "# one site, the others remembered: $beside KiB"
within "one site beside 5,000 others stays under 18 MiB" "$beside" 18432
rm -rf "$VRM_STATE_DIR"
sim_delete /sim/requests
one=$(kib vrm-fetch battery --site 410001)
echo "# one site: $one KiB"
within "one site stays under 16 MiB" "$one" 16384
is "one of 5,000 is asked for alone" "$(sim_get /sim/requests | jq -r '
    .list[] | select(.path | test("installations$")) | .query')" \
    "idSite=410001"

done_testing
