/* answer/compare.c - see compare.h */
#include "answer/compare.h"

#include "answer/pace.h"
#include "answer/sheet.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct side {
	char source[READING_ID];
	struct series series;
	struct period_told told;
};

struct row {
	struct period of[2];	/* same start and end */
	const struct side *side;
};

/* ---- columns ---- */

static double
mean(const void *row, int i, enum rollup_value v)
{
	return period_round(((const struct row *)row)->of[i].r.value[v].mean);
}

static struct value
type(const void *row)
{
	(void)row;
	return value_text("comparison");
}

static struct value
begins(const void *row)
{
	return value_time(((const struct row *)row)->of[0].r.start);
}

static struct value
ends(const void *row)
{
	return value_time(((const struct row *)row)->of[0].r.end);
}

static struct value
site(const void *row)
{
	return value_text(((const struct row *)row)->side->series.site->id);
}

static struct value
source_a(const void *row)
{
	return value_text(((const struct row *)row)->side[0].source);
}

static struct value
source_b(const void *row)
{
	return value_text(((const struct row *)row)->side[1].source);
}

static struct value
covered_a(const void *row)
{
	return value_real(period_covered_pct(
	    &((const struct row *)row)->of[0]));
}

static struct value
covered_b(const void *row)
{
	return value_real(period_covered_pct(
	    &((const struct row *)row)->of[1]));
}

#define TRIPLE(name, which) \
static struct value \
name ## _a(const void *row) \
{ \
	return value_real(mean(row, 0, which)); \
} \
static struct value \
name ## _b(const void *row) \
{ \
	return value_real(mean(row, 1, which)); \
} \
static struct value \
name ## _diff(const void *row) \
{ \
	return value_real(period_round(mean(row, 1, which) - \
	    mean(row, 0, which))); \
}

TRIPLE(soc, ROLLUP_SOC)
TRIPLE(voltage, ROLLUP_VOLTAGE)
TRIPLE(current, ROLLUP_CURRENT)
TRIPLE(power, ROLLUP_POWER)
TRIPLE(temperature, ROLLUP_TEMPERATURE)

enum { TYPE, TIMESTAMP, TO, SITE, SOURCE_A, SOURCE_B, SOC, VOLTAGE = SOC + 3,
	CURRENT = VOLTAGE + 3, POWER = CURRENT + 3, TEMPERATURE = POWER + 3,
	COVERED = TEMPERATURE + 3 };

static const struct column own[] = {
	[TYPE] = { "type", "TYPE", NULL, 0, -10, type },
	[TIMESTAMP] = { "timestamp", "TIME", "UTC", 0, -19, begins },
	[TO] = { "to", "TO", "UTC", 0, -19, ends },
	[SITE] = { "installation_id", "SITE", NULL, 0, -9, site },
	[SOURCE_A] = { "source_a", "A", NULL, 0, -8, source_a },
	[SOURCE_B] = { "source_b", "B", NULL, 0, -8, source_b },
	[SOC] = { "soc_a", "SOC A", "%", 1, 7, soc_a },
	[SOC + 1] = { "soc_b", "B", "%", 1, 6, soc_b },
	[SOC + 2] = { "soc_diff", "B-A", "%", 1, 6, soc_diff },
	[VOLTAGE] = { "voltage_a", "VOLTAGE A", "V", 2, 11, voltage_a },
	[VOLTAGE + 1] = { "voltage_b", "B", "V", 2, 6, voltage_b },
	[VOLTAGE + 2] = { "voltage_diff", "B-A", "V", 2, 6, voltage_diff },
	[CURRENT] = { "current_a", "CURRENT A", "A", 1, 11, current_a },
	[CURRENT + 1] = { "current_b", "B", "A", 1, 6, current_b },
	[CURRENT + 2] = { "current_diff", "B-A", "A", 1, 6, current_diff },
	[POWER] = { "power_a", "POWER A", "W", 0, 9, power_a },
	[POWER + 1] = { "power_b", "B", "W", 0, 6, power_b },
	[POWER + 2] = { "power_diff", "B-A", "W", 0, 6, power_diff },
	[TEMPERATURE] = { "temperature_a", "TEMP A", "degC", 1, 11,
	    temperature_a },
	[TEMPERATURE + 1] = { "temperature_b", "B", "degC", 1, 6,
	    temperature_b },
	[TEMPERATURE + 2] = { "temperature_diff", "B-A", "degC", 1, 8,
	    temperature_diff },
	[COVERED] = { "covered_a_pct", "KNOWN A", "%", 1, 9, covered_a },
	[COVERED + 1] = { "covered_b_pct", "B", "%", 1, 6, covered_b }
};

