# shellcheck shell=bash
# lib.sh - what the long proofs share, beside what all tests do; sourced, bash
#
# A proof runs the programs as cron would, for hours or days of virtual time,
# against the simulator, and lets the simulator's own log judge.  SOAK=short
# takes seconds, SOAK=long what is promised; SEED=N is another world.

. "$(dirname "${BASH_SOURCE[0]}")/../t/lib.sh"
export TZ=UTC
SOAK=${SOAK:-short}
SEED=${SEED:-1}
T0=1784527200		# 2026-07-20T06:00:00Z
now=$T0

# sized SHORT LONG
sized() {
	if [ "$SOAK" = long ]; then echo "$2"; else echo "$1"; fi
}

# world SITES [OPTION...]: another simulator and nothing remembered.  A seed for
# each is SEED; the programs have an access token.
world() {
	local sites=$1 text
	shift
	printf -v text '%(%FT%TZ)T' $T0
	rm -rf "$VRM_STATE_DIR" "$T/sim.log" "$T/printed" "$T/err"
	: > "$T/printed"
	sim_start --sites "$sites" --seed "$SEED" --now "$text" \
	    --max-seconds 7200 "$@"
	export VRM_NOW=$text VICTRON_VRM_TOKEN=$SIM_TOKEN
	now=$T0
}

# go_to SECONDS: the time of VRM and of the programs
go_to() {
	local text
	now=$1
	printf -v text '%(%FT%TZ)T' "$now"
	sim_now "$text"
}

# storm PER_MILLE [KIND...]: of all requests so many fail, in every way there is
# or in these
storm() {
	local each rules=
	local -A fault=(
		[html]='"status":503,"sample":"error_502.html"'
		[reset]='"close":true'
		[broken]='"truncate":40'
		[cut]='"status":200,"body":"{\"success\":tr"'
		[limit]='"status":429'
		[limit_s]='"status":429,"headers":{"Retry-After":"3"}'
		[refusal]='"path":"/installations","status":401,"row":2'
		[refusal_one]='"path":"/installations","status":401'
		[hang]='"hang":true'
	)
	local rate=$1 kinds=("${@:2}")
	[ ${#kinds[@]} -gt 0 ] ||
	    kinds=(html reset broken cut limit limit_s refusal_one)
	each=$((rate / ${#kinds[@]}))
	for kind in "${kinds[@]}"; do
		rules="$rules${rules:+,}{\"chance\":$each,${fault[$kind]}}"
	done
	sim_delete /sim/fault
	sim_post /sim/fault "[$rules]"
}

# catch_up: the next program begins where the last one ended
catch_up() {
	local rate=0
	[ ! -e "$VRM_STATE_DIR/rate.json" ] ||
	    rate=$(< "$VRM_STATE_DIR/rate.json")
	[[ $rate =~ \"extra\":\[([0-9,]+)\] ]] || return 0
	rate=$(((${BASH_REMATCH[1]##*,} + 999) / 1000))
	[ $rate -le "$now" ] || printf -v VRM_NOW '%(%FT%TZ)T' $rate
}

# run NAME COMMAND...: with marks around it in the simulator's log: its begin,
# its exit statuses (it sets status), and what the programs counted.
run() {
	echo "= $1 $now" >> "$T/sim.log"
	catch_up
	"${@:2}"
	local rate={}
	[ ! -e "$VRM_STATE_DIR/rate.json" ] ||
	    rate=$(< "$VRM_STATE_DIR/rate.json")
	echo "- ${status[*]} $rate" >> "$T/sim.log"
}

poll() {
	vrm-fetch battery "$@" 2>> "$T/err" | tee -a "$T/printed" |
	    vrm-store 2>> "$T/err"
	status=("${PIPESTATUS[0]}" "${PIPESTATUS[2]}")
}
heal() {
	vrm-query gaps --due 2>> "$T/err" | vrm-fetch fill 2>> "$T/err" |
	    tee -a "$T/printed" | vrm-store 2>> "$T/err"
	status=("${PIPESTATUS[1]}" "${PIPESTATUS[3]}")
}

# judge WHAT: what the simulator's log says of the world so far
judge() {
	awk -f "$VRM_ROOT/tests/soak/judge.awk" "$T/sim.log" > "$T/verdict"
	sed -n 's/^!/#/p' "$T/verdict"
	echo "# figures: $1: $(grep -v '^!' "$T/verdict" | paste -sd,)"
}
verdict() {
	sed -n "s/^$1 //p" "$T/verdict"
}
