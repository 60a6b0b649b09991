#!/bin/bash
# Each program is linked to what it uses and hardened; nothing else.
. "$(dirname "$0")/lib.sh"

needed() {
	readelf -dW "$VRM_BUILD/$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

for p in vrm-auth vrm-fetch; do
	is "$p is linked to no database" \
	    "$(needed $p | grep -E 'libpq|libsqlite')" ""
	like "$p is linked to libcurl" "$(needed $p)" '^libcurl'
done
for p in vrm-store vrm-query vrm-health; do
	is "$p is linked to no libcurl" "$(needed $p | grep libcurl)" ""
	like "$p is linked to SQLite" "$(needed $p)" '^libsqlite3'
	is "$p is not linked to PostgreSQL" "$(needed $p | grep libpq)" ""
done

# loads URL: the libraries of a query to it
loads() {
	LD_DEBUG=files vrm-query sites --database "$1" 2>&1 |
	    sed -n 's/.*calling init: .*\///p'
}
is "libpq is not loaded for SQLite" "$(loads "sqlite:$T/vrm.db" |
    grep libpq)" ""
like "but for PostgreSQL" "$(loads "postgresql:///x?host=$T")" '^libpq\.so'

for p in vrm-auth vrm-fetch vrm-store vrm-query vrm-health; do
	elf=$VRM_BUILD/$p
	like "$p is position independent" "$(readelf -hW "$elf")" 'Type: +DYN'
	like "$p resolves all symbols at start" "$(readelf -dW "$elf")" \
	    'FLAGS.*NOW'
	like "$p has read-only relocations" "$(readelf -lW "$elf")" 'GNU_RELRO'
	like "$p has no executable stack" "$(readelf -lW "$elf")" \
	    'GNU_STACK.* RW +0x'
	is_sanitized ||
	    like "$p guards its stack" "$(readelf -sW "$elf")" \
	    '__stack_chk_fail'
	is_sanitized ||
	    like "$p has checked string functions" "$(readelf -sW "$elf")" \
	    '__[a-z]+_chk'
done

done_testing
