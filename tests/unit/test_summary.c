/* tests/unit/test_summary.c: vrm-api.md 6 */
#include "quoted.h"
#include "vrm/summary.h"

#include <math.h>

TCase *tcase_summary(void);

enum { DATE = 1784548800 };

#define SOC "'51':{'code':'SOC','secondsAgo':'37','secondsToNextLog':'60'," \
	"'valueFloat':'81.5','isValid':'1','instance':288," \
	"'dataType':'float','hasOldData':false}"
#define V "'47':{'code':'V','secondsAgo':37,'rawValue':26.61,'isValid':1}"
#define I "'49':{'code':'I','secondsAgo':37,'value':'-9'}"
#define META "'meta':{'51':{'code':'SOC'},'47':{'code':'V'}," \
	"'49':{'code':'I'}},'attributeOrder':[51,47,49]"

static bool
same(double a, double b)
{
	return isnan(a) ? isnan(b) : a == b;
}

/* NAN in soc and voltage: no reading. */
static const struct {
	const char *records;
	double soc, voltage, current, temperature;
	int64_t age;
} body_case[] = {
	{ "{'data':{" SOC "," V "," I ",'hasOldData':false,"
	    "'secondsAgo':{'value':37}}," META "}", 81.5, 26.61, -9, NAN, 37 },
	{ "{'data':{" SOC "," V ",'115':{'code':'BT','valueFloat':24.5,"
	    "'secondsAgo':'40'}}}", 81.5, 26.61, NAN, 24.5, 37 },
	/* the youngest of SOC, voltage and current; temperature has no say */
	{ "{'data':{'51':{'code':'SOC','value':80,'secondsAgo':'62'}," V ","
	    "'115':{'code':'BT','value':20,'secondsAgo':1}}}",
	    80, 26.61, NAN, 20, 37 },
	{ "{'data':{" V "," I "}}", NAN, 26.61, -9, NAN, 37 },
	{ "{'data':{'51':{'code':'SOC','value':'---','secondsAgo':5}," V "}}",
	    NAN, 26.61, NAN, NAN, 37 },		/* not yet synchronised */
	{ "{'data':{'51':{'code':'SOC','value':80,'isValid':'0',"
	    "'secondsAgo':5}," V "}}", NAN, 26.61, NAN, NAN, 37 },
	{ "{'data':{'51':null," V "}}", NAN, 26.61, NAN, NAN, 37 },
	{ "{'data':{'51':{'code':'SOC','value':80,'secondsAgo':263521}," V
	    "}}", NAN, 26.61, NAN, NAN, 37 },	/* old beside fresh */
	{ "{'data':{'51':{'code':'SOC','value':80,'secondsAgo':900}," V "}}",
	    80, 26.61, NAN, NAN, 37 },		/* logged when it changes */
	{ "{'data':{'51':{'code':'SOC','value':80,'secondsAgo':263521,"
	    "'hasOldData':true},'47':{'code':'V','value':25,"
	    "'secondsAgo':'263521'},'hasOldData':true}}",
	    80, 25, NAN, NAN, 263521 },		/* an offline site */
	{ "{'data':{'51':{'code':'SOC','value':0,'secondsAgo':0}}}",
	    0, NAN, NAN, NAN, 0 },
	{ "{'data':[{'code':'SOC','value':50,'secondsAgo':1},{'code':'V',"
	    "'value':'12.5','secondsAgo':2}]}", 50, 12.5, NAN, NAN, 1 },
	{ "{'data':{'51':{'idDataAttribute':'51','value':'50',"
	    "'secondsAgo':1}}}", 50, NAN, NAN, NAN, 1 },
	{ "{'data':{'51':{'value':'50','secondsAgo':1}}}",
	    50, NAN, NAN, NAN, 1 },
	{ "{'data':{'51':{'code':'SOC','value':50,'secondsAgo':1784548700}}}",
	    50, NAN, NAN, NAN, 100 },		/* a time, not an age */
	{ "{'data':{'51':{'code':'SOC','value':50},'secondsAgo':{'value':8}}}",
	    50, NAN, NAN, NAN, 8 },
	{ "{'data':{'51':{'code':'SOC','value':50},'secondsAgo':{'value':0},"
	    "'hasOldData':true}}", NAN, NAN, NAN, NAN, 0 },	/* how old? */
	{ "{'data':{'450':{'code':'tsT','value':4,'secondsAgo':1}," SOC "}}",
	    81.5, NAN, NAN, NAN, 37 },		/* a fridge, not the battery */
	/* fresh and empty: the wrong instance */
	{ "{'data':{'hasOldData':false,'secondsAgo':{'value':0,"
	    "'valueFormattedWithUnit':'0s'}}," META "}",
	    NAN, NAN, NAN, NAN, 0 },
	{ "{'data':{'119':{'code':'AL','value':'0','secondsAgo':1}}," META "}",
	    NAN, NAN, NAN, NAN, 0 },
	{ "{'data':{" I "}}", NAN, NAN, NAN, NAN, 0 },
	{ "{'data':[]," META "}", NAN, NAN, NAN, NAN, 0 },
	{ "{'data':{}}", NAN, NAN, NAN, NAN, 0 },
	{ "{'data':null}", NAN, NAN, NAN, NAN, 0 },
	{ "{'data':false}", NAN, NAN, NAN, NAN, 0 },
	{ "{'data':''}", NAN, NAN, NAN, NAN, 0 },
	{ "{}", NAN, NAN, NAN, NAN, 0 }, { "[]", NAN, NAN, NAN, NAN, 0 },
	{ "null", NAN, NAN, NAN, NAN, 0 }, { "false", NAN, NAN, NAN, NAN, 0 },
	/* the flat body nobody ever sent */
	{ "{'soc':67.0,'voltage':26.4,'current':12.5,'power':330,"
	    "'state':'charging','temperature':23.5}",
	    67, 26.4, 12.5, 23.5, 0 }
};

