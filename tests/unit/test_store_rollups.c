/* tests/unit/test_store_rollups.c - buckets, horizons and the sealed past
 *
 * On SQLite and, where there is a server, PostgreSQL: the same to the bit.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "place.h"
#include "store/store.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_store_rollups(void);

enum { MIN = 60, HOUR = 3600, DAY = 86400, FOREVER = -1 };

static int64_t
at(const char *text)
{
	int64_t t;

	ck_assert(clock_parse(text, &t));
	return t;
}

/* ---- a small random number generator: the same everywhere ---- */

struct dice {
	uint64_t state;
};

static int
roll(struct dice *d, int sides)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (int)((d->state >> 33) % (uint64_t)sides);
}

/* ---- lines ---- */

static struct line
live(int64_t t, double soc)
{
	struct line l = { .type = LINE_READING };

	reading_init(&l.reading, "1", t);
	l.reading.soc = soc;
	l.reading.power = 100;
	return l;
}

static struct line
site(const char *zone, int log_interval)
{
	struct line l = { .type = LINE_SITE,
		.site = { .id = "1", .log_interval = log_interval } };

	(void)snprintf(l.site.timezone, sizeof(l.site.timezone), "%s", zone);
	return l;
}

static struct line
random_reading(struct dice *d, int64_t from, int64_t span)
{
	struct line l = live(from + roll(d, (int)span / 150) * 150,
	    roll(d, 1000) / 10.0);

	(void)snprintf(l.reading.battery, sizeof(l.reading.battery), "%d",
	    roll(d, 2));
	l.reading.voltage = roll(d, 3) == 0 ? NAN : 24 + roll(d, 400) / 100.0;
	l.reading.current = roll(d, 4) == 0 ? NAN : roll(d, 2000) / 7.0 - 140;
	l.reading.power = roll(d, 4) == 0 ? NAN : roll(d, 9000) / 3.0 - 1500;
	l.reading.temperature = roll(d, 2) == 0 ? NAN : -roll(d, 20) / 10.0;
	if (roll(d, 3) == 0) {
		static const int intervals[] = { 0, 60, 900, 3600 };

		l.reading.history = true;
		l.reading.interval = intervals[roll(d, 4)];
	} else if (roll(d, 4) == 0) {
		l.reading.interval = 900;
	}
	return l;
}

static struct store_count
put(struct store *st, const struct line *lines, size_t n)
{
	struct store_count count = { 0 };
	struct err e = { 0 };

	ck_assert_msg(store_put(st, lines, n, &count, &e) == 0, "%s", e.msg);
	return count;
}

static void
maintain(struct store *st, int64_t now, int64_t keep)
{
	struct err e = { 0 };

	ck_assert_msg(store_maintain(st, now, keep, &e) == 0, "%s", e.msg);
}

static void
rebuild(struct store *st)
{
	struct err e = { 0 };

	ck_assert_msg(store_rebuild(st, &e) == 0, "%s", e.msg);
}

/* ---- what is there, to the bit ---- */

struct dump {
	char *text;
	size_t len;
	int n;
};

static int
dump_rollup(void *arg, const struct rollup *r, struct err *e)
{
	struct dump *d = arg;
	char line[1024];
	int len = snprintf(line, sizeof(line), "%lld+%lld %lld %lld %lld "
	    "%a %a %a %a", (long long)r->start, (long long)(r->end - r->start),
	    (long long)r->count, (long long)r->observed_s,
	    (long long)r->filled_s, r->soc_first, r->soc_last, r->charged_wh,
	    r->discharged_wh);

	(void)e;
	for (int v = 0; v < ROLLUP_VALUES; v++)
		len += snprintf(line + len, sizeof(line) - (size_t)len,
		    " %a %a %a", r->value[v].min, r->value[v].max,
		    r->value[v].mean);
	d->text = xrealloc(d->text, d->len + (size_t)len + 2, 1);
	d->len += (size_t)snprintf(d->text + d->len, (size_t)len + 2, "%s\n",
	    line);
	d->n++;
	return 0;
}

static struct dump
dump_range(struct store *st, int64_t from, int64_t to)
{
	static const char *const batteries[] = { "system", "0", "1" };
	struct dump d = { .text = xstrdup("") };
	struct err e = { 0 };

	for (int b = 0; b < 3; b++)
		for (int g = 0; g < ROLLUP_GRAINS; g++) {
			struct store_range all = { "1", batteries[b],
				"victron", from, to, 0 };

			ck_assert_msg(store_rollups(st, (enum rollup_grain)g,
			    &all, dump_rollup, &d, &e) == 0, "%s", e.msg);
		}
	return d;
}

