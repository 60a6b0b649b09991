#!/bin/bash
# vrm-fetch battery --all --via summary: a request a site, several under way at
# a time, within the budget and the time of a poll
. "$(dirname "$0")/lib.sh"

T0=2026-07-20T12:00:00Z
sim_start --now $T0 --sites 60
export VRM_NOW=$T0 VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_RATE_LIMIT=2000/h

many() { vrm-fetch battery --all --via summary; }
values() {
	jq -c 'select(.type == null) | [.installation_id, .timestamp, .soc,
	    .voltage, .current, .temperature]' "$@" | sort
}
readings() { jq -r 'select(.type == null).installation_id' "$@"; }
fault() { sim_post /sim/fault "$1"; }
# the sites that were asked for, in this order
asked() {
	sim_get /sim/requests | jq -r '.list[].path |
	    select(endswith("/BatterySummary")) | split("/")[3]'
}
healthy() { sim_delete /sim/fault; sim_delete /sim/requests; }

exits "a first poll finds the monitors" 0 many
is "and reads every site" "$(readings "$T/out" | wc -l)" 60
sim_delete /sim/requests
sim_now 2026-07-20T12:03:00Z
exits "the next one" 0 many
is "is a request a site, and the list" "$(sim_requests)" 61
sim_get '/sim/truth?site=all&kind=summary' > "$T/truth"
is "each tells the truth" "$(values "$T/out")" "$(values "$T/truth")"
is "in silence" "$(cat "$T/err")" ""
ok "over a few connections that are kept alive" test "$(sim_get /sim/requests |
    jq .connections)" -lt 10

# one answer comes when all the others were asked for
healthy
sim_now 2026-07-20T12:06:00Z
fault '{"path":"410002/widgets","count":1,"hold":61}'
exits "one that takes long" 0 many
is "is not waited for by the others" "$(asked | head -60 | sort -u | wc -l)" 60
is "but it is waited for" "$(readings "$T/out" | wc -l)" 60

# --- what fails --------------------------------------------------------------
healthy
fault '{"path":"410003/widgets","status":403,"sample":"error_403.json","count":0}'
fault '{"path":"410004/widgets","status":500,"sample":"error_500.html","count":0}'
fault '{"path":"410005/widgets","status":200,"body":"<html>","count":1}'
fault '{"path":"410006/widgets","truncate":100,"count":1}'
fault '{"path":"410007/widgets","status":401,"sample":"error_401.json","count":0}'
fault '{"path":"410008/widgets","status":404,"count":0}'
sim_now 2026-07-20T12:09:00Z
exits "six sites with six faults" 69 many
# 401 and 404 of a widget alone: it has no battery to tell of
is "do not drop the others, nor those that a retry saves" \
    "$(readings "$T/out" | wc -l)" 56
for site in 410003.*403 410004.*500; do
	like "each is named: $site" "$(cat "$T/err")" "site $site"
done
like "and they are counted" "$(cat "$T/err")" '2 of 60 batteries'

healthy
fault '{"path":"BatterySummary","status":503,"sample":"error_500.html","count":0}'
sim_now 2026-07-20T12:12:00Z
exits "a VRM that is not well" 69 many
ok "is not stormed" test "$(sim_requests)" -lt 60
is "nothing is made up" "$(readings "$T/out" | wc -l)" 0
ok "and its words are not repeated for each site" test \
    "$(wc -l < "$T/err")" -lt 30

# --- the budget --------------------------------------------------------------
healthy
export VRM_RATE_LIMIT=50/h
sim_now 2026-07-20T14:00:00Z
exits "a budget that does not reach" 69 many
is "reaches as far as it does" "$(readings "$T/out" | wc -l)" 44
like "how far is said, and when to go on" "$(cat "$T/err")" \
    '45 requests were made.*again at 2026-07-20T15:00:00Z'
like "and how many are left" "$(cat "$T/err")" '16 of 60 batteries'
comm -13 <(readings "$T/out" | sort) <(readings "$T/truth" | sort) > "$T/left"
is "sixteen" "$(wc -l < "$T/left")" 16
healthy
sim_now 2026-07-20T15:00:01Z
many > "$T/out" 2> "$T/err"
is "the next run begins with those" \
    "$(asked | head -24 | sort | comm -12 - "$T/left")" "$(cat "$T/left")"
exits "when nothing is left of the hour" 75 many
is "nothing is asked" "$(readings "$T/out" | wc -l)" 0
done_testing
