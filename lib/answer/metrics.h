/* answer/metrics.h - OpenMetrics: what Prometheus and its like scrape
 *
 *	struct metrics_label labels[] = { { "site", "Boathouse" } };
 *
 *	metrics_family(fp, "vrm_battery_voltage_volts", "volts", "Voltage.");
 *	metrics_sample(fp, "vrm_battery_voltage_volts", labels, 1, 26.4);
 *	metrics_end(fp);
 *
 * Gauges only, which every reader knows.  A family is written in one piece; its
 * name ends in its unit.
 */
#ifndef ANSWER_METRICS_H
#define ANSWER_METRICS_H
#include <stddef.h>
#include <stdio.h>

struct metrics_label {
	const char *name, *text;	/* text may be anything */
};

/* unit: "" if it has none; help: one line of our own */
void metrics_family(FILE *, const char *name, const char *unit,
    const char *help);
void metrics_sample(FILE *, const char *name, const struct metrics_label *,
    size_t n, double);
void metrics_end(FILE *);		/* of everything: "# EOF" */

#endif
