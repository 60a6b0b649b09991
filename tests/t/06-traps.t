#!/bin/bash
# tests/TRAPS: every number of what is known of VRM, and tests that exist
. "$(dirname "$0")/lib.sh"
cd "$VRM_ROOT/tests" || exit 1

sed -e '/^#/d' -e '/^$/d' TRAPS > "$T/rows"

# wrong ROW...: what is wrong with a row of the table, if anything is
wrong() {
	local file=${3%%: *} name=${3#*: }

	case $3 in
	'n/a: '?*) return ;;
	*': '?*) ;;
	*) echo "$1: no test: $3"; return ;;
	esac
	if [ ! -f "$file" ]; then
		echo "$1: no file $file"
	elif [ "$file" != "${file%.c}" ]; then
		[ "$(grep -cw -- "$name" "$file")" -ge 2 ] &&
		    grep -q "^START_TEST($name)" "$file" ||
			echo "$1: $file runs no $name"
	elif ! grep -qF -- "\"$name\"" "$file"; then
		echo "$1: $file has no \"$name\""
	fi
}

while IFS= read -r row; do
	IFS='|' read -r number fact test <<< "${row// | /|}"
	wrong "$number" "$fact" "$test"
	[ -n "$fact" ] || echo "$number: says nothing"
done < "$T/rows" > "$T/wrong"
is "every test of the table exists" "$(cat "$T/wrong")" ""

{
	seq -f 0.%g 10
	seq -f 1.%g 6
	seq -f 2.%g 6
	printf '%s\n' 3 3.1 3.2 4 5 5.1 5.2 6 7 8 9 10 11
	seq -f 12.%g 30
} | sort > "$T/numbers"
is "every number has a row" \
    "$(sed 's/ |.*//' "$T/rows" | sort -u | comm -13 - "$T/numbers")" ""
is "no row is there twice" "$(sort "$T/rows" | uniq -d)" ""
echo "# $(wc -l < "$T/rows") rows, $(grep -c '| n/a: ' "$T/rows") not ours"
done_testing
