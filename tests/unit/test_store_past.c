/* tests/unit/test_store_past.c - horizons, and the sealed past behind them
 *
 * On SQLite and, where there is a server, PostgreSQL.
 */
#include "buckets.h"
#include "place.h"
#include "rows.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

TCase *tcase_store_past(void);

enum { MIN = 60, HOUR = 3600, DAY = 86400, SPAN = 4 * DAY };

/* days before the clocks change */
static const char *const spring_and_autumn[] = { "2025-03-28T20:00:00Z",
	"2025-10-24T20:00:00Z" };

START_TEST(the_sealed_past_does_not_change_by_a_byte)
{
	static struct line lines[SPAN / 180];
	struct place p = place_new(_i % 2);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line zone = buckets_site("Europe/Amsterdam", 60);
	int64_t from = buckets_at(spring_and_autumn[_i / 2]), horizon;
	struct store_horizon gone = { .at = 0 };
	struct store_range series = { "1", "system", "victron", 0, 0, 0 };
	struct err e = { 0 };
	struct line late = buckets_live(from + HOUR + 7, 1);
	struct buckets sealed;

	(void)buckets_put(st, &zone, 1);
	for (int i = 0; i < SPAN / 180; i++)
		lines[i] = buckets_live(from + i * 180, (double)(i % 101));
	(void)buckets_put(st, lines, SPAN / 180);
	buckets_maintain(st, from + SPAN, DAY);
	ck_assert_int_eq(store_horizon(st, &series, &gone, &e), 0);
	horizon = gone.at;
	ck_assert_int_lt(gone.edge.at, horizon);
	ck_assert_int_ge(gone.edge.at, horizon - 180);
	ck_assert_int_ge(horizon, from + SPAN - 2 * DAY - HOUR);
	ck_assert_int_le(horizon, from + SPAN - DAY);
	sealed = buckets_dump_range(st, INT64_MIN, horizon);
	ck_assert_int_gt(sealed.n, 40);
	for (int64_t t = from + 7; t < horizon; t += 11 * HOUR) {
		struct line l = buckets_live(t, 1);

		ck_assert_uint_eq(buckets_put(st, &l, 1).too_late, 1);
	}
	buckets_rebuild(st);
	buckets_maintain(st, from, HOUR);	/* a clock set back */
	buckets_maintain(st, from + SPAN, 2 * DAY);	/* longer from now on */
	ck_assert_int_eq(store_horizon(st, &series, &gone, &e), 0);
	ck_assert_int_eq(gone.at, horizon);
	ck_assert_uint_eq(buckets_put(st, &late, 1).too_late, 1);
	ck_assert_int_gt(buckets_raw(st, horizon, INT64_MAX), 480);
	buckets_assert_same(sealed, buckets_dump_range(st, INT64_MIN, horizon));
	store_close(st);
	place_free(&p);
}
END_TEST

/* Days pass: each brings its readings, some of the day before once more with
 * other values, in any order, a third of all twice. */
static size_t
one_day(struct line *l, int64_t from, int day, unsigned *seed)
{
	size_t n = 0;

	for (int i = 0; i < DAY / 180; i++)
		l[n++] = buckets_live(from + day * DAY + i * 180,
		    (double)((i * 7 + day) % 101));
	for (int i = 0; day > 0 && i < 20; i++)
		l[n++] = buckets_live(from + day * DAY - (i + 1) * 900 - 180,
		    (double)(day + i));
	for (size_t i = 0, once = n; i < once; i += 3)
		l[n++] = l[i];
	for (size_t i = n - 1; i > 0; i--) {
		size_t k = (*seed = *seed * 1103515245 + 12345) % (i + 1);
		struct line other = l[i];

		l[i] = l[k];
		l[k] = other;
	}
	return n;
}

