/* answer/current.c - see current.h */
#include "answer/current.h"

#include "answer/gauges.h"
#include "answer/now.h"
#include "answer/pace.h"
#include "answer/sheet.h"
#include "base/clock.h"
#include "base/mem.h"
#include "line/coverage.h"

#include <stdlib.h>

/* ---- what is known of them ---- */

struct list {
	struct now *items;
	size_t n;
	struct reading *row;		/* those of the one at hand */
	size_t n_rows, size_rows;
	size_t at;			/* which that is */
};

static void
add(struct list *l, struct book *b, const struct reading *r,
    const struct current_ask *ask)
{
	struct now *c;

	l->items = xrealloc(l->items, l->n + 1, sizeof(*l->items));
	c = &l->items[l->n++];
	*c = (struct now){ .reading = *r, .site = book_site_of(b, r),
	    .now = ask->now };
	c->age_s = ask->now > r->at ? ask->now - r->at : 0;
	c->stale_after_s = now_stale_after(c->site, r, ask->stale_after_s);
	c->stale = c->age_s > c->stale_after_s;
}

/* The rows at hand are all there are of that one. */
static void
follow(struct list *l, const struct store_recent *ask)
{
	struct now *c = &l->items[l->at];
	int log_interval = pace_of_readings(c->site, &c->reading, l->row,
	    l->n_rows);

	c->covered_from = ask->covered_from;
	c->covered_to = c->now - c->reading.at < coverage_reach_of(
	    log_interval, c->reading.interval, 0) ? c->reading.at : c->now;
	c->trend = (struct trend){ .from = ask->from,
	    .newest = c->reading.at, .log_interval = log_interval };
	for (size_t i = 0; i < l->n_rows; i++)
		trend_add(&c->trend, &l->row[i]);
	trend_end(&c->trend, c->stale);
	l->n_rows = 0;
	l->at++;
}

struct look {
	struct list *list;
	const struct store_recent *ask;
};

static int
take_row(void *arg, size_t i, const struct reading *r, struct err *e)
{
	struct look *look = arg;
	struct list *l = look->list;

	(void)e;
	while (l->at < i)
		follow(l, look->ask);
	if (l->n_rows == l->size_rows) {
		l->size_rows = l->size_rows * 2 + 64;
		l->row = xrealloc(l->row, l->size_rows, sizeof(*l->row));
	}
	l->row[l->n_rows++] = *r;
	return 0;
}

static int
look_back(struct list *l, struct store *st, int64_t now, struct err *e)
{
	const struct reading **key = xcalloc(l->n + 1, sizeof(*key));
	struct rollup_cover *cover = xcalloc(l->n + 1, sizeof(*cover));
	struct store_recent ask = { key, l->n, now - (l->n == 1 ?
	    CURRENT_WINDOW_S : CURRENT_SHORT_S), now - now % 3600 -
	    CURRENT_WINDOW_S, now + CLOCK_AHEAD_S + 1 };
	struct look look = { l, &ask };
	int rc;

	for (size_t i = 0; i < l->n; i++)
		key[i] = &l->items[i].reading;
	rc = store_recent(st, &ask, take_row, &look, cover, e);
	while (rc == 0 && l->at < l->n)
		follow(l, &ask);
	for (size_t i = 0; i < l->n; i++)
		l->items[i].cover = cover[i];
	free(key);
	free(cover);
	return rc;
}

static int
gather_one(struct list *l, struct book *b,
    const struct current_ask *ask, struct err *e)
{
	const struct site *site = book_site(b, ask->site, ask->configured, e);
	const struct reading *r;

	if (site == NULL)
		return -1;
	r = book_series(b, site, ask->battery, ask->source, e);
	if (r == NULL)
		return -1;
	add(l, b, r, ask);
	return 0;
}

static int
gather_all(struct list *l, struct book *b,
    const struct current_ask *ask, struct err *e)
{
	struct book_some some;
	const struct reading *r;

	if (book_several(b, &(struct book_names){ ask->site, ask->battery,
	    ask->source }, &some, e) == -1)
		return -1;
	for (r = book_next(b, &some, NULL); r != NULL;
	    r = book_next(b, &some, r))
		add(l, b, r, ask);
	return 0;
}

static int
write_metrics(struct sheet *s, const struct list *l, struct err *e)
{
	gauges_write(s->out.fp, &(struct gauges){ s->columns, l->items, l->n,
	    sizeof(*l->items), now_is_stale });
	return format_check(s->out.fp, e);
}

static int
write_rows(struct sheet *s, const struct list *l, struct err *e)
{
	for (size_t i = 0; i < l->n; i++)
		sheet_fit(s, &l->items[i]);
	sheet_head(s);
	for (size_t i = 0; i < l->n; i++)
		if (s->format == FORMAT_TEXT)
			now_say(s->out.fp, &l->items[i]);
		else if (sheet_row(s, &l->items[i], e) == -1)
			return -1;
	return format_check(s->out.fp, e);
}

static int
write_document(struct sheet *s, const struct list *l, bool all, struct err *e)
{
	format_open(&s->out, "success");
	if (all) {
		emit_open(&s->out, "data", '[');
		if (write_rows(s, l, e) == -1)
			return -1;
		emit_close(&s->out, ']');
	} else
		sheet_object(s, "data", &l->items[0]);
	return format_close(&s->out, e);
}

int
current_answer(FILE *fp, struct store *st, const struct current_ask *ask,
    struct err *e)
{
	struct sheet s = { .out = { .fp = fp }, .format = ask->format,
	    .columns = ask->format == FORMAT_TABLE ? now_table_columns :
	    now_data_columns, .colour = format_has_colour(fp), .more = now_more,
	    .worrying = now_is_stale };
	struct book b = { .sites = NULL };
	struct list l = { .items = NULL };
	int rc = book_load(&b, st, ask->site, e);

	if (rc == 0)
		rc = ask->all ? gather_all(&l, &b, ask, e) :
		    gather_one(&l, &b, ask, e);
	if (rc == 0)
		rc = look_back(&l, st, ask->now, e);
	if (rc == 0)
		rc = ask->format == FORMAT_JSON ?
		    write_document(&s, &l, ask->all, e) :
		    ask->format == FORMAT_METRICS ? write_metrics(&s, &l, e) :
		    write_rows(&s, &l, e);
	free(l.items);
	free(l.row);
	book_free(&b);
	return rc;
}
