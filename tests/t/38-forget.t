#!/bin/bash
# vrm-store forget: a database that never heard of it is left
. "$(dirname "$0")/lib.sh"
export VRM_NOW=2026-07-20T12:00:00Z

# days SITE BATTERY SOURCE: nine of them, a reading every four hours
days() {
	seq 0 54 | jq -c --arg site "$1" --arg battery "$2" --arg source "$3" \
	    '{timestamp: (1783771200 + . * 14400 | todate),
	    installation_id: $site, battery: $battery, source: $source,
	    soc: (20 + .), voltage: 52, interval: 14400}'
}
site() {
	printf '{"type":"site","installation_id":"%s","name":"%s",%s}\n' "$1" \
	    "$2" '"timezone":"Europe/Amsterdam"'
}
asked() {
	printf '{"type":"asked","installation_id":"%s","battery":"%s",' "$1" "$2"
	printf '"from":"2026-07-20T00:00:00Z","to":"2026-07-20T01:00:00Z",'
	printf '"asked_at":"2026-07-20T11:00:00Z","found":0}\n'
}
boathouse() {
	site 1 Boathouse
	days 1 system victron
	days 1 288 victron
	asked 1 system
	asked 1 288
}
barn() {
	site 10 Barn
	days 10 system victron
	asked 10 system
}
solark() { days 1 system solark; }

# into URL LINES...: an empty database with those, some sealed
into() {
	local url=$1
	shift
	for lines; do $lines; done | vrm-store -d "$url"
	VRM_RETENTION=72h vrm-store maintain -d "$url"
}

# forget_on ENGINE URL URL2: the second is for comparison
forget_on() {
	local engine=$1 a=$2 b=$3
	forget() { vrm-store forget -d "$a" "$@"; }
	into "$a" boathouse barn solark
	vrm-query dump -d "$a" > "$T/all"
	exits "$engine: what would be forgotten is told" 0 forget --site 1 -n
	like "with what it holds" "$(cat "$T/out")" \
	    '^would forget 3 batteries with [0-9]+ readings, [0-9]+ hours and [0-9]+ days$'
	is "and nothing changes" "$(vrm-query dump -d "$a" | cmp - "$T/all" &&
	    echo same)" same

	exits "a source is forgotten" 0 forget --site 1 --source solark
	into "$b" boathouse barn
	is "as if it had never been" "$(vrm-query dump -d "$a")" \
	    "$(vrm-query dump -d "$b")"
	exits "a battery is forgotten" 0 forget -v --site 1 --battery 288
	like "which is told" "$(cat "$T/err")" \
	    '^vrm-store: forgot 1 battery with [1-9][0-9]* readings'
	is "its site and its neighbours stay" "$(vrm-query sites --format csv \
	    -d "$a" | wc -l) $(vrm-query current --all -d "$a" |
	    jq -c '[.data[].battery]')" '3 ["system","system"]'
	is "and what VRM was asked of them" "$(vrm-query dump -d "$a" |
	    grep -c '"asked"')" 2
	exits "a site is forgotten" 0 forget --site 1
	is "and no other whose number begins so" "$(vrm-query dump -d "$a")" \
	    "$(into "sqlite:$T/barn.$engine.db" barn
	    vrm-query dump -d "sqlite:$T/barn.$engine.db")"
	exits "what is not there cannot be forgotten" 66 forget --site 1
	exits "a name is no number" 66 forget --site Barn
	exits "no site is not every site" 64 forget
	like "which is told" "$(cat "$T/err")" 'which site?'
	boathouse | vrm-store -d "$a"
	exits "it may come back" 0 vrm-query current --site 1 --battery 288 \
	    -d "$a"
}

forget_on SQLite "sqlite:$T/a.db" "sqlite:$T/b.db"
if pg_create t38b; then
	b=$PG_URL
	pg_create t38a
	forget_on PostgreSQL "$PG_URL" "$b"
fi
done_testing
