/* tests/unit/test_tails.c - large batches, one after the other: what the last
 * one knew is good for the next only if nobody else has written since */
#include "buckets.h"
#include "place.h"
#include "rows.h"

#include <check.h>
#include <math.h>
#include <stdio.h>

TCase *tcase_tails(void);

enum { T = 1700000000, DAY = 86400, MANY = 1200, STEP = 60 };

static struct line lines[MANY];

/* The i-th batch of them, each behind the one before. */
static void
large_batch(int i)
{
	for (int k = 0; k < MANY; k++)
		lines[k] = rows_live(T + (int64_t)STEP * (i * MANY + k),
		    k % 90);
}

static void
put_elsewhere(const struct place *p, const struct line *l, size_t n)
{
	struct store *other = place_open(p, STORE_WRITE);

	(void)rows_put(other, l, n);
	store_close(other);
}

START_TEST(a_newer_reading_of_another_writer_stays_the_latest)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t newest = T + (int64_t)STEP * MANY * 9;
	struct line other = rows_live(newest, 91);
	static struct rows rows;

	for (int i = 0; i < 4; i++) {
		large_batch(i);
		assert_count(rows_put(st, lines, MANY), MANY, 0, 0);
		if (i == 1)
			put_elsewhere(&p, &other, 1);
	}
	rows_get_latest(st, &rows);
	ck_assert_int_eq(rows.v[0].at, newest);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(a_row_of_another_writer_is_completed_and_not_replaced)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line other = rows_live(T + (int64_t)STEP * MANY * 2, 91);
	struct store_range at = rows_range();
	static struct rows rows;

	other.reading.voltage = 26.4;
	at.from = other.reading.at;
	at.to = at.from + 1;
	for (int i = 0; i < 2; i++) {
		large_batch(i);
		(void)rows_put(st, lines, MANY);
	}
	put_elsewhere(&p, &other, 1);
	large_batch(2);
	assert_count(rows_put(st, lines, MANY), MANY, 0, 0);
	rows_get(st, &at, &rows);
	ck_assert_double_eq(rows.v[0].soc, 0);
	ck_assert_double_eq(rows.v[0].voltage, 26.4);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(what_another_retired_meanwhile_does_not_come_back)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE), *other;
	int64_t last = T + (int64_t)STEP * MANY * 3;
	struct line early = rows_live(T + 1, 50);

	for (int i = 0; i < 2; i++) {
		large_batch(i);
		(void)rows_put(st, lines, MANY);
	}
	other = place_open(&p, STORE_WRITE);
	buckets_maintain(other, last, DAY);
	store_close(other);
	large_batch(2);
	lines[0] = early;
	(void)rows_put(st, lines, MANY);
	ck_assert_int_eq(buckets_raw(st, T, T + 10 * STEP), 0);
	store_close(st);
	place_free(&p);
}
END_TEST

/* More than are known at once, so often that some have large batches before
 * and behind. */
START_TEST(many_batteries_in_one_batch_are_stored_as_if_alone)
{
	enum { SERIES = 4500, TIMES = 2 };
	static struct line many[SERIES * TIMES];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct buckets kept;

	large_batch(0);
	(void)rows_put(st, lines, MANY);
	for (int k = 0; k < SERIES * TIMES; k++) {
		struct reading *r = &many[k].reading;

		many[k] = rows_live(T + (int64_t)STEP * (k / SERIES), 50);
		(void)snprintf(r->battery, sizeof(r->battery), "%d",
		    k % SERIES);
	}
	(void)snprintf(many[7].reading.battery, READING_ID, "system");
	many[7].reading.voltage = 26.4;
	assert_count(rows_put(st, many, SERIES * TIMES), SERIES * TIMES, 0, 0);
	assert_count(rows_put(st, many, SERIES * TIMES), 0, SERIES * TIMES, 0);
	large_batch(1);
	assert_count(rows_put(st, lines, MANY), MANY, 0, 0);
	kept = buckets_dump(st);
	buckets_rebuild(st);
	buckets_assert_same(kept, buckets_dump(st));
	store_close(st);
	place_free(&p);
}
END_TEST

TCase *
tcase_tails(void)
{
	TCase *tc = tcase_create("tails");
	int engines = place_server()[0] == '\0' ? 1 : 2;

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc,
	    a_newer_reading_of_another_writer_stays_the_latest, 0, engines);
	tcase_add_loop_test(tc,
	    a_row_of_another_writer_is_completed_and_not_replaced, 0, engines);
	tcase_add_loop_test(tc,
	    what_another_retired_meanwhile_does_not_come_back, 0, engines);
	tcase_add_loop_test(tc,
	    many_batteries_in_one_batch_are_stored_as_if_alone, 0, engines);
	return tc;
}
