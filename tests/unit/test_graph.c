/* tests/unit/test_graph.c: vrm-api.md 7 */
#include "quoted.h"
#include "vrm/graph.h"

#include <math.h>
#include <stdio.h>

TCase *tcase_graph(void);

/* 12:00:00 and 12:01:00 */
#define T0 "1784548800"
#define T1 "1784548860"
enum { T = 1784548800 };

static const struct series_battery gx = { "1", -1 }, monitor = { "1", 288 };

static size_t
read_text(const char *records, const struct series_battery *b, bool is_old,
    struct reading **out)
{
	char *text = xasprintf("{'success':true,'records':%s}", records);
	json_t *v = quoted(text);
	size_t n = graph_read(v, b, is_old, out);

	json_decref(v);
	free(text);
	return n;
}

/* What the readings say, for comparing: "0 99.7 13.38 -1.8 -24.1 idle 20;" is
 * seconds after T, soc, voltage, current, power, state, temperature. */
static void
spell(char *buf, size_t size, const struct reading *r, size_t n)
{
	buf[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(buf);
		const char *state = reading_state_name(r[i].state);

		(void)snprintf(buf + len, size - len,
		    "%s%d %g %g %g %g %s %g", i == 0 ? "" : "; ",
		    (int)(r[i].at - T), r[i].soc, r[i].voltage, r[i].current,
		    r[i].power, state == NULL ? "-" : state,
		    r[i].temperature);
	}
}

#define META "'meta':{'144':{'code':'bs'},'143':{'code':'bv'}," \
	"'147':{'code':'bc'},'215':{'code':'bst'},'243':{'code':'bp'}," \
	"'1035':{'code':'bT'}}"
#define BS "'144':[[" T0 ",99.7],[" T1 ",99.6]]"
#define BV "'143':[[" T0 ",13.38],[" T1 ",13.37]]"
#define BC "'147':[[" T0 ",-1.8],[" T1 ",-9]]"

static const struct { const char *records, *want; } system_case[] = {
	{ "{'data':{" BS "," BV "," BC ",'243':[[" T0 ",-25],[" T1 ",-121]],"
	    "'215':[[" T0 ",0],[" T1 ",2]],'1035':[[" T0 ",20]]}," META
	    ",'instance':0}", "0 99.7 13.38 -1.8 -25 idle 20; "
	    "60 99.6 13.37 -9 -121 discharging nan" },
	/* no power, no state: V times I, the rule of the GX */
	{ "{'data':{" BS "," BV "," BC "}," META "}",
	    "0 99.7 13.38 -1.8 -24.1 idle nan; "
	    "60 99.6 13.37 -9 -120.3 discharging nan" },
	/* meta names what a key is; without it the id does, or the code */
	{ "{'data':{'9':[[" T0 ",50]],'144':[[" T0 ",1]]},"
	    "'meta':{'9':{'code':'bs'},'144':{'code':'ba'}}}",
	    "0 50 nan nan nan - nan" },
	{ "{'data':{" BS "," BV "}}", "0 99.7 13.38 nan nan - nan; "
	    "60 99.6 13.37 nan nan - nan" },
	{ "{'data':{" BS "},'meta':[]}", "0 99.7 nan nan nan - nan; "
	    "60 99.6 nan nan nan - nan" },
	{ "{'data':{'bs':[[" T0 ",5]]},'meta':false}",
	    "0 5 nan nan nan - nan" },
	/* codes are case-sensitive, other attributes are not ours */
	{ "{'data':{'115':[[" T0 ",20]],'450':[[" T0 ",4]],'171':[[" T0 ",4]],"
	    "'144':[[" T0 ",5]]},'meta':{'115':{'code':'BT'},"
	    "'450':{'code':'tsT'},'171':{'code':'BS'},'144':{'code':'bs'}}}",
	    "0 5 nan nan nan - nan" },
	/* strings, milliseconds, four numbers of which the mean is second */
	{ "{'data':{'144':[['" T0 "','99.7']],'143':[[" T0 "000,13.38]],"
	    "'147':[[" T0 ",-1.8,-3,0]]}}",
	    "0 99.7 13.38 -1.8 -24.1 idle nan" },
	/* a mean of states is none */
	{ "{'data':{" BV ",'215':[[" T0 ",1,0,2],[" T1 ",2,2,2]]}}",
	    "0 nan 13.38 nan nan - nan; 60 nan 13.37 nan nan discharging nan" },
	{ "{'data':{" BV ",'215':[[" T0 ",1.5],[" T1 ",'1']]}}",
	    "0 nan 13.38 nan nan - nan; 60 nan 13.37 nan nan charging nan" },
	/* nothing in all its forms, and a real zero */
	{ "{'data':{'144':[[" T0 ",null],[" T1 ",0]],'143':false,'147':[],"
	    "'243':null,'215':'','1035':{}}}", "60 0 nan nan nan - nan" },
	{ "{'data':{'144':[[" T0 ",'--'],[null,5],[" T1 "],[],5,null,"
	    "[" T1 ",false]]}}", "" },
	{ "{'data':[]," META "}", "" }, { "{'data':{}," META "}", "" },
	{ "{'data':null}", "" }, { "{'data':false}", "" },
	{ "{'data':''}", "" },
	{ "{}", "" }, { "[]", "" }, { "null", "" }, { "false", "" },
	/* unsorted, doubled: the first of two stays */
	{ "{'data':{'144':[[" T1 ",2],[" T0 ",1],[" T1 ",3],[" T0 ",1]]}}",
	    "0 1 nan nan nan - nan; 60 2 nan nan nan - nan" },
	/* a series as PHP's object, points as such */
	{ "{'data':{'144':{'0':[" T0 ",1],'7':{'0':" T1 ",'1':2}}}}",
	    "0 1 nan nan nan - nan; 60 2 nan nan nan - nan" },
	/* no reading without SOC and voltage, or of what cannot be */
	{ "{'data':{" BC ",'1035':[[" T0 ",20]]}}", "" },
	{ "{'data':{'144':[[" T0 ",101],[" T1 ",-1]]}}", "" },
	{ "{'data':{'144':[[" T0 ",101]],'143':[[" T0 ",12]]}}",
	    "0 nan 12 nan nan - nan" }
};

