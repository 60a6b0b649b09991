#!/bin/bash
# Two hours of polling while one request in five fails: no poll is missed that a
# retry could have saved, the hour's budget holds, and nobody logs in by storm.
# shellcheck source=tests/soak/lib.sh
. "$(dirname "$0")/lib.sh"

# two_hours WHAT: polls every three minutes
two_hours() {
	local end=$((T0 + 7200))
	for ((t = T0; t < end; t += 180)); do
		go_to $t
		run poll poll
	done
	judge "$1"
	is "$1: forty polls" "$(verdict poll)" 40
	is "$1: none is missing that a retry could have saved" \
	    "$(verdict missed) $(verdict starved)" "0 0"
	ok "$1: the hour's budget holds" \
	    test "$(verdict busiest_hour)" -le 45
	is "$1: what was sent is what was counted" "$(verdict miscounted)" 0
	is "$1: what was fetched is stored" "$(verdict store_failed)" 0
}

seeds=$(sized "$SEED" "$(seq -s ' ' "$SEED" $((SEED + 9)))")
for SEED in $seeds; do
	export VICTRON_INSTALLATION_ID=410001
	world 1
	storm 200
	two_hours "seed $SEED, one site"

	export VICTRON_INSTALLATION_ID=410001,410002,410003,410004
	world 7
	storm 200
	two_hours "seed $SEED, four sites"

	world 1
	unset VICTRON_VRM_TOKEN
	export VICTRON_INSTALLATION_ID=410001
	export VICTRON_VRM_USERNAME=owner@example.invalid
	export VICTRON_VRM_PASSWORD='correct horse "battery" \ staple'
	storm 200 html reset broken cut limit limit_s refusal
	two_hours "seed $SEED, a login"
	ok "seed $SEED, a login: no more than four tries a run" \
	    test "$(verdict logins_at_once)" -le 4
	before=$(verdict logins)

	sim_delete /sim/fault
	sim_post /sim/fault \
	    '{"path": "/installations", "status": 401, "count": 0}'
	for ((t = now + 180; t < T0 + 14400; t += 180)); do
		go_to $t
		run refused poll
	done
	judge "seed $SEED, logins that VRM gives and refuses"
	ok "seed $SEED, tokens refused in every poll: a login an hour" \
	    test $(($(verdict logins) - before)) -le 3
	unset VICTRON_VRM_USERNAME VICTRON_VRM_PASSWORD
done
done_testing