static const struct column *const data_columns[] = {
	&own[TYPE], &own[TIMESTAMP], &own[TO], &own[SITE], &own[SOURCE_A],
	&own[SOURCE_B], &own[SOC], &own[SOC + 1], &own[SOC + 2],
	&own[VOLTAGE], &own[VOLTAGE + 1], &own[VOLTAGE + 2], &own[CURRENT],
	&own[CURRENT + 1], &own[CURRENT + 2], &own[POWER], &own[POWER + 1],
	&own[POWER + 2], &own[TEMPERATURE], &own[TEMPERATURE + 1],
	&own[TEMPERATURE + 2], &own[COVERED], &own[COVERED + 1], NULL
};

static const struct column *const table_columns[] = {
	&own[TIMESTAMP], &own[SOC], &own[SOC + 1], &own[SOC + 2],
	&own[VOLTAGE], &own[VOLTAGE + 1], &own[VOLTAGE + 2], &own[POWER],
	&own[POWER + 1], &own[POWER + 2], &own[COVERED], &own[COVERED + 1],
	NULL
};

/* ---- the answer ---- */

struct compare {
	const struct compare_ask *ask;
	struct side side[2];
	struct period *first;		/* all periods of the first source */
	size_t n, next;
	struct sheet sheet;
	int64_t count;
	double sum, most;		/* of differences of SOC */
	int64_t known;
};

static void
note_difference(struct compare *c, const struct row *row)
{
	double d = mean(row, 1, ROLLUP_SOC) - mean(row, 0, ROLLUP_SOC);

	if (isnan(d))
		return;
	c->sum += d;
	c->known++;
	if (fabs(d) > fabs(c->most))
		c->most = d;
}

static int
write_row(struct compare *c, const struct period *a, const struct period *b,
    struct err *e)
{
	const struct period *there = a == NULL ? b : a;
	struct rollup_work none;
	struct row row = { .side = c->side };
	FILE *fp = c->sheet.out.fp;

	rollup_begin(&none, there->r.start, there->r.end);
	for (int i = 0; i < 2; i++) {
		row.of[i].elapsed_s = there->elapsed_s;
		rollup_end(&none, &row.of[i].r);
	}
	if (a != NULL)
		row.of[0] = *a;
	if (b != NULL)
		row.of[1] = *b;
	note_difference(c, &row);
	c->count++;
	if (c->sheet.format == FORMAT_TEXT)
		return 0;
	if (c->sheet.format == FORMAT_JSON)
		(void)fputs(c->count == 1 ? "\n" : ",\n", fp);
	c->sheet.out.comma = false;
	return sheet_row(&c->sheet, &row, e);
}

static int
keep_first(void *arg, const struct period *p, struct err *e)
{
	struct compare *c = arg;

	(void)e;
	if ((c->n & (c->n - 1)) == 0)
		c->first = xrealloc(c->first, 2 * c->n + 1,
		    sizeof(*c->first));
	c->first[c->n++] = *p;
	return 0;
}

static int
take_second(void *arg, const struct period *p, struct err *e)
{
	struct compare *c = arg;
	const struct period *a = NULL;

	while (c->next < c->n && c->first[c->next].r.start < p->r.start)
		if (write_row(c, &c->first[c->next++], NULL, e) == -1)
			return -1;
	if (c->next < c->n && c->first[c->next].r.start == p->r.start)
		a = &c->first[c->next++];
	return write_row(c, a, p, e);
}

static int
read_side(struct compare *c, struct store *st, int i, struct err *e)
{
	const struct series *s = &c->side[i].series;
	struct period_ask ask = { .series = s, .grain = c->ask->grain,
	    .now = c->ask->series.now };

	if (pace_of(&ask.log_interval, st, s->site, s->latest, e) == -1)
		return -1;
	return period_read(st, &ask, i == 0 ? keep_first : take_second, c,
	    &c->side[i].told, e);
}

