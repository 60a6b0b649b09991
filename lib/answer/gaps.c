/* answer/gaps.c - see gaps.h */
#include "answer/gaps.h"

#include "answer/book.h"
#include "answer/pace.h"
#include "answer/sheet.h"
#include "answer/spoken.h"
#include "base/clock.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { TOLD = 8 };		/* gaps, in words */

struct row {
	const struct site *site;
	const char *battery;
	struct schedule_gap gap;
};

static struct value
type(const void *row)
{
	(void)row;
	return value_text("gap");
}

static struct value
site(const void *row)
{
	return value_text(((const struct row *)row)->site->id);
}

static struct value
name(const void *row)
{
	return value_text(((const struct row *)row)->site->name);
}

static struct value
battery(const void *row)
{
	return value_text(((const struct row *)row)->battery);
}

static struct value
from(const void *row)
{
	return value_time(((const struct row *)row)->gap.from);
}

static struct value
to(const void *row)
{
	return value_time(((const struct row *)row)->gap.to);
}

static struct value
state(const void *row)
{
	return value_text(
	    schedule_state_name(((const struct row *)row)->gap.state));
}

static struct value
duration(const void *row)
{
	const struct row *r = row;

	return value_age(r->gap.to - r->gap.from);
}

static struct value
time_or_none(int64_t at, int64_t none)
{
	return at == none ? value_text(NULL) : value_time(at);
}

static struct value
asked_at(const void *row)
{
	return time_or_none(((const struct row *)row)->gap.asked_at, INT64_MIN);
}

static struct value
ask_at(const void *row)
{
	return time_or_none(((const struct row *)row)->gap.ask_at, INT64_MAX);
}

static const struct column own[] = {
	{ "type", "TYPE", NULL, 0, -4, type },
	{ "installation_id", "SITE", NULL, 0, -6, site },
	{ "battery", "BATTERY", NULL, 0, -7, battery },
	{ "from", "FROM", "UTC", 0, -19, from },
	{ "to", "TO", "UTC", 0, -19, to },
	{ "state", "STATE", NULL, 0, -7, state },
	{ "duration_s", "LASTS", NULL, 0, 5, duration },
	{ "asked_at", "ASKED", "UTC", 0, -19, asked_at },
	{ "ask_at", "ASK AT", "UTC", 0, -19, ask_at },
	{ "site_name", "NAME", NULL, 0, -4, name }
};

static const struct column *const data_columns[] = {
	&own[0], &own[1], &own[2], &own[3], &own[4], &own[5], &own[6],
	&own[7], &own[8], &own[9], NULL
};

static const struct column *const table_columns[] = {
	&own[1], &own[9], &own[2], &own[3], &own[4], &own[6], &own[5],
	&own[7], &own[8], NULL
};

struct gaps {
	const struct gaps_ask *ask;
	struct sheet sheet;
	struct range range;	/* of the site at hand */
	struct row *rows;
	size_t n, size;
};

static bool
is_worrying(const void *row)
{
	return ((const struct row *)row)->gap.state != SCHEDULE_EMPTY;
}

static bool
is_wanted(const struct gaps *g, const struct schedule_gap *gap)
{
	const struct gaps_ask *ask = g->ask;

	return gap->from < g->range.to && gap->to > g->range.from &&
	    (!ask->due || schedule_is_due(gap, ask->now));
}

static void
take(struct gaps *g, const struct site *s, const struct reading *series,
    const struct missing *m)
{
	for (size_t i = m->n; i-- > 0;) {
		if (!is_wanted(g, &m->gaps[i]))
			continue;
		if (g->n == g->size) {
			g->size = g->size * 2 + 16;
			g->rows = xrealloc(g->rows, g->size, sizeof(*g->rows));
		}
		g->rows[g->n++] = (struct row){ s, series->battery,
			m->gaps[i] };
	}
}

static int
check_battery(const struct book *b, const struct site *one,
    const char *battery, struct err *e)
{
	if (battery == NULL || book_next(b, &(struct book_some){ one, battery,
	    "victron" }, NULL) != NULL)
		return 0;
	err_set(e, ERR_NO_BATTERY, "no battery %s of source victron", battery);
	return -1;
}

static int
load(struct gaps *g, struct store *st, struct book *b,
    const struct site *one, struct err *e)
{
	const struct gaps_ask *ask = g->ask;
	struct missing_time t = {
		.poll_interval_s = ask->poll_interval_s, .now = ask->now
	};
	const struct book_some some = { one, ask->battery, "victron" };
	const struct reading *r;
	int rc = 0;

	for (r = book_next(b, &some, NULL); rc == 0 && r != NULL;
	    r = book_next(b, &some, r)) {
		const struct site *s = book_site_of(b, r);
		struct missing m = { .n = 0 };
		int log_interval;

		rc = range_of_site(&g->range, ask->words, s, ask->now, e);
		if (rc == 0)
			rc = missing_horizon(&t, st, r, e);
		/* what is due did not end earlier */
		t.since = g->range.from;
		if (ask->due && t.since < ask->now - SCHEDULE_END_S)
			t.since = ask->now - SCHEDULE_END_S;
		if (rc == 0)
			rc = pace_of(&log_interval, st, s, r, e);
		if (rc == 0)
			rc = missing_load(&m, st, r, log_interval, &t, e);
		take(g, s, r, &m);
		missing_free(&m);
	}
	return rc;
}

