# shellcheck shell=bash
# lib.sh - what the measurements share; sourced, bash
#
# After tests/t/lib.sh: its $T is the place for files.  $BENCH_SHORT is set when
# only the running is to be proved.

. "$(dirname "${BASH_SOURCE[0]}")/../t/lib.sh"
set -o pipefail

die() {
	echo "bench: $*" >&2
	exit 1
}

# size FULL SHORT: the one that is wanted
size() {
	if [ -n "${BENCH_SHORT:-}" ]; then echo "$2"; else echo "$1"; fi
}

# timed NAME COMMAND...: wall and processor seconds, one line into $T/NAME.s
timed() {
	local name=$1 TIMEFORMAT='%3R %3U %3S'
	shift
	{ time "$@" 2>&3; } 3>&2 2>>"$T/$name.s" || die "$name: failed: $*"
}
# median NAME SUM: ms of a sum of its columns, for awk
# shellcheck disable=SC2016
median() {
	awk "{ print ($2) * 1000 }" "$T/$1.s" | sort -n | awk '{ v[NR] = $1 }
	    END { print v[int((NR + 1) / 2)] }'
}
heading() {
	printf '%-46s %17s %17s\n' "$1" "wall ms    ratio" "cpu ms    ratio"
}
# shellcheck disable=SC2016
# row WHAT NAME BASE: its medians, and how many of the base they are
row() {
	awk -v what="$1" \
	    -v wall="$(median "$2" '$1')" -v wall1="$(median "$3" '$1')" \
	    -v cpu="$(median "$2" '$2 + $3')" \
	    -v cpu1="$(median "$3" '$2 + $3')" 'BEGIN {
		printf "  %-44s %9d  %6.2f %9d  %6.2f\n", what,
		    wall, wall / (wall1 ? wall1 : 1), cpu, cpu / (cpu1 ? cpu1 : 1)
	}'
}

# peak WHAT COMMAND...: its largest resident size
peak() {
	local what=$1
	shift
	/usr/bin/time -f %M -o "$T/peak" "$@" >"$T/out" || die "$what"
	printf '  %-44s %9d KiB\n' "$what" "$(cat "$T/peak")"
}

# What one measurement left to be written is not the next one's to wait for:
# both of these end when the disk has it all.

# pg_new: an empty database with our tables on the server of the run, $PG_URL
pg_new() {
	psql -qX "$VRM_TEST_POSTGRES_URL" -c 'SET client_min_messages = error' \
	    -c 'DROP DATABASE IF EXISTS bench WITH (FORCE)' \
	    -c 'CREATE DATABASE bench' -c 'CHECKPOINT' || die "psql"
	PG_URL="$VRM_TEST_POSTGRES_URL&dbname=bench"
	vrm-store migrate --database "$PG_URL" || die "migrate"
	sync
}
# lite_new: the same in SQLite, $T/bench.db
lite_new() {
	rm -f "$T"/bench.db*
	vrm-store migrate --database "sqlite:$T/bench.db" || die "migrate"
	sync
}
