/* answer/stats.c - see stats.h */
#include "answer/stats.h"

#include "answer/pace.h"
#include "answer/sheet.h"
#include "answer/statsrow.h"

enum { HOUR_LABEL = sizeof("2025-10-26 02:00 +1030") - 1 };

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
	struct statsrow row = { *p, &s->series, &s->ask->capacity };
	FILE *fp = s->sheet.out.fp;

	/* before the first reading there is nothing to tell of */
	if (!s->ask->brief && s->count == 0 && rollup_is_empty(&p->r)) {
		s->skipped++;
		return 0;
	}
	if (s->sheet.format == FORMAT_TEXT) {
		statsrow_say(fp, &row);
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
	    table ? statsrow_brief_table_columns :
	    statsrow_brief_data_columns : table ? statsrow_table_columns :
	    statsrow_data_columns,
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
