/* answer/gauges.c - see gauges.h */
#include "answer/gauges.h"

#include "answer/metrics.h"
#include "base/text.h"
#include "line/reading.h"

#include <string.h>

enum { LABELS = 4, LABEL = 320 };

static const struct {
	const char *column, *name, *unit;
	double scale;		/* to the base unit */
	bool outlasts;		/* is told of stale rows too */
	const char *help;
} gauges[] = {
	{ "soc", "vrm_battery_state_of_charge_ratio", "ratio", 0.01, false,
	    "State of charge." },
	{ "voltage", "vrm_battery_voltage_volts", "volts", 1, false,
	    "Voltage of the battery." },
	{ "current", "vrm_battery_current_amperes", "amperes", 1, false,
	    "Current into the battery; negative when it discharges." },
	{ "power", "vrm_battery_power_watts", "watts", 1, false,
	    "Power into the battery; negative when it discharges." },
	{ "temperature", "vrm_battery_temperature_celsius", "celsius", 1, false,
	    "Temperature of the battery." },
	{ "age_s", "vrm_battery_age_seconds", "seconds", 1, true,
	    "Since the newest reading was measured." },
	{ "stale", "vrm_battery_stale", "", 1, true,
	    "1 if the newest reading is too old to be told." }
};

static const char STATE[] = "vrm_battery_state";

static const struct column *
find(const struct gauges *g, const char *name)
{
	for (const struct column *const *c = g->columns; *c != NULL; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

/* The labels of a row; their texts go into buf. */
static size_t
label_row(const struct gauges *g, const void *row, struct metrics_label *label,
    char buf[LABELS][LABEL])
{
	static const char *const names[LABELS] = { "installation_id",
	    "site_name", "battery", "source" };
	size_t n = 0;

	for (size_t i = 0; i < LABELS; i++) {
		const struct column *c = find(g, names[i]);
		struct value v = { .kind = VALUE_NONE };

		if (c != NULL)
			v = c->get(row);
		if (v.kind != VALUE_TEXT)
			continue;
		(void)text_copy(buf[n], LABEL, v.text);
		text_clean(buf[n]);
		label[n] = (struct metrics_label){ names[i], buf[n] };
		n++;
	}
	return n;
}

static bool
number(struct value v, double *out)
{
	switch (v.kind) {
	case VALUE_REAL:
		*out = v.real;
		return true;
	case VALUE_AGE:
	case VALUE_WHOLE:
		*out = (double)v.whole;
		return true;
	case VALUE_BOOL:
		*out = v.yes;
		return true;
	default:
		return false;
	}
}

static const void *
row_at(const struct gauges *g, size_t i)
{
	return (const char *)g->rows + i * g->size;
}

static void
write_gauge(FILE *fp, const struct gauges *g, size_t which)
{
	const struct column *c = find(g, gauges[which].column);
	struct metrics_label label[LABELS];
	char buf[LABELS][LABEL];
	bool begun = false;
	double v;

	for (size_t i = 0; c != NULL && i < g->n; i++) {
		const void *row = row_at(g, i);

		if ((!gauges[which].outlasts && g->stale(row)) ||
		    !number(c->get(row), &v))
			continue;
		if (!begun)
			metrics_family(fp, gauges[which].name,
			    gauges[which].unit, gauges[which].help);
		begun = true;
		metrics_sample(fp, gauges[which].name, label,
		    label_row(g, row, label, buf), v * gauges[which].scale);
	}
}

/* One series for each state, of which one is 1. */
static void
write_states(FILE *fp, const struct gauges *g)
{
	static const enum reading_state all[] = { READING_CHARGING,
	    READING_DISCHARGING, READING_IDLE };
	const struct column *c = find(g, "state");
	struct metrics_label label[LABELS + 1];
	char buf[LABELS][LABEL];
	bool begun = false;

	for (size_t i = 0; c != NULL && i < g->n; i++) {
		struct value v = c->get(row_at(g, i));
		size_t n = label_row(g, row_at(g, i), label, buf);

		if (v.kind != VALUE_TEXT || g->stale(row_at(g, i)))
			continue;
		if (!begun)
			metrics_family(fp, STATE, "",
			    "What the battery does: one of these is 1.");
		begun = true;
		for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
			label[n] = (struct metrics_label){ "state",
				reading_state_name(all[k]) };
			metrics_sample(fp, STATE, label, n + 1,
			    strcmp(label[n].text, v.text) == 0);
		}
	}
}

void
gauges_write(FILE *fp, const struct gauges *g)
{
	for (size_t i = 0; i < sizeof(gauges) / sizeof(gauges[0]); i++)
		write_gauge(fp, g, i);
	write_states(fp, g);
	metrics_end(fp);
}
