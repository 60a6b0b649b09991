/* answer/history.c - see history.h */
#include "answer/history.h"

#include "answer/sheet.h"
#include "answer/spark.h"
#include "answer/spoken.h"
#include "base/clock.h"
#include "base/note.h"
#include "base/text.h"
#include "line/coverage.h"

#include <inttypes.h>
#include <math.h>

static const struct column *const data_columns[] = {
	&column_reading[COLUMN_TIMESTAMP], &column_reading[COLUMN_SITE],
	&column_reading[COLUMN_BATTERY], &column_reading[COLUMN_INSTANCE],
	&column_reading[COLUMN_SOURCE], &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_VOLTAGE], &column_reading[COLUMN_CURRENT],
	&column_reading[COLUMN_POWER], &column_reading[COLUMN_STATE],
	&column_reading[COLUMN_TEMPERATURE], &column_reading[COLUMN_ORIGIN],
	&column_reading[COLUMN_INTERVAL], NULL
};

static const struct column *const table_columns[] = {
	&column_reading[COLUMN_TIMESTAMP], &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_VOLTAGE], &column_reading[COLUMN_CURRENT],
	&column_reading[COLUMN_POWER], &column_reading[COLUMN_STATE],
	&column_reading[COLUMN_TEMPERATURE], &column_reading[COLUMN_ORIGIN],
	NULL
};

struct history {
	const struct history_ask *ask;
	struct series series;
	struct store_range range;
	struct sheet sheet;
	struct spark spark;		/* of what is shown */
	int64_t count, total;
	bool begun;
};

static void
begin(struct history *h)
{
	h->begun = true;
	if (h->sheet.format == FORMAT_JSON) {
		format_open(&h->sheet.out, "success");
		emit_open(&h->sheet.out, "data", '[');
	} else if (h->sheet.format == FORMAT_TABLE)
		series_head(&h->series, h->sheet.out.fp);
	sheet_head(&h->sheet);
}

static int
write_reading(void *arg, const struct reading *r, struct err *e)
{
	struct history *h = arg;

	if (!h->begun)
		begin(h);
	if (h->sheet.format == FORMAT_JSON)
		(void)fputs(h->count == 0 ? "\n" : ",\n", h->sheet.out.fp);
	h->sheet.out.comma = false;
	h->count++;
	spark_add(&h->spark, r->at, r->soc);
	return sheet_row(&h->sheet, r, e);
}

static void
end_document(struct history *h)
{
	struct emit *m = &h->sheet.out;

	if (h->count > 0)
		(void)putc('\n', m->fp);
	emit_close(m, ']');
	emit_whole(m, "count", h->count);
	emit_whole(m, "total", h->total);
	emit_bool(m, "truncated", h->count < h->total);
	series_members(&h->series, m);
	sheet_units(m, data_columns);
	emit_close(m, '}');
	(void)putc('\n', m->fp);
}

/* What a document says of itself, a table says below and the rest nowhere. */
static void
end_rows(const struct history *h)
{
	static const char more[] = "the newest %" PRId64 " of %" PRId64
	    "; --limit 0 shows all";
	FILE *fp = h->sheet.out.fp;
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	bool table = h->sheet.format == FORMAT_TABLE;
	char line[SPARK_TEXT];

	if (table && h->count == 0)
		(void)fprintf(fp, "no readings from %s to %s\n",
		    clock_format(from, h->series.range.from),
		    clock_format(to, h->series.range.to));
	if (table && h->count > 1 && spark_fits(fp))
		(void)fprintf(fp, "SOC %s\n", spark_text(&h->spark, line));
	if (h->count == h->total)
		return;
	if (!table) {
		note_info(more, h->count, h->total);
		return;
	}
	(void)fprintf(fp, more, h->count, h->total);
	(void)putc('\n', fp);
}

static int
write_readings(struct history *h, struct store *st, struct err *e)
{
	h->range.limit = h->ask->limit;
	if (h->series.latest != NULL &&
	    store_readings(st, &h->range, write_reading, h, e) == -1)
		return -1;
	h->total = h->count;
	if (h->count > 0 && h->count == h->ask->limit &&
	    store_count(st, &h->range, &h->total, e) == -1)
		return -1;
	if (!h->begun)
		begin(h);
	if (h->sheet.format == FORMAT_JSON)
		end_document(h);
	else
		end_rows(h);
	return format_check(h->sheet.out.fp, e);
}

struct summary {		/* of a range, for people */
	struct coverage coverage;
	struct reading first, last, lowest, highest;	/* with SOC */
	bool some;
};

