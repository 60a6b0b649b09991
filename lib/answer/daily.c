/* answer/daily.c - see daily.h */
#include "answer/daily.h"

#include "answer/book.h"
#include "answer/days.h"
#include "answer/sheet.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

struct daily {
	const struct daily_ask *ask;
	struct sheet sheet;
	struct days days;
};

static struct value
site(const void *row)
{
	return value_text(((const struct day *)row)->site->id);
}

static struct value
name(const void *row)
{
	return value_text(((const struct day *)row)->site->name);
}

static struct value
battery(const void *row)
{
	return value_text(((const struct day *)row)->battery);
}

static struct value
date(const void *row)
{
	return value_text(((const struct day *)row)->date);
}

static struct value
zone(const void *row)
{
	const char *known = ((const struct day *)row)->site->timezone;

	return value_text(*known == '\0' ? "UTC" : known);
}

static struct value
is_zone_known(const void *row)
{
	return value_bool(((const struct day *)row)->site->timezone[0] !=
	    '\0');
}

/* For people. */
static struct value
zone_or_doubt(const void *row)
{
	const char *known = ((const struct day *)row)->site->timezone;

	return value_text(*known == '\0' ? "UTC, its own is not known" :
	    known);
}

static struct value
seconds(const void *row)
{
	return value_whole(days_sum(row));
}

static struct value
observed_s(const void *row)
{
	return value_whole(((const struct day *)row)->observed);
}

static struct value
filled_s(const void *row)
{
	return value_whole(((const struct day *)row)->filled);
}

static struct value
pending_s(const void *row)
{
	return value_whole(((const struct day *)row)->pending);
}

static struct value
empty_s(const void *row)
{
	return value_whole(((const struct day *)row)->empty);
}

static struct value
percent(const void *row, int64_t part)
{
	return value_real(round(1000.0 * (double)part /
	    (double)days_sum(row)) / 10);
}

static struct value
observed_pct(const void *row)
{
	return percent(row, ((const struct day *)row)->observed);
}

static struct value
filled_pct(const void *row)
{
	return percent(row, ((const struct day *)row)->filled);
}

static struct value
pending_pct(const void *row)
{
	return percent(row, ((const struct day *)row)->pending);
}

static struct value
empty_pct(const void *row)
{
	return percent(row, ((const struct day *)row)->empty);
}

static const struct column own[] = {
	{ "installation_id", "SITE", NULL, 0, -6, site },
	{ "battery", "BATTERY", NULL, 0, -7, battery },
	{ "day", "DAY", NULL, 0, -10, date },
	{ "timezone", "ZONE", NULL, 0, -4, zone },
	{ "timezone_known", "KNOWN", NULL, 0, -5, is_zone_known },
	{ "seconds", "SECONDS", "s", 0, 7, seconds },
	{ "observed_s", "OBSERVED", "s", 0, 8, observed_s },
	{ "filled_s", "FILLED", "s", 0, 8, filled_s },
	{ "pending_s", "PENDING", "s", 0, 8, pending_s },
	{ "empty_s", "EMPTY", "s", 0, 8, empty_s },
	{ "observed_pct", "OBSERVED", "%", 1, 10, observed_pct },
	{ "filled_pct", "FILLED", "%", 1, 8, filled_pct },
	{ "pending_pct", "PENDING", "%", 1, 9, pending_pct },
	{ "empty_pct", "EMPTY", "%", 1, 7, empty_pct },
	{ "site_name", "NAME", NULL, 0, -4, name },
	{ "timezone", "ZONE", NULL, 0, -4, zone_or_doubt }
};

static const struct column *const data_columns[] = {
	&own[0], &own[14], &own[1], &own[2], &own[3], &own[4], &own[5],
	&own[6], &own[7], &own[8], &own[9], &own[10], &own[11], &own[12],
	&own[13], NULL
};

static const struct column *const table_columns[] = {
	&own[0], &own[14], &own[1], &own[2], &own[10], &own[11], &own[12],
	&own[13], &own[15], NULL
};

static bool
is_worrying(const void *row)
{
	const struct day *d = row;

	return d->pending + d->empty > 0;
}

static int
load(struct daily *a, struct store *st, struct book *b,
    const struct site *one, struct err *e)
{
	const struct daily_ask *ask = a->ask;
	struct days_ask days = { .count = ask->words == NULL ? ask->days : 0,
	    .time = { .poll_interval_s = ask->poll_interval_s,
	    .now = ask->now } };
	const struct book_some some = { one, ask->battery, "victron" };
	const struct reading *r;

	for (r = book_next(b, &some, NULL); r != NULL;
	    r = book_next(b, &some, r)) {
		const struct site *s = book_site_of(b, r);

		if (range_of_site(&days.range, ask->words, s, ask->now,
		    e) == -1 ||
		    days_load(&a->days, st, s, r, &days, e) == -1)
			return -1;
	}
	return 0;
}

