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
	like "$p is linked to PostgreSQL" "$(needed $p)" '^libpq'
done

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
