/* tests/unit/test_pace.c */
#include "answer/pace.h"

#include <check.h>

TCase *tcase_pace(void);

static const struct {
	int steps[8];		/* seconds; 0 ends the list */
	int pace;
} pace_case[] = {
	{ { 0 }, 0 },
	{ { 900, 900, 0 }, 0 },			/* too few */
	{ { 900, 900, 900, 0 }, 900 },
	{ { 900, 1800, 900, 905, 895, 0 }, 900 },
	{ { 900, 7200, 7200, 900, 900, 0 }, 900 },
	{ { 180, 180, 180, 180, 0 }, 0 },	/* as often as polls */
	{ { 180, 3600, 180, 180, 7200, 0 }, 0 },
	{ { 60, 60, 60, 900, 900, 0 }, 0 },
	{ { 299, 299, 299, 0 }, 0 },
	{ { 300, 300, 300, 0 }, 300 },
	{ { 604800, 604800, 604800, 0 }, 0 }	/* polled by hand */
};

START_TEST(readings_show_how_often_a_site_logs)
{
	int64_t at[8] = { 1700000000 };
	size_t n = 1;

	for (; pace_case[_i].steps[n - 1] != 0; n++)
		at[n] = at[n - 1] + pace_case[_i].steps[n - 1];
	ck_assert_int_eq(pace_of_times(at, n), pace_case[_i].pace);
}
END_TEST

TCase *
tcase_pace(void)
{
	TCase *tc = tcase_create("pace");

	tcase_add_loop_test(tc, readings_show_how_often_a_site_logs, 0,
	    sizeof(pace_case) / sizeof(pace_case[0]));
	return tc;
}
