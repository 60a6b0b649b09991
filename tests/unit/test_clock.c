/* tests/unit/test_clock.c */
#include "base/clock.h"

#include <check.h>

TCase *tcase_clock(void);

static const struct {
	const char *text;
	bool good;
	int64_t want;
} parse_case[] = {
	{ "1970-01-01T00:00:00Z", true, 0 },
	{ "2025-12-10T12:00:00Z", true, 1765368000 },
	{ "2025-12-10t12:00:00z", true, 1765368000 },
	{ "2025-12-10 12:00:00Z", true, 1765368000 },
	{ "2025-12-10T13:00:00+01:00", true, 1765368000 },
	{ "2025-12-10T08:30:00-03:30", true, 1765368000 },
	{ "2025-12-10T12:00:00.999Z", true, 1765368000 },
	{ "2024-02-29T00:00:00Z", true, 1709164800 },
	{ "1969-12-31T23:59:59Z", true, -1 },
	{ "2016-12-31T23:59:60Z", true, 1483228800 },
	{ "2023-02-29T00:00:00Z", false, 0 },
	{ "2025-13-01T00:00:00Z", false, 0 },
	{ "2025-12-10T24:00:00Z", false, 0 },
	{ "2025-12-10T12:00:00", false, 0 },
	{ "2025-12-10T12:00:00.Z", false, 0 },
	{ "2025-12-10T12:00:00+0100", false, 0 },
	{ "2025-12-10T12:00:00Zx", false, 0 },
	{ "2025-12-10", false, 0 },
	{ "", false, 0 }
};

START_TEST(a_time_is_read_by_rfc_3339_or_not_at_all)
{
	int64_t got = 0;

	ck_assert_msg(clock_parse(parse_case[_i].text, &got) ==
	    parse_case[_i].good, "%s", parse_case[_i].text);
	if (parse_case[_i].good)
		ck_assert_int_eq(got, parse_case[_i].want);
}
END_TEST

START_TEST(what_is_printed_reads_back)
{
	static const int64_t times[] = { 0, -1, 951782400, 1765368000,
	    4102444799, -62135596800, -61000000000 };
	char buf[CLOCK_TEXT];
	int64_t got;

	ck_assert(clock_parse(clock_format(buf, times[_i]), &got));
	ck_assert_int_eq(got, times[_i]);
}
END_TEST

/* Every 1001 hours of ten thousand years. */
START_TEST(each_date_of_the_calendar_reads_back)
{
	char buf[CLOCK_TEXT];
	int64_t got = 0;

	for (int64_t t = -62167219200; t < 253402300800;
	    t += INT64_C(1001) * 3600 + 59) {
		ck_assert(clock_parse(clock_format(buf, t), &got));
		ck_assert_int_eq(got, t);
	}
}
END_TEST

START_TEST(a_year_beyond_9999_is_not_printed)
{
	char buf[CLOCK_TEXT];

	ck_assert_str_eq(clock_format(buf, 253402300800), "-");
	ck_assert_str_eq(clock_format(buf, INT64_MAX), "-");
}
END_TEST

static const struct {
	const char *text;
	bool good;
	int64_t want;
} span_case[] = {
	{ "180", true, 180 }, { "180s", true, 180 }, { "5m", true, 300 },
	{ "72h", true, 259200 }, { "7d", true, 604800 },
	{ "2w", true, 1209600 },
	{ "0", true, 0 }, { "-1", false, 0 }, { "1.5h", false, 0 },
	{ "h", false, 0 }, { "", false, 0 }, { "5 m", false, 0 },
	{ "999999999999999d", false, 0 }, { "999999999999999", false, 0 },
	{ "10000w", true, INT64_C(6048000000) }
};

START_TEST(a_length_of_time_has_one_unit)
{
	int64_t got = 0;

	ck_assert_msg(clock_parse_span(span_case[_i].text, &got) ==
	    span_case[_i].good, "%s", span_case[_i].text);
	if (span_case[_i].good)
		ck_assert_int_eq(got, span_case[_i].want);
}
END_TEST

START_TEST(an_age_is_said_in_one_unit)
{
	char buf[CLOCK_AGE];

	ck_assert_str_eq(clock_format_age(buf, 1), "1 second");
	ck_assert_str_eq(clock_format_age(buf, 119), "119 seconds");
	ck_assert_str_eq(clock_format_age(buf, 120), "2 minutes");
	ck_assert_str_eq(clock_format_age(buf, 7200), "2 hours");
	ck_assert_str_eq(clock_format_age(buf, 2 * 86400), "2 days");
	ck_assert_str_eq(clock_format_age(buf, -5), "-5 seconds");
}
END_TEST

START_TEST(sleeping_on_a_virtual_clock_moves_it)
{
	struct clock c = { .is_virtual = true, .at_ms = 1000 };

	clock_sleep_ms(&c, 2500);
	ck_assert_int_eq(clock_ms(&c), 3500);
	ck_assert_int_eq(clock_s(&c), 3);
}
END_TEST

TCase *
tcase_clock(void)
{
	TCase *t = tcase_create("clock");

	tcase_add_loop_test(t, a_time_is_read_by_rfc_3339_or_not_at_all, 0,
	    sizeof(parse_case) / sizeof(parse_case[0]));
	tcase_add_loop_test(t, what_is_printed_reads_back, 0, 7);
	tcase_add_test(t, each_date_of_the_calendar_reads_back);
	tcase_add_test(t, a_year_beyond_9999_is_not_printed);
	tcase_add_loop_test(t, a_length_of_time_has_one_unit, 0,
	    sizeof(span_case) / sizeof(span_case[0]));
	tcase_add_test(t, an_age_is_said_in_one_unit);
	tcase_add_test(t, sleeping_on_a_virtual_clock_moves_it);
	return t;
}