static struct dump
dump(struct store *st)
{
	return dump_range(st, INT64_MIN, INT64_MAX);
}

/* Frees both. */
static void
assert_same(struct dump a, struct dump b)
{
	const char *x = a.text, *y = b.text;

	while (*x != '\0' && *x == *y) {
		x++;
		y++;
	}
	while (x > a.text && x[-1] != '\n') {
		x--;
		y--;
	}
	ck_assert_msg(*x == '\0' && *y == '\0', "%.300s\nand\n%.300s", x, y);
	free(a.text);
	free(b.text);
}

static int
note_day(void *arg, const struct rollup *r, struct err *e)
{
	(void)e;
	*(struct rollup *)arg = *r;
	return 0;
}

/* The last bucket that starts in [from, to); count -1: none. */
static struct rollup
bucket(struct store *st, enum rollup_grain grain, int64_t from, int64_t to)
{
	struct store_range range = { "1", "system", "victron", from, to, 0 };
	struct rollup r = { .count = -1 };
	struct err e = { 0 };

	ck_assert_int_eq(store_rollups(st, grain, &range, note_day, &r, &e),
	    0);
	return r;
}

static int64_t
count_raw(struct store *st, int64_t from, int64_t to)
{
	struct store_range range = { "1", "system", "victron", from, to, 0 };
	struct err e = { 0 };
	int64_t n;

	ck_assert_int_eq(store_count(st, &range, &n, &e), 0);
	return n;
}

/* ---- incremental is the same as computed at once ---- */

static const struct {
	const char *zone, *from;
	int log_interval;
} dst_case[] = {
	{ "Europe/Amsterdam", "2025-03-28T20:00:00Z", 0 },
	{ "Europe/Amsterdam", "2025-10-24T20:00:00Z", 900 },
	{ "Australia/Lord_Howe", "2025-04-03T20:00:00Z", 60 },
	{ "Australia/Lord_Howe", "2025-10-03T09:00:00Z", 0 }
};
enum { DST_CASES = sizeof(dst_case) / sizeof(dst_case[0]), LINES = 900,
	SPAN = 4 * DAY };

/* Lines late, doubled, revised, shuffled; the site in between. */
static void
random_lines(struct line *lines, int i)
{
	struct dice d = { (uint64_t)i + 1 };
	int64_t from = at(dst_case[i].from);

	for (int k = 0; k < LINES; k++) {
		lines[k] = random_reading(&d, from, SPAN);
		if (k > 0 && roll(&d, 10) == 0)
			lines[k] = lines[roll(&d, k)];
	}
	lines[LINES / 3] = site(dst_case[i].zone, 0);
	lines[LINES / 2] = site("", dst_case[i].log_interval);
}

static struct dump
store_in_batches(const struct place *p, const struct line *lines, int i)
{
	struct store *st = place_open(p, STORE_WRITE);
	struct dice d = { (uint64_t)i + 77 };
	struct dump all;

	for (int k = 0; k < LINES; ) {
		int n = 1 + roll(&d, 60);

		if (n > LINES - k)
			n = LINES - k;
		(void)put(st, lines + k, (size_t)n);
		k += n;
			}
	all = dump(st);
	ck_assert_int_gt(all.n, 150);
	rebuild(st);
	assert_same(dump(st), all);
	all = dump(st);
	store_close(st);
	return all;
}

START_TEST(buckets_kept_up_are_those_computed_at_once_on_every_engine)
{
	static struct line lines[LINES];
	struct dump all[2];
	int engines = place_server()[0] == '\0' ? 1 : 2;

	random_lines(lines, _i);
	for (int engine = 0; engine < engines; engine++) {
		struct place p = place_new(engine);

		all[engine] = store_in_batches(&p, lines, _i);
		place_free(&p);
	}
	if (engines == 2)
		assert_same(all[0], all[1]);
	else
		free(all[0].text);
}
END_TEST

/* Readings in the order of time, each again an hour late: nothing is older than
 * the retention when it comes. */