static void
say(FILE *fp, const struct row *r, int64_t now)
{
	const struct schedule_gap *g = &r->gap;
	const char *zone = r->site->timezone;
	char title[BOOK_TITLE], lasts[CLOCK_AGE], begin[SPOKEN_TIME];
	char end[SPOKEN_TIME], next[SPOKEN_TIME];

	(void)fputs(book_title(r->site, title), fp);
	if (strcmp(r->battery, "system") != 0)
		(void)fprintf(fp, ", battery %s", r->battery);
	(void)clock_format_age(lasts, g->to - g->from);
	(void)spoken_time(begin, zone, g->from, now);
	if (g->state == SCHEDULE_ONGOING) {
		(void)fprintf(fp, ": silent for %s, since %s.\n", lasts,
		    begin);
		return;
	}
	(void)fprintf(fp, ": nothing from %s to %s (%s)", begin,
	    spoken_time(end, zone, g->to, now), lasts);
	if (g->state == SCHEDULE_EMPTY)
		(void)fputs(g->asked_at == INT64_MIN ? ", and too long ago" :
		    ", and VRM does not have it", fp);
	if (g->ask_at == INT64_MAX)
		(void)fputs(".\n", fp);
	else
		(void)fprintf(fp, "; VRM is to be asked %s%s.\n",
		    g->state == SCHEDULE_DUE ? "now" : "",
		    g->state == SCHEDULE_DUE ? "" :
		    spoken_time(next, zone, g->ask_at, now));
}

static void
say_none(const struct gaps *g)
{
	FILE *fp = g->sheet.out.fp;

	if (g->sheet.format == FORMAT_TEXT)
		(void)fputs(g->ask->due ? "VRM is not to be asked now.\n" :
		    "Nothing is missing.\n", fp);
	else if (g->sheet.format == FORMAT_TABLE)
		(void)fputs(g->ask->due ? "nothing is due\n" : "no gaps\n",
		    fp);
}

/* Nobody listens to more than a few. */
static int
write_text(struct gaps *g, struct err *e)
{
	FILE *fp = g->sheet.out.fp;
	char lasts[CLOCK_AGE];
	int64_t more_s = 0;

	for (size_t i = 0; i < g->n && i < TOLD; i++)
		say(fp, &g->rows[i], g->ask->now);
	for (size_t i = TOLD; i < g->n; i++)
		more_s += g->rows[i].gap.to - g->rows[i].gap.from;
	if (g->n > TOLD)
		(void)fprintf(fp, "There are %zu more, of %s in all.\n",
		    g->n - TOLD, clock_format_age(lasts, more_s));
	if (g->n == 0)
		say_none(g);
	return format_check(fp, e);
}

static int
write_rows(struct gaps *g, struct err *e)
{
	struct sheet *s = &g->sheet;

	for (size_t i = 0; i < g->n; i++)
		sheet_fit(s, &g->rows[i]);
	if (g->n > 0 || s->format != FORMAT_TABLE)
		sheet_head(s);
	for (size_t i = 0; i < g->n; i++)
		if (sheet_row(s, &g->rows[i], e) == -1)
			return -1;
	if (g->n == 0)
		say_none(g);
	return format_check(s->out.fp, e);
}

static int
write_document(struct gaps *g, struct err *e)
{
	struct emit *m = &g->sheet.out;

	format_open(m, "success");
	emit_open(m, "data", '[');
	if (write_rows(g, e) == -1)
		return -1;
	emit_close(m, ']');
	emit_whole(m, "count", (int64_t)g->n);
	return format_close(m, e);
}

int
gaps_answer(FILE *fp, struct store *st, const struct gaps_ask *ask,
    struct err *e)
{
	struct gaps g = { .ask = ask, .sheet = { .out = { .fp = fp },
	    .format = ask->format, .columns = ask->format == FORMAT_TABLE ?
	    table_columns : data_columns, .colour = format_has_colour(fp),
	    .worrying = is_worrying } };
	struct book b = { .sites = NULL };
	const struct site *one = NULL;
	int rc = book_load(&b, st, ask->site, e);

	if (rc == 0 && ask->site != NULL) {
		one = book_site(&b, ask->site, NULL, e);
		rc = one == NULL ? -1 : 0;
	}
	if (rc == 0)
		rc = check_battery(&b, one, ask->battery, e);
	if (rc == 0)
		rc = load(&g, st, &b, one, e);
	if (rc == 0)
		rc = ask->format == FORMAT_JSON ? write_document(&g, e) :
		    ask->format == FORMAT_TEXT ? write_text(&g, e) :
		    write_rows(&g, e);
	free(g.rows);
	book_free(&b);
	return rc;
}
