# shellcheck shell=bash
# golden.sh - answers as transcripts, the same on every engine; sourced behind
# lib.sh
#
#	transcript() {
#		fleet | vrm-store
#		ask current --all --format csv
#	}
#	golden transcript
#
# The function runs twice, with an empty SQLite and an empty PostgreSQL database
# in $VRM_DATABASE_URL; what it writes must be NAME.golden beside the test
# NAME.t, byte for byte, both times.  VRM_TEST_GOLDEN=write writes that file
# anew: for after one has read the difference.

# reading SITE TIME SOC V A W STATE TEMPERATURE [MORE]
reading() {
	printf '{"timestamp":"%s","installation_id":"%s","soc":%s,"voltage":%s,' \
	    "$2" "$1" "$3" "$4"
	printf '"current":%s,"power":%s,"state":%s,"temperature":%s%s}\n' \
	    "$5" "$6" "$7" "$8" "${9:-}"
}

# site ID PORTAL_ID NAME LOG_INTERVAL [ZONE]
site() {
	printf '{"type":"site","installation_id":"%s","identifier":"%s",' "$1" "$2"
	printf '"name":"%s","timezone":"%s","log_interval":%s}\n' \
	    "$3" "${5:-Europe/Amsterdam}" "$4"
}

# ask ARGUMENT...: the command, what it prints, what it says, how it ends
ask() {
	local status=0
	echo "\$ vrm-query $*"
	vrm-query "$@" >"$T/ask.out" 2>"$T/ask.err" || status=$?
	cat "$T/ask.out"
	[ "$(head -c1 "$T/ask.out")" != '{' ] || jq . "$T/ask.out" >/dev/null
	sed 's/^/! /' "$T/ask.err"
	echo "= $status"
}

# ask_long LINES ARGUMENT...: of a long answer its first lines and a digest
ask_long() {
	local lines=$1 status=0
	shift
	echo "\$ vrm-query $*"
	vrm-query "$@" >"$T/ask.out" 2>"$T/ask.err" || status=$?
	head -n "$lines" "$T/ask.out"
	echo "... $(wc -l <"$T/ask.out") lines, cksum $(cksum <"$T/ask.out" |
	    cut -d' ' -f1)"
	sed 's/^/! /' "$T/ask.err"
	echo "= $status"
}

# golden FUNCTION
golden() {
	local file=${0%.t}.golden name=${0##*/}
	name=${name%.t}
	VRM_DATABASE_URL=sqlite:$T/golden.db "$1" >"$T/sqlite.txt" 2>&1
	[ "${VRM_TEST_GOLDEN:-}" != write ] || cp "$T/sqlite.txt" "$file"
	ok "the answers are those of $name.golden" \
	    diff -u "$file" "$T/sqlite.txt"
	if pg_create "golden${name%%-*}"; then
		VRM_DATABASE_URL=$PG_URL "$1" >"$T/pg.txt" 2>&1
		ok "PostgreSQL gives the same bytes" \
		    diff -u "$T/sqlite.txt" "$T/pg.txt"
	fi
}
