/* answer/current.c - see current.h */
#include "answer/current.h"

#include "answer/pace.h"
#include "answer/sheet.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int64_t
current_stale_after(const struct site *s, const struct reading *r,
    int64_t setting_s)
{
	int64_t interval = s->log_interval > 0 ? s->log_interval : r->interval;

	return 3 * interval > setting_s ? 3 * interval : setting_s;
}

static struct value
name(const void *row)
{
	return value_text(((const struct current *)row)->site->name);
}

static struct value
age(const void *row)
{
	return value_age(((const struct current *)row)->age_s);
}

static struct value
stale(const void *row)
{
	return value_bool(((const struct current *)row)->stale);
}

static const struct column own[] = {
	{ "site_name", "NAME", NULL, 0, -4, name },
	{ "age_s", "AGE", NULL, 0, 3, age },
	{ "stale", "STALE", NULL, 0, -5, stale }
};

static const struct column *const data_columns[] = {
	&column_reading[COLUMN_TIMESTAMP], &column_reading[COLUMN_SITE],
	&column_reading[COLUMN_BATTERY], &column_reading[COLUMN_INSTANCE],
	&column_reading[COLUMN_SOURCE], &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_VOLTAGE], &column_reading[COLUMN_CURRENT],
	&column_reading[COLUMN_POWER], &column_reading[COLUMN_STATE],
	&column_reading[COLUMN_TEMPERATURE], &own[0], &own[1], &own[2], NULL
};

static const struct column *const table_columns[] = {
	&column_reading[COLUMN_SITE], &own[0], &column_reading[COLUMN_BATTERY],
	&column_reading[COLUMN_SOURCE], &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_VOLTAGE], &column_reading[COLUMN_CURRENT],
	&column_reading[COLUMN_POWER], &column_reading[COLUMN_STATE],
	&column_reading[COLUMN_TEMPERATURE], &own[1], &own[2], NULL
};

static void
write_more(struct emit *m, const void *row)
{
	const struct current *c = row;
	const struct coverage *v = &c->coverage;

	emit_whole(m, "stale_after_s", c->stale_after_s);
	sheet_units(m, data_columns);
	emit_open(m, "coverage", '{');
	emit_whole(m, "window_s", CURRENT_WINDOW_S);
	emit_real(m, "observed_pct", coverage_percent(v, v->observed));
	emit_real(m, "filled_pct", coverage_percent(v, v->filled));
	emit_real(m, "missing_pct", coverage_percent(v, v->missing));
	emit_whole(m, "longest_gap_s", v->longest_gap);
	emit_whole(m, "readings", v->count);
	emit_close(m, '}');
}

static bool
is_stale(const void *row)
{
	return ((const struct current *)row)->stale;
}

static int
cover(void *arg, const struct reading *r, struct err *e)
{
	(void)e;
	coverage_add(arg, r);
	return 0;
}

static int
measure_coverage(struct current *c, struct store *st, int64_t now,
    struct err *e)
{
	const struct reading *r = &c->reading;
	struct store_range range = { r->site, r->battery, r->source, 0,
	    INT64_MAX, 0 };
	int interval;

	if (pace_of(&interval, st, c->site, r, e) == -1)
		return -1;
	range.from = now - CURRENT_WINDOW_S - coverage_reach(interval);
	c->coverage = (struct coverage){ .from = now - CURRENT_WINDOW_S,
	    .to = now, .to_now = true, .log_interval = interval };
	if (store_readings(st, &range, cover, &c->coverage, e) == -1)
		return -1;
	coverage_end(&c->coverage);
	return 0;
}

/* At most this many decimals, and none for nothing: 67, 81.5 */
static void
say_number(FILE *fp, const char *before, double v, int decimals,
    const char *unit)
{
	double scale = pow(10, decimals);
	char text[TEXT_NUMBER];

	text_number(text, round(v * scale) / scale);
	(void)fprintf(fp, "%s%s %s", before, text, unit);
}

static void
say_name(FILE *fp, const struct current *c, bool begins)
{
	char title[BOOK_TITLE];

	if (strcmp(c->reading.battery, "system") == 0)
		(void)fprintf(fp, "%s battery of %s", begins ? "The" : "the",
		    book_title(c->site, title));
	else
		(void)fprintf(fp, "%s %s of %s", begins ? "Battery" : "battery",
		    c->reading.battery, book_title(c->site, title));
	if (strcmp(c->reading.source, "victron") != 0)
		(void)fprintf(fp, ", according to %s,", c->reading.source);
}