static int
summarize(void *arg, const struct reading *r, struct err *e)
{
	struct summary *s = arg;

	(void)e;
	coverage_add(&s->coverage, r);
	if (isnan(r->soc) || r->at < s->coverage.from ||
	    (r->at >= s->coverage.to && !s->coverage.to_now))
		return 0;
	if (!s->some)
		s->first = s->lowest = s->highest = *r;
	s->some = true;
	s->last = *r;
	if (r->soc < s->lowest.soc)
		s->lowest = *r;
	if (r->soc > s->highest.soc)
		s->highest = *r;
	return 0;
}

/* Times by the clocks of the site. */
static const char *
say_when(char *buf, const struct history *h, int64_t at)
{
	return spoken_time(buf, h->series.site == NULL ? "" :
	    h->series.site->timezone, at, h->ask->series.now);
}

static void
say_soc(FILE *fp, const struct history *h, const char *before,
    const struct reading *r)
{
	char number[TEXT_NUMBER], at[SPOKEN_TIME];

	text_number(number, round(r->soc * 10) / 10);
	(void)fprintf(fp, "%s%s %% (%s)", before, number,
	    say_when(at, h, r->at));
}

static void
say_course(FILE *fp, const struct history *h, const struct summary *s)
{
	say_soc(fp, h, s->first.at == s->last.at ? "  The battery was at " :
	    "  The battery went from ", &s->first);
	if (s->first.at != s->last.at) {
		say_soc(fp, h, " to ", &s->last);
		say_soc(fp, h, "; it was lowest at ", &s->lowest);
		say_soc(fp, h, " and highest at ", &s->highest);
	}
	(void)putc('.', fp);
}

static void
say(FILE *fp, const struct history *h, const struct summary *s)
{
	char title[BOOK_TITLE], from[SPOKEN_TIME], to[SPOKEN_TIME];
	char age[CLOCK_AGE], percent[TEXT_NUMBER];
	const struct coverage *c = &s->coverage;
	const struct site *site = h->series.site;

	(void)fprintf(fp, "From %s to %s ", say_when(from, h, c->from),
	    say_when(to, h, c->to));
	if (c->count == 0) {
		(void)fprintf(fp, "there are no readings%s%s.\n",
		    site == NULL ? "" : " of ", site == NULL ? "" :
		    book_title(site, title));
		return;
	}
	(void)fprintf(fp, "there %s %" PRId64 " reading%s of %s.",
	    c->count == 1 ? "is" : "are", c->count, c->count == 1 ? "" : "s",
	    book_title(site, title));
	if (s->some)
		say_course(fp, h, s);
	text_number(percent, coverage_percent(c, c->observed + c->filled));
	if (c->missing > 0)
		(void)fprintf(fp, "  Readings cover %s %% of the time; the "
		    "longest gap lasted %s.", percent,
		    clock_format_age(age, c->longest_gap));
	(void)putc('\n', fp);
}

static int
write_summary(struct history *h, struct store *st, struct err *e)
{
	struct summary s = { .coverage = { .from = h->series.range.from,
	    .to = h->series.range.to, .to_now = h->series.range.to_now } };
	struct store_range range = h->range;

	if (h->series.latest != NULL) {
		int log_interval = h->series.site->log_interval;
		int64_t reach = coverage_reach(log_interval > 0 ?
		    log_interval : h->series.latest->interval);

		s.coverage.log_interval = log_interval;
		range.from -= reach;
		range.to += range.to == INT64_MAX ? 0 : reach;
		if (store_readings(st, &range, summarize, &s, e) == -1)
			return -1;
	}
	coverage_end(&s.coverage);
	say(h->sheet.out.fp, h, &s);
	return format_check(h->sheet.out.fp, e);
}

int
history_answer(FILE *fp, struct store *st, const struct history_ask *ask,
    struct err *e)
{
	struct history h = { .ask = ask, .sheet = { .out = { .fp = fp },
	    .format = ask->format, .columns = ask->format == FORMAT_TABLE ?
	    table_columns : data_columns, .colour = format_has_colour(fp) } };
	int rc = series_load(&h.series, st, &ask->series, e);

	if (rc == 0 && h.series.latest != NULL) {
		h.range = series_range(&h.series);
		h.sheet.zone = range_zone_here(h.series.site);
	}
	if (rc == 0)
		rc = ask->format == FORMAT_TEXT ? write_summary(&h, st, e) :
		    write_readings(&h, st, e);
	series_free(&h.series);
	return rc;
}
