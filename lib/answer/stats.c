/* answer/stats.c - see stats.h */
#include "answer/stats.h"

#include "answer/pace.h"
#include "answer/sheet.h"
#include "base/text.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { HOUR_LABEL = sizeof("2025-10-26 02:00 +1030") - 1 };

bool
stats_parse_capacity(const char *s, struct stats_capacity *c)
{
	static const struct { const char *unit; bool ah; double scale; }
	    table[] = { { "kWh", false, 1000 }, { "Wh", false, 1 },
		{ "Ah", true, 1 } };
	size_t digits = strspn(s, "0123456789.");
	char number[32];
	double v;

	*c = (struct stats_capacity){ 0, 0 };
	if (digits >= sizeof(number))
		return false;
	memcpy(number, s, digits);
	number[digits] = '\0';
	s += digits + (s[digits] == ' ');
	if (!text_to_double(number, &v) || !(v > 0))
		return false;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcasecmp(s, table[i].unit) == 0) {
			*(table[i].ah ? &c->ah : &c->wh) = v * table[i].scale;
			return true;
		}
	return false;
}

/* ---- columns ---- */

struct row {
	struct period p;
	const struct series *series;
	const struct stats_capacity *capacity;
};

static const struct rollup *
rollup_of(const void *row)
{
	return &((const struct row *)row)->p.r;
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
	return value_text(((const struct row *)row)->p.label);
}

static struct value
begins(const void *row)
{
	return value_time(rollup_of(row)->start);
}

static struct value
ends(const void *row)
{
	return value_time(rollup_of(row)->end);
}

static struct value
site(const void *row)
{
	return value_text(((const struct row *)row)->series->site->id);
}

static struct value
battery(const void *row)
{
	return value_text(((const struct row *)row)->series->latest->battery);
}

static struct value
source(const void *row)
{
	return value_text(((const struct row *)row)->series->latest->source);
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
GETTER(observed, period_observed_pct(&((const struct row *)row)->p))
GETTER(filled, period_filled_pct(&((const struct row *)row)->p))
GETTER(missing, period_missing_pct(&((const struct row *)row)->p))
GETTER(covered, period_covered_pct(&((const struct row *)row)->p))

/* Energy taken out, in batteries full of it. */
static struct value
cycles(const void *row)
{
	const struct stats_capacity *c = ((const struct row *)row)->capacity;
	const struct rollup *r = rollup_of(row);
	double wh = c->ah > 0 ? c->ah * r->value[ROLLUP_VOLTAGE].mean : c->wh;

	return value_real(wh > 0 ? period_round(r->discharged_wh / wh) : NAN);
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
	VOLTAGE, CURRENT, POWER, TEMPERATURE };

static const struct column own[] = {
	[TYPE] = { "type", "TYPE", NULL, 0, -6, type },
	[PERIOD] = { "period", "PERIOD", NULL, 0, -10, label },
	[FROM] = { "from", "FROM", "UTC", 0, -19, begins },
	[TO] = { "to", "TO", "UTC", 0, -19, ends },
	[SITE] = { "installation_id", "SITE", NULL, 0, -9, site },
	[BATTERY] = { "battery", "BATTERY", NULL, 0, -7, battery },
	[SOURCE] = { "source", "SOURCE", NULL, 0, -8, source },
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
	    temperature_mean }
};

static const struct column *const data_columns[] = {
	&own[TYPE], &own[PERIOD], &own[FROM], &own[TO], &own[SITE],
	&own[BATTERY], &own[SOURCE], &own[SOC_MIN], &own[SOC_MEAN],
	&own[SOC_MAX], &own[VOLTAGE_MIN], &own[VOLTAGE_MEAN],
	&own[VOLTAGE_MAX], &own[POWER_MIN], &own[POWER_MEAN], &own[POWER_MAX],
	&own[TEMP_MIN], &own[TEMP_MEAN], &own[TEMP_MAX], &own[ENERGY_IN],
	&own[ENERGY_OUT], &own[CYCLES], &own[OBSERVED], &own[FILLED],
	&own[MISSING], &own[READINGS], NULL
};

static const struct column *const table_columns[] = {
	&own[PERIOD], &own[SOC_MIN], &own[SOC_MEAN], &own[SOC_MAX],
	&own[VOLTAGE_MIN], &own[VOLTAGE_MAX], &own[POWER_MIN],
	&own[POWER_MEAN], &own[POWER_MAX], &own[TEMP_MIN], &own[TEMP_MAX],
	&own[ENERGY_IN], &own[ENERGY_OUT], &own[CYCLES], &own[COVERED], NULL
};

