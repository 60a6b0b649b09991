/* tests/unit/test_store_rollups.c - buckets kept up are those computed at once
 *
 * On SQLite and, where there is a server, PostgreSQL: the same to the bit.
 */
#include "buckets.h"
#include "place.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

TCase *tcase_store_rollups(void);

enum { HOUR = 3600, DAY = 86400, FOREVER = -1 };

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

static struct line
random_reading(struct dice *d, int64_t from, int64_t span)
{
	struct line l = buckets_live(from + roll(d, (int)span / 150) * 150,
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
	int64_t from = buckets_at(dst_case[i].from);

	for (int k = 0; k < LINES; k++) {
		lines[k] = random_reading(&d, from, SPAN);
		if (k > 0 && roll(&d, 10) == 0)
			lines[k] = lines[roll(&d, k)];
	}
	lines[LINES / 3] = buckets_site(dst_case[i].zone, 0);
	lines[LINES / 2] = buckets_site("", dst_case[i].log_interval);
}

static struct buckets
store_in_batches(const struct place *p, const struct line *lines, int i)
{
	struct store *st = place_open(p, STORE_WRITE);
	struct dice d = { (uint64_t)i + 77 };
	struct buckets all;

	for (int k = 0; k < LINES; ) {
		int n = 1 + roll(&d, 60);

		if (n > LINES - k)
			n = LINES - k;
		(void)buckets_put(st, lines + k, (size_t)n);
		k += n;
	}
	all = buckets_dump(st);
	ck_assert_int_gt(all.n, 150);
	buckets_rebuild(st);
	buckets_assert_same(buckets_dump(st), all);
	all = buckets_dump(st);
	store_close(st);
	return all;
}

START_TEST(buckets_kept_up_are_those_computed_at_once_on_every_engine)
{
	static struct line lines[LINES];
	struct buckets all[2];
	int engines = place_server()[0] == '\0' ? 1 : 2;

	random_lines(lines, _i);
	for (int engine = 0; engine < engines; engine++) {
		struct place p = place_new(engine);

		all[engine] = store_in_batches(&p, lines, _i);
		place_free(&p);
	}
	if (engines == 2)
		buckets_assert_same(all[0], all[1]);
	else
		free(all[0].text);
}
END_TEST

/* The live reading stands in the quarter from 11:05 on; without that nothing
 * covers the time since 10:40, in the hour before. */
START_TEST(the_hours_beside_history_that_gives_way_are_computed_anew)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t ten = buckets_at("2025-06-01T10:00:00Z");
	struct line l[] = { buckets_live(ten + 40 * 60, 50),
		buckets_live(ten + 65 * 60, 51),
		buckets_live(ten + 79 * 60, 52) };
	struct buckets kept;

	for (int i = 0; i < 2; i++) {
		l[i].reading.history = true;
		l[i].reading.interval = 900;
	}
	(void)buckets_put(st, l, 2);
	ck_assert_int_eq(buckets_get(st, ROLLUP_HOUR, ten, ten + 1).filled_s,
	    1200);
	(void)buckets_put(st, l + 2, 1);
	ck_assert_int_eq(buckets_get(st, ROLLUP_HOUR, ten, ten + 1).filled_s,
	    0);
	kept = buckets_dump(st);
	buckets_rebuild(st);
	buckets_assert_same(kept, buckets_dump(st));
	store_close(st);
	place_free(&p);
}
END_TEST

/* The site has told nothing; its live readings tell how often it logs.  The
 * first hour of a day, and all of the day, begin with one of the day before. */
START_TEST(a_slow_site_is_covered_from_day_to_day)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t day = buckets_at("2025-06-01T00:00:00Z");

	for (int i = -2; i < 5; i++) {
		struct line l = buckets_live(day + i * 900 + 450, 50);

		l.reading.interval = 900;
		(void)buckets_put(st, &l, 1);
	}
	for (int again = 0; again < 2; again++) {
		struct rollup r = buckets_get(st, ROLLUP_HOUR, day, day + 1);

		ck_assert_int_eq(r.observed_s, HOUR);
		ck_assert_double_eq(r.charged_wh, 100);
		r = buckets_get(st, ROLLUP_DAY, day, day + 1);
		ck_assert_int_eq(r.observed_s, HOUR + 450);
		buckets_rebuild(st);
	}
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(readings_300_seconds_apart_cover_nothing_between)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t day = buckets_at("2025-06-01T00:00:00Z");
	struct line l[] = { buckets_live(day, 50), buckets_live(day + 299, 50),
		buckets_live(day + 599, 50) };

	(void)buckets_put(st, l, 3);
	for (int again = 0; again < 2; again++) {
		ck_assert_int_eq(buckets_get(st, ROLLUP_HOUR, day,
		    day + 1).observed_s, 299);
		buckets_rebuild(st);
	}
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(either_of_two_neighbours_tells_how_far_they_reach)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t day = buckets_at("2025-06-01T00:00:00Z");
	struct line l[] = { buckets_live(day - 450, 50),
		buckets_live(day + 450, 50) };

	l[0].reading.interval = 900;
	(void)buckets_put(st, &l[0], 1);
	(void)buckets_put(st, &l[1], 1);
	for (int again = 0; again < 2; again++) {
		ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, day - DAY,
		    day).observed_s, 450);
		ck_assert_int_eq(buckets_get(st, ROLLUP_HOUR, day,
		    day + 1).observed_s, 450);
		buckets_rebuild(st);
	}
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(how_often_a_site_logs_may_be_told_later)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	int64_t day = buckets_at("2025-06-01T00:00:00Z");
	struct line slow = buckets_site("", 900), fast = buckets_site("", 60);

	for (int i = 0; i < 9; i++) {
		struct line l = buckets_live(day + i * 900, 50);

		(void)buckets_put(st, &l, 1);
	}
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, day,
	    day + DAY).observed_s, 0);
	(void)buckets_put(st, &slow, 1);
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, day,
	    day + DAY).observed_s, 2 * HOUR);
	(void)buckets_put(st, &fast, 1);
	ck_assert_int_eq(buckets_get(st, ROLLUP_DAY, day,
	    day + DAY).observed_s, 0);
	store_close(st);
	place_free(&p);
}
END_TEST

