/* tests/unit/test_text.c */
#include "base/text.h"

#include <check.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TCase *tcase_text(void);

static const struct { const char *in, *want; } clean_case[] = {
	{ "plain", "plain" },
	{ "caf\xc3\xa9", "caf\xc3\xa9" },
	{ "a\x1b[31mred", "a?[31mred" },
	{ "line\nbreak\tand\rreturn\x7f", "line?break?and?return?" },
	{ "c1 \xc2\x9b!", "c1 ?!" },
	{ "bad \xff\xfe here", "bad ?? here" },
	{ "overlong \xc0\xaf slash", "overlong ?? slash" },
	{ "surrogate \xed\xa0\x80 x", "surrogate ??? x" },
	{ "cut \xe2\x82", "cut " },
	{ "turned \xe2\x80\xaegnp.exe", "turned ?gnp.exe" },
	{ "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xaf", "\xe2\x80\xa7?\xe2\x80\xaf" },
	{ "\xe2\x81\xa5\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xaa",
	    "\xe2\x81\xa5??\xe2\x81\xaa" },
	{ "\xe2\x80\x8d\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\x90",
	    "\xe2\x80\x8d??\xe2\x80\x90" },
	{ "", "" }
};

START_TEST(remote_text_loses_what_a_terminal_would_obey)
{
	char buf[64];

	strcpy(buf, clean_case[_i].in);
	text_clean(buf);
	ck_assert_str_eq(buf, clean_case[_i].want);
}
END_TEST

START_TEST(controls_are_seen_in_both_their_ranges)
{
	ck_assert(text_has_control("bell\a"));
	ck_assert(text_has_control("del\x7f"));
	ck_assert(text_has_control("csi \xc2\x9b" "2J"));
	ck_assert(!text_has_control("caf\xc3\xa9 \xc2\xa9 \xe2\x82\xac"));
}
END_TEST

START_TEST(a_copy_that_is_cut_is_cut_between_characters)
{
	char buf[5];

	ck_assert(!text_copy(buf, sizeof(buf), "abc\xc3\xa9z"));
	ck_assert_str_eq(buf, "abc");
	ck_assert(text_copy(buf, sizeof(buf), "abcd"));
	ck_assert_str_eq(buf, "abcd");
}
END_TEST

static const struct { const char *text; bool good; double want; } num_case[] = {
	{ "81.5", true, 81.5 }, { "-9", true, -9 }, { "1e3", true, 1000 },
	{ "0", true, 0 }, { "+4.4", true, 4.4 }, { "", false, 0 },
	{ "--", false, 0 }, { "---", false, 0 }, { "1,5", false, 0 },
	{ "0x10", false, 0 }, { "nan", false, 0 }, { "inf", false, 0 },
	{ "1e999", false, 0 }, { "12 V", false, 0 }, { " 1", false, 0 }
};

START_TEST(a_number_is_the_whole_text_or_nothing)
{
	double got = 0;

	ck_assert_msg(text_to_double(num_case[_i].text, &got) ==
	    num_case[_i].good, "%s", num_case[_i].text);
	if (num_case[_i].good)
		ck_assert_double_eq(got, num_case[_i].want);
}
END_TEST

START_TEST(numbers_are_printed_with_15_digits_and_no_noise)
{
	char buf[TEXT_NUMBER];

	text_number(buf, 13.38);
	ck_assert_str_eq(buf, "13.38");
	text_number(buf, 67.0);
	ck_assert_str_eq(buf, "67");
	text_number(buf, -0.0);
	ck_assert_str_eq(buf, "0");
	text_number(buf, 0.1 + 0.2);
	ck_assert_str_eq(buf, "0.3");
}
END_TEST

START_TEST(a_number_is_printed_as_printf_would)
{
	static const double odd[] = { 1e-4, 0.0005, 1e-5, 999999999.999, 1e9,
	    -1e9, 1e15, 1e16, 123456789.0123, 5e-324, -0.001, NAN, INFINITY };
	char got[TEXT_NUMBER], want[TEXT_NUMBER];

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		text_number(got, odd[i]);
		(void)snprintf(want, sizeof(want), "%.15g", odd[i]);
		ck_assert_str_eq(got, want);
	}
	for (int n = -200000; n <= 200000; n++) {
		double v = n == 0 ? 0.0 : n / (n % 3 == 0 ? 1e4 : 1e3);

		text_number(got, v);
		(void)snprintf(want, sizeof(want), "%.15g", v);
		ck_assert_str_eq(got, want);
	}
}
END_TEST

START_TEST(whole_numbers_do_not_overflow)
{
	static const int64_t whole[] = { 0, 7, -10, 288, INT64_MAX,
	    INT64_MIN };
	char got[TEXT_NUMBER], want[TEXT_NUMBER];
	int64_t v;

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		text_whole(got, whole[i]);
		(void)snprintf(want, sizeof(want), "%" PRId64, whole[i]);
		ck_assert_str_eq(got, want);
	}
	ck_assert(text_to_int64("9223372036854775807", &v));
	ck_assert(!text_to_int64("9223372036854775808", &v));
	ck_assert(!text_to_int64("12a", &v));
	ck_assert(!text_to_int64("-", &v));
	ck_assert(text_to_int64("-12", &v));
	ck_assert_int_eq(v, -12);
}
END_TEST

START_TEST(trimming_takes_both_ends)
{
	char buf[] = " \t token \r\n";

	text_trim(buf);
	ck_assert_str_eq(buf, "token");
}
END_TEST

TCase *
tcase_text(void)
{
	TCase *t = tcase_create("text");

	tcase_add_loop_test(t, remote_text_loses_what_a_terminal_would_obey, 0,
	    sizeof(clean_case) / sizeof(clean_case[0]));
	tcase_add_test(t, controls_are_seen_in_both_their_ranges);
	tcase_add_test(t, a_copy_that_is_cut_is_cut_between_characters);
	tcase_add_loop_test(t, a_number_is_the_whole_text_or_nothing, 0,
	    sizeof(num_case) / sizeof(num_case[0]));
	tcase_add_test(t, numbers_are_printed_with_15_digits_and_no_noise);
	tcase_add_test(t, a_number_is_printed_as_printf_would);
	tcase_add_test(t, whole_numbers_do_not_overflow);
	tcase_add_test(t, trimming_takes_both_ends);
	return t;
}
