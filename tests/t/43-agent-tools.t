#!/bin/bash
# scripts/agent-tools: definitions that are up to date, and tools that work
# with plain Python, and as CrewAI's where there is a CrewAI.
. "$(dirname "$0")/lib.sh"
export VRM_NOW=2025-12-10T12:02:00Z
tools=$VRM_ROOT/scripts/agent-tools

ok "the definitions can be made" "$tools/make" "$T"
for f in openai anthropic; do
	ok "$f.json is what scripts/agent-tools/make makes" \
	    diff -u "$tools/$f.json" "$T/$f.json"
done
is "each of them has a JSON Schema" "$(/usr/bin/python3 - "$T" 2>&1 <<'END'
import json, sys, jsonschema
for file, path in (("openai", ["function", "parameters"]),
                   ("anthropic", ["input_schema"])):
    for t in json.load(open(f"{sys.argv[1]}/{file}.json")):
        for key in path:
            t = t[key]
        jsonschema.Draft202012Validator.check_schema(t)
        if "format" not in t["properties"]:
            print("no format in", t)
END
)" ""
is "every question is there" \
    "$(jq -r '.[].function.name' "$T/openai.json" | sort)" \
    "$({ vrm-query --help | sed -n '/^commands:/,/^$/s/^  \([a-z]\+\)  .*/vrm_query_\1/p' |
    grep -vE '_(describe|dump)$'; echo vrm_health; } | sort)"

# say FUNCTION ARGUMENT...: what the tool answers
say() {
	/usr/bin/python3 -B - "$tools" "$@" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import victron_tools
print(getattr(victron_tools, sys.argv[2])(*sys.argv[3:]))
END
}
reading() {
	printf '{"timestamp":"%s","installation_id":"1","soc":%s,"voltage":26.4,' \
	    "$1" "$2"
	printf '"current":12.5,"power":330,"state":"charging","temperature":23.5,'
	printf '"source":"%s"}\n' "$3"
}

like "nothing stored is said, with what to do" \
    "$(say get_victron_battery_status)" '^Not known: .*\(hint: .*vrm-fetch'
echo '{"type":"site","installation_id":"1","name":"Boathouse"}' | vrm-store
reading 2025-12-10T12:01:00Z 64 solark | vrm-store
is "where Victron has none another source stands in, by name" \
    "$(say get_victron_battery_status)" \
    "Battery of Boathouse: state of charge 64 %, voltage 26.4 V,\
 current 12.5 A, power 330 W, temperature 23.5 degrees C, charging.\
 Measured at 2025-12-10T12:01:00Z, 60 seconds ago, by solark.\
 Victron has no values of it: these are less accurate."
reading 2025-12-10T12:00:00Z 67 victron | vrm-store
like "Victron is preferred, also when the other is newer" \
    "$(say get_victron_battery_status boat)" \
    'state of charge 67 %.* 120 seconds ago, by victron\.$'
like "what is old is called stale" \
    "$(VRM_NOW=2025-12-10T13:00:00Z say get_victron_battery_status)" \
    'STALE: these values are older than 300 seconds'
like "a site that is not known comes with those that are" \
    "$(say get_victron_battery_status nowhere)" \
    '^Not known: site nowhere: .*Boathouse'
is "history is a table" "$(say get_victron_battery_history 24 | tail -2)" \
    "time, soc %, V, A, W, state, degrees C
2025-12-10T12:00:00Z, 67.0, 26.4, 12.5, 330.0, charging, 23.5"
like "health is a sentence" "$(say get_victron_health)" '^(critical|unknown): '
like "no program is no traceback" \
    "$(PATH=/nowhere say get_victron_battery_status 2>&1)" \
    '^Not known: vrm-query is not installed'

# as CrewAI sees them: its decorator, which makes objects of functions
mkdir -p "$T/crewai"
: >"$T/crewai/__init__.py"
cat >"$T/crewai/tools.py" <<'END'
def tool(name):
    def decorate(function):
        assert function.__doc__ and function.__annotations__
        return name, function
    return decorate
END
is "CrewAI gets three tools by name" "$(PYTHONPATH=$T:$tools /usr/bin/python3 \
    -B -c 'import victron_tools as v; print(*(t[0] for t in v.TOOLS), sep=", ")')" \
    "Get Victron Battery Status, Get Victron Battery History, Get Victron Data Health"

done_testing
