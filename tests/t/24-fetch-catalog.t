#!/bin/bash
# vrm-fetch installations and devices: what there is to be read
. "$(dirname "$0")/lib.sh"

T0=2026-07-20T12:00:00Z
sim_start --now $T0
export VRM_NOW=$T0 VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_RATE_LIMIT=2000/h

vrm-fetch installations > "$T/out" 2> "$T/err"
is "every site of the account" \
    "$(jq -r .installation_id "$T/out" | tr '\n' ' ')" \
    "410001 410002 410003 410004 410005 410006 410007 "
is "in silence" "$(cat "$T/err")" ""
is "with all that names it" "$(head -1 "$T/out" |
    jq -c '[.type, .name, .timezone, .last_timestamp, (.identifier | length)]')" \
    '["installation","Boathouse","Europe/Amsterdam","2026-07-20T11:59:40Z",12]'
is "what we may do there" "$(head -1 "$T/out" | jq -c .access)" \
    '{"level":1,"owner":true,"admin":true,"diagnostics":true}'
is "and what its battery shows" \
    "$(jq -c '[.installation_id, .battery.timestamp, .battery.soc]' "$T/out")" \
    "$(sim_get '/sim/truth?site=all&kind=overview' |
    jq -c '[.installation_id, .timestamp, .soc]')"
ok "no control character of a name reaches a terminal" \
    sh -c "! grep -q '[[:cntrl:]]' '$T/out'"
like "vrm-store takes them for no readings" \
    "$(vrm-store -v --dry-run < "$T/out" 2>&1)" 'stored 0.* rejected 0'
sim_post '/sim/site?site=410003&instances=0,512'
is "and which monitors there are" "$(vrm-fetch installations |
    jq -c 'select(.installation_id == "410003").monitors | sort')" '[0,512]'
sim_post '/sim/site?site=410002&voltage=missing&soc=missing'
is "a site without a battery has none" \
    "$(vrm-fetch installations | jq -c 'select(.installation_id == "410002").battery')" \
    null
sim_post '/sim/replay?path=/installations' '{"success":true,"records":[]}'
exits "an account without sites" 0 vrm-fetch installations
is "lists none" "$(cat "$T/out")" ""
sim_delete /sim/replay
exits "a full disk" 74 sh -c 'exec vrm-fetch installations > /dev/full'
sim_post /sim/fault '{"path":"/installations","truncate":60000,"count":1}'
is "an answer that broke off is not printed twice" \
    "$(vrm-fetch installations | jq -r .installation_id | sort | uniq -d)" ""

sim_post '/sim/site?site=410003&instances=0,512'
vrm-fetch devices --site 410003 > "$T/out" 2> "$T/err"
is "every battery monitor of a site, and which one feeds the system" \
    "$(jq -c '[.type, .installation_id, .instance, .feeds_system]' "$T/out")" \
    '["device","410003",0,true]
["device","410003",512,false]'
ok "with product and last connection" \
    jq -se 'all(.product != null and .last_connection != null)' "$T/out"
sim_post '/sim/site?site=410003&diagnostics=forbidden'
is "without diagnostics nobody tells which of two" \
    "$(vrm-fetch devices --site 410003 | jq -c .feeds_system | sort -u)" null
sim_post '/sim/site?site=410001&diagnostics=forbidden'
is "but the only one is the one" \
    "$(vrm-fetch devices --site 410001 | jq -c .feeds_system)" true
sim_post '/sim/site?site=410005&stale=291&stale_since=2026-07-01T00:00:00Z'
is "a twin that has gone is listed with its age" \
    "$(vrm-fetch devices --site 410005 | jq -r 'select(.instance == 291) |
    [.last_connection[0:7], .feeds_system] | @csv')" '"2026-06",false'
exits "a site of somebody else" 77 vrm-fetch devices --site 499001
like "is named" "$(cat "$T/err")" 'site 499001'
exits "it does not drop the others" 69 vrm-fetch devices --site 499001,410001
is "which are listed" "$(jq -r .installation_id "$T/out")" 410001
exits "no site named" 64 vrm-fetch devices
is "the setting names one" \
    "$(VICTRON_INSTALLATION_ID=410001 vrm-fetch devices | wc -l)" 1
sim_post '/sim/replay?path=system-overview' \
    '{"success":true,"records":{"devices":[{"name":"Gateway"}]}}'
exits "a site without a battery monitor" 66 vrm-fetch devices --site 410001

done_testing
