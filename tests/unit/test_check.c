/* tests/unit/test_check.c: from where on a check is bad, and what it says of a
 * fleet */
#include "answer/health.h"

#include "facts.h"

#include <check.h>
#include <math.h>
#include <string.h>

TCase *tcase_check(void);

START_TEST(thresholds_can_be_chosen)
{
	struct facts f = facts_good();
	struct err e = { .kind = ERR_NONE };
	struct health h;

	ck_assert_int_eq(check_limits_parse(f.limits, "data_age=1m, success=99",
	    false, &e), 0);
	ck_assert_int_eq(check_limits_parse(f.limits, "data_age=80", true,
	    &e), 0);
	health_judge(&h, &f);
	ck_assert_int_eq(h.root, CHECK_DATA_AGE);
	ck_assert_int_eq(h.verdict, CHECK_CRITICAL);
	ck_assert(fabs(h.check[CHECK_DATA_AGE].warning - 60) < 1e-9);
	ck_assert(fabs(h.check[CHECK_DATA_AGE].critical - 80) < 1e-9);
	ck_assert(fabs(h.check[CHECK_SUCCESS].warning - 99) < 1e-9);
}
END_TEST

START_TEST(a_low_battery_is_what_its_owner_calls_low)
{
	struct facts f = facts_good();
	struct err e = { .kind = ERR_NONE };
	struct health h;

	health_judge(&h, &f);
	ck_assert_int_eq(h.verdict, CHECK_OK);
	ck_assert_str_eq(h.check[CHECK_SOC].message,
	    "Boathouse is charged to 18.5 %");
	ck_assert_int_eq(check_limits_parse(f.limits, "soc=20", false, &e), 0);
	ck_assert_int_eq(check_limits_parse(f.limits, "soc=18.5", true, &e),
	    0);
	health_judge(&h, &f);
	ck_assert_int_eq(h.verdict, CHECK_WARNING);
	ck_assert_str_eq(h.summary, "Boathouse is charged to 18.5 %");
	f.soc = 18.4;
	f.sites = 2;
	health_judge(&h, &f);
	ck_assert_int_eq(h.verdict, CHECK_CRITICAL);
	ck_assert_str_eq(h.summary,
	    "of all sites Boathouse has the least charge: 18.4 %");
	f.soc_known = false;
	health_judge(&h, &f);
	ck_assert_int_eq(h.verdict, CHECK_WARNING);
	check_limits_init(f.limits);
	health_judge(&h, &f);
	ck_assert_int_eq(h.check[CHECK_SOC].verdict, CHECK_UNKNOWN);
	ck_assert_int_eq(h.verdict, CHECK_OK);
}
END_TEST

START_TEST(of_a_fleet_it_is_told_how_many_are_silent)
{
	struct facts f = facts_good();
	struct health h;

	facts_silence(&f);
	f.sites = 300;
	f.stale = 12;
	health_judge(&h, &f);
	ck_assert_str_eq(h.summary, "12 of 300 sites are stale; the oldest "
	    "data are those of Boathouse: 24 hours");
	ck_assert_str_eq(h.advice, "vrm-query sites shows them first: are "
	    "their GX devices online?");
}
END_TEST

static const struct { const char *list, *want; } bad_limit[] = {
	{ "data_age", "threshold data_age: not CHECK=VALUE" },
	{ "age=5", "threshold age: no such check" },
	{ "success=many", "threshold success=many: not a number" },
	{ "success=5m", "threshold success=5m: not a number" },
	{ "data_age=soon", "nor a length of time" },
	{ "failures=-1", "not a number" },
	{ "failures=nan", "not a number" }
};

START_TEST(a_bad_threshold_is_refused_by_name)
{
	struct check_limits limits[CHECK_COUNT];
	struct err e = { .kind = ERR_NONE };

	check_limits_init(limits);
	ck_assert_int_eq(check_limits_parse(limits, bad_limit[_i].list, false,
	    &e), -1);
	ck_assert_msg(strstr(e.msg, bad_limit[_i].want) != NULL, "%s", e.msg);
}
END_TEST

TCase *
tcase_check(void)
{
	TCase *tc = tcase_create("check");

	tcase_add_test(tc, thresholds_can_be_chosen);
	tcase_add_test(tc, of_a_fleet_it_is_told_how_many_are_silent);
	tcase_add_test(tc, a_low_battery_is_what_its_owner_calls_low);
	tcase_add_loop_test(tc, a_bad_threshold_is_refused_by_name, 0,
	    sizeof(bad_limit) / sizeof(bad_limit[0]));
	return tc;
}
