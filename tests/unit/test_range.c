/* tests/unit/test_range.c: now is 2025-12-10T12:00:00Z */
#include "answer/range.h"

#include "base/clock.h"
#include "buckets.h"

#include <check.h>

TCase *tcase_range(void);

static const char NOW[] = "2025-12-10T12:00:00Z";

static const struct {
	struct range_words words;
	const char *from, *to;
	bool to_now;
	const char *zone;	/* UTC if NULL */
} good_case[] = {
	{ { -1, NULL, NULL }, "2025-12-09T12:00:00Z", NOW, true, NULL },
	{ { 2, NULL, NULL }, "2025-12-10T10:00:00Z", NOW, true, NULL },
	{ { -1, "-7d", NULL }, "2025-12-03T12:00:00Z", NOW, true, NULL },
	{ { -1, "-90m", NULL }, "2025-12-10T10:30:00Z", NOW, true, NULL },
	{ { -1, "today", NULL }, "2025-12-10T00:00:00Z", NOW, true, NULL },
	{ { -1, "yesterday", "today" }, "2025-12-09T00:00:00Z",
	    "2025-12-10T00:00:00Z", false, NULL },
	{ { -1, "2025-12-01", "2025-12-02" }, "2025-12-01T00:00:00Z",
	    "2025-12-02T00:00:00Z", false, NULL },
	{ { -1, "2025-12-01 08:30", "now" }, "2025-12-01T08:30:00Z", NOW,
	    false, NULL },
	{ { -1, "2025-12-01T08:30:15", NULL }, "2025-12-01T08:30:15Z", NOW,
	    true, NULL },
	{ { -1, "2025-12-01T08:30:00+01:00", NULL }, "2025-12-01T07:30:00Z",
	    NOW, true, NULL },
	{ { 6, "2025-12-01", NULL }, "2025-12-01T00:00:00Z",
	    "2025-12-01T06:00:00Z", false, NULL },
	{ { 6, NULL, "2025-12-01" }, "2025-11-30T18:00:00Z",
	    "2025-12-01T00:00:00Z", false, NULL },
	{ { -1, NULL, "2025-12-01" }, "2025-11-30T00:00:00Z",
	    "2025-12-01T00:00:00Z", false, NULL },
	{ { -1, "2025-11", "2025-12" }, "2025-11-01T00:00:00Z",
	    "2025-12-01T00:00:00Z", false, NULL },
	{ { -1, "2025", NULL }, "2025-01-01T00:00:00Z", NOW, true, NULL },
	/* the site's clocks */
	{ { -1, "today", NULL }, "2025-12-09T23:00:00Z", NOW, true,
	    "Europe/Amsterdam" },
	{ { -1, "yesterday", "today" }, "2025-12-09T11:00:00Z",
	    "2025-12-10T11:00:00Z", false, "Pacific/Auckland" },
	{ { -1, "2025-07-01", "2025-07-02" }, "2025-06-30T22:00:00Z",
	    "2025-07-01T22:00:00Z", false, "Europe/Amsterdam" },
	{ { -1, "2025-12-10 08:30", "2025-12-10T08:30:00Z" },
	    "2025-12-10T07:30:00Z", "2025-12-10T08:30:00Z", false,
	    "Europe/Amsterdam" },
	/* a day of 23 hours, one of 25, one that begins at one */
	{ { -1, "2025-03-30", "2025-03-31" }, "2025-03-29T23:00:00Z",
	    "2025-03-30T22:00:00Z", false, "Europe/Amsterdam" },
	{ { -1, "2025-10-26", "2025-10-27" }, "2025-10-25T22:00:00Z",
	    "2025-10-26T23:00:00Z", false, "Europe/Amsterdam" },
	{ { -1, "2018-11-04", "2018-11-05" }, "2018-11-04T03:00:00Z",
	    "2018-11-05T02:00:00Z", false, "America/Sao_Paulo" },
	/* shown twice: the first; skipped: behind the jump */
	{ { -1, "2025-10-26T02:30", "2025-10-26T03:30" },
	    "2025-10-26T00:30:00Z", "2025-10-26T02:30:00Z", false,
	    "Europe/Amsterdam" },
	{ { -1, "2025-03-30T02:30", "2025-03-30T04:00" },
	    "2025-03-30T01:30:00Z", "2025-03-30T02:00:00Z", false,
	    "Europe/Amsterdam" },
	/* the zone does not matter */
	{ { -1, "2025-12-09T18:00Z", "2025-12-09T18:30-01:00" },
	    "2025-12-09T18:00:00Z", "2025-12-09T19:30:00Z", false,
	    "Europe/Amsterdam" },
	{ { -1, "-7d", "now" }, "2025-12-03T12:00:00Z", NOW, false,
	    "Mars/Olympus" }
};