static const struct column *const brief_data_columns[] = {
	&own[TYPE], &own[TIMESTAMP], &own[TO], &own[SITE], &own[BATTERY],
	&own[SOURCE], &own[SOC], &own[VOLTAGE], &own[CURRENT], &own[POWER],
	&own[TEMPERATURE], &own[SOC_MIN], &own[SOC_MAX], &own[OBSERVED],
	&own[FILLED], &own[MISSING], &own[READINGS], NULL
};

static const struct column *const brief_table_columns[] = {
	&own[TIMESTAMP], &own[SOC], &own[VOLTAGE], &own[CURRENT], &own[POWER],
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
say(FILE *fp, const struct period *p)
{
	const struct rollup *r = &p->r;
	double missing = period_missing_pct(p);

	(void)fprintf(fp, "%s: ", p->label);
	if (rollup_is_empty(r)) {
		(void)fputs("nothing is known.\n", fp);
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
	if (missing >= 0.1)
		say_number(fp, "; readings cover ", period_covered_pct(p),
		    " % of the time");
	(void)fputs(".\n", fp);
}

/* ---- the answer ---- */

struct stats {
	const struct stats_ask *ask;
	struct series series;
	struct sheet sheet;
	struct period_told told;
	int64_t count, skipped;
};

static void
begin(struct stats *s)
{
	if (s->sheet.format == FORMAT_JSON) {
		format_open(&s->sheet.out, "success");
		emit_open(&s->sheet.out, "data", '[');
	} else if (s->sheet.format == FORMAT_TABLE)
		series_head(&s->series, s->sheet.out.fp);
	sheet_head(&s->sheet);
}

static int
write_period(void *arg, const struct period *p, struct err *e)
{
	struct stats *s = arg;
	struct row row = { *p, &s->series, &s->ask->capacity };
	FILE *fp = s->sheet.out.fp;

	/* before the first reading there is nothing to tell of */
	if (!s->ask->brief && s->count == 0 && rollup_is_empty(&p->r)) {
		s->skipped++;
		return 0;
	}
	if (s->sheet.format == FORMAT_TEXT) {
		say(fp, p);
		s->count++;
		return format_check(fp, e);
	}
	if (s->sheet.format == FORMAT_JSON)
		(void)fputs(s->count == 0 ? "\n" : ",\n", fp);
	s->sheet.out.comma = false;
	s->count++;
	return sheet_row(&s->sheet, &row, e);
}

static int
end_document(struct stats *s, struct err *e)
{
	struct emit *m = &s->sheet.out;

	if (s->count > 0)
		(void)putc('\n', m->fp);
	emit_close(m, ']');
	emit_whole(m, "count", s->count);
	emit_whole(m, "total", s->told.total - s->skipped);
	emit_bool(m, "truncated", s->count < s->told.total - s->skipped);
	series_members(&s->series, m);
	series_emit_gone(m, s->told.gone_before);
	sheet_units(m, s->sheet.columns);
	return format_close(m, e);
}

static int
end_rows(const struct stats *s, struct err *e)
{
	FILE *fp = s->sheet.out.fp;

	if (s->count == 0 && (s->sheet.format == FORMAT_TABLE ||
	    s->sheet.format == FORMAT_TEXT))
		(void)fputs("there are no readings in that time\n", fp);
	series_warn_gone(s->told.gone_before);
	return format_check(fp, e);
}

static int
read_periods(struct stats *s, struct store *st, struct err *e)
{
	struct period_ask ask = { .series = &s->series,
	    .grain = s->ask->grain, .limit = s->ask->limit,
	    .now = s->ask->series.now };

	if (s->series.latest == NULL)
		return 0;
	if (pace_of(&ask.log_interval, st, s->series.site, s->series.latest,
	    e) == -1)
		return -1;
	return period_read(st, &ask, write_period, s, &s->told, e);
}

int
stats_answer(FILE *fp, struct store *st, const struct stats_ask *ask,
    struct err *e)
{
	bool table = ask->format == FORMAT_TABLE;
	struct stats s = { .ask = ask, .sheet = { .out = { .fp = fp },
	    .format = ask->format, .columns = ask->brief ?
	    table ? brief_table_columns : brief_data_columns :
	    table ? table_columns : data_columns,
	    .colour = format_has_colour(fp),
	    .width = { ask->grain == PERIOD_HOUR && !ask->brief ?
	    HOUR_LABEL : 0 } },
	    .told = { .gone_before = INT64_MIN } };
	int rc = series_load(&s.series, st, &ask->series, e);

	if (rc == 0) {
		s.sheet.zone = range_zone_here(s.series.site);
		begin(&s);
		rc = read_periods(&s, st, e);
	}
	if (rc == 0)
		rc = ask->format == FORMAT_JSON ? end_document(&s, e) :
		    end_rows(&s, e);
	series_free(&s.series);
	return rc;
}