static void
say_activity(FILE *fp, const struct reading *r)
{
	const char *lead = " (";

	if (r->state != READING_UNKNOWN)
		(void)fprintf(fp, " and %s", reading_state_name(r->state));
	if (r->state != READING_IDLE && !isnan(r->power))
		say_number(fp, " with ", fabs(r->power), 0, "W");
	if (!isnan(r->voltage)) {
		say_number(fp, lead, r->voltage, 2, "V");
		lead = ", ";
	}
	if (!isnan(r->current)) {
		say_number(fp, lead, r->current, 1, "A");
		lead = ", ";
	}
	if (*lead == ',')
		(void)putc(')', fp);
	if (!isnan(r->temperature))
		say_number(fp, ", ", r->temperature, 1, "degrees C");
}

void
current_say(FILE *fp, const struct current *c)
{
	const struct reading *r = &c->reading;
	double missing = coverage_percent(&c->coverage, c->coverage.missing);
	char age[CLOCK_AGE], at[CLOCK_TEXT];

	(void)clock_format_age(age, c->age_s);
	(void)clock_format(at, r->at);
	if (c->stale) {
		(void)fputs("This is old news: ", fp);
		say_name(fp, c, false);
		(void)fprintf(fp, " was last measured %s ago, at %s; then it",
		    age, at);
	} else
		say_name(fp, c, true);
	(void)fputs(c->stale ? " was" : " is", fp);
	if (isnan(r->soc))
		(void)fputs(" charged to an unknown level", fp);
	else
		say_number(fp, " ", r->soc, 1, "% full");
	say_activity(fp, r);
	if (!c->stale)
		(void)fprintf(fp, ", measured %s ago", age);
	(void)putc('.', fp);
	if (!c->stale && missing >= 10)
		say_number(fp, "  Readings cover only ", 100 - missing, 0,
		    "% of the last 24 hours.");
	(void)putc('\n', fp);
}

struct list {
	struct current *items;
	size_t n;
};

static int
add(struct list *l, struct store *st, const struct book *b,
    const struct reading *r, const struct current_ask *ask, struct err *e)
{
	struct current *c;

	l->items = xrealloc(l->items, l->n + 1, sizeof(*l->items));
	c = &l->items[l->n++];
	*c = (struct current){ .reading = *r, .site = book_site_of(b, r) };
	c->age_s = ask->now > r->at ? ask->now - r->at : 0;
	c->stale_after_s = current_stale_after(c->site, r, ask->stale_after_s);
	c->stale = c->age_s > c->stale_after_s;
	return measure_coverage(c, st, ask->now, e);
}

static int
gather_one(struct list *l, struct store *st, const struct book *b,
    const struct current_ask *ask, struct err *e)
{
	const struct site *site = book_site(b, ask->site, ask->configured, e);
	const struct reading *r;

	if (site == NULL)
		return -1;
	r = book_series(b, site, ask->battery, ask->source, e);
	return r == NULL ? -1 : add(l, st, b, r, ask, e);
}

static int
gather_all(struct list *l, struct store *st, const struct book *b,
    const struct current_ask *ask, struct err *e)
{
	const struct site *site = NULL;

	if (ask->site != NULL || b->n_sites == 0) {
		site = book_site(b, ask->site, NULL, e);
		if (site == NULL)
			return -1;
	}
	for (size_t i = 0; i < b->n_latest; i++) {
		const struct reading *r = &b->latest[i];

		if (book_matches(r, site, ask->battery, ask->source) &&
		    add(l, st, b, r, ask, e) == -1)
			return -1;
	}
	if (l->n > 0)
		return 0;
	err_set(e, ERR_NO_READING, "nothing of that kind is stored");
	return -1;
}

static int
write_rows(struct sheet *s, const struct list *l, struct err *e)
{
	for (size_t i = 0; i < l->n; i++)
		sheet_fit(s, &l->items[i]);
	sheet_head(s);
	for (size_t i = 0; i < l->n; i++)
		if (s->format == FORMAT_TEXT)
			current_say(s->out.fp, &l->items[i]);
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
	    .columns = ask->format == FORMAT_TABLE ? table_columns :
	    data_columns, .colour = format_has_colour(fp), .more = write_more,
	    .worrying = is_stale };
	struct book b = { .sites = NULL };
	struct list l = { .items = NULL };
	int rc = book_load(&b, st, ask->site, e);

	if (rc == 0)
		rc = ask->all ? gather_all(&l, st, &b, ask, e) :
		    gather_one(&l, st, &b, ask, e);
	if (rc == 0)
		rc = ask->format == FORMAT_JSON ?
		    write_document(&s, &l, ask->all, e) : write_rows(&s, &l, e);
	free(l.items);
	book_free(&b);
	return rc;
}
