#!/bin/bash
# A day as operators make it: polls, healing, lists and histories asked for by
# hand, VRM failing and asking for patience.  The hour's budget holds, and what
# is asked beside the poll never costs a poll.
# shellcheck source=tests/soak/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

hours=$(sized 3 24)

# by_hand N COMMAND...: N times, and how often the budget refused
refused=0
by_hand() {
	local n=$1
	shift
	for ((i = 0; i < n; i++)); do
		"$@" > /dev/null 2>> "$T/hand.err"
		status=($? 0)
		catch_up
		[ "${status[0]}" -ne 75 ] || refused=$((refused + 1))
	done
	status=(0 0)
}

export VICTRON_INSTALLATION_ID=410001
world 7
storm 100
for ((h = 0; h < hours; h++)); do
	from=$((T0 + h * 3600))
	for site in 410001 410002; do
		sim_post "/sim/site?site=$site&spans=none"
	done
	sim_post "/sim/site?site=410001&backlog=$((from + 600))..$((from +
	    1500)):$((from + 2100))"
	for ((t = from; t < from + 3600; t += 180)); do
		go_to $t
		run poll poll
		case $(((t - from) / 180)) in
		2) run hand by_hand 5 vrm-fetch installations ;;
		6) run heal heal ;;
		9) run hand by_hand 12 vrm-fetch history --since -3h ;;
		12) run hand by_hand 5 vrm-fetch devices ;;
		15) run hand by_hand 5 vrm-auth tokens ;;
		esac
	done
done
judge "seed $SEED, a day of $hours hours"
is "every poll sent its request" "$(verdict poll_unsent)" 0
is "and none is missing that a retry could have saved, while there were any" \
    "$(verdict missed)" 0
is "in no hour more than 45 requests came, and that many did" \
    "$(verdict busiest_hour)" 45
is "of those no more than 25 beside the polls" "$(verdict most_extra)" 25
is "what was sent is what was counted" "$(verdict miscounted)" 0
ok "the rest was refused" test $refused -gt "$hours"
like "with the reason and the time" "$(cat "$T/hand.err")" \
    '25 requests beside the poll were made within the hour; .* again at '
warned=$(cat "$T/err" "$T/hand.err" | grep -c 'requests of this hour are used')
ok "that it runs low is said, but not at each poll" \
    test "$warned" -ge 1 -a "$warned" -le $((hours + 1))
like "from forty on" "$(cat "$T/err" "$T/hand.err")" \
    'warning: 4[0-9] of 50 requests of this hour are used'

# --- VRM asks for patience -----------------------------------------------------

sim_delete /sim/fault
now=$((now + 7200))
for after in 900 date; do
	[ $after = 900 ] || after=$(date -u -d "@$((now + 900))" \
	    '+%a, %d %b %Y %H:%M:%S GMT')
	sim_post /sim/fault "[{\"path\":\"installations\",\"status\":429,$(:
	    )\"headers\":{\"Retry-After\":\"$after\"}}]"
	go_to "$now"
	sim_delete /sim/requests
	poll
	is "Retry-After $after: this poll is one request" \
	    "${status[0]} $(sim_requests)" "75 1"
	for ((k = 1; k < 5; k++)); do
		go_to $((now + 180))
		poll
		echo "${status[0]}"
	done > "$T/held"
	is "and those of the next 15 minutes are none" \
	    "$(tr '\n' ' ' < "$T/held")$(sim_requests)" "75 75 75 75 1"
	go_to $((now + 900))
	poll
	is "then it goes on" "${status[*]}" "0 0"
	now=$((now + 3600))
done

# --- the machine's clock -------------------------------------------------------

# set_clock SECONDS: the machine's clock is set so far ahead, or back: what was
# written down before lies as far behind, or ahead
set_clock() {
	jq -c --argjson by "${1}000" '.poll[] -= $by | .extra[] -= $by |
	    .seen.wall_ms -= $by' "$VRM_STATE_DIR/rate.json" > "$T/rate" &&
	    cp "$T/rate" "$VRM_STATE_DIR/rate.json"
}
unset VRM_NOW
rm -rf "$VRM_STATE_DIR"
sim_start --sites 1
export VICTRON_VRM_TOKEN=$SIM_TOKEN VRM_RATE_LIMIT=6/h
for _ in 1 2 3 4 5; do
	vrm-fetch battery --via overview > /dev/null 2>> "$T/err"
done
like "this machine tells how long it runs" \
    "$(jq -c .seen "$VRM_STATE_DIR/rate.json")" '"steady_ms":[0-9]+'
sent=$(sim_requests)
for by in 3600 -3600 86400 -86400; do
	set_clock $by
	exits "a clock set by $by s frees nothing" 75 \
	    vrm-fetch battery --via overview
	like "and freezes nothing" "$(cat "$T/err")" 'in (59|60) minutes'
done
is "no request was sent" "$(sim_requests)" "$sent"
done_testing