/* ---- batches that go on where the last ended ---- */

enum { MANY = 1200, ALONE = 6, BATCHES = 16 };

/* So many in the order of time, two batteries in turn, a gap in the midst. */
static int64_t
many_lines(struct dice *d, struct line *lines, int64_t from)
{
	int64_t t = from;

	for (int k = 0; k < MANY; k++) {
		t += k == MANY / 2 ? 5 * HOUR : 20 + roll(d, 60);
		lines[k] = random_reading(d, t, 150);
		lines[k].reading.at = t;
		(void)snprintf(lines[k].reading.battery,
		    sizeof(lines[k].reading.battery), "%d", k % 2);
		lines[k].reading.history = false;
	}
	return t;
}

/* What others, or this one, do between two batches. */
static void
interfere(const struct place *p, struct store *st, struct dice *d, int which,
    int64_t t)
{
	struct line late = buckets_live(t - 1 - roll(d, 2 * HOUR), 77.7);
	struct line moved = buckets_site(which % 2 == 0 ? "Asia/Kathmandu" :
	    "America/Lima", 60);
	struct store *other;

	(void)snprintf(late.reading.battery, sizeof(late.reading.battery),
	    "%d", which % 2);
	switch (which % 5) {
	case 1:
		other = place_open(p, STORE_WRITE);
		(void)buckets_put(other, &late, 1);
		store_close(other);
		break;
	case 2:
		(void)buckets_put(st, &late, 1);
		break;
	case 3:
		(void)buckets_put(st, &moved, 1);
		break;
	case 4:
		buckets_maintain(st, t, DAY);
		break;
	}
}

START_TEST(a_bucket_goes_on_with_the_next_batch_as_if_read_again)
{
	static struct line lines[MANY];
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct dice d = { 11 };
	int64_t t = buckets_at("2025-10-24T20:00:00Z");

	for (int i = 0; i < BATCHES; i++) {
		struct buckets kept;

		t = many_lines(&d, lines, t);
		if (i % 4 == 3)
			lines[MANY - 1].reading.at = lines[0].reading.at - HOUR;
		(void)buckets_put(st, lines, MANY);
		if (i >= ALONE && i % 2 == 0)
			interfere(&p, st, &d, i / 2, t);
		if (i + 1 < ALONE || i % 2 == 0)
			continue;
		kept = buckets_dump(st);
		buckets_rebuild(st);
		buckets_assert_same(kept, buckets_dump(st));
	}
	store_close(st);
	place_free(&p);
}
END_TEST

static struct line
live_at(struct dice *d, int64_t at)
{
	struct line l = buckets_live(at, roll(d, 100));

	l.reading.voltage = 24 + roll(d, 40) / 10.0;
	l.reading.current = roll(d, 100) - 50;
	l.reading.power = roll(d, 1000) - 500;
	l.reading.temperature = roll(d, 30);
	return l;
}

/* Readings in the order of time, each again an hour late: nothing is older than
 * the retention when it comes. */
static struct buckets
live_on(const struct place *p, int i, int64_t keep)
{
	struct store *st = place_open(p, STORE_WRITE);
	struct dice d = { (uint64_t)i + 5 };
	struct line zone = buckets_site(dst_case[i].zone,
	    dst_case[i].log_interval);
	int64_t from = buckets_at(dst_case[i].from);
	struct buckets all;

	(void)buckets_put(st, &zone, 1);
	for (int64_t t = from; t < from + SPAN; t += 7200) {
		struct line l[24];

		for (int k = 0; k < 24; k += 2) {
			/* none at midnight: one before reaches over it */
			l[k] = live_at(&d, t + k * 300 + 100);
			l[k + 1] = live_at(&d, t + k * 300 - HOUR + 70);
		}
		(void)buckets_put(st, l, (size_t)roll(&d, 24) + 1);
		if (keep != FOREVER && (t - from) % 28800 == 0)
			buckets_maintain(st, t, keep);
	}
	all = buckets_dump(st);
	if (keep != FOREVER) {
		ck_assert_int_eq(buckets_raw(st, from, from + DAY), 0);
		buckets_rebuild(st);
		buckets_assert_same(buckets_dump(st), all);
		all = buckets_dump(st);
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
		buckets_assert_same(live_on(&p, _i, FOREVER),
		    live_on(&q, _i, 30 * HOUR));
		place_free(&p);
		place_free(&q);
	}
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
	tcase_add_loop_test(t,
	    the_hours_beside_history_that_gives_way_are_computed_anew, 0,
	    engines);
	tcase_add_loop_test(t, a_slow_site_is_covered_from_day_to_day, 0,
	    engines);
	tcase_add_loop_test(t,
	    readings_300_seconds_apart_cover_nothing_between, 0, engines);
	tcase_add_loop_test(t,
	    either_of_two_neighbours_tells_how_far_they_reach, 0,
	    engines);
	tcase_add_loop_test(t, how_often_a_site_logs_may_be_told_later, 0,
	    engines);
	tcase_add_loop_test(t,
	    a_bucket_goes_on_with_the_next_batch_as_if_read_again, 0,
	    engines);
	tcase_add_loop_test(t, what_retention_takes_leaves_the_same_buckets, 0,
	    DST_CASES);
	return t;
}
