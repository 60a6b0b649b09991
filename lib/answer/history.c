/* answer/history.c - see history.h */
#include "answer/history.h"

#include "answer/bound.h"
#include "answer/course.h"
#include "answer/fleet.h"
#include "answer/sheet.h"
#include "answer/spark.h"
#include "base/clock.h"
#include "base/note.h"
#include "base/text.h"

#include <inttypes.h>

struct row {
	struct reading reading;		/* first: columns of readings fit */
	const struct site *site;	/* borrowed */
	bool none;			/* nothing was measured */
};

struct history {
	const struct history_ask *ask;
	struct series series;		/* the battery at hand */
	struct sheet sheet;
	struct spark spark;		/* of what is shown of one battery */
	int64_t shown;			/* of the battery at hand */
	int64_t count, total;		/* of all so far, as is: */
	int64_t gone_before;		/* see series_gone(); the latest */
	bool begun;
};

/* ---- columns ---- */

static struct value
site_name(const void *row)
{
	return value_text(((const struct row *)row)->site->name);
}

/* By the clocks of its site. */
static struct value
local_time(const void *row)
{
	const struct row *r = row;

	return r->none ? (struct value){ .kind = VALUE_NONE } :
	    value_time(r->reading.at);
}

static struct value
origin(const void *row)
{
	return ((const struct row *)row)->none ?
	    (struct value){ .kind = VALUE_NONE } :
	    column_reading[COLUMN_ORIGIN].get(row);
}

static const struct column
    name_column = { "site_name", "NAME", NULL, 0, -4, site_name },
    time_column = { "timestamp", "TIME", NULL, 0, -25, local_time },
    origin_column = { "origin", "ORIGIN", NULL, 0, -7, origin };

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

static const struct column *const all_table_columns[] = {
	&column_reading[COLUMN_SITE], &name_column,
	&column_reading[COLUMN_BATTERY], &column_reading[COLUMN_SOURCE],
	&time_column, &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_VOLTAGE], &column_reading[COLUMN_CURRENT],
	&column_reading[COLUMN_POWER], &column_reading[COLUMN_STATE],
	&column_reading[COLUMN_TEMPERATURE], &origin_column, NULL
};

/* ---- rows ---- */

static bool
is_table(const struct history *h)
{
	return h->sheet.format == FORMAT_TABLE;
}

/* What is written now would be left out, so that rows need only be counted. */
static bool
is_enough(const struct history *h)
{
	return h->ask->all && bound_is_enough(h->sheet.out.fp,
	    h->ask->max_bytes);
}

static void
begin(struct history *h)
{
	h->begun = true;
	if (h->sheet.format == FORMAT_JSON) {
		format_open(&h->sheet.out, "success");
		emit_open(&h->sheet.out, "data", '[');
	} else if (is_table(h) && !h->ask->all)
		series_head(&h->series, h->sheet.out.fp);
	sheet_head(&h->sheet);
}

static int
write_row(struct history *h, const struct row *row, struct err *e)
{
	if (!h->begun)
		begin(h);
	if (h->sheet.format == FORMAT_JSON)
		(void)fputs(h->count == 0 ? "\n" : ",\n", h->sheet.out.fp);
	h->sheet.out.comma = false;
	return sheet_row(&h->sheet, row, e);
}

static int
write_reading(void *arg, const struct reading *r, struct err *e)
{
	struct history *h = arg;

	if (is_enough(h))
		return 1;
	if (write_row(h, &(struct row){ *r, h->series.site, false }, e) == -1)
		return -1;
	h->shown++;
	h->count++;
	if (!h->ask->all)
		spark_add(&h->spark, r->at, r->soc);
	return 0;
}

/* A row for people, who might else wonder. */
static struct row
no_row(const struct series *s)
{
	struct row row = { .site = s->site, .none = true };

	reading_init(&row.reading, s->site->id, 0);
	(void)text_copy(row.reading.battery, READING_ID, s->latest->battery);
	(void)text_copy(row.reading.source, READING_ID, s->latest->source);
	return row;
}

/* Nothing of that time can be there. */
static bool
is_empty(const struct history *h)
{
	return h->series.latest == NULL ||
	    h->series.range.from >= h->series.range.to;
}

static int
read_battery(struct history *h, struct store *st, struct err *e)
{
	struct store_range range;
	int64_t n;

	h->shown = 0;
	if (is_empty(h))
		return 0;
	range = series_range(&h->series);
	range.limit = h->ask->limit;
	if (!is_enough(h) &&
	    store_readings(st, &range, write_reading, h, e) == -1)
		return -1;
	n = h->shown;
	if (((n > 0 && n == h->ask->limit) || is_enough(h)) &&
	    store_count(st, &range, &n, e) == -1)
		return -1;
	h->total += n;
	return 0;
}

/* ---- the answer ---- */

/* Whose rows come, and how wide they will be. */
static void
fit(struct history *h)
{
	while (is_table(h) && fleet_next(&h->series, &h->ask->series)) {
		struct row row = no_row(&h->series);

		sheet_fit(&h->sheet, &row);
	}
}