START_TEST(only_values_prove_data_and_each_has_its_age)
{
	char *text = xasprintf("{'success':true,'records':%s}",
	    body_case[_i].records);
	json_t *v = quoted(text);
	struct sample s;
	struct reading r;
	bool wanted = !isnan(body_case[_i].soc) ||
	    !isnan(body_case[_i].voltage);

	reading_init(&r, "1", DATE);
	ck_assert_int_eq(summary_read(v, DATE, &s), wanted);
	ck_assert_int_eq(wanted && sample_reading(&s, &r), wanted);
	ck_assert_int_eq(DATE - r.at, body_case[_i].age);
	ck_assert(same(r.soc, body_case[_i].soc));
	ck_assert(same(r.voltage, body_case[_i].voltage));
	ck_assert(same(r.current, body_case[_i].current));
	ck_assert(same(r.temperature, body_case[_i].temperature));
	json_decref(v);
	free(text);
}
END_TEST

START_TEST(no_body_at_all_is_no_data)
{
	struct sample s;

	ck_assert(!summary_read(NULL, DATE, &s));
}
END_TEST

START_TEST(the_summary_tells_how_often_the_site_logs)
{
	json_t *v = quoted("{'records':{'data':{" SOC "}}}");
	struct sample s;

	ck_assert(summary_read(v, DATE, &s));
	ck_assert_int_eq(s.interval, 60);
	json_decref(v);
}
END_TEST

TCase *
tcase_summary(void)
{
	TCase *tc = tcase_create("summary");

	tcase_add_loop_test(tc, only_values_prove_data_and_each_has_its_age, 0,
	    sizeof(body_case) / sizeof(body_case[0]));
	tcase_add_test(tc, no_body_at_all_is_no_data);
	tcase_add_test(tc, the_summary_tells_how_often_the_site_logs);
	return tc;
}
