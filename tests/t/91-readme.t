#!/bin/bash
# The examples of README.md that are marked to be run ("```sh run") do run.
. "$(dirname "$0")/lib.sh"

unset VRM_STATE_DIR VRM_CONFIG
sim_start --sites 1
printf '%s\n' "$SIM_TOKEN" >"$T/token"

mkdir "$T/blocks"
awk -v dir="$T/blocks" '/^```sh run$/ { file = sprintf("%s/%02d", dir, ++n); next }
    /^```$/ { file = "" } file { print > file }' "$VRM_ROOT/README.md"

cd "$T" || exit 1
run() {
	# A token is pasted by whoever is asked for it.
	bash -eu -o pipefail "$1" <"$T/token"
}
n=0
for block in "$T"/blocks/*; do
	ok "README: $(head -1 "$block")" run "$block"
	n=$((n + 1))
done
ok "there were some" test "$n" -ge 4
like "what was stored has the site's name and zone" \
    "$(vrm-query sites --format csv)" \
    'Boathouse.*Europe/Amsterdam'

for page in "$VRM_ROOT"/man/*; do
	name=${page##*/}
	ok "README names the manual $name" grep -qF "${name%.*}(${name##*.})" 	    "$VRM_ROOT/README.md"
done
is "every file it names is there" "$(
    tr '\140' '\n' <"$VRM_ROOT/README.md" |
    grep -E '^(scripts|tests|man|build)/[a-z./-]+$' | sort -u |
    while read -r f; do
	[ -e "$VRM_ROOT/$f" ] || echo "$f"
    done)" ""

done_testing
