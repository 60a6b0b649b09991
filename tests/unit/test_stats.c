/* tests/unit/test_stats.c: vrm-api.md 8 */
#include "quoted.h"
#include "vrm/stats.h"

#include <math.h>

TCase *tcase_stats(void);

#define T0 "1784534400000"
enum { T = 1784534400 };

static const struct series_battery gx = { "1", -1 }, first = { "1", 0 },
	second = { "1", 1 };

/* soc of the first reading; -1: there is none */
static const struct {
	const struct series_battery *battery;
	const char *records;
	double soc;
} body_case[] = {
	{ &gx, "{'bs':[[" T0 ",84,83.9,84.1]],'bv':[[" T0 ",26.8]],"
	    "'bc':false}", 84 },
	{ &gx, "{'bs':[[" T0 ",'84.5']]}", 84.5 },
	{ &gx, "{'bs':[[1784534400,84]]}", 84 },	/* seconds after all */
	{ &gx, "{'bs':false,'bv':false}", -1 },
	{ &gx, "{'bs':[],'bv':null}", -1 },
	{ &gx, "[]", -1 }, { &gx, "false", -1 }, { &gx, "null", -1 },
	{ &gx, "{}", -1 }, { &gx, "''", -1 },
	{ &gx, "[{'stats':{'bs':[[" T0 ",70]]},'instance':0}]", 70 },
	{ &gx, "{'0':{'stats':{'bs':[[" T0 ",70]]}}}", 70 },
	{ &gx, "[{'stats':{'bs':[[" T0 ",70]]},'instance':5}]", -1 },
	{ &first, "[{'stats':{'SOC':[[" T0 ",1]]},'instance':1},"
	    "{'stats':{'SOC':[[" T0 ",2]]},'instance':'0'}]", 2 },
	{ &second, "{'288':{'stats':{'SOC':[[" T0 ",1]]}},"
	    "'1':{'stats':{'SOC':[[" T0 ",2]]}}}", 2 },
	{ &second, "[{'stats':{'SOC':[[" T0 ",1]]},'instance':288},"
	    "{'stats':{'SOC':[[" T0 ",2]]},'instance':289}]", -1 },
	{ &second, "{'SOC':[[" T0 ",1]]}", -1 },	/* of which monitor? */
	{ &second, "[{'stats':false,'instance':1}]", -1 },
	{ &second, "[{'stats':[],'instance':1}]", -1 }
};

START_TEST(means_are_those_of_the_battery_that_was_asked_for)
{
	char *text = xasprintf("{'success':true,'records':%s,'totals':[]}",
	    body_case[_i].records);
	json_t *v = quoted(text);
	struct reading *r = NULL;
	size_t n = stats_read(v, body_case[_i].battery, STATS_QUARTER_S, &r);

	ck_assert_uint_eq(n, body_case[_i].soc == -1 ? 0 : 1);
	if (n > 0) {
		ck_assert_double_eq(r[0].soc, body_case[_i].soc);
		ck_assert_int_eq(r[0].at, T);
		ck_assert_int_eq(r[0].interval, STATS_QUARTER_S);
		ck_assert(r[0].history);
	}
	free(r);
	json_decref(v);
	free(text);
}
END_TEST

START_TEST(the_sample_is_read_whole)
{
	json_error_t why;
	json_t *v = json_load_file("tests/samples/stats_custom.json", 0, &why);
	struct reading *r = NULL;

	ck_assert_msg(v != NULL, "%s", why.text);
	ck_assert_uint_eq(stats_read(v, &gx, STATS_HOUR_S, &r), 16);
	ck_assert_double_eq(r[15].soc, 81.6);
	ck_assert_double_eq(r[15].voltage, 26.65);
	ck_assert(isnan(r[15].current) && isnan(r[15].power));
	ck_assert_int_eq(r[15].at, 1784547900);
	ck_assert_int_eq(r[15].interval, STATS_HOUR_S);
	free(r);
	json_decref(v);
}
END_TEST

START_TEST(no_state_is_asked_for_and_a_monitor_by_its_instance)
{
	char *path = stats_path(&gx, STATS_QUARTER_S, T, T + 1000);

	ck_assert_str_eq(path, "/installations/1/stats?type=custom"
	    "&interval=15mins&attributeCodes%5B%5D=bs&attributeCodes%5B%5D=bv"
	    "&attributeCodes%5B%5D=bc&attributeCodes%5B%5D=bp"
	    "&attributeCodes%5B%5D=bT&start=1784534400&end=1784536199");
	free(path);
	path = stats_path(&second, STATS_HOUR_S, T, T + STATS_HOUR_S);
	ck_assert_str_eq(path, "/installations/1/stats?type=custom"
	    "&interval=hours&attributeCodes%5B%5D=SOC&attributeCodes%5B%5D=V"
	    "&attributeCodes%5B%5D=I&attributeCodes%5B%5D=BT&show_instance=1"
	    "&instance=1&start=1784534400&end=1784537999");
	free(path);
}
END_TEST

TCase *
tcase_stats(void)
{
	TCase *tc = tcase_create("stats");

	tcase_add_loop_test(tc,
	    means_are_those_of_the_battery_that_was_asked_for, 0,
	    sizeof(body_case) / sizeof(body_case[0]));
	tcase_add_test(tc, the_sample_is_read_whole);
	tcase_add_test(tc, no_state_is_asked_for_and_a_monitor_by_its_instance);
	return tc;
}