START_TEST(a_range_is_what_a_reader_would_expect)
{
	struct err e = { .kind = ERR_NONE };
	struct range r;
	char text[CLOCK_TEXT];

	ck_assert_int_eq(range_parse(&r, &good_case[_i].words,
	    good_case[_i].zone == NULL ? "UTC" : good_case[_i].zone,
	    buckets_at(NOW), &e), 0);
	ck_assert_str_eq(clock_format(text, r.from), good_case[_i].from);
	ck_assert_str_eq(clock_format(text, r.to), good_case[_i].to);
	ck_assert(r.to_now == good_case[_i].to_now);
}
END_TEST

static const struct {
	struct range_words words;
	const char *complaint;
} bad_case[] = {
	{ { -1, "soon", NULL }, "--since: not a time: soon" },
	{ { -1, NULL, "2025-13-01" }, "--until: not a time: 2025-13-01" },
	{ { -1, "7d", NULL }, "--since: not a time: 7d" },
	{ { -1, "", NULL }, "--since: not a time: " },
	{ { -1, "2025-12-09T18:00x", NULL },
	    "--since: not a time: 2025-12-09T18:00x" },
	{ { 1, "-7d", "now" }, "--hours, --since and --until together say too "
	    "much" },
	{ { -1, "now", NULL }, "the range is empty: from 2025-12-10T12:00:00Z "
	    "to 2025-12-10T12:00:00Z" },
	{ { -1, "2025-12-10", "2025-12-10" }, "the range is empty: from "
	    "2025-12-10T00:00:00Z to 2025-12-10T00:00:00Z" },
	{ { INT64_MAX, NULL, NULL },
	    "--hours: 9223372036854775807: not a number of hours to look "
	    "back" },
	{ { 0, NULL, NULL }, "--hours: 0: not a number of hours to look back" }
};

START_TEST(a_range_that_makes_no_sense_is_a_usage_error)
{
	struct err e = { .kind = ERR_NONE };
	struct range r;

	ck_assert_int_eq(range_parse(&r, &bad_case[_i].words, "UTC",
	    buckets_at(NOW), &e), -1);
	ck_assert_int_eq(e.kind, ERR_USAGE);
	ck_assert_str_eq(e.msg, bad_case[_i].complaint);
}
END_TEST

START_TEST(a_zone_that_matters_and_is_not_there_is_an_error)
{
	struct range_words words = { -1, "today", NULL };
	struct err e = { .kind = ERR_NONE };
	struct range r;

	ck_assert_int_eq(range_parse(&r, &words, "Mars/Olympus",
	    buckets_at(NOW), &e), -1);
	ck_assert_int_eq(e.kind, ERR_SYSTEM);
}
END_TEST

TCase *
tcase_range(void)
{
	TCase *tc = tcase_create("range");

	tcase_add_loop_test(tc, a_range_is_what_a_reader_would_expect, 0,
	    sizeof(good_case) / sizeof(good_case[0]));
	tcase_add_loop_test(tc, a_range_that_makes_no_sense_is_a_usage_error, 0,
	    sizeof(bad_case) / sizeof(bad_case[0]));
	tcase_add_test(tc, a_zone_that_matters_and_is_not_there_is_an_error);
	return tc;
}
