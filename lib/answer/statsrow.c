/* answer/statsrow.c - see statsrow.h */
#include "answer/statsrow.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

void
statsrow_none(struct statsrow *row)
{
	struct rollup_work none;

	rollup_begin(&none, 0, 0);
	rollup_end(&none, &row->p.r);
	row->p.elapsed_s = 0;
	row->p.label[0] = '\0';
}

/* ---- columns ---- */

static const struct rollup *
rollup_of(const void *row)
{
	return &((const struct statsrow *)row)->p.r;
}

static const struct site *
site_of(const void *row)
{
	return ((const struct statsrow *)row)->series->site;
}

static const struct reading *
latest_of(const void *row)
{
	return ((const struct statsrow *)row)->series->latest;
}

static struct value
type(const void *row)
{
	(void)row;
	return value_text("period");
}

static struct value
label(const void *row)
{
	return value_text(((const struct statsrow *)row)->p.label);
}

static struct value
begins(const void *row)
{
	return value_time(rollup_of(row)->start);
}

/* By the clocks of its site. */
static struct value
begins_local(const void *row)
{
	return *((const struct statsrow *)row)->p.label == '\0' ?
	    (struct value){ .kind = VALUE_NONE } : begins(row);
}

static struct value
ends(const void *row)
{
	return value_time(rollup_of(row)->end);
}

static struct value
site(const void *row)
{
	return value_text(site_of(row)->id);
}

static struct value
battery(const void *row)
{
	return value_text(latest_of(row)->battery);
}

static struct value
source(const void *row)
{
	return value_text(latest_of(row)->source);
}

static struct value
name(const void *row)
{
	return value_text(site_of(row)->name);
}

static struct value
zone(const void *row)
{
	return value_text(range_zone_known(site_of(row)) ?
	    range_zone(site_of(row)) : "UTC, its own is not known");
}