static struct dump
live_on(const struct place *p, int i, int64_t keep)
{
	struct store *st = place_open(p, STORE_WRITE);
	struct dice d = { (uint64_t)i + 5 };
	struct line zone = site(dst_case[i].zone, dst_case[i].log_interval);
	int64_t from = at(dst_case[i].from);
	struct dump all;

	(void)put(st, &zone, 1);
	for (int64_t t = from; t < from + SPAN; t += 7200) {
		struct line l[24];

		for (int k = 0; k < 24; k += 2) {
			l[k] = live(t + k * 300, roll(&d, 100));
			l[k + 1] = live(t + k * 300 - HOUR - 30,
			    roll(&d, 100));
		}
		(void)put(st, l, (size_t)roll(&d, 24) + 1);
		if (keep != FOREVER && (t - from) % 28800 == 0)
			maintain(st, t, keep);
	}
	all = dump(st);
	if (keep != FOREVER) {
		ck_assert_int_eq(count_raw(st, from, from + DAY), 0);
		rebuild(st);
		assert_same(dump(st), all);
		all = dump(st);
	}
	store_close(st);
	return all;
}

START_TEST(what_retention_takes_leaves_the_same_buckets)
{
	for (int engine = 0; engine < 2; engine++) {
		struct place p, q;

		if (engine == 1 && place_server()[0] == '\0')
			continue;
		p = place_new(engine);
		q = place_new(engine);
		assert_same(live_on(&p, _i, FOREVER),
		    live_on(&q, _i, 30 * HOUR));
		place_free(&p);
		place_free(&q);
	}
}
END_TEST

START_TEST(the_sealed_past_does_not_change_by_a_byte)
{
	static struct line lines[SPAN / 180];
	struct place p = place_new(_i % 2);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line zone = site(dst_case[_i / 2].zone, 60);
	int64_t from = at(dst_case[_i / 2].from), horizon = 0;
	struct store_range series = { "1", "system", "victron", 0, 0, 0 };
	struct err e = { 0 };
	struct dump sealed;

	(void)put(st, &zone, 1);
	for (int i = 0; i < SPAN / 180; i++)
		lines[i] = live(from + i * 180, (double)(i % 101));
	(void)put(st, lines, SPAN / 180);
	maintain(st, from + SPAN, DAY);
	ck_assert_int_eq(store_horizon(st, &series, &horizon, &e), 0);
	ck_assert_int_ge(horizon, from + SPAN - 2 * DAY - HOUR);
	ck_assert_int_le(horizon, from + SPAN - DAY);
	sealed = dump_range(st, INT64_MIN, horizon);
	ck_assert_int_gt(sealed.n, 40);
	for (int64_t t = from + 7; t < horizon; t += 11 * HOUR) {
		struct line l = live(t, 1);

		ck_assert_uint_eq(put(st, &l, 1).too_late, 1);
	}
	rebuild(st);
	maintain(st, from, HOUR);		/* never moves back */
	ck_assert_int_gt(count_raw(st, horizon, INT64_MAX), 480);
	assert_same(sealed, dump_range(st, INT64_MIN, horizon));
	store_close(st);
	place_free(&p);
}
END_TEST

/* ---- the past ---- */

/* A reading every minute of so many hours from t on. */
static size_t
minutes(struct line *l, int64_t t, int hours, double soc)
{
	for (int i = 0; i < hours * 60; i++)
		l[i] = live(t + i * MIN, soc);
	return (size_t)hours * 60;
}