START_TEST(retention_in_between_leaves_what_all_readings_tell)
{
	static struct line lines[2 * DAY / 180];
	struct place p = place_new(_i % 2), q = place_new(PLACE_SQLITE);
	struct store *st = place_open(&p, STORE_WRITE);
	struct store *all = place_open(&q, STORE_WRITE);
	struct line zone = buckets_site("Europe/Amsterdam", 60);
	int64_t from = buckets_at(spring_and_autumn[_i / 2]);
	int64_t horizon = INT64_MIN;
	struct store_range series = { "1", "system", "victron", 0, 0, 0 };
	struct err e = { 0 };
	unsigned seed = 7;

	(void)buckets_put(st, &zone, 1);
	(void)buckets_put(all, &zone, 1);
	for (int day = 0; day < 6; day++) {
		size_t n = one_day(lines, from, day, &seed);
		struct buckets sealed = buckets_dump_range(st, INT64_MIN,
		    horizon);
		struct store_horizon gone;

		for (size_t i = 0; i < n; i += 97) {
			size_t some = n - i < 97 ? n - i : 97;

			(void)buckets_put(st, lines + i, some);
			(void)buckets_put(all, lines + i, some);
		}
		if (horizon > from) {
			struct line late = buckets_live(horizon - 7, 99);

			ck_assert_uint_eq(buckets_put(st, &late, 1).too_late,
			    1);
		}
		buckets_maintain(st, from + (day + 1) * DAY, DAY);
		buckets_assert_same(sealed, buckets_dump_range(st, INT64_MIN,
		    horizon));
		ck_assert_int_eq(store_horizon(st, &series, &gone, &e), 0);
		horizon = gone.at;
	}
	ck_assert_int_ge(horizon, from + 4 * DAY - HOUR);
	buckets_assert_same(buckets_dump(all), buckets_dump(st));
	buckets_rebuild(st);
	buckets_assert_same(buckets_dump(all), buckets_dump(st));
	store_close(st);
	store_close(all);
	place_free(&p);
	place_free(&q);
}
END_TEST

/* A reading every minute of so many hours from t on. */
static size_t
minutes(struct line *l, int64_t t, int hours, double soc)
{
	for (int i = 0; i < hours * 60; i++)
		l[i] = buckets_live(t + i * MIN, soc);
	return (size_t)hours * 60;
}

START_TEST(a_sealed_bucket_gives_way_to_a_batch_that_covers_as_much)
{
	static struct line lines[3000];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t t = buckets_at("2025-06-01T00:00:00Z");
	struct store_count c;
	static struct rows rows;
	size_t n;

	(void)buckets_put(st, lines, minutes(lines, t, 12, 50));
	buckets_maintain(st, t + 5 * DAY, 72 * HOUR);
	ck_assert_int_eq(buckets_raw(st, INT64_MIN, INT64_MAX), 0);
	c = buckets_put(st, lines, minutes(lines, t + 3 * HOUR, 1, 60));
	ck_assert_uint_eq(c.too_late, 60);	/* 59 of 60 minutes */
	ck_assert_uint_eq(c.stored, 0);
	for (int i = 0; i <= 120; i++)		/* the same, told more often */
		lines[i] = buckets_live(t + 3 * HOUR + i * 30, 50);
	c = buckets_put(st, lines, 121);
	ck_assert_uint_eq(c.stored, 120);
	ck_assert_int_eq(buckets_get(st, ROLLUP_HOUR, t + 3 * HOUR,
	    t + 4 * HOUR).count, 120);
	n = minutes(lines, t + 3 * HOUR, 1, 60);
	lines[n] = buckets_live(t + 4 * HOUR, 60);	/* of the next one */
	c = buckets_put(st, lines, n + 1);
	ck_assert_uint_eq(c.stored, 60);
	ck_assert_uint_eq(c.too_late, 1);
	c = buckets_put(st, lines, minutes(lines, t, 24, 60));
	ck_assert_uint_eq(c.stored, 1440);
	rows_get_latest(st, &rows);
	ck_assert_int_eq(rows.v[0].at, t + DAY - MIN);
	c = buckets_put(st, lines, minutes(lines, t, 24, 60));
	ck_assert_uint_eq(c.repeated, 1440);
	ck_assert_int_eq(buckets_raw(st, INT64_MIN, INT64_MAX), 0);
	ck_assert_double_eq(buckets_get(st, ROLLUP_DAY, t, t + DAY).soc_last,
	    60);
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, t, t + DAY).observed_s,
	    DAY - MIN);
	store_close(st);
	place_free(&p);
}
END_TEST

