#!/bin/bash
# The manuals say what the programs say: synopsis, options, settings, statuses.
. "$(dirname "$0")/lib.sh"
man=$VRM_ROOT/man

# A page as plain text, each paragraph's words on as many lines as they need.
plain() {
	mandoc -Tascii -Owidth=1000 "$man/$1" | sed 's/.\x08//g'
}

# section PAGE NAME: its text
section() {
	plain "$1" | awk -v name="$2" '/^[A-Z]/ { on = $0 == name; next } on'
}

# The command lines, unfolded, one each, without white space.
usage() {
	"$1" --help | awk '/^usage:/ { on = 1 } on && /^$/ { exit } on' |
	    sed 's/^usage://; s/[[:space:]]//g' | awk -v name="$1" '
		index($0, name) == 1 && NR > 1 { print "" }
		{ printf "%s", $0 }
		END { print "" }'
}
synopsis() {
	section "$1.1" SYNOPSIS | sed 's/[[:space:]]//g' | grep .
}

# The long options that are explained.
help_options() {
	"$1" --help | sed -n '/^options:/,/^examples:/p' |
	    sed -n 's/^  .\{4\}--\([a-z0-9-]*\).*/\1/p' | sort
}
man_options() {
	sed -n 's/^\.It Fl \(. , Fl \)\{0,1\}-\([a-z0-9-]*\).*/\2/p' \
	    "$man/$1.1" | sort
}
help_commands() {
	"$1" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]\+\( [a-z]\+\)\{0,1\}\)  .*/\1/p' |
	    sort
}
man_commands() {
	sed -n 's/^\.It Cm \([a-z]\+\( [a-z]\+\)\{0,1\}\)\( .*\)\{0,1\}$/\1/p' \
	    "$man/$1.1" | sort
}

for page in "$man"/*.[157]; do
	is "${page##*/} is good mdoc" "$(mandoc -Tlint -W warning "$page")" ""
done

for p in vrm-auth vrm-fetch vrm-store vrm-query vrm-health; do
	is "$p(1) has the synopsis of --help" "$(synopsis $p)" "$(usage $p)"
	is "$p --help fits a terminal" "$("$p" --help | awk 'length > 80')" ""
	is "$p(1) explains each option" "$(man_options $p)" "$(help_options $p)"
	is "$p(1) explains each command" "$(man_commands $p)" \
	    "$(help_commands $p)"
	for s in NAME SYNOPSIS DESCRIPTION ENVIRONMENT FILES 'EXIT STATUS' \
	    EXAMPLES 'SEE ALSO'; do
		grep -q "^\.Sh $s\$" "$man/$p.1" || missing="$missing $p: $s;"
	done
done
is "every program's page has its sections" "${missing:-}" ""

# slug status of every failure layer
layers() {
	sed -n 's/^	\[ERR_[A-Z_]*\] = { "\([a-z_]*\)", \([1-9][0-9]*\),.*/\1 \2/p' \
	    "$VRM_ROOT/lib/base/err.c" | sort
}
is "vrm(7) tells every failure layer and its exit status" \
    "$(sed -n 's/^\.It Cm \([a-z_]*\) Pq \([0-9]*\)$/\1 \2/p' "$man/vrm.7" |
    sort)" "$(layers)"
is "vrm(7) tells every exit status" \
    "$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]*\)$/\1/p' "$man/vrm.7")" \
    "$( (echo 0; layers | cut -d' ' -f2) | sort -nu)"

statuses() {
	sed -n '/^\.Sh EXIT STATUS/,/^\.Sh [^E]/s/^\.It \([0-9]*\).*/\1/p' \
	    "$man/$1" | grep -v '^0$'
}
for p in vrm-auth vrm-fetch vrm-store vrm-query; do
	is "$p(1) has only exit statuses of that table" \
	    "$(statuses $p.1 | grep -vxF "$(layers | cut -d' ' -f2)")" ""
done
is "vrm-health(1) has its own four" "$(statuses vrm-health.1 | tr '\n' ' ')" \
    "1 2 3 "

is "vrm.conf(5) has every setting and no other" \
    "$(sed -n 's/^\.It Ev \(V[A-Z_]*\)$/\1/p' "$man/vrm.conf.5" |
    grep -vx VRM_CONFIG | sort)" \
    "$(vrm-fetch --show-config | sed 's/^# //; s/[ =].*//' | sort)"
# KEY default, where it is one word
is "vrm.conf(5) has the defaults" "$(plain vrm.conf.5 |
    awk '/^     V[A-Z_]+$/ { key = $1 }
	/Default: [h0-9]/ {
		sub(/.*Default: /, "")
		sub(/\.$/, "", $1)
		print key, $1
	}' | sort)" "$(vrm-fetch --show-config |
    sed -n 's/=\([h0-9].*\)  # default$/ \1/p' | sort)"

is "the pages refer only to pages that are there" "$(
    sed -n 's/^\.Xr \(vrm[a-z.-]*\) \([0-9]\).*/\1.\2/p' "$man"/*.[157] |
    sort -u | while read -r page; do
	[ -e "$man/$page" ] || echo "$page"
    done)" ""

printf 'export VICTRON_VRM_TOKEN=a\nVRM_TYPO=1\nOTHER=1\n' >"$VRM_CONFIG"
is "a line that sets nothing is told, unless it is another program's" \
    "$(vrm-fetch --show-config 2>&1 >/dev/null | sed 's/.*line/line/')" \
    "line 1: export VICTRON_VRM_TOKEN: no such setting
line 2: VRM_TYPO: no such setting"

done_testing