static int
look_back(struct history *h, struct store *st, struct err *e)
{
	return is_empty(h) ? 0 : series_gone(&h->series, st, &h->gone_before,
	    e);
}

static int
tell_battery(struct history *h, struct store *st, struct err *e)
{
	FILE *fp = h->sheet.out.fp;

	if (is_enough(h))
		return 0;
	if (h->series.range.from < h->series.range.to)
		return course_tell(fp, st, &(struct course_ask){ &h->series,
		    h->ask->series.now }, e);
	series_say(&h->series, fp);
	(void)fputs(": there are no readings in that time.\n", fp);
	return format_check(fp, e);
}

static int
next_battery(struct history *h, struct store *st, struct err *e)
{
	struct row row;

	if (look_back(h, st, e) == -1)
		return -1;
	if (h->sheet.format == FORMAT_TEXT)
		return tell_battery(h, st, e);
	h->sheet.zone = range_zone(h->series.site);
	if (read_battery(h, st, e) == -1)
		return -1;
	if (h->shown > 0 || !is_table(h) || is_enough(h))
		return 0;
	row = no_row(&h->series);
	return write_row(h, &row, e);
}

static int
read_one(struct history *h, struct store *st, struct err *e)
{
	h->sheet.zone = range_zone_here(h->series.site);
	if (look_back(h, st, e) == -1)
		return -1;
	return h->sheet.format == FORMAT_TEXT ? tell_battery(h, st, e) :
	    read_battery(h, st, e);
}

static int
read_all(struct history *h, struct store *st, struct err *e)
{
	bool some = false;
	int rc = 0;

	fit(h);
	while (rc == 0 && fleet_next(&h->series, &h->ask->series)) {
		some = true;
		rc = next_battery(h, st, e);
	}
	return rc == 0 && !some ? read_one(h, st, e) : rc;
}

static int
end_document(struct history *h, struct err *e)
{
	struct emit *m = &h->sheet.out;

	if (h->count > 0)
		(void)putc('\n', m->fp);
	emit_close(m, ']');
	emit_whole(m, "count", h->count);
	emit_whole(m, "total", h->total);
	emit_bool(m, "truncated", h->count < h->total);
	if (!h->ask->all)
		series_members(&h->series, m);
	series_emit_gone(m, h->gone_before);
	sheet_units(m, data_columns);
	return format_close(m, e);
}

static void
end_table(const struct history *h, bool none)
{
	FILE *fp = h->sheet.out.fp;
	char from[CLOCK_TEXT], to[CLOCK_TEXT], line[SPARK_TEXT];

	if (none)
		(void)fprintf(fp, "no readings from %s to %s\n",
		    clock_format(from, h->series.range.from),
		    clock_format(to, h->series.range.to));
	if (h->count > 1 && !h->ask->all && spark_fits(fp))
		(void)fprintf(fp, "SOC %s\n", spark_text(&h->spark, line));
}

/* What a document says of itself, a table says below and the rest nowhere. */
static void
say_more(const struct history *h)
{
	char each[64] = "", line[160];

	if (h->ask->all)
		(void)snprintf(each, sizeof(each), " %" PRId64
		    " of each battery,", h->ask->limit);
	(void)snprintf(line, sizeof(line), "the newest%s %" PRId64 " of %"
	    PRId64 "; --limit 0 shows all", each, h->count, h->total);
	if (is_table(h))
		(void)fprintf(h->sheet.out.fp, "%s\n", line);
	else
		note_info("%s", line);
}

static int
end(struct history *h, struct err *e)
{
	bool none = !h->begun;

	if (none && h->sheet.format != FORMAT_TEXT)
		begin(h);
	if (h->sheet.format == FORMAT_JSON)
		return end_document(h, e);
	if (is_table(h))
		end_table(h, none);
	if (h->count < h->total && !is_enough(h))
		say_more(h);
	series_warn_gone(h->gone_before);
	return format_check(h->sheet.out.fp, e);
}

static const struct column *const *
choose_columns(const struct history_ask *ask)
{
	return ask->format != FORMAT_TABLE ? data_columns :
	    ask->all ? all_table_columns : table_columns;
}

int
history_answer(FILE *fp, struct store *st, const struct history_ask *ask,
    struct err *e)
{
	struct history h = { .ask = ask, .gone_before = INT64_MIN,
	    .sheet = { .out = { .fp = fp },
	    .format = ask->format, .columns = choose_columns(ask),
	    .colour = format_has_colour(fp) } };
	int rc = ask->all ? fleet_load(&h.series, st, &ask->series, e) :
	    series_load(&h.series, st, &ask->series, e);

	if (rc == 0)
		rc = ask->all ? read_all(&h, st, e) : read_one(&h, st, e);
	if (rc == 0)
		rc = end(&h, e);
	series_free(&h.series);
	return rc;
}
