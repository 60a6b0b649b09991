/* tests/unit/test_spoken.c: now is 2025-12-10T12:02:00Z, a Wednesday */
#include "answer/spoken.h"

#include <check.h>

TCase *tcase_spoken(void);

enum { NOW = 1765368120, HOUR = 3600, DAY = 86400 };

static const struct {
	const char *zone;
	int64_t at;
	const char *want;
} spoken_case[] = {
	{ "Europe/Amsterdam", NOW, "today at 13:02" },
	{ "Europe/Amsterdam", NOW - 4 * HOUR, "today at 9:02" },
	{ "Europe/Amsterdam", NOW - 13 * HOUR, "today at 0:02" },
	{ "Europe/Amsterdam", NOW - 14 * HOUR, "yesterday at 23:02" },
	{ "Europe/Amsterdam", NOW - 37 * HOUR, "yesterday at 0:02" },
	{ "Europe/Amsterdam", NOW - 38 * HOUR, "8 December at 23:02" },
	{ "Europe/Amsterdam", NOW - 160 * DAY, "3 July at 14:02" },
	{ "Europe/Amsterdam", NOW - 400 * DAY,
	    "5 November 2024 at 13:02" },
	{ "Pacific/Auckland", NOW, "today at 1:02" },
	{ "", NOW, "today at 12:02 UTC" },
	{ "Mars/Olympus", NOW - DAY, "yesterday at 12:02 UTC" },
	{ "Europe/Amsterdam", NOW + DAY, "11 December at 13:02" }
};

START_TEST(times_are_said_by_the_clocks_of_the_site)
{
	char buf[SPOKEN_TIME];

	ck_assert_str_eq(spoken_time(buf, spoken_case[_i].zone,
	    spoken_case[_i].at, NOW), spoken_case[_i].want);
}
END_TEST

TCase *
tcase_spoken(void)
{
	TCase *t = tcase_create("spoken");

	tcase_add_loop_test(t, times_are_said_by_the_clocks_of_the_site, 0,
	    sizeof(spoken_case) / sizeof(spoken_case[0]));
	return t;
}
