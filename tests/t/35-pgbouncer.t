# shellcheck shell=bash
# 35-pgbouncer.t - PostgreSQL behind PgBouncer, which gives each transaction
# another session
. "$(dirname "$0")/lib.sh"

: "${VRM_TEST_POSTGRES_URL:?}"
as_bouncer() {	# it refuses to be root; $! is to be its own
	if [ "$(id -u)" = 0 ]; then
		exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
	fi
	exec "$@"
}
# As we reach the server: it may be in a container, with paths of its own.
IFS='|' read -r host port user < <(psql -qAtX -d "$VRM_TEST_POSTGRES_URL" \
    -c '\echo :HOST|:PORT|:USER')
listen=$((20000 + ($$ + 7) % 20000))
while (exec 3<> "/dev/tcp/127.0.0.1/$listen") 2> /dev/null; do
	listen=$((listen + 1))
done
mkdir -m 777 "$T/bouncer"
chmod 711 "$T"
cat > "$T/bouncer/ini" << END
[databases]
* = host=$host port=$port user=$user
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $listen
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
server_reset_query_always = 0
max_client_conn = 100
END
PATH=$PATH:/usr/sbin
as_bouncer pgbouncer -q "$T/bouncer/ini" > "$T/bouncer/log" 2>&1 &
bouncer=$!
lib_end_35() {
	kill "$bouncer"
	wait "$bouncer" 2> /dev/null
	lib_end
}
trap lib_end_35 EXIT
url=postgresql://$user@127.0.0.1:$listen/postgres
eventually psql -qAtX -d "$url" -c 'SELECT 1' > "$T/out" 2>&1 || {
	sed 's/^/# /' "$T/out" "$T/bouncer/log"
	echo "Bail out! no PgBouncer"
	exit 1
}

# Two transactions of one session of ours may be two of the server's: prove that
# it is so here, or what follows proves nothing.
is "transactions share sessions" "$( { for _ in 1 2 3 4 5 6 7 8; do
	psql -qAtX -d "$url" -c 'BEGIN' -c 'SELECT pg_backend_pid()' \
	    -c 'SELECT pg_sleep(0.05)' -c 'COMMIT' &
    done; } | grep . | sort -u |
    wc -l)" 3

mapfile -t cases < <(grep -l place_new "$VRM_ROOT"/tests/unit/test_*.c |
    sed 's|.*/test_\(.*\)\.c|\1|')
! is_sanitized || cases=(store_contract)	# the plain build runs them all
VRM_TEST_POSTGRES_URL=$url "$VRM_BUILD/unit-tests" "${cases[@]}" \
    > "$T/contract" 2>&1
is "every case of the contract holds, ${cases[*]}" \
    "$?$(grep -A3 '^not ok' "$T/contract")" 0
ok "and there are many" test "$(grep -c '^ok' "$T/contract")" -gt 20

pg_create "vrm_t35_$$"
there=${url%/*}/vrm_t35_$$
export VRM_NOW=2026-07-20T12:00:00Z
for i in $(seq 0 9); do
	for m in $(seq 10 59); do
		echo '{"timestamp":"2026-07-20T0'"$i:$m"':00Z",' \
		    '"installation_id":"1","soc":50}'
	done > "$T/lines.$i"
done
for i in $(seq 0 9); do
	vrm-store -d "$there" < "$T/lines.$i" 2> "$T/err.$i" &
	pids="${pids:-} $!"
done
# shellcheck disable=SC2086
wait $pids
is "ten at once make the tables and store it all" "$(cat "$T"/err.?
    psql -qAtX -d "$PG_URL" \
    -c 'SELECT count(*) FROM victron.battery_readings')" 500
is "and read it" "$(vrm-query history -d "$there" --since 2026-07-19 --limit 0 \
    --format ndjson | wc -l)" 500
vrm-query dump -d "$there" > "$T/dump"
vrm-query dump -d "$PG_URL" > "$T/direct"
ok "a dump through it is the same" cmp "$T/dump" "$T/direct"
vrm-store -d "sqlite:$T/moved.db" < "$T/dump"
ok "and as good as any, to move house" cmp "$T/dump" \
    <(vrm-query dump -d "sqlite:$T/moved.db")
psql -qX -d "$VRM_TEST_POSTGRES_URL" -c "DROP DATABASE vrm_t35_$$ WITH (FORCE)"
done_testing
