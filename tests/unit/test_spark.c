/* tests/unit/test_spark.c */
#include "answer/spark.h"

#include <check.h>
#include <math.h>
#include <string.h>

TCase *tcase_spark(void);

START_TEST(from_empty_to_full_the_blocks_grow)
{
	struct spark s = { .width = 60 };
	char buf[SPARK_TEXT];

	for (int i = 0; i < 9; i++)
		spark_add(&s, i * 60, i * 12.5);
	ck_assert_str_eq(spark_text(&s, buf), "▁▂▃▄▅▆▇██");
}
END_TEST

START_TEST(what_was_not_measured_is_blank)
{
	struct spark s = { .width = 0 };
	char buf[SPARK_TEXT];

	spark_add(&s, 1000, 100);
	spark_add(&s, 1060, NAN);
	spark_add(&s, 1130, 0);
	ck_assert_str_eq(spark_text(&s, buf), "█ ▁");
}
END_TEST

START_TEST(nothing_is_an_empty_line)
{
	struct spark s = { .width = 0 };
	char buf[SPARK_TEXT];

	ck_assert_str_eq(spark_text(&s, buf), "");
}
END_TEST

START_TEST(a_year_fits_and_cells_are_means)
{
	struct spark s = { .width = 0 };
	char buf[SPARK_TEXT];

	for (int64_t t = 0; t < 365 * 86400; t += 600)
		spark_add(&s, t, t / 600 % 2 == 0 ? 0 : 100);
	(void)spark_text(&s, buf);
	ck_assert_uint_ge(strlen(buf), 3 * SPARK_CELLS / 2);
	ck_assert_uint_lt(strlen(buf), SPARK_TEXT);
	ck_assert(strncmp(buf, "▄", 3) == 0 || strncmp(buf, "▅", 3) == 0);
}
END_TEST

TCase *
tcase_spark(void)
{
	TCase *t = tcase_create("spark");

	tcase_add_test(t, from_empty_to_full_the_blocks_grow);
	tcase_add_test(t, what_was_not_measured_is_blank);
	tcase_add_test(t, nothing_is_an_empty_line);
	tcase_add_test(t, a_year_fits_and_cells_are_means);
	return t;
}
