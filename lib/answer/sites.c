/* answer/sites.c - see sites.h */
#include "answer/sites.h"

#include "answer/book.h"
#include "answer/gauges.h"
#include "answer/now.h"
#include "answer/sheet.h"
#include "answer/spark.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_S = 3600, DAY_S = 86400 };

struct row {
	struct reading reading;		/* first: columns of readings fit */
	const struct site *site;
	bool heard;			/* else reading holds but the site */
	bool stale;
	int64_t age_s;
	char course[SPARK_TEXT];	/* of the last day; "" not wanted */
};

static struct value
name(const void *row)
{
	return value_text(((const struct row *)row)->site->name);
}

static struct value
identifier(const void *row)
{
	return value_text(((const struct row *)row)->site->identifier);
}

static struct value
timezone_name(const void *row)
{
	return value_text(((const struct row *)row)->site->timezone);
}

static struct value
log_interval(const void *row)
{
	int s = ((const struct row *)row)->site->log_interval;

	return s == 0 ? value_text(NULL) : value_whole(s);
}

static struct value
measured_at(const void *row)
{
	const struct row *r = row;

	return r->heard ? value_time(r->reading.at) : value_text(NULL);
}

static struct value
age(const void *row)
{
	const struct row *r = row;

	return r->heard ? value_age(r->age_s) : value_text(NULL);
}

static struct value
stale(const void *row)
{
	return value_bool(((const struct row *)row)->stale);
}

static struct value
course(const void *row)
{
	return value_text(((const struct row *)row)->course);
}

static const struct column own[] = {
	{ "site_name", "NAME", NULL, 0, -4, name },
	{ "identifier", "PORTAL ID", NULL, 0, -9, identifier },
	{ "timezone", "ZONE", NULL, 0, -4, timezone_name },
	{ "log_interval", "EVERY", "s", 0, 5, log_interval },
	{ "timestamp", "TIME", "UTC", 0, -19, measured_at },
	{ "age_s", "AGE", NULL, 0, 3, age },
	{ "stale", "STALE", NULL, 0, -5, stale },
	{ "course", "LAST 24 H", NULL, 0, -24, course }
};

static const struct column *const data_columns[] = {
	&column_reading[COLUMN_SITE], &own[0], &own[1], &own[2], &own[3],
	&own[4], &own[5], &own[6], &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_POWER], &column_reading[COLUMN_STATE], NULL
};

static const struct column *const table_columns[] = {
	&column_reading[COLUMN_SITE], &own[0],
	&column_reading[COLUMN_SOC], &column_reading[COLUMN_POWER],
	&column_reading[COLUMN_STATE], &own[5], &own[6], NULL
};

static const struct column *const terminal_columns[] = {
	&column_reading[COLUMN_SITE], &own[0],
	&column_reading[COLUMN_SOC], &column_reading[COLUMN_POWER],
	&column_reading[COLUMN_STATE], &own[5], &own[6], &own[7], NULL
};

static bool
is_stale(const void *row)
{
	return ((const struct row *)row)->stale;
}

/* The battery that stands for the site: see book_series(); where that leaves a
 * choice, the first. */
static void
fill(struct row *row, const struct book *b, const struct site *s,
    const struct sites_ask *ask)
{
	struct err none = { .kind = ERR_NONE };
	const struct reading *r = book_series(b, s, NULL, NULL, &none);

	if (r == NULL)
		r = book_next(b, &(struct book_some){ .site = s }, NULL);
	*row = (struct row){ .site = s, .heard = r != NULL, .stale = true };
	reading_init(&row->reading, s->id, 0);
	if (r == NULL)
		return;
	row->reading = *r;
	row->age_s = ask->now > r->at ? ask->now - r->at : 0;
	row->stale = row->age_s > now_stale_after(s, r, ask->stale_after_s);
}

static int
take_soc(void *arg, const struct reading *r, struct err *e)
{
	(void)e;
	spark_add(arg, r->at, r->soc);
	return 0;
}

static int
draw(struct row *row, struct store *st, int64_t now, struct err *e)
{
	struct spark s = { .origin = now - DAY_S, .width = HOUR_S };
	struct store_range day = { row->reading.site, row->reading.battery,
		row->reading.source, now - DAY_S, now, 0 };

	if (row->heard && store_readings(st, &day, take_soc, &s, e) == -1)
		return -1;
	(void)spark_text(&s, row->course);
	return 0;
}

