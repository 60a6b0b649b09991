# shellcheck shell=bash
# lib.sh - what the end-to-end tests share; sourced, bash
#
#	. "$(dirname "$0")/lib.sh"
#	sim_start --now 2026-07-20T12:00:00Z
#	is "who am I" "$(vrm-auth status | head -1)" "Sample Owner"
#	done_testing
#
# Programs come from $VRM_BUILD.  Each test has a directory $T of its own, with
# HOME, configuration and state below it, and nothing of the caller's.

VRM_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VRM_BUILD=$(cd "${VRM_BUILD:-$VRM_ROOT/build/release}" && pwd)
T=$(mktemp -d "${TMPDIR:-/tmp}/vrm-test.XXXXXX")
export PATH="$VRM_BUILD:$PATH"
for _v in $(env | sed -n 's/^\(\(VICTRON\|VRM\|PG\)_\{0,1\}[A-Z_]*\)=.*/\1/p'); do
	case $_v in VRM_BUILD|VRM_ROOT|VRM_TEST_*) ;; *) unset "$_v" ;; esac
done
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
unset STATE_DIRECTORY CREDENTIALS_DIRECTORY
export HOME=$T/home XDG_CONFIG_HOME=$T/config XDG_STATE_HOME=$T/xdg-state
export VRM_STATE_DIR=$T/state VRM_CONFIG=$T/vrm.conf
mkdir -p "$HOME" "$XDG_CONFIG_HOME" "$XDG_STATE_HOME"
: > "$VRM_CONFIG"

tests_run=0
tests_failed=0
sim_pid=
export SIM_STATUS=	# how the last one ended

lib_end() {
	sim_stop
	rm -rf "$T"
}
trap lib_end EXIT
trap 'exit 1' INT TERM HUP

# --- TAP ---------------------------------------------------------------------

# ok "sentence" COMMAND ARG...: it succeeds
ok() {
	local what=$1
	shift
	tests_run=$((tests_run + 1))
	if "$@" > "$T/ok.out" 2>&1; then
		echo "ok $tests_run - $what"
	else
		tests_failed=$((tests_failed + 1))
		echo "not ok $tests_run - $what"
		echo "# $*"
		sed 's/^/# /' "$T/ok.out" | head -20
	fi
}

