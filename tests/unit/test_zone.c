/* tests/unit/test_zone.c */
#include "line/zone.h"

#include "base/clock.h"

#include <check.h>
#include <stdlib.h>

TCase *tcase_zone(void);

static const struct { const char *name; bool good; } name_case[] = {
	{ "Europe/Amsterdam", true }, { "UTC", true },
	{ "America/Argentina/Buenos_Aires", true }, { "Etc/GMT+5", true },
	{ "", false }, { "../../../etc/passwd", false },
	{ "/usr/share/zoneinfo/UTC", false }, { "Europe", false },
	{ "Europe/Nowhere", false }, { "zone.tab", false },
	{ "Europe/Amsterdam\n", false }, { "-x", false }
};

START_TEST(a_zone_name_is_checked_before_it_becomes_a_path)
{
	ck_assert_msg(zone_exists(name_case[_i].name) == name_case[_i].good,
	    "%s", name_case[_i].name);
}
END_TEST

static const struct { const char *zone, *at, *start, *end; } day_case[] = {
	{ "UTC", "2025-06-01T12:00:00Z", "2025-06-01T00:00:00Z",
	    "2025-06-02T00:00:00Z" },
	{ "Europe/Amsterdam", "2025-06-01T12:00:00Z", "2025-05-31T22:00:00Z",
	    "2025-06-01T22:00:00Z" },
	/* its first and its last second */
	{ "Europe/Amsterdam", "2025-05-31T22:00:00Z", "2025-05-31T22:00:00Z",
	    "2025-06-01T22:00:00Z" },
	{ "Europe/Amsterdam", "2025-06-01T21:59:59Z", "2025-05-31T22:00:00Z",
	    "2025-06-01T22:00:00Z" },
	/* 23 and 25 hours */
	{ "Europe/Amsterdam", "2025-03-30T12:00:00Z", "2025-03-29T23:00:00Z",
	    "2025-03-30T22:00:00Z" },
	{ "Europe/Amsterdam", "2025-10-26T12:00:00Z", "2025-10-25T22:00:00Z",
	    "2025-10-26T23:00:00Z" },
	{ "Europe/Amsterdam", "2025-10-26T22:59:59Z", "2025-10-25T22:00:00Z",
	    "2025-10-26T23:00:00Z" },
	/* midnight itself was skipped: the day began at one */
	{ "America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z",
	    "2018-11-05T02:00:00Z" },
	/* half an hour of summer time */
	{ "Australia/Lord_Howe", "2025-10-05T03:00:00Z",
	    "2025-10-04T13:30:00Z", "2025-10-05T13:00:00Z" },
	/* Samoa left out 30 December 2011 */
	{ "Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T10:00:00Z",
	    "2011-12-31T10:00:00Z" }
};

START_TEST(a_local_day_is_found_from_any_second_of_it)
{
	char start[CLOCK_TEXT], end[CLOCK_TEXT];
	int64_t at, from, to;
	struct err e = { 0 };

	ck_assert(clock_parse(day_case[_i].at, &at));
	ck_assert_int_eq(zone_day(day_case[_i].zone, at, &from, &to, &e), 0);
	ck_assert_str_eq(clock_format(start, from), day_case[_i].start);
	ck_assert_str_eq(clock_format(end, to), day_case[_i].end);
}
END_TEST

START_TEST(a_zone_that_is_not_there_is_an_error_never_utc)
{
	int64_t from, to;
	struct err e = { 0 };

	ck_assert_int_eq(zone_day("Mars/Olympus", 0, &from, &to, &e), -1);
	ck_assert_int_eq(e.kind, ERR_SYSTEM);
}
END_TEST

START_TEST(without_zone_files_names_are_believed_but_days_are_not_made_up)
{
	int64_t from, to;
	struct err e = { 0 };

	ck_assert_int_eq(setenv("TZDIR", "/nonexistent", 1), 0);
	ck_assert(zone_exists("Europe/Amsterdam"));
	ck_assert(!zone_exists("../x"));
	ck_assert(!zone_is_here("Europe/Amsterdam"));
	ck_assert(zone_is_here("UTC"));
	ck_assert_int_eq(zone_day("Europe/Amsterdam", 0, &from, &to, &e), -1);
	e = (struct err){ 0 };
	ck_assert_int_eq(zone_day("UTC", 0, &from, &to, &e), 0);
}
END_TEST

TCase *
tcase_zone(void)
{
	TCase *t = tcase_create("zone");

	tcase_add_loop_test(t, a_zone_name_is_checked_before_it_becomes_a_path,
	    0, sizeof(name_case) / sizeof(name_case[0]));
	tcase_add_loop_test(t, a_local_day_is_found_from_any_second_of_it, 0,
	    sizeof(day_case) / sizeof(day_case[0]));
	tcase_add_test(t, a_zone_that_is_not_there_is_an_error_never_utc);
	tcase_add_test(t,
	    without_zone_files_names_are_believed_but_days_are_not_made_up);
	return t;
}
