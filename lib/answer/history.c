/* answer/history.c - see history.h */
#include "answer/history.h"

#include "answer/book.h"
#include "answer/sheet.h"
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
	const struct site *site;	/* NULL: there is none at all */
	const struct reading *series;	/* NULL: the site has none */
	struct range asked;
	struct store_range range;
	struct sheet sheet;
	int64_t count, total;
	bool begun;
};

static void
begin(struct history *h)
{
	char title[BOOK_TITLE];

	h->begun = true;
	if (h->sheet.format == FORMAT_JSON) {
		format_open(&h->sheet.out, "success");
		emit_open(&h->sheet.out, "data", '[');
	} else if (h->sheet.format == FORMAT_TABLE && h->series != NULL)
		(void)fprintf(h->sheet.out.fp,
		    "%s (%s), battery %s, source %s%s\n",
		    book_title(h->site, title), h->site->id,
		    h->series->battery, h->series->source,
		    range_zone_known(h->site) ? "" : ", zone not known");
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
	emit_time(m, "from", h->asked.from);
	emit_time(m, "to", h->asked.to);
	emit_text(m, "installation_id", h->site == NULL ? NULL : h->site->id);
	emit_text(m, "site_name", h->site == NULL || h->site->name[0] == '\0' ?
	    NULL : h->site->name);
	emit_text(m, "timezone", range_zone(h->site));
	emit_bool(m, "timezone_known", range_zone_known(h->site));
	emit_text(m, "battery", h->series == NULL ? NULL : h->series->battery);
	emit_text(m, "source", h->series == NULL ? NULL : h->series->source);
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

	if (table && h->count == 0)
		(void)fprintf(fp, "no readings from %s to %s\n",
		    clock_format(from, h->asked.from),
		    clock_format(to, h->asked.to));
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
	if (h->series != NULL &&
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

static void
say_soc(FILE *fp, const char *before, const struct reading *r)
{
	char number[TEXT_NUMBER], at[CLOCK_TEXT];

	text_number(number, round(r->soc * 10) / 10);
	(void)fprintf(fp, "%s%s %% (%s)", before, number,
	    clock_format(at, r->at));
}

static void
say(FILE *fp, const struct history *h, const struct summary *s)
{
	char title[BOOK_TITLE], from[CLOCK_TEXT], to[CLOCK_TEXT];
	char age[CLOCK_AGE], percent[TEXT_NUMBER];
	const struct coverage *c = &s->coverage;

	(void)fprintf(fp, "From %s to %s ", clock_format(from, c->from),
	    clock_format(to, c->to));
	if (h->site == NULL || c->count == 0) {
		(void)fprintf(fp, "there are no readings%s%s.\n",
		    h->site == NULL ? "" : " of ",
		    h->site == NULL ? "" : book_title(h->site, title));
		return;
	}
	(void)fprintf(fp, "there %s %" PRId64 " reading%s of %s.",
	    c->count == 1 ? "is" : "are", c->count, c->count == 1 ? "" : "s",
	    book_title(h->site, title));
	if (s->some) {
		say_soc(fp, "  The battery went from ", &s->first);
		say_soc(fp, " to ", &s->last);
		say_soc(fp, "; it was lowest at ", &s->lowest);
		say_soc(fp, " and highest at ", &s->highest);
		(void)putc('.', fp);
	}
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
	struct summary s = { .coverage = { .from = h->asked.from,
	    .to = h->asked.to, .to_now = h->asked.to_now } };
	struct store_range range = h->range;

	if (h->series != NULL) {
		int64_t reach = coverage_reach(h->site->log_interval > 0 ?
		    h->site->log_interval : h->series->interval);

		s.coverage.log_interval = h->site->log_interval;
		range.from -= reach;
		range.to += range.to == INT64_MAX ? 0 : reach;
		if (store_readings(st, &range, summarize, &s, e) == -1)
			return -1;
	}
	coverage_end(&s.coverage);
	say(h->sheet.out.fp, h, &s);
	return format_check(h->sheet.out.fp, e);
}

/* Nothing stored yet, anywhere or of that site, is an empty history. */
static int
find(struct history *h, const struct book *b, struct err *e)
{
	const struct history_ask *ask = h->ask;
	struct err none = { .kind = ERR_NONE };

	h->site = book_site(b, ask->site, ask->configured, &none);
	if (h->site != NULL)
		h->series = book_series(b, h->site, ask->battery, ask->source,
		    &none);
	if (none.kind != ERR_NONE && none.kind != ERR_NO_READING) {
		*e = none;
		return -1;
	}
	if (range_of_site(&h->asked, &ask->words, h->site, ask->now, e) == -1)
		return -1;
	h->sheet.zone = range_zone_here(h->site);
	if (h->series != NULL)
		h->range = (struct store_range){ h->site->id,
		    h->series->battery, h->series->source, h->asked.from,
		    h->asked.to_now ? INT64_MAX : h->asked.to, 0 };
	return 0;
}

int
history_answer(FILE *fp, struct store *st, const struct history_ask *ask,
    struct err *e)
{
	struct history h = { .ask = ask, .sheet = { .out = { .fp = fp },
	    .format = ask->format, .columns = ask->format == FORMAT_TABLE ?
	    table_columns : data_columns, .colour = format_has_colour(fp) } };
	struct book b = { .sites = NULL };
	int rc = book_load(&b, st, ask->site, e);

	if (rc == 0)
		rc = find(&h, &b, e);
	if (rc == 0)
		rc = ask->format == FORMAT_TEXT ? write_summary(&h, st, e) :
		    write_readings(&h, st, e);
	book_free(&b);
	return rc;
}