START_TEST(series_are_joined_by_their_times)
{
	struct reading *r = NULL;
	char got[1024];
	size_t n = read_text(system_case[_i].records, &gx, false, &r);

	spell(got, sizeof(got), r, n);
	ck_assert_str_eq(got, system_case[_i].want);
	for (size_t i = 0; i < n; i++) {
		ck_assert(r[i].history);
		ck_assert_int_eq(r[i].interval, 60);
		ck_assert_int_eq(r[i].instance, -1);
		ck_assert_str_eq(r[i].battery, "system");
		ck_assert_str_eq(r[i].site, "1");
	}
	free(r);
}
END_TEST

START_TEST(no_body_at_all_is_no_data)
{
	struct reading *r = NULL;

	ck_assert_uint_eq(graph_read(NULL, &gx, false, &r), 0);
	ck_assert_ptr_null(r);
}
END_TEST

START_TEST(a_monitor_has_attributes_of_its_own)
{
	struct reading *r = NULL;
	char got[256];
	size_t n = read_text("{'data':{'51':[[" T0 ",82.9]],'47':[[" T0
	    ",26.61]],'49':[[" T0 ",-9]],'115':[[" T0 ",24.5]],'144':[[" T0
	    ",1]]},'meta':{'51':{'code':'SOC'}},'instance':288}", &monitor,
	    false, &r);

	spell(got, sizeof(got), r, n);
	ck_assert_str_eq(got, "0 82.9 26.61 -9 -239.5 discharging 24.5");
	ck_assert_str_eq(r[0].battery, "288");
	ck_assert_int_eq(r[0].instance, 288);
	free(r);
}
END_TEST

static const struct { int step, n; bool is_old; int want; } width_case[] = {
	{ 60, 1440, false, 60 },
	{ 120, 720, false, 120 },	/* thinned */
	{ 120, 720, true, 120 },
	{ 180, 12, false, 180 },
	{ 180, 11, false, 60 },		/* too few to tell */
	{ 900, 96, false, 60 },		/* logs, each in its own minute */
	{ 900, 96, true, 900 },		/* the minutes are lost */
	{ 30, 100, false, 60 },
	{ 0, 1, true, 60 }
};

START_TEST(a_reading_stands_for_a_minute_or_the_step_of_a_thinned_answer)
{
	struct reading *r = NULL;
	json_t *list = json_array(), *body;

	for (int i = 0; i < width_case[_i].n; i++)
		(void)json_array_append_new(list, json_pack("[I, i]",
		    (json_int_t)(T + 7 + i * width_case[_i].step), 50));
	body = json_pack("{s:{s:{s:o}}}", "records", "data", "144", list);
	ck_assert_uint_eq(graph_read(body, &gx, width_case[_i].is_old, &r),
	    (size_t)width_case[_i].n);
	ck_assert_int_eq(r[0].interval, width_case[_i].want);
	free(r);
	json_decref(body);
}
END_TEST

START_TEST(what_is_asked_for_is_whole_minutes_of_the_battery_alone)
{
	char *path = graph_path(&gx, T, T + 90);

	ck_assert_str_eq(path, "/installations/1/widgets/Graph"
	    "?attributeCodes%5B%5D=bs&attributeCodes%5B%5D=bv"
	    "&attributeCodes%5B%5D=bc&attributeCodes%5B%5D=bst"
	    "&attributeCodes%5B%5D=bp&attributeCodes%5B%5D=bT&instance=0"
	    "&start=1784548800&end=1784548919&useMinMax=0");
	free(path);
	path = graph_path(&monitor, T, T + 60);
	ck_assert_str_eq(path, "/installations/1/widgets/Graph"
	    "?attributeIds%5B%5D=51&attributeIds%5B%5D=47"
	    "&attributeIds%5B%5D=49&attributeIds%5B%5D=115&instance=288"
	    "&start=1784548800&end=1784548859&useMinMax=0");
	free(path);
	ck_assert_ptr_null(graph_path(&(struct series_battery){ "..", -1 }, T,
	    T + 60));
}
END_TEST

TCase *
tcase_graph(void)
{
	TCase *tc = tcase_create("graph");

	tcase_add_loop_test(tc, series_are_joined_by_their_times, 0,
	    sizeof(system_case) / sizeof(system_case[0]));
	tcase_add_test(tc, no_body_at_all_is_no_data);
	tcase_add_test(tc, a_monitor_has_attributes_of_its_own);
	tcase_add_loop_test(tc,
	    a_reading_stands_for_a_minute_or_the_step_of_a_thinned_answer, 0,
	    sizeof(width_case) / sizeof(width_case[0]));
	tcase_add_test(tc,
	    what_is_asked_for_is_whole_minutes_of_the_battery_alone);
	return tc;
}