# is "sentence" GOT WANTED
is() {
	tests_run=$((tests_run + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $tests_run - $1"
	else
		tests_failed=$((tests_failed + 1))
		echo "not ok $tests_run - $1"
		printf '%s\n' "$2" | sed 's/^/#      got: /' | head -20
		printf '%s\n' "$3" | sed 's/^/#   wanted: /' | head -20
	fi
}

# like "sentence" GOT EXTENDED-REGEX
like() {
	tests_run=$((tests_run + 1))
	if printf '%s\n' "$2" | grep -Eq -- "$3"; then
		echo "ok $tests_run - $1"
	else
		tests_failed=$((tests_failed + 1))
		echo "not ok $tests_run - $1"
		printf '%s\n' "$2" | sed 's/^/#      got: /' | head -20
		echo "#   wanted: /$3/"
	fi
}

# exits "sentence" STATUS COMMAND ARG...: output in $T/out and $T/err
exits() {
	local what=$1 want=$2 status=0
	shift 2
	"$@" > "$T/out" 2> "$T/err" || status=$?
	is "$what" "$status" "$want"
}

# eventually COMMAND ARG...: what another process does becomes true; 1 if it
# has not within two minutes, an eternity on any machine
eventually() {
	local end=$((SECONDS + 120))
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.02
	done
}

# Sanitizers want time, and memory of their own.
is_sanitized() {
	grep -q __asan "$VRM_BUILD/vrm-fetch"
}

# within "sentence" KIB LIMIT: resident memory
within() {
	if is_sanitized; then
		tests_run=$((tests_run + 1))
		echo "ok $tests_run # skip $1: not measured, it is sanitized"
	else
		ok "$1" test "$2" -lt "$3"
	fi
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

done_testing() {
	echo "1..$tests_run"
	[ "$tests_failed" -eq 0 ]
	exit
}

# pg_extensions: those of ours that the server of the tests has loaded
pg_extensions() {
	psql -qAtX -d "$VRM_TEST_POSTGRES_URL" -c "SELECT name
	    FROM pg_available_extensions WHERE name IN ('citus', 'timescaledb')
	    AND position(name IN current_setting('shared_preload_libraries')) > 0"
}

# pg_has NAME: is this one of them?
pg_has() {
	pg_extensions | grep -qx "$1"
}

# pg_create NAME: an empty database on the server of the tests, with the
# extensions that it has, its URL in PG_URL; 1 if there is no such server
pg_create() {
	local base=${VRM_TEST_POSTGRES_URL:-} query=
	[ -n "$base" ] || return 1
	psql -qX -d "$base" -c "DROP DATABASE IF EXISTS $1" \
	    -c "CREATE DATABASE $1" 2>"$T/pg.err" || {
		sed 's/^/# /' "$T/pg.err"
		echo "Bail out! no database $1 on the server of the tests"
		exit 1
	}
	case $base in *\?*) query="?${base#*\?}" ;; esac
	base=${base%%\?*}
	export PG_URL=${base%/*}/$1$query
	for query in $(pg_extensions); do
		psql -qX -d "$PG_URL" -c "CREATE EXTENSION IF NOT EXISTS $query"
	done 2>&1 | sed 's/^/# /'
}

# --- the simulator -----------------------------------------------------------

# Starts one, with HTTPS unless the first argument is --plain.  Sets SIM_URL
# and SIM_TOKEN, and points the programs at it (but gives them no token).
sim_start() {
	local tls=--tls
	if [ "${1:-}" = --plain ]; then
		tls=
		shift
	fi
	sim_stop
	rm -rf "$T/sim"
	vrm-sim $tls --dir "$T/sim" --samples "$VRM_ROOT/tests/samples" \
	    --log "$T/sim.log" --max-seconds 900 "$@" &
	sim_pid=$!
	eventually sim_started
	[ -e "$T/sim/url" ] || {
		echo "Bail out! vrm-sim does not start"
		exit 1
	}
	SIM_URL=$(cat "$T/sim/url")
	SIM_TOKEN=$(cat "$T/sim/token")
	export VICTRON_API_URL=$SIM_URL
	if [ -n "$tls" ]; then
		export VRM_CA_FILE=$T/sim/ca.pem
	fi
}

# It did, or never will.
sim_started() {
	[ -e "$T/sim/url" ] || ! kill -0 "$sim_pid" 2>/dev/null
}

sim_stop() {
	if [ -n "$sim_pid" ]; then
		kill "$sim_pid" 2>/dev/null
		SIM_STATUS=0
		wait "$sim_pid" || SIM_STATUS=$?
		sim_pid=
	fi
}

sim_curl() {
	if [ -e "$T/sim/ca.pem" ]; then
		curl -sS --cacert "$T/sim/ca.pem" "$@"
	else
		curl -sS "$@"
	fi
}

# sim_get PATH: of VRM, signed in, or of the simulator's own /sim
sim_get() {
	sim_curl -H "X-Authorization: Token $SIM_TOKEN" "$SIM_URL$1"
}

# sim_post '/sim/site?site=410001&soc=null' [BODY]: a control that must work
sim_post() {
	sim_curl -f -o /dev/null -d "${2:-}" "$SIM_URL$1"
}

sim_delete() {
	sim_curl -f -o /dev/null -X DELETE "$SIM_URL$1"
}

# sim_now 2026-07-20T12:00:00Z: for the simulator and for the programs
sim_now() {
	sim_post "/sim/clock?now=$1" && export VRM_NOW=$1
}

# How many requests came since the last sim_delete /sim/requests.
sim_requests() {
	sim_get /sim/requests | jq .total
}
