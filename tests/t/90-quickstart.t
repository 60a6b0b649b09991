#!/bin/bash
# scripts/quickstart, as a newcomer runs it: twice, from anywhere, for all cases.
. "$(dirname "$0")/lib.sh"

case $VRM_BUILD in
"$VRM_ROOT"/build/release) ;;
*) skip_all "quickstart builds and runs build/release" ;;
esac
unset VRM_STATE_DIR VRM_CONFIG
chmod 711 "$T"
export TMPDIR=$T
cd /

# quickstart ARG...: in a session of its own; output in $T/out
quickstart() {
	setsid "$VRM_ROOT/scripts/quickstart" "$@" >"$T/out" 2>&1 &
	session=$!
	wait $session
}
left_running() {
	pgrep -a -s "$session" | head
	pgrep -a -f "$T/" | grep -v "$T/sim " | head
}

ok "it succeeds" quickstart
like "it says that it is a simulation" "$(cat "$T/out")" 'simulated VRM'
for p in auth fetch store query health; do
	like "it shows vrm-$p before what that says" "$(cat "$T/out")" \
	    "^\\$ .*vrm-$p "
done
like "it ends up with a state of charge" "$(cat "$T/out")" '"soc": ?[0-9]'
like "and with what to do next" "$(tail -8 "$T/out")" 'What next'
dir=$(sed -n 's/^Everything is in \([^;]*\).*/\1/p' "$T/out")
ok "the database is where it says" test -s "$dir/state/vrm.db"
is "nothing is left running" "$(left_running)" ""

ok "it succeeds again" quickstart --dir "$T/mine"
ok "in a directory of one's own" test -s "$T/mine/state/vrm.db"
ok "and again in the same" quickstart --dir "$T/mine"
is "nothing is left running then" "$(left_running)" ""

ok "it succeeds on PostgreSQL" quickstart --postgres
like "with the same answers" "$(cat "$T/out")" '"soc": ?[0-9]'
is "and leaves no server" "$(left_running)" ""

exits "an unknown option is a usage error" 64 \
    "$VRM_ROOT/scripts/quickstart" --frobnicate

# --- somebody with a token ---

sim_start
export VICTRON_VRM_TOKEN=$SIM_TOKEN
ok "with a token it polls the user's own" quickstart
like "into the user's own database" "$(cat "$T/out")" '410001'
ok "which is the default one" test -s "$XDG_STATE_HOME/vrm/vrm.db"
is "and shows no token" "$(grep -c "$SIM_TOKEN" "$T/out")" 0
export VICTRON_INSTALLATION_ID=410002
ok "or the site of the settings" quickstart
is "nothing but the test's simulator runs" "$(left_running)" ""

done_testing