static void
begin(struct compare *c)
{
	struct emit *m = &c->sheet.out;
	char title[BOOK_TITLE];

	if (c->sheet.format == FORMAT_JSON) {
		format_open(m, "success");
		emit_open(m, "data", '[');
	} else if (c->sheet.format == FORMAT_TABLE)
		(void)fprintf(m->fp, "%s (%s), battery %s: A is %s, B is %s\n",
		    book_title(c->side[0].series.site, title),
		    c->side[0].series.site->id,
		    c->side[0].series.latest->battery, c->side[0].source,
		    c->side[1].source);
	sheet_head(&c->sheet);
}

static void
say(const struct compare *c)
{
	FILE *fp = c->sheet.out.fp;
	char average[TEXT_NUMBER], most[TEXT_NUMBER];
	double mean_difference;

	if (c->known == 0) {
		(void)fprintf(fp, "There is no time at which both %s and %s "
		    "tell the charge.\n", c->side[0].source,
		    c->side[1].source);
		return;
	}
	mean_difference = c->sum / (double)c->known;
	text_number(average, round(fabs(mean_difference) * 10) / 10);
	text_number(most, round(fabs(c->most) * 10) / 10);
	(void)fprintf(fp, "On average %s shows %s points of charge %s than "
	    "%s; where they differ most, it shows %s %s.\n",
	    c->side[1].source, average, mean_difference < 0 ? "less" : "more",
	    c->side[0].source, most, c->most < 0 ? "less" : "more");
}

/* Of the one that has lost more. */
static int64_t
gone_before(const struct compare *c)
{
	int64_t a = c->side[0].told.gone_before;
	int64_t b = c->side[1].told.gone_before;

	return a > b ? a : b;
}

static int
end(struct compare *c, struct err *e)
{
	struct emit *m = &c->sheet.out;

	while (c->next < c->n)
		if (write_row(c, &c->first[c->next++], NULL, e) == -1)
			return -1;
	if (c->sheet.format == FORMAT_TEXT)
		say(c);
	if (c->sheet.format != FORMAT_JSON) {
		series_warn_gone(gone_before(c));
		return format_check(m->fp, e);
	}
	if (c->count > 0)
		(void)putc('\n', m->fp);
	emit_close(m, ']');
	emit_whole(m, "count", c->count);
	emit_text(m, "source_a", c->side[0].source);
	emit_text(m, "source_b", c->side[1].source);
	series_emit_gone(m, gone_before(c));
	sheet_units(m, data_columns);
	return format_close(m, e);
}

static int
split(struct side side[2], const char *sources, struct err *e)
{
	size_t len = strcspn(sources, ",");

	const char *second = sources + len + (sources[len] == ',');

	if (len > 0 && len < READING_ID && *second != '\0' &&
	    strchr(second, ',') == NULL) {
		memcpy(side[0].source, sources, len);
		if (text_copy(side[1].source, READING_ID, second))
			return 0;
	}
	err_set(e, ERR_USAGE, "--sources: %s: not two sources", sources);
	err_hint(e, "for example --sources victron,solark");
	return -1;
}

static int
load(struct compare *c, struct store *st, int i, struct err *e)
{
	struct series_ask ask = c->ask->series;

	ask.source = c->side[i].source;
	if (i == 1)
		ask.battery = c->side[0].series.latest->battery;
	if (series_load(&c->side[i].series, st, &ask, e) == -1)
		return -1;
	if (c->side[i].series.latest != NULL)
		return 0;
	err_set(e, ERR_NO_READING, "nothing is stored yet");
	return -1;
}

int
compare_answer(FILE *fp, struct store *st, const struct compare_ask *ask,
    struct err *e)
{
	struct compare c = { .ask = ask, .sheet = { .out = { .fp = fp },
	    .format = ask->format, .columns = ask->format == FORMAT_TABLE ?
	    table_columns : data_columns, .colour = format_has_colour(fp) } };
	int rc = split(c.side, ask->sources, e);

	if (rc == 0)
		rc = load(&c, st, 0, e);
	if (rc == 0)
		rc = load(&c, st, 1, e);
	if (rc == 0) {
		c.sheet.zone = range_zone_here(c.side[0].series.site);
		begin(&c);
		rc = read_side(&c, st, 0, e);
	}
	if (rc == 0)
		rc = read_side(&c, st, 1, e);
	if (rc == 0)
		rc = end(&c, e);
	free(c.first);
	series_free(&c.side[0].series);
	series_free(&c.side[1].series);
	return rc;
}