/* They cover nothing: then as many must come. */
START_TEST(sealed_readings_far_apart_give_way_to_no_fewer)
{
	struct line lines[6];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t t = buckets_at("2025-06-01T00:00:00Z");

	for (int i = 0; i < 6; i++)
		lines[i] = buckets_live(t + i * 10 * MIN, 50);
	(void)buckets_put(st, lines, 6);
	buckets_maintain(st, t + 5 * DAY, 72 * HOUR);
	for (int i = 0; i < 6; i++)
		lines[i] = buckets_live(t + i * 9 * MIN, 60);
	ck_assert_uint_eq(buckets_put(st, lines, 5).too_late, 5);
	ck_assert_double_eq(buckets_get(st, ROLLUP_HOUR, t, t + 1).soc_last,
	    50);
	ck_assert_uint_eq(buckets_put(st, lines + 1, 5).stored, 5);
	ck_assert_double_eq(buckets_get(st, ROLLUP_HOUR, t, t + 1).soc_last,
	    60);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(a_day_of_the_past_may_come_in_two_batches)
{
	static struct line lines[3000];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t t = buckets_at("2025-06-01T00:00:00Z");
	struct line now = buckets_live(t + 9 * DAY, 40);
	struct store_count a, b;

	(void)buckets_put(st, &now, 1);
	buckets_maintain(st, t + 9 * DAY, 72 * HOUR);
	(void)minutes(lines, t, 48, 50);
	a = buckets_put(st, lines, 2000);
	b = buckets_put(st, lines + 2000, 880);
	ck_assert_uint_eq(a.stored + b.stored, 2880);
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, t, t + DAY).observed_s,
	    DAY);
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, t + DAY,
	    t + 2 * DAY).observed_s, DAY - MIN);
	ck_assert_int_eq(buckets_raw(st, INT64_MIN, INT64_MAX), 1);
	store_close(st);
	place_free(&p);
}
END_TEST

/* Of more batteries than are stored at a time: some are done when it fails. */
START_TEST(a_batch_that_failed_leaves_no_trace_in_the_past)
{
	enum { MIDDAY = 720, REST = 4 * 1440 - MIDDAY, SITES = 2100 };
	static struct line lines[6000], others[REST + SITES];
	struct place p = place_new(PLACE_SQLITE);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t t = buckets_at("2025-06-01T00:00:00Z");
	struct line now = buckets_live(t + 9 * DAY, 40);
	struct store_count count = { 0 };
	struct err e = { 0 };

	(void)buckets_put(st, &now, 1);
	buckets_maintain(st, t + 9 * DAY, 72 * HOUR);
	place_tamper(&p, p.url, "CREATE TRIGGER no BEFORE INSERT ON "
	    "battery_readings WHEN new.installation_id = '9999' "
	    "BEGIN SELECT raise(abort, 'no'); END");
	(void)minutes(lines, t, 4 * 24, 50);
	(void)buckets_put(st, lines, MIDDAY);
	for (int i = 0; i < REST; i++)
		others[i] = lines[MIDDAY + i];
	for (int i = 0; i < SITES; i++) {
		others[REST + i] = now;
		(void)snprintf(others[REST + i].reading.site, READING_ID,
		    "%d", i + 9999 + 1 - SITES);
	}
	ck_assert_int_eq(store_put(st, others, REST + SITES, &count, &e), -1);
	(void)buckets_put(st, others, REST);
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, t, t + DAY).count, 1440);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(raw_readings_go_in_whole_days_of_their_site)
{
	static struct line lines[6000];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line zone = buckets_site("Europe/Amsterdam", 60);
	int64_t t = buckets_at("2025-06-01T00:00:00Z");
	int64_t midnight = buckets_at("2025-06-01T22:00:00Z");

	(void)buckets_put(st, &zone, 1);
	(void)buckets_put(st, lines, minutes(lines, t, 96, 50));
	buckets_maintain(st, midnight + 73 * HOUR, 72 * HOUR);
	ck_assert_int_eq(buckets_raw(st, INT64_MIN, midnight), 0);
	ck_assert_int_eq(buckets_raw(st, midnight, INT64_MAX), 96 * 60 -
	    22 * 60);
	lines[0] = buckets_live(midnight, 50);
	ck_assert_uint_eq(buckets_put(st, lines, 1).repeated, 1);
	buckets_maintain(st, midnight + 95 * HOUR, 72 * HOUR);
	ck_assert_int_eq(buckets_raw(st, midnight, INT64_MAX), 96 * 60 -
	    22 * 60);
	buckets_maintain(st, midnight + 96 * HOUR, INT64_MAX);
	ck_assert_int_eq(buckets_raw(st, midnight, INT64_MAX), 96 * 60 -
	    22 * 60);
	buckets_maintain(st, midnight + 96 * HOUR, 72 * HOUR);
	ck_assert_int_eq(buckets_raw(st, INT64_MIN, midnight + DAY), 0);
	store_close(st);
	place_free(&p);
}
END_TEST