/* ---- the answer ---- */

static double
share(int64_t part, int64_t all)
{
	return all == 0 ? 0 : round(1000.0 * (double)part / (double)all) / 10;
}

static int64_t
covered(const struct day *d)
{
	return d->observed + d->filled;
}

static void
say_share(FILE *fp, const char *before, int64_t part, int64_t all,
    const char *behind)
{
	char number[TEXT_NUMBER];

	text_number(number, share(part, all));
	(void)fprintf(fp, "%s%s %%%s", before, number, behind);
}

/* The n days of one battery. */
static void
say(FILE *fp, const struct day *d, size_t n)
{
	const struct day *worst = d;
	int64_t known = 0, pending = 0, all = 0;
	char title[BOOK_TITLE];

	for (size_t i = 0; i < n; i++) {
		known += covered(&d[i]);
		pending += d[i].pending;
		all += days_sum(&d[i]);
		if (share(covered(&d[i]), days_sum(&d[i])) <
		    share(covered(worst), days_sum(worst)))
			worst = &d[i];
	}
	(void)fputs(book_title(d->site, title), fp);
	if (strcmp(d->battery, "system") != 0)
		(void)fprintf(fp, ", battery %s", d->battery);
	say_share(fp, ": readings cover ", known, all, " of ");
	(void)fprintf(fp, n == 1 ? "%s" : "the time from %s", d->date);
	if (n > 1)
		(void)fprintf(fp, " to %s", d[n - 1].date);
	if (*d->site->timezone == '\0')
		(void)fputs(" UTC", fp);
	if (n > 1 && known < all)
		say_share(fp, ", the least of them ", covered(worst),
		    days_sum(worst), " on ");
	if (n > 1 && known < all)
		(void)fputs(worst->date, fp);
	if (pending > 0)
		say_share(fp, "; ", pending, all, " may yet come");
	(void)fputs(".\n", fp);
}

/* How many days, from the i-th on, are of its battery. */
static size_t
count_same(const struct days *days, size_t i)
{
	size_t n = 0;

	while (i + n < days->n && days->v[i + n].site == days->v[i].site &&
	    strcmp(days->v[i + n].battery, days->v[i].battery) == 0)
		n++;
	return n;
}

static int
write_text(const struct daily *a, struct err *e)
{
	FILE *fp = a->sheet.out.fp;

	if (a->days.n == 0)
		(void)fputs("No readings of these days are kept, or only the "
		    "newest; vrm-query stats goes further back.\n", fp);
	for (size_t i = 0, n; i < a->days.n; i += n) {
		n = count_same(&a->days, i);
		say(fp, &a->days.v[i], n);
	}
	return format_check(fp, e);
}

static int
write_rows(struct daily *a, struct err *e)
{
	struct sheet *s = &a->sheet;

	for (size_t i = 0; i < a->days.n; i++)
		sheet_fit(s, &a->days.v[i]);
	sheet_head(s);
	for (size_t i = 0; i < a->days.n; i++)
		if (sheet_row(s, &a->days.v[i], e) == -1)
			return -1;
	if (a->days.n == 0 && (s->format == FORMAT_TABLE ||
	    s->format == FORMAT_TEXT))
		(void)fputs("no readings of these days are kept, or only the "
		    "newest; vrm-query stats goes further back\n", s->out.fp);
	return format_check(s->out.fp, e);
}

static int
write_document(struct daily *a, struct err *e)
{
	struct emit *m = &a->sheet.out;

	format_open(m, "success");
	emit_open(m, "data", '[');
	if (write_rows(a, e) == -1)
		return -1;
	emit_close(m, ']');
	emit_whole(m, "count", (int64_t)a->days.n);
	sheet_units(m, data_columns);
	return format_close(m, e);
}

int
daily_answer(FILE *fp, struct store *st, const struct daily_ask *ask,
    struct err *e)
{
	struct daily a = { .ask = ask, .sheet = { .out = { .fp = fp },
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
		rc = load(&a, st, &b, one, e);
	if (rc == 0)
		rc = ask->format == FORMAT_JSON ? write_document(&a, e) :
		    ask->format == FORMAT_TEXT ? write_text(&a, e) :
		    write_rows(&a, e);
	days_free(&a.days);
	book_free(&b);
	return rc;
}
