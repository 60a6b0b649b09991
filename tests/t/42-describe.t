#!/bin/bash
# What --describe tells programs and agents is what the programs take.
. "$(dirname "$0")/lib.sh"
python=/usr/bin/python3		# Debian's: the modules are there

long() {
	"$1" --help | sed -n '/^options:/,/^examples:/s/^  .\{4\}--\([a-z0-9-]*\).*/\1/p' |
	    sort
}
commands() {
	"$1" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]\+\( [a-z]\+\)\{0,1\}\)  .*/\1/p'
}

cat >"$T/check.py" <<'END'
import json, sys, jsonschema
d = json.load(sys.stdin)
for c in d["commands"]:
    schema = {**c["parameters"], "$defs": d["$defs"]}
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({}, schema)
    for name in c["parameters"]["properties"]:
        o = d["$defs"][name]
        jsonschema.Draft202012Validator.check_schema(o)
        try:
            jsonschema.validate({name: {}}, schema)
            print("anything goes as", name)
        except jsonschema.ValidationError:
            pass
        if "default" in o:
            jsonschema.validate({name: o["default"]}, schema)
END

for p in vrm-auth vrm-fetch vrm-store vrm-query vrm-health; do
	"$p" --describe >"$T/$p.json"
	is "$p: every option of --help and no other" \
	    "$(jq -r '(."$defs" | keys[]), (.always[] | sub(" .*"; ""))' \
	    "$T/$p.json" | sort)" \
	    "$(long $p)"
	is "every command" "$(jq -r '.commands[].name // empty' "$T/$p.json")" \
	    "$(commands $p)"
	is "no option but is one of a command" "$(jq -r '."$defs" | keys[]' \
	    "$T/$p.json")" "$(jq -r '.commands[].parameters.properties | keys[]' \
	    "$T/$p.json" | sort -u)"
	is "the parameters are JSON Schemas that tell good from bad" \
	    "$($python "$T/check.py" <"$T/$p.json" 2>&1)" ""
done

is "describe is the same" "$(vrm-query describe)" "$(cat "$T/vrm-query.json")"
ok "it has less than 6 KB" test "$(wc -c <"$T/vrm-query.json")" -lt 6144
is "each command has an example" "$(jq -r '.commands[] |
    select(has("example") | not).name' "$T/vrm-query.json")" ""
is "and takes the options it says it takes, and no others" "$(
    for c in $(commands vrm-query); do
	for o in $(jq -r '."$defs" | keys[]' "$T/vrm-query.json"); do
		value=()
		[ "$(jq -r --arg o "$o" '."$defs"[$o].type' \
		    "$T/vrm-query.json")" = boolean ] ||
		    value=("$(jq -r --arg o "$o" '."$defs"[$o].enum[0]? // 1' \
		    "$T/vrm-query.json")")
		vrm-query "$c" --"$o" "${value[@]}" -d sqlite:/nowhere >"$T/out" 2>&1
		grep -q "not an option" "$T/out" || echo "$c $o"
	done
    done)" "$(jq -r '.commands[] | .name as $c | .parameters.properties |
	keys[] | $c + " " + .' "$T/vrm-query.json")"

# a default that is told is the default
for d in 1 2 3 4 5 6 7 8 9 10; do
	for h in 00 06 12 18; do
		for m in {10..59}; do
			echo "2025-12-$(printf %02d $d)T$h:$m:00Z"
		done
	done
done | sed 's/.*/{"timestamp":"&","installation_id":"1","soc":50}/' |
    VRM_NOW=2025-12-10T18:59:00Z VRM_RETENTION=forever vrm-store
export VRM_NOW=2025-12-10T18:59:30Z VRM_RETENTION=forever
# told COMMAND OPTION
told() {
	is "the default of $1 --$2 is what is said" "$(vrm-query "$1")" \
	    "$(vrm-query "$1" --"$2" "$(jq --arg c "$1" --arg o "$2" \
	    '(.commands[] | select(.name == $c).parameters.properties[$o] |
	    .default) // ."$defs"[$o].default' "$T/vrm-query.json")")"
}
told history hours
told history limit
told coverage days
is "and none is told of another command" "$(jq -c '.commands[] |
    select(.name == "stats").parameters.properties.limit | keys' \
    "$T/vrm-query.json")" "[\"\$ref\"]"

is "the exit statuses are those of vrm(7)" \
    "$(jq -r '.exit_status | keys[]' "$T/vrm-query.json" | sort -n)" \
    "$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]*\)$/\1/p' \
    "$VRM_ROOT/man/vrm.7")"
is "but for vrm-health's" "$(jq -c .exit_status "$T/vrm-health.json")" \
    '{"0":"ok","1":"warning","2":"critical","3":"unknown"}'

done_testing