#define GETTER(name, expression) \
static struct value \
name(const void *row) \
{ \
	return value_real(period_round(expression)); \
}
#define STAT(name, which) \
GETTER(name ## _min, rollup_of(row)->value[which].min) \
GETTER(name ## _mean, rollup_of(row)->value[which].mean) \
GETTER(name ## _max, rollup_of(row)->value[which].max)

STAT(soc, ROLLUP_SOC)
STAT(voltage, ROLLUP_VOLTAGE)
STAT(power, ROLLUP_POWER)
STAT(temperature, ROLLUP_TEMPERATURE)
GETTER(current_mean, rollup_of(row)->value[ROLLUP_CURRENT].mean)
GETTER(energy_in, rollup_of(row)->charged_wh / 1000)
GETTER(energy_out, rollup_of(row)->discharged_wh / 1000)
GETTER(observed, period_observed_pct(&((const struct statsrow *)row)->p))
GETTER(filled, period_filled_pct(&((const struct statsrow *)row)->p))
GETTER(missing, period_missing_pct(&((const struct statsrow *)row)->p))
GETTER(covered, period_covered_pct(&((const struct statsrow *)row)->p))

static struct value
cycles(const void *row)
{
	const struct rollup *r = rollup_of(row);

	return value_real(period_round(capacity_cycles(
	    ((const struct statsrow *)row)->capacity, r->discharged_wh,
	    r->value[ROLLUP_VOLTAGE].mean)));
}

static struct value
count(const void *row)
{
	return value_whole(rollup_of(row)->count);
}

enum { TYPE, PERIOD, FROM, TO, SITE, BATTERY, SOURCE, SOC_MIN, SOC_MEAN,
	SOC_MAX, VOLTAGE_MIN, VOLTAGE_MEAN, VOLTAGE_MAX, POWER_MIN, POWER_MEAN,
	POWER_MAX, TEMP_MIN, TEMP_MEAN, TEMP_MAX, ENERGY_IN, ENERGY_OUT,
	CYCLES, OBSERVED, FILLED, MISSING, COVERED, READINGS, TIMESTAMP, SOC,
	VOLTAGE, CURRENT, POWER, TEMPERATURE, LOCAL, NAME, ZONE };

static const struct column own[] = {
	[TYPE] = { "type", "TYPE", NULL, 0, -6, type },
	[PERIOD] = { "period", "PERIOD", NULL, 0, -10, label },
	[FROM] = { "from", "FROM", "UTC", 0, -19, begins },
	[TO] = { "to", "TO", "UTC", 0, -19, ends },
	[SITE] = { "installation_id", "SITE", NULL, 0, -6, site },
	[BATTERY] = { "battery", "BATTERY", NULL, 0, -7, battery },
	[SOURCE] = { "source", "SOURCE", NULL, 0, -7, source },
	[SOC_MIN] = { "soc_min", "SOC MIN", "%", 1, 9, soc_min },
	[SOC_MEAN] = { "soc_mean", "MEAN", "%", 1, 6, soc_mean },
	[SOC_MAX] = { "soc_max", "MAX", "%", 1, 5, soc_max },
	[VOLTAGE_MIN] = { "voltage_min", "MIN", "V", 2, 5, voltage_min },
	[VOLTAGE_MEAN] = { "voltage_mean", "MEAN", "V", 2, 6, voltage_mean },
	[VOLTAGE_MAX] = { "voltage_max", "MAX", "V", 2, 5, voltage_max },
	[POWER_MIN] = { "power_min", "MIN", "W", 0, 6, power_min },
	[POWER_MEAN] = { "power_mean", "MEAN", "W", 0, 6, power_mean },
	[POWER_MAX] = { "power_max", "MAX", "W", 0, 6, power_max },
	[TEMP_MIN] = { "temperature_min", "MIN", "degC", 1, 8,
	    temperature_min },
	[TEMP_MEAN] = { "temperature_mean", "MEAN", "degC", 1, 9,
	    temperature_mean },
	[TEMP_MAX] = { "temperature_max", "MAX", "degC", 1, 8,
	    temperature_max },
	[ENERGY_IN] = { "energy_in_kwh", "IN", "kWh", 2, 7, energy_in },
	[ENERGY_OUT] = { "energy_out_kwh", "OUT", "kWh", 2, 7, energy_out },
	[CYCLES] = { "cycles", "CYCLES", NULL, 2, 6, cycles },
	[OBSERVED] = { "observed_pct", "OBSERVED", "%", 1, 10, observed },
	[FILLED] = { "filled_pct", "FILLED", "%", 1, 8, filled },
	[MISSING] = { "missing_pct", "MISSING", "%", 1, 9, missing },
	[COVERED] = { "covered_pct", "KNOWN", "%", 1, 7, covered },
	[READINGS] = { "readings", "READINGS", NULL, 0, 8, count },
	[TIMESTAMP] = { "timestamp", "TIME", "UTC", 0, -19, begins },
	[SOC] = { "soc", "SOC", "%", 1, 6, soc_mean },
	[VOLTAGE] = { "voltage", "VOLTAGE", "V", 2, 9, voltage_mean },
	[CURRENT] = { "current", "CURRENT", "A", 1, 9, current_mean },
	[POWER] = { "power", "POWER", "W", 0, 7, power_mean },
	[TEMPERATURE] = { "temperature", "TEMP", "degC", 1, 9,
	    temperature_mean },
	[LOCAL] = { "timestamp", "TIME", NULL, 0, -25, begins_local },
	[NAME] = { "site_name", "NAME", NULL, 0, -4, name },
	[ZONE] = { "timezone", "ZONE", NULL, 0, -4, zone }
};

const struct column *const statsrow_data_columns[] = {
	&own[TYPE], &own[PERIOD], &own[FROM], &own[TO], &own[SITE],
	&own[BATTERY], &own[SOURCE], &own[SOC_MIN], &own[SOC_MEAN],
	&own[SOC_MAX], &own[VOLTAGE_MIN], &own[VOLTAGE_MEAN],
	&own[VOLTAGE_MAX], &own[POWER_MIN], &own[POWER_MEAN], &own[POWER_MAX],
	&own[TEMP_MIN], &own[TEMP_MEAN], &own[TEMP_MAX], &own[ENERGY_IN],
	&own[ENERGY_OUT], &own[CYCLES], &own[OBSERVED], &own[FILLED],
	&own[MISSING], &own[READINGS], NULL
};

const struct column *const statsrow_table_columns[] = {
	&own[PERIOD], &own[SOC_MIN], &own[SOC_MEAN], &own[SOC_MAX],
	&own[VOLTAGE_MIN], &own[VOLTAGE_MAX], &own[POWER_MIN],
	&own[POWER_MEAN], &own[POWER_MAX], &own[TEMP_MIN], &own[TEMP_MAX],
	&own[ENERGY_IN], &own[ENERGY_OUT], &own[CYCLES], &own[COVERED], NULL
};

const struct column *const statsrow_all_table_columns[] = {
	&own[SITE], &own[NAME], &own[BATTERY], &own[SOURCE], &own[PERIOD],
	&own[SOC_MIN], &own[SOC_MEAN], &own[SOC_MAX], &own[ENERGY_IN],
	&own[ENERGY_OUT], &own[CYCLES], &own[COVERED], &own[ZONE], NULL
};

const struct column *const statsrow_brief_data_columns[] = {
	&own[TYPE], &own[TIMESTAMP], &own[TO], &own[SITE], &own[BATTERY],
	&own[SOURCE], &own[SOC], &own[VOLTAGE], &own[CURRENT], &own[POWER],
	&own[TEMPERATURE], &own[SOC_MIN], &own[SOC_MAX], &own[OBSERVED],
	&own[FILLED], &own[MISSING], &own[READINGS], NULL
};

const struct column *const statsrow_brief_table_columns[] = {
	&own[TIMESTAMP], &own[SOC], &own[VOLTAGE], &own[CURRENT], &own[POWER],
	&own[TEMPERATURE], &own[SOC_MIN], &own[SOC_MAX], &own[COVERED], NULL
};

const struct column *const statsrow_brief_all_table_columns[] = {
	&own[SITE], &own[NAME], &own[BATTERY], &own[SOURCE], &own[LOCAL],
	&own[SOC], &own[VOLTAGE], &own[CURRENT], &own[POWER],
	&own[TEMPERATURE], &own[SOC_MIN], &own[SOC_MAX], &own[COVERED], NULL
};

/* ---- words ---- */

static void
say_number(FILE *fp, const char *before, double v, const char *after)
{
	char number[TEXT_NUMBER];

	text_number(number, round(v * 10) / 10);
	(void)fprintf(fp, "%s%s%s", before, number, after);
}

static void
say_nothing(FILE *fp, const struct period *p)
{
	(void)fputs(*p->label == '\0' ? "there are no readings in that time"
	    ".\n" : "nothing is known.\n", fp);
}

void
statsrow_say(FILE *fp, const struct statsrow *row, bool whose)
{
	const struct period *p = &row->p;
	const struct rollup *r = &p->r;
	double missing = period_missing_pct(p);
	double turns = capacity_cycles(row->capacity, r->discharged_wh,
	    r->value[ROLLUP_VOLTAGE].mean);

	if (whose) {
		series_say(row->series, fp);
		(void)fputs(*p->label == '\0' ? "" : ", ", fp);
	}
	(void)fprintf(fp, "%s: ", p->label);
	if (rollup_is_empty(r)) {
		say_nothing(fp, p);
		return;
	}
	if (isnan(r->value[ROLLUP_SOC].mean))
		(void)fputs("the charge is not known", fp);
	else
		say_number(fp, "", r->value[ROLLUP_SOC].mean,
		    " % full on average");
	if (r->value[ROLLUP_SOC].min < r->value[ROLLUP_SOC].max) {
		say_number(fp, ", between ", r->value[ROLLUP_SOC].min, " %");
		say_number(fp, " and ", r->value[ROLLUP_SOC].max, " %");
	}
	if (!isnan(r->charged_wh)) {
		say_number(fp, "; ", r->charged_wh / 1000, " kWh in");
		say_number(fp, " and ", r->discharged_wh / 1000, " kWh out");
	}
	if (!isnan(turns))
		say_number(fp, "; ", turns, round(turns * 10) == 10 ?
		    " cycle" : " cycles");
	if (missing >= 0.1)
		say_number(fp, "; readings cover ", period_covered_pct(p),
		    " % of the time");
	(void)fputs(".\n", fp);
}
