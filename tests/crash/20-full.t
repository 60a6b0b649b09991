#!/bin/bash
# A file system of a few MiB fills up under the database, the spool, the rejects
# and all else: exit statuses stay honest, and nothing acknowledged is lost.
if [ -z "${VRM_TEST_MOUNTS:-}" ]; then
	export VRM_TEST_MOUNTS=own VRM_TEST_ROOT=
	[ "$(id -u)" != 0 ] || VRM_TEST_ROOT=yes
	[ -n "$VRM_TEST_ROOT" ] || exec unshare -rm bash "$0"
	exec unshare -m bash "$0"
fi
. "$(dirname "$0")/../t/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z TZ=UTC VRM_RETENTION=forever
KILLS=${KILLS:-20}
RANDOM=${SEED:-1}
T0=1770000000
chmod 711 "$T"
mkdir "$T/small"
sized() { mount -o "remount,size=$1" "$T/small"; }
mount -t tmpfs -o size=3m,mode=755 small "$T/small" || {
	echo "Bail out! no file system can be mounted here"
	exit 1
}
lib_end_full() {
	cd /
	[ ! -e "$T/pg" ] || "$VRM_ROOT/tests/pg" stop "$T/pg"
	umount -l "$T/small"
	lib_end
}
trap lib_end_full EXIT
export VRM_STATE_DIR=$T/small/state

# batch N: readings that nobody has seen, and one bad line
batch() {
	local i
	for ((i = 0; i < $1; i++)); do
		n=$((n + 1))
		printf '{"timestamp":"%(%FT%TZ)T","installation_id":"%s",' \
		    $((T0 + n * 12)) $((n % 5))
		printf '"soc":50,"voltage":52.%s}\n' $((n % 100))
	done
	echo "bad $n"
}
# fill UNTIL TIMES [LINES]: runs of random sizes, until UNTIL were refused; some
# are killed.  Counts the statuses.
fill() {
	local refused=0 round status
	ends=()
	for ((round = 0; round < $2 && refused < $1; round++)); do
		batch $((RANDOM % ${3:-300})) > "$T/in"
		n=$((n + 5))
		status=0
		vrm-store < "$T/in" 2> "$T/err" &
		if [ $((RANDOM % 4)) = 0 ]; then
			sleep "0.0$((RANDOM % 5))"
			kill -9 $! 2> /dev/null
		fi
		wait $! 2> /dev/null || status=$?
		ends[$status]=$((${ends[$status]:-0} + 1))
		[ $status != 75 ] || cp "$T/err" "$T/spooled"
		case $status in
		0|65|75)
			grep '^{' "$T/in" >> "$T/acked"
			grep '^bad' "$T/in" >> "$T/bad" ;;
		137) ;;
		*)
			refused=$((refused + 1))
			cp "$T/err" "$T/why" ;;
		esac
	done
	statuses=$(for s in "${!ends[@]}"; do printf ' %sx%s' "$s" \
	    "${ends[$s]}"; done)
}
kept_all() {
	like "$1: nothing that was acknowledged is lost" \
	    "$(vrm-store --dry-run < "$T/acked" 2> "$T/err")" \
	    ': stored 0, repeated [0-9]*, superseded 0, rejected 0'
	is "$1: nor a bad line" "$(cat "$VRM_STATE_DIR"/rejected.ndjson* |
	    jq -r '.text // empty' | sort -u | comm -13 - <(sort -u "$T/bad"))" ""
}
begin() {
	n=0
	rm -rf "$VRM_STATE_DIR"
	: > "$T/acked"
	: > "$T/bad"
}

# --- SQLite and its spool and all the rest ---------------------------------------

begin
declare -A ends
export VRM_DATABASE_URL=sqlite:$T/small/state/vrm.db
fill $((KILLS / 2)) $((KILLS * 10))
echo "# figures: SQLite in 3 MiB: statuses$statuses," \
    "$(wc -l < "$T/acked") readings acknowledged"
ok "SQLite: it was full" test "${ends[74]:-0}" -gt 0
like "SQLite: which is said" "$(cat "$T/why")" \
    'not kept: .*(full|No space left)'
is "SQLite: no other end than those of the manual" \
    "$(for s in "${!ends[@]}"; do echo "$s"; done |
    grep -vx -e 0 -e 65 -e 73 -e 74 -e 75 -e 137)" ""
ok "SQLite: much was acknowledged" test "$(wc -l < "$T/acked")" -gt 1000
sized 64m
exits "SQLite: with room again" 0 vrm-store < /dev/null
is "SQLite: nothing waits" "$(vrm-store spool)" ""
kept_all SQLite
is "SQLite: the database is sound" \
    "$(sqlite3 "$T/small/state/vrm.db" 'PRAGMA integrity_check')" ok

# --- the spool alone: the database is away ----------------------------------------

sized 64m
begin
sized 3m
export VRM_DATABASE_URL=sqlite:$T/away.db
mkdir "$T/away.db"
fill $((KILLS / 2)) $((KILLS * 10))
echo "# figures: the spool in 3 MiB: statuses$statuses," \
    "$(wc -l < "$T/acked") readings acknowledged"
ok "the spool fills" test "${ends[74]:-0}" -gt 0
like "the spool: which is said, with what to do" "$(tr '\n' ' ' < "$T/why")" \
    'lines? not kept: .*the spool is full, [0-9]* of [0-9]* KiB .*hint: '
ok "the spool: it takes a tenth of what is free" \
    test "$(du -sk "$VRM_STATE_DIR/spool" | cut -f1)" -le 310
rmdir "$T/away.db"
exits "the spool: the database is back" 0 vrm-store < /dev/null
kept_all "the spool"

# --- PostgreSQL on a file system of its own ---------------------------------------

if [ -n "$VRM_TEST_ROOT" ]; then
	sized 64m
	rm -rf "$T/small/state"
	sized 12m
	export VRM_STATE_DIR=$T/state
	server=$("$VRM_ROOT/tests/pg" start "$T/pg") || exit
	mkdir -m 700 "$T/small/space"
	chown nobody:nogroup "$T/small/space"
	psql -qX -d "$server" \
	    -c "CREATE TABLESPACE small LOCATION '$T/small/space'" \
	    -c "CREATE DATABASE home TABLESPACE small"
	export VRM_DATABASE_URL=${server/\/postgres\?//home?}
	begin
	# nothing is ever refused: as many as fit in before now, and the rejects
	fill 1 $((KILLS < 60 ? KILLS * 5 : 300)) 3000
	echo "# figures: PostgreSQL in 12 MiB: statuses$statuses," \
	    "$(wc -l < "$T/acked") readings acknowledged"
	ok "PostgreSQL: what it has no room for is spooled" \
	    test "${ends[75]:-0}" -gt 0
	like "PostgreSQL: which is said" "$(cat "$T/spooled")" \
	    'spooled .*No space left on device'
	sized 1g
	exits "PostgreSQL: with room again" 0 vrm-store < /dev/null
	is "PostgreSQL: nothing waits" "$(vrm-store spool)" ""
	kept_all PostgreSQL
fi
done_testing
