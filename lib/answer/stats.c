/* answer/stats.c - see stats.h */
#include "answer/stats.h"

#include "answer/bound.h"
#include "answer/fleet.h"
#include "answer/pace.h"
#include "answer/sheet.h"
#include "answer/statsrow.h"
#include "base/text.h"

struct stats {
	const struct stats_ask *ask;
	struct series series;
	struct sheet sheet;
	int64_t count, skipped;		/* of the battery at hand */
	int64_t rows, total;		/* of all so far, as is: */
	int64_t gone_before;		/* see struct period_told; the latest */
};

static bool
is_for_people(const struct stats *s)
{
	return s->sheet.format == FORMAT_TABLE ||
	    s->sheet.format == FORMAT_TEXT;
}

/* ---- rows ---- */

/* What is written now would be left out, so that rows need only be counted. */
static bool
is_enough(const struct stats *s)
{
	return s->ask->all && bound_is_enough(s->sheet.out.fp,
	    s->ask->max_bytes);
}

static int
write_row(struct stats *s, const struct statsrow *row, struct err *e)
{
	FILE *fp = s->sheet.out.fp;

	if (is_enough(s))
		return 0;
	if (s->sheet.format == FORMAT_JSON)
		(void)fputs(s->rows == 0 ? "\n" : ",\n", fp);
	s->sheet.out.comma = false;
	s->rows++;
	if (s->sheet.format != FORMAT_TEXT)
		return sheet_row(&s->sheet, row, e);
	statsrow_say(fp, row, s->ask->all);
	return format_check(fp, e);
}

static int
take_period(void *arg, const struct period *p, struct err *e)
{
	struct stats *s = arg;

	/* before the first reading there is nothing to tell of */
	if (!s->ask->brief && s->count == 0 && rollup_is_empty(&p->r)) {
		s->skipped++;
		return 0;
	}
	s->count++;
	return write_row(s, &(struct statsrow){ *p, &s->series,
	    &s->ask->capacity }, e);
}

/* For people, who might else wonder. */
static int
write_none(struct stats *s, struct err *e)
{
	struct statsrow row = { .series = &s->series,
	    .capacity = &s->ask->capacity };
	FILE *fp = s->sheet.out.fp;

	if (!is_for_people(s))
		return 0;
	if (s->ask->all && s->series.latest != NULL) {
		statsrow_none(&row);
		return write_row(s, &row, e);
	}
	(void)fputs("there are no readings in that time\n", fp);
	return format_check(fp, e);
}

static int
read_periods(struct stats *s, struct store *st, struct period_told *told,
    struct err *e)
{
	struct period_ask ask = { .series = &s->series,
	    .grain = s->ask->grain, .limit = s->ask->limit,
	    .now = s->ask->series.now };

	if (s->series.latest == NULL ||
	    s->series.range.from >= s->series.range.to)
		return 0;
	if (pace_of(&ask.log_interval, st, s->series.site, s->series.latest,
	    e) == -1)
		return -1;
	return period_read(st, &ask, take_period, s, told, e);
}

static int
read_battery(struct stats *s, struct store *st, struct err *e)
{
	struct period_told told = { .gone_before = INT64_MIN };

	s->count = s->skipped = 0;
	if (read_periods(s, st, &told, e) == -1)
		return -1;
	s->total += told.total - s->skipped;
	if (told.gone_before > s->gone_before)
		s->gone_before = told.gone_before;
	return s->count > 0 ? 0 : write_none(s, e);
}

static int
read_batteries(struct stats *s, struct store *st, struct err *e)
{
	int rc = 0;
	bool some = false;

	if (!s->ask->all)
		return read_battery(s, st, e);
	while (rc == 0 && fleet_next(&s->series, &s->ask->series)) {
		some = true;
		s->sheet.zone = range_zone(s->series.site);
		rc = read_battery(s, st, e);
	}
	return rc == 0 && !some ? write_none(s, e) : rc;
}

/* ---- the answer ---- */

/* Names of hours, and of all there are, ask for room. */
static void
fit(struct stats *s)
{
	struct statsrow row = { .series = &s->series,
	    .capacity = &s->ask->capacity };

	if (s->sheet.format != FORMAT_TABLE ||
	    (s->ask->brief && !s->ask->all))
		return;
	statsrow_none(&row);
	if (s->ask->grain == PERIOD_HOUR)
		(void)text_copy(row.p.label, PERIOD_LABEL,
		    "2025-10-26 02:00 +1030");
	if (!s->ask->all)
		sheet_fit(&s->sheet, &row);
	while (s->ask->all && fleet_next(&s->series, &s->ask->series))
		sheet_fit(&s->sheet, &row);
}

static void
begin(struct stats *s)
{
	if (!s->ask->all)
		s->sheet.zone = range_zone_here(s->series.site);
	if (s->sheet.format == FORMAT_JSON) {
		format_open(&s->sheet.out, "success");
		emit_open(&s->sheet.out, "data", '[');
	} else if (s->sheet.format == FORMAT_TABLE && !s->ask->all)
		series_head(&s->series, s->sheet.out.fp);
	fit(s);
	sheet_head(&s->sheet);
}

static int
end_document(struct stats *s, struct err *e)
{
	struct emit *m = &s->sheet.out;

	if (s->rows > 0)
		(void)putc('\n', m->fp);
	emit_close(m, ']');
	emit_whole(m, "count", s->rows);
	emit_whole(m, "total", s->total);
	emit_bool(m, "truncated", s->rows < s->total);
	if (!s->ask->all)
		series_members(&s->series, m);
	if (!s->ask->all || s->ask->brief)
		series_emit_gone(m, s->gone_before);
	sheet_units(m, s->sheet.columns);
	return format_close(m, e);
}

static int
end(struct stats *s, struct err *e)
{
	if (s->sheet.format == FORMAT_JSON)
		return end_document(s, e);
	series_warn_gone(s->gone_before);
	return format_check(s->sheet.out.fp, e);
}

static const struct column *const *
choose_columns(const struct stats_ask *ask)
{
	bool table = ask->format == FORMAT_TABLE;

	if (!table)
		return ask->brief ? statsrow_brief_data_columns :
		    statsrow_data_columns;
	if (ask->all)
		return ask->brief ? statsrow_brief_all_table_columns :
		    statsrow_all_table_columns;
	return ask->brief ? statsrow_brief_table_columns :
	    statsrow_table_columns;
}

static int
load(struct stats *s, struct store *st, struct err *e)
{
	const struct series_ask *ask = &s->ask->series;

	return s->ask->all ? fleet_load(&s->series, st, ask, e) :
	    series_load(&s->series, st, ask, e);
}

int
stats_answer(FILE *fp, struct store *st, const struct stats_ask *ask,
    struct err *e)
{
	struct stats s = { .ask = ask, .gone_before = INT64_MIN,
	    .sheet = { .out = { .fp = fp }, .format = ask->format,
	    .columns = choose_columns(ask),
	    .colour = format_has_colour(fp) } };
	int rc = load(&s, st, e);

	if (rc == 0) {
		begin(&s);
		rc = read_batteries(&s, st, e);
	}
	if (rc == 0)
		rc = end(&s, e);
	series_free(&s.series);
	return rc;
}
