/* tests/unit/test_coverage.c: the window is [1000, 4600), an hour */
#include "line/coverage.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

TCase *tcase_coverage(void);

enum { FROM = 1000, TO = 4600 };

struct dot {			/* a reading; at 0 ends the list */
	int64_t at;
	bool history;
	int interval;
};

static const struct {
	struct dot dots[8];
	int log_interval;
	bool to_now;
	int64_t observed, filled, missing, longest, count;
	const char *gaps;
} cover_case[] = {
	/* nothing at all */
	{ { { 0, false, 0 } }, 0, false, 0, 0, 3600, 3600, 0, "1000-4600 " },
	/* one reading covers nothing */
	{ { { 2000, false, 0 } }, 0, false, 0, 0, 3600, 2600, 1,
	    "1000-2000 2000-4600 " },
	/* but its tail is not yet a gap when it is now */
	{ { { 4500, false, 0 } }, 0, true, 0, 0, 3500, 3500, 1,
	    "1000-4500 " },
	{ { { 4300, false, 0 } }, 0, true, 0, 0, 3600, 3300, 1,
	    "1000-4300 4300-4600 " },
	/* one of this second, or of a clock ahead, is of now */
	{ { { 4500, false, 0 }, { 4600, false, 0 }, { 4700, false, 0 } }, 0,
	    true, 100, 0, 3500, 3500, 3, "1000-4500 " },
	/* 299 s are near, 300 s are not */
	{ { { 1000, false, 0 }, { 1299, false, 0 }, { 1599, false, 0 } }, 0,
	    false, 299, 0, 3301, 3001, 3, "1299-1599 1599-4600 " },
	/* neighbours outside the window cover its edges */
	{ { { 900, false, 0 }, { 1100, false, 0 }, { 4500, false, 0 },
	    { 4700, false, 0 } }, 0, false, 200, 0, 3400, 3400, 2,
	    "1100-4500 " },
	/* one history reading makes both its sides filled */
	{ { { 1000, false, 0 }, { 1100, true, 60 }, { 1200, false, 0 },
	    { 1300, false, 0 } }, 0, false, 100, 200, 3300, 3300, 4,
	    "1300-4600 " },
	/* a slow site: the reading's own interval, or the site's */
	{ { { 1000, false, 900 }, { 1900, false, 900 },
	    { 2800, false, 900 } }, 0, false, 1800, 0, 1800, 1800, 3,
	    "2800-4600 " },
	{ { { 1000, false, 0 }, { 1900, false, 0 } }, 900, true, 900, 0, 2700,
	    2700, 2, "1900-4600 " },
	{ { { 1000, false, 0 }, { 1900, false, 0 }, { 2810, false, 0 } }, 900,
	    true, 1810, 0, 0, 0, 3, "" },
	/* means of the archive at a site that logs every minute */
	{ { { 1000, true, 900 }, { 1900, true, 900 }, { 2800, false, 60 },
	    { 3700, false, 60 } }, 60, false, 0, 1800, 1800, 900, 4,
	    "2800-3700 3700-4600 " },
	/* readings far off do no harm, nor does the same time twice */
	{ { { 10, false, 0 }, { 2000, false, 0 }, { 2000, false, 0 },
	    { 99999, false, 0 } }, 0, false, 0, 0, 3600, 2600, 2,
	    "1000-2000 2000-4600 " }
};

static void
note_gap(void *arg, int64_t from, int64_t to)
{
	char *text = arg;
	size_t len = strlen(text);

	(void)snprintf(text + len, 200 - len, "%" PRId64 "-%" PRId64 " ", from,
	    to);
}

START_TEST(time_between_near_neighbours_is_covered)
{
	char gaps[200] = "";
	struct coverage c = { .from = FROM, .to = TO,
	    .to_now = cover_case[_i].to_now,
	    .log_interval = cover_case[_i].log_interval, .gap = note_gap,
	    .arg = gaps };

	for (const struct dot *d = cover_case[_i].dots; d->at != 0; d++) {
		struct reading r;

		reading_init(&r, "1", d->at);
		r.history = d->history;
		r.interval = d->interval;
		coverage_add(&c, &r);
	}
	coverage_end(&c);
	ck_assert_int_eq(c.observed, cover_case[_i].observed);
	ck_assert_int_eq(c.filled, cover_case[_i].filled);
	ck_assert_int_eq(c.missing, cover_case[_i].missing);
	ck_assert_int_eq(c.longest_gap, cover_case[_i].longest);
	ck_assert_int_eq(c.count, cover_case[_i].count);
	ck_assert_str_eq(gaps, cover_case[_i].gaps);
}
END_TEST

START_TEST(a_share_is_a_percentage_with_one_decimal)
{
	struct coverage c = { .observed = 2, .filled = 1 };
	struct coverage none = { .observed = 0 };

	ck_assert(coverage_percent(&c, c.observed) == 66.7);
	ck_assert(coverage_percent(&none, 0) == 0);
}
END_TEST

TCase *
tcase_coverage(void)
{
	TCase *tc = tcase_create("coverage");

	tcase_add_loop_test(tc, time_between_near_neighbours_is_covered, 0,
	    sizeof(cover_case) / sizeof(cover_case[0]));
	tcase_add_test(tc, a_share_is_a_percentage_with_one_decimal);
	return tc;
}