static int
draw_all(struct sheet *s, struct row *rows, size_t n, struct store *st,
    int64_t now, struct err *e)
{
	if (s->format != FORMAT_TABLE || !spark_fits(s->out.fp))
		return 0;
	s->columns = terminal_columns;
	for (size_t i = 0; i < n; i++)
		if (draw(&rows[i], st, now, e) == -1)
			return -1;
	return 0;
}

/* Worst first; of what is equally bad, by id. */
static int
compare(const void *va, const void *vb)
{
	const struct row *a = va, *b = vb;
	double soc_a = isnan(a->reading.soc) ? -1 : a->reading.soc;
	double soc_b = isnan(b->reading.soc) ? -1 : b->reading.soc;

	if (a->heard != b->heard)
		return a->heard ? 1 : -1;
	if (a->stale != b->stale)
		return a->stale ? -1 : 1;
	if (a->stale && a->age_s != b->age_s)
		return a->age_s > b->age_s ? -1 : 1;
	if (soc_a != soc_b)
		return soc_a < soc_b ? -1 : 1;
	return strcmp(a->site->id, b->site->id);
}

static void
say(FILE *fp, const struct row *r)
{
	char title[BOOK_TITLE], words[CLOCK_AGE], number[TEXT_NUMBER];

	(void)fputs(book_title(r->site, title), fp);
	if (!r->heard) {
		(void)fputs(": never heard of.\n", fp);
		return;
	}
	text_number(number, round(r->reading.soc * 10) / 10);
	(void)fprintf(fp, ": %s%s, %s %s ago.\n", isnan(r->reading.soc) ?
	    "charge unknown" : number, isnan(r->reading.soc) ? "" : " % full",
	    r->stale ? "but last heard of" : "measured",
	    clock_format_age(words, r->age_s));
}

static int
write_metrics(struct sheet *s, const struct row *rows, size_t n, struct err *e)
{
	gauges_write(s->out.fp, &(struct gauges){ s->columns, rows, n,
	    sizeof(*rows), is_stale });
	return format_check(s->out.fp, e);
}

static int
write_rows(struct sheet *s, const struct row *rows, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		sheet_fit(s, &rows[i]);
	sheet_head(s);
	for (size_t i = 0; i < n; i++)
		if (s->format == FORMAT_TEXT)
			say(s->out.fp, &rows[i]);
		else if (sheet_row(s, &rows[i], e) == -1)
			return -1;
	if (n == 0 && (s->format == FORMAT_TABLE || s->format == FORMAT_TEXT))
		(void)fputs("no site is known\n", s->out.fp);
	return format_check(s->out.fp, e);
}

static int
write_document(struct sheet *s, const struct row *rows, size_t n,
    struct err *e)
{
	format_open(&s->out, "success");
	emit_open(&s->out, "data", '[');
	if (write_rows(s, rows, n, e) == -1)
		return -1;
	emit_close(&s->out, ']');
	emit_whole(&s->out, "count", (int64_t)n);
	sheet_units(&s->out, data_columns);
	return format_close(&s->out, e);
}

int
sites_answer(FILE *fp, struct store *st, const struct sites_ask *ask,
    struct err *e)
{
	struct sheet s = { .out = { .fp = fp }, .format = ask->format,
	    .columns = ask->format == FORMAT_TABLE ? table_columns :
	    data_columns, .colour = format_has_colour(fp),
	    .worrying = is_stale };
	struct book b = { .sites = NULL };
	const struct site *one = NULL;
	struct row *rows = NULL;
	size_t n = 0;
	int rc = book_load(&b, st, ask->site, e);

	if (rc == 0 && ask->site != NULL) {
		one = book_site(&b, ask->site, NULL, e);
		rc = one == NULL ? -1 : 0;
	}
	if (rc == 0) {
		rows = xcalloc(b.n_sites + 1, sizeof(*rows));
		for (size_t i = 0; i < b.n_sites; i++)
			if (one == NULL || one == &b.sites[i])
				fill(&rows[n++], &b, &b.sites[i], ask);
		qsort(rows, n, sizeof(*rows), compare);
		rc = draw_all(&s, rows, n, st, ask->now, e);
	}
	if (rc == 0)
		rc = ask->format == FORMAT_JSON ?
		    write_document(&s, rows, n, e) :
		    ask->format == FORMAT_METRICS ?
		    write_metrics(&s, rows, n, e) :
		    write_rows(&s, rows, n, e);
	free(rows);
	book_free(&b);
	return rc;
}