START_TEST(a_sealed_bucket_gives_way_to_a_batch_that_covers_as_much)
{
	static struct line lines[3000];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t t = at("2025-06-01T00:00:00Z");
	struct store_count c;

	(void)put(st, lines, minutes(lines, t, 12, 50));
	maintain(st, t + 5 * DAY, 72 * HOUR);
	ck_assert_int_eq(count_raw(st, INT64_MIN, INT64_MAX), 0);
	c = put(st, lines, minutes(lines, t + 3 * HOUR, 1, 60));
	ck_assert_uint_eq(c.too_late, 60);	/* 59 of 60 minutes */
	ck_assert_uint_eq(c.stored, 0);
	c = put(st, lines, minutes(lines, t, 24, 60));
	ck_assert_uint_eq(c.stored, 1440);
	c = put(st, lines, minutes(lines, t, 24, 60));
	ck_assert_uint_eq(c.repeated, 1440);
	ck_assert_int_eq(count_raw(st, INT64_MIN, INT64_MAX), 0);
	ck_assert_double_eq(bucket(st, ROLLUP_DAY, t, t + DAY).soc_last, 60);
	ck_assert_int_eq(bucket(st, ROLLUP_DAY, t, t + DAY).observed_s,
	    DAY - MIN);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(a_day_of_the_past_may_come_in_two_batches)
{
	static struct line lines[3000];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t t = at("2025-06-01T00:00:00Z");
	struct line now = live(t + 9 * DAY, 40);
	struct store_count a, b;

	(void)put(st, &now, 1);
	maintain(st, t + 9 * DAY, 72 * HOUR);
	(void)minutes(lines, t, 48, 50);
	a = put(st, lines, 2000);
	b = put(st, lines + 2000, 880);
	ck_assert_uint_eq(a.stored + b.stored, 2880);
	ck_assert_int_eq(bucket(st, ROLLUP_DAY, t, t + DAY).observed_s, DAY);
	ck_assert_int_eq(bucket(st, ROLLUP_DAY, t + DAY,
	    t + 2 * DAY).observed_s, DAY - MIN);
	ck_assert_int_eq(count_raw(st, INT64_MIN, INT64_MAX), 1);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(raw_readings_go_in_whole_days_of_their_site)
{
	static struct line lines[6000];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line zone = site("Europe/Amsterdam", 60);
	int64_t t = at("2025-06-01T00:00:00Z");
	int64_t midnight = at("2025-06-01T22:00:00Z");

	(void)put(st, &zone, 1);
	(void)put(st, lines, minutes(lines, t, 96, 50));
	maintain(st, midnight + 73 * HOUR, 72 * HOUR);
	ck_assert_int_eq(count_raw(st, INT64_MIN, midnight), 0);
	ck_assert_int_eq(count_raw(st, midnight, INT64_MAX), 96 * 60 -
	    22 * 60);
	maintain(st, midnight + 95 * HOUR, 72 * HOUR);
	ck_assert_int_eq(count_raw(st, midnight, INT64_MAX), 96 * 60 -
	    22 * 60);
	maintain(st, midnight + 96 * HOUR, INT64_MAX);
	ck_assert_int_eq(count_raw(st, midnight, INT64_MAX), 96 * 60 -
	    22 * 60);
	maintain(st, midnight + 96 * HOUR, 72 * HOUR);
	ck_assert_int_eq(count_raw(st, INT64_MIN, midnight + DAY), 0);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(upkeep_is_done_once_an_hour_by_whoever_stores)
{
	static struct line lines[200];
	struct place p = place_new(_i);
	int64_t t = at("2025-06-01T00:00:00Z"), now = t + 9 * DAY;

	for (int i = 0; i < 3; i++) {
		struct store *st = place_open(&p, STORE_WRITE);
		struct err e = { 0 };

		(void)put(st, lines, minutes(lines, t, 1, 50));
		ck_assert_int_eq(store_upkeep(st, now + i * 1800, 72 * HOUR,
		    &e), 0);
		ck_assert_int_eq(count_raw(st, INT64_MIN, INT64_MAX),
		    i < 2 ? 60 : 0);
		store_close(st);
	}
	place_free(&p);
}
END_TEST

START_TEST(readings_without_buckets_get_them_before_they_go)
{
	static struct line lines[200];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t t = at("2025-06-01T00:00:00Z");

	store_without_rollups(st);
	(void)put(st, lines, minutes(lines, t, 2, 50));
	ck_assert_int_eq(bucket(st, ROLLUP_DAY, t, t + 1).count, -1);
	maintain(st, t + 9 * DAY, 72 * HOUR);
	ck_assert_int_eq(count_raw(st, INT64_MIN, INT64_MAX), 0);
	ck_assert_int_eq(bucket(st, ROLLUP_DAY, t, t + 1).count, 120);
	ck_assert_uint_eq(put(st, lines, 1).too_late, 1);
	store_close(st);
	place_free(&p);
}
END_TEST

TCase *
tcase_store_rollups(void)
{
	TCase *t = tcase_create("store_rollups");
	int engines = place_server()[0] == '\0' ? 1 : 2;

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t,
	    buckets_kept_up_are_those_computed_at_once_on_every_engine, 0,
	    DST_CASES);
	tcase_add_loop_test(t, what_retention_takes_leaves_the_same_buckets, 0,
	    DST_CASES);
	tcase_add_loop_test(t, the_sealed_past_does_not_change_by_a_byte, 0,
	    engines == 1 ? 1 : 4);
	tcase_add_loop_test(t,
	    a_sealed_bucket_gives_way_to_a_batch_that_covers_as_much, 0,
	    engines);
	tcase_add_loop_test(t, a_day_of_the_past_may_come_in_two_batches, 0,
	    engines);
	tcase_add_loop_test(t, raw_readings_go_in_whole_days_of_their_site, 0,
	    engines);
	tcase_add_loop_test(t, upkeep_is_done_once_an_hour_by_whoever_stores,
	    0, engines);
	tcase_add_loop_test(t, readings_without_buckets_get_them_before_they_go,
	    0, engines);
	return t;
}