static struct line
asked(const char *battery, int64_t from, int64_t to)
{
	struct line l = { .type = LINE_ASKED, .asked = { .site = "1",
	    .from = from, .to = to, .asked_at = to + DAY } };

	(void)snprintf(l.asked.battery, READING_ID, "%s", battery);
	return l;
}

static int
count_asked(void *arg, const struct asked *a, struct err *e)
{
	(void)a;
	(void)e;
	++*(int *)arg;
	return 0;
}

START_TEST(what_was_asked_goes_with_the_readings_of_its_battery)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t t = buckets_at("2025-06-01T00:00:00Z"), edge = t + 2 * DAY;
	struct line l[] = { buckets_live(t, 50),
		asked("system", t, edge), asked("system", edge - 1, edge + 1),
		asked("system", edge, edge + DAY), asked("0", t, edge) };
	struct err e = { 0 };
	int system = 0, other = 0;

	(void)buckets_put(st, l, 5);
	buckets_maintain(st, t + 5 * DAY, 72 * HOUR);
	ck_assert_int_eq(store_asked(st, "1", "system", t, t + 9 * DAY,
	    count_asked, &system, &e), 0);
	ck_assert_int_eq(store_asked(st, "1", "0", t, t + 9 * DAY,
	    count_asked, &other, &e), 0);
	ck_assert_int_eq(system, 2);
	ck_assert_int_eq(other, 1);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(upkeep_is_done_once_an_hour_by_whoever_stores)
{
	static struct line lines[200];
	struct place p = place_new(_i);
	int64_t t = buckets_at("2025-06-01T00:00:00Z"), now = t + 9 * DAY;

	for (int i = 0; i < 3; i++) {
		struct store *st = place_open(&p, STORE_WRITE);
		struct err e = { 0 };

		(void)buckets_put(st, lines, minutes(lines, t, 1, 50));
		ck_assert_int_eq(store_upkeep(st, now + i * 1800, 72 * HOUR,
		    &e), 0);
		ck_assert_int_eq(buckets_raw(st, INT64_MIN, INT64_MAX),
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
	int64_t t = buckets_at("2025-06-01T00:00:00Z");

	store_without_rollups(st);
	(void)buckets_put(st, lines, minutes(lines, t, 2, 50));
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, t, t + 1).count, -1);
	buckets_maintain(st, t + 9 * DAY, 72 * HOUR);
	ck_assert_int_eq(buckets_raw(st, INT64_MIN, INT64_MAX), 0);
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, t, t + 1).count, 120);
	ck_assert_uint_eq(buckets_put(st, lines, 1).too_late, 1);
	store_close(st);
	place_free(&p);
}
END_TEST

TCase *
tcase_store_past(void)
{
	TCase *t = tcase_create("store_past");
	int engines = place_server()[0] == '\0' ? 1 : 2;

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, the_sealed_past_does_not_change_by_a_byte, 0,
	    engines == 1 ? 1 : 4);
	tcase_add_loop_test(t,
	    retention_in_between_leaves_what_all_readings_tell, 0,
	    engines == 1 ? 1 : 4);
	tcase_add_loop_test(t,
	    a_sealed_bucket_gives_way_to_a_batch_that_covers_as_much, 0,
	    engines);
	tcase_add_loop_test(t, sealed_readings_far_apart_give_way_to_no_fewer,
	    0, engines);
	tcase_add_test(t, a_batch_that_failed_leaves_no_trace_in_the_past);
	tcase_add_loop_test(t, a_day_of_the_past_may_come_in_two_batches, 0,
	    engines);
	tcase_add_loop_test(t, raw_readings_go_in_whole_days_of_their_site, 0,
	    engines);
	tcase_add_loop_test(t,
	    what_was_asked_goes_with_the_readings_of_its_battery, 0, engines);
	tcase_add_loop_test(t, upkeep_is_done_once_an_hour_by_whoever_stores,
	    0, engines);
	tcase_add_loop_test(t, readings_without_buckets_get_them_before_they_go,
	    0, engines);
	return t;
}
