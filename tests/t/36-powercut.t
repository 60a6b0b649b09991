# shellcheck shell=bash
# 36-powercut.t - what is acknowledged is on disk: no exit status comes before
# the fsyncs that make it true, as strace sees them
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z
export ASAN_OPTIONS=detect_leaks=0	# it cannot look while strace does
line='{"timestamp":"2026-07-20T11:57:00Z","installation_id":"1","soc":67.0}'
calls=openat,mkdir,rename,renameat,renameat2,unlink,write,pwrite64,ftruncate,fsync,fdatasync
all_well='1 acknowledged, some written, some synced'

# trace COMMAND...: what a power cut right after it would take
trace() {
	local had
	had=$(find "$T/state" 2> /dev/null | tr '\n' ' ')
	status=0
	strace -f -y -s 0 -e signal=none -e "trace=$calls,exit_group" \
	    -o "$T/trace" "$@" > "$T/out" 2> "$T/err" || status=$?
	awk -v root="$T/state" -v had="$had" \
	    -f "$VRM_ROOT/tests/t/powercut.awk" "$T/trace"
}
strace -o "$T/trace" true || {
	echo "Bail out! strace cannot trace here"
	exit 1
}

# --- does it see what is wrong? ---------------------------------------------------

# bad: a shell that acknowledges what it did not sync
mkdir "$T/state"
bad() { trace sh -c "$1"; }
like "bytes that are not synced are seen" \
    "$(bad "echo x > '$T/state/rejected.ndjson'")" \
    '^exit .*rejected.ndjson: its bytes$'
like "so is a name" "$(bad "echo x > '$T/state/vrm.db'; sync '$T/state/vrm.db'")" \
    "^exit .*vrm.db: the name "
like "and a rename of bytes that may not be there" \
    "$(bad "echo x > '$T/state/rate.json.new'
    mv '$T/state/rate.json.new' '$T/state/rate.json'")" \
    '^renamed before fsync: .*rate.json$'
like "and a file written in place" \
    "$(bad "echo x > '$T/state/sites.json'")" '^written in place: .*sites.json$'
rm -rf "$T/state"

# --- the spool --------------------------------------------------------------------

export VRM_DATABASE_URL=postgresql://u@127.0.0.1:1/x
is "exit 75: the first segment, with all its directories" \
    "$(trace vrm-store <<< "$line"; echo "$status")" "$all_well
75"
is "one more" "$(trace vrm-store <<< "$line"; echo "$status")" "$all_well
75"
is "and with rejects" "$(trace vrm-store <<< "$line"$'\nbad'; echo "$status")" "$all_well
75"
rm -rf "$T/state"

# --- the rejects ------------------------------------------------------------------

export VRM_DATABASE_URL=sqlite:$T/state/vrm.db
is "exit 65: into a new database" "$(trace vrm-store <<< "$line"$'\nbad'
    echo "$status")" "$all_well
65"
is "and into one that is there" "$(trace vrm-store <<< "${line/57/58}"$'\nbad'
    echo "$status")" "$all_well
65"
head -c 16777000 /dev/zero | tr '\0' x >> "$T/state/rejected.ndjson"
is "and when the file is full" "$(trace vrm-store <<< "$line"$'\nbad'
    echo "$status")" "$all_well
65"

# --- SQLite, and out of the spool -----------------------------------------------------

is "exit 0: one line" "$(trace vrm-store <<< "${line/57/56}"; echo "$status")" \
    "$all_well
0"
mv "$T/state/vrm.db" "$T/there"
mkdir "$T/state/vrm.db"
printf '%s\n%s\n' "${line/57/54}" "${line/57/55}" | vrm-store 2> "$T/err"
rmdir "$T/state/vrm.db"
mv "$T/there" "$T/state/vrm.db"
sed -i '2s/soc/sox/' "$T"/state/spool/*/0*
vrm-store spool > "$T/spool"
is "a segment goes when its lines are stored, and not before" \
    "$(trace vrm-store < /dev/null; echo "$status"; vrm-store spool |
    grep -c '1 set aside')" "$all_well
0
1"
is "and does not come back" "$(awk '/(unlink|rename).*\/spool\/[^"]*\/0/ { u = 1 }
    u && /fsync\(.*\/spool\/[0-9a-f]+>\)/ { s = 1 } END { print u, s }' \
    "$T/trace")" "1 1"
is "as it was meant to" "$(sqlite3 "$T/state/vrm.db" \
    'SELECT count(*) FROM battery_readings')" 4

# --- the token, and what vrm-fetch remembers -------------------------------------------

sim_start --plain --now "$VRM_NOW"
is "a token is saved once it can no longer be lost" \
    "$(trace vrm-auth token set <<< "$SIM_TOKEN"; echo "$status")" "$all_well
0"
is "state files are replaced whole or not at all" \
    "$(trace vrm-fetch battery --all; echo "$status")" "$all_well
0"
done_testing
