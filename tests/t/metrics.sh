# shellcheck shell=bash
# metrics.sh - is it OpenMetrics?  sourced behind lib.sh
#
# The parser of Prometheus's Python client is strict; promtool, where it is
# installed, has opinions on names too.

cat >"$T/metrics.py" <<'END'
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    for s in family.samples:
        print(s.name, *(f"{k}={v}" for k, v in s.labels.items()), s.value)
END

# metrics_are_good WHAT FILE; the samples, one a line, are then in $T/samples
metrics_are_good() {
	ok "$1: OpenMetrics that parses" read_metrics "$2"
	if command -v promtool >/dev/null; then
		is "$1: promtool has nothing to say" \
		    "$(promtool check metrics <"$2" 2>&1)" ""
	else
		ok "$1 # skip promtool is not installed" true
	fi
}

read_metrics() {
	/usr/bin/python3 "$T/metrics.py" <"$1" >"$T/samples"
}
