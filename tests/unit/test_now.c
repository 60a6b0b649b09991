/* tests/unit/test_now.c: what is said of a battery */
#include "answer/now.h"

#include <check.h>
#include <math.h>

TCase *tcase_now(void);

static const struct site boathouse = { .id = "1", .name = "Boathouse" };
static const struct site unnamed = { .id = "2" };

#define VALUES(s, v, a, w, c) .soc = s, .voltage = v, .current = a, \
	.power = w, .temperature = c
#define UNKNOWN_TREND .trend = { .since = INT64_MIN, .why = TREND_RESTS }
#define OF_A_DAY(s) .covered_to = 86400, .cover = { .observed_s = s }
#define WELL OF_A_DAY(86400), UNKNOWN_TREND

static const struct {
	struct now now;
	const char *want;
} say_case[] = {
	{ { { .battery = "system", .source = "victron", .at = 1765368000,
	    VALUES(81.5, 26.4, 12.5, 330.2, 23.5),
	    .state = READING_CHARGING }, &boathouse, 120, 300, false, WELL },
	    "The battery of Boathouse is 81.5 % full and charging with 330 W "
	    "(26.4 V, 12.5 A), 23.5 degrees C, measured 2 minutes ago.\n" },
	{ { { .battery = "system", .source = "victron", .at = 1765368000,
	    VALUES(0, 22.9, -0.2, -4, NAN), .state = READING_IDLE },
	    &boathouse, 0, 300, false, WELL },
	    "The battery of Boathouse is 0 % full and idle (22.9 V, -0.2 A), "
	    "measured 0 seconds ago.\n" },
	{ { { .battery = "288", .source = "solark", .at = 1765368000,
	    VALUES(NAN, 51.234, NAN, NAN, NAN) }, &unnamed, 60, 300, false,
	    OF_A_DAY(43200), UNKNOWN_TREND },
	    "Battery 288 of site 2, according to solark, is charged to an "
	    "unknown level (51.23 V), measured 60 seconds ago.  Readings cover "
	    "only 50 % of the last 24 hours.\n" },
	{ { { .battery = "system", .source = "victron", .at = 1765368000,
	    VALUES(40, NAN, NAN, -500, NAN), .state = READING_DISCHARGING },
	    &boathouse, 10800, 300, true, OF_A_DAY(0),
	    UNKNOWN_TREND, .now = 1765378800 },
	    "This is old news: the battery of Boathouse was last measured "
	    "3 hours ago, today at 12:00 UTC; then it was 40 % full and "
	    "discharging with 500 W.\n" },
	{ { { .battery = "system", .source = "victron", .at = 1765368000,
	    VALUES(70, NAN, NAN, 500, NAN), .state = READING_CHARGING },
	    &boathouse, 60, 300, false, OF_A_DAY(86400),
	    .trend = { .since = 1765360800, .before = TREND_OTHER_STATE,
	    .why = TREND_FINE, .rate = 10, .rate_s = 3600,
	    .full_at = 1765378800 }, .now = 1765368060 },
	    "The battery of Boathouse is 70 % full and charging with 500 W, "
	    "measured 60 seconds ago.  It has been charging for 2 hours.  If "
	    "that goes on as in the last 60 minutes, it will be full in "
	    "2 hours.\n" }
};

START_TEST(a_battery_is_told_of_in_plain_words)
{
	char text[400] = "";
	FILE *fp = fmemopen(text, sizeof(text), "w");

	now_say(fp, &say_case[_i].now);
	(void)fclose(fp);
	ck_assert_str_eq(text, say_case[_i].want);
}
END_TEST

static const struct {
	int site_interval, own_interval;
	int64_t setting, want;
} stale_case[] = {
	{ 60, 0, 300, 300 },
	{ 900, 0, 300, 2700 },
	{ 900, 0, 3600, 3600 },
	{ 0, 900, 300, 2700 },
	{ 60, 900, 300, 300 },
	{ 900, 0, INT64_MAX, INT64_MAX }
};

START_TEST(a_slow_site_is_stale_later)
{
	struct site s = { .log_interval = stale_case[_i].site_interval };
	struct reading r = { .interval = stale_case[_i].own_interval };

	ck_assert_int_eq(now_stale_after(&s, &r, stale_case[_i].setting),
	    stale_case[_i].want);
}
END_TEST

TCase *
tcase_now(void)
{
	TCase *tc = tcase_create("now");

	tcase_add_loop_test(tc, a_battery_is_told_of_in_plain_words, 0,
	    sizeof(say_case) / sizeof(say_case[0]));
	tcase_add_loop_test(tc, a_slow_site_is_stale_later, 0,
	    sizeof(stale_case) / sizeof(stale_case[0]));
	return tc;
}
