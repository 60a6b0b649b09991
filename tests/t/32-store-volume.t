# shellcheck shell=bash
# 32-store-volume.t - vrm-store with many lines, and with many of its kind
. "$(dirname "$0")/lib.sh"

export VRM_NOW=2026-07-20T12:00:00Z
db=$VRM_STATE_DIR/vrm.db
rows() { sqlite3 -readonly "$db" "SELECT count(*) FROM battery_readings"; }

# lines FROM N [SITES]: a reading every minute, of so many sites in turn
lines() {
	awk -v from="$1" -v n="$2" -v sites="${3:-1}" 'BEGIN {
		for (i = from; i < from + n; i++)
			printf "{\"timestamp\":\"%s\",\"installation_id\":" \
			    "\"%d\",\"battery\":\"system\",\"instance\":288," \
			    "\"source\":\"victron\",\"soc\":%.1f,\"voltage\":%.2f," \
			    "\"current\":%.1f,\"power\":%.1f,\"state\":" \
			    "\"charging\",\"temperature\":23.5}\n",
			    strftime("%Y-%m-%dT%H:%M:%SZ",
			    1700000000 + 60 * int(i / sites), 1),
			    123456 + i % sites,
			    i % 1000 / 10, 26 + i % 97 / 100, i % 200 / 10,
			    26.4 * (i % 200) / 10
	}'
}

n=1000000
! is_sanitized || n=20000
# The kernel's own high-water mark, as the program ends.
exits "$n lines are stored" 0 \
    env time -f %M -o "$T/rss" vrm-store -v < <(lines 0 $n)
is "all of them" "$(rows)" $n
like "and counted" "$(cat "$T/err")" "^vrm-store: received $n: stored $n, "
within "in less than 32 MiB" "$(cat "$T/rss")" 32768

rm -rf "$VRM_STATE_DIR"
n=100000
! is_sanitized || n=20000
exits "$n lines of 10000 sites are stored" 0 \
    env time -f %M -o "$T/rss" vrm-store -v < <(lines 0 $n 10000)
is "all of these too" "$(rows)" $n
within "in less than 32 MiB, however many batteries" "$(cat "$T/rss")" 32768
if pg_create "vrm_t32_$$"; then
	exits "into PostgreSQL too" 0 env time -f %M -o "$T/rss" \
	    vrm-store --database "$PG_URL" < <(lines 0 20000 10000)
	within "in as little" "$(cat "$T/rss")" 32768
	psql -qX -d "$VRM_TEST_POSTGRES_URL" \
	    -c "DROP DATABASE vrm_t32_$$ WITH (FORCE)"
fi

rm -rf "$VRM_STATE_DIR"
lines 0 3000 > "$T/lines"
pids=
for i in 0 1 2 3 4 5 6 7 8 9; do
	# each a third of the lines, each line three or four times
	sed -n "$((i * 200 + 1)),$((i * 200 + 1200))p" "$T/lines" |
	    vrm-store -v 2> "$T/sum.$i" &
	pids="$pids $!"
done
status=0
for pid in $pids; do wait "$pid" || status=$?; done
is "ten at once, the first of all" $status 0
is "lose and double nothing" "$(rows)" 3000
is "and count each reading once" "$(sed 's/.*stored \([0-9]*\),.*/\1/' \
    "$T"/sum.? | awk '{ n += $1 } END { print n }')" 3000
is "all runs are in the log" "$(wc -l < "$VRM_STATE_DIR/polls.ndjson")" 10
is "their connections left the -wal behind for readers" \
    "$(cd "$VRM_STATE_DIR" && ls vrm.db*)" "vrm.db
vrm.db-shm
vrm.db-wal"
done_testing
