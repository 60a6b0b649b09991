/* tests/unit/test_attr.c: vrm-api.md 0.8, 6 and 10 */
#include "quoted.h"
#include "vrm/attr.h"

#include <math.h>

TCase *tcase_attr(void);

/* NAN: nothing. */
static const struct { const char *attribute; double want; } number_case[] = {
	{ "{'valueFloat':81.5,'rawValue':1,'value':2}", 81.5 },
	{ "{'valueFloat':'81.5'}", 81.5 },
	{ "{'valueFloat':null,'rawValue':'78','value':'x'}", 78 },
	{ "{'valueFloat':'','rawValue':null,'value':'-9'}", -9 },
	{ "{'value':0}", 0 },
	{ "{'valueFloat':'','rawValue':2.5}", 2.5 },
	{ "{'valueFloat':2.5,'rawValue':''}", 2.5 },
	{ "{'rawValue':'A carregar','value':'A carregar','valueEnum':'1',"
	    "'nameEnum':'A carregar'}", 1 },	/* an enum's name */
	{ "{'rawValue':2,'valueEnum':1}", 2 },
	{ "{'rawValue':'x','valueEnum':null}", NAN },
	{ "{'rawValue':24,'formattedValue':'75 \xc2\xb0""F'}", 24 },
	{ "{'valueFloat':'--','rawValue':'---','value':'81.5 %'}", NAN },
	{ "{'rawValue':false}", NAN },
	{ "{'rawValue':true}", NAN },
	{ "{'rawValue':[]}", NAN },
	{ "{'rawValue':{}}", NAN },
	{ "{'rawValue':'NaN'}", NAN },
	{ "{'rawValue':'inf'}", NAN },
	{ "{'rawValue':'1e999'}", NAN },
	{ "{'rawValue':'0x10'}", NAN },
	{ "{'rawValue':'81,5'}", NAN },
	{ "{'formattedValue':'81.5 %'}", NAN },
	{ "{}", NAN },
	{ "null", NAN },
	{ "[]", NAN },
	{ "{'rawValue':1,'isValid':'1'}", 1 },
	{ "{'rawValue':1,'isValid':1}", 1 },
	{ "{'rawValue':1,'isValid':true}", 1 },
	{ "{'rawValue':1,'isValid':null}", 1 },
	{ "{'rawValue':1,'isValid':''}", 1 },
	{ "{'rawValue':1,'isValid':'0'}", NAN },
	{ "{'rawValue':1,'isValid':0}", NAN },
	{ "{'rawValue':1,'isValid':false}", NAN },
	{ "{'rawValue':1,'isValid':'false'}", NAN }
};

START_TEST(a_number_is_the_first_member_that_holds_one)
{
	json_t *a = quoted(number_case[_i].attribute);
	double got = NAN;
	bool found = attr_number(a, &got);

	ck_assert_int_eq(found, !isnan(number_case[_i].want));
	if (found)
		ck_assert_double_eq(got, number_case[_i].want);
	json_decref(a);
}
END_TEST

static const struct { const char *v; int64_t want; } time_case[] = {
	{ "1784548763", 1784548763 },
	{ "'1784548763'", 1784548763 },
	{ "1784548763.9", 1784548763 },
	{ "1784548763000", 1784548763 },	/* milliseconds */
	{ "'1784548763000'", 1784548763 },
	{ "0", 0 }, { "-1", 0 }, { "null", 0 }, { "false", 0 }, { "''", 0 },
	{ "[]", 0 }, { "{}", 0 }, { "'soon'", 0 }, { "1e300", 0 }
};

START_TEST(a_time_is_seconds_or_milliseconds_or_nothing)
{
	json_t *v = quoted(time_case[_i].v);
	int64_t at = 0;

	ck_assert_int_eq(attr_time(v, &at), time_case[_i].want != 0);
	ck_assert_int_eq(at, time_case[_i].want);
	json_decref(v);
}
END_TEST

static const struct { const char *v; int64_t want; } age_case[] = {
	{ "37", 1000000000 - 37 },
	{ "'37'", 1000000000 - 37 },
	{ "0", 1000000000 },
	{ "-3", 1000000003 },			/* the GX's clock is ahead */
	{ "{'value':5,'valueFormattedWithUnit':'5s'}", 1000000000 - 5 },
	{ "{'value':'5'}", 1000000000 - 5 },
	{ "1784548763", 1784548763 },		/* a time, not an age */
	{ "1784548763000", 1784548763 },
	{ "null", 0 }, { "''", 0 }, { "false", 0 }, { "[]", 0 }, { "{}", 0 }
};

START_TEST(an_age_counts_back_from_now_unless_it_is_a_time)
{
	json_t *v = quoted(age_case[_i].v);
	int64_t at = 0;

	ck_assert_int_eq(attr_age(v, 1000000000, &at),
	    age_case[_i].want != 0);
	ck_assert_int_eq(at, age_case[_i].want);
	json_decref(v);
}
END_TEST

START_TEST(codes_are_case_sensitive_and_beat_ids)
{
	json_t *bT = quoted("{'code':'bT','idDataAttribute':115}");
	json_t *by_id = quoted("{'code':null,'idDataAttribute':'115'}");

	ck_assert(!attr_is(bT, "BT", ATTR_BT));
	ck_assert(attr_is(by_id, "BT", ATTR_BT));
	ck_assert(!attr_is(by_id, "SOC", ATTR_SOC));
	ck_assert(!attr_is(NULL, "SOC", ATTR_SOC));
	json_decref(bT);
	json_decref(by_id);
}
END_TEST

static const struct { const char *owner; int64_t want; } instance_case[] = {
	{ "{'instance':0}", 0 }, { "{'instance':'0'}", 0 },
	{ "{'instance':512}", 512 }, { "{'instance':'288'}", 288 },
	{ "{'instance':null}", -1 }, { "{'instance':''}", -1 },
	{ "{'instance':false}", -1 }, { "{}", -1 }, { "{'instance':-4}", -1 }
};

START_TEST(instance_zero_is_an_instance)
{
	json_t *o = quoted(instance_case[_i].owner);

	ck_assert_int_eq(attr_instance(o), instance_case[_i].want);
	json_decref(o);
}
END_TEST

START_TEST(a_state_is_a_number_never_a_text)
{
	ck_assert_int_eq(attr_state(0), READING_IDLE);
	ck_assert_int_eq(attr_state(1), READING_CHARGING);
	ck_assert_int_eq(attr_state(2), READING_DISCHARGING);
	ck_assert_int_eq(attr_state(3), READING_UNKNOWN);
}
END_TEST

static const struct { const char *v; int want; } interval_case[] = {
	{ "60", 60 }, { "'900'", 900 }, { "86400", 86400 }, { "86401", 0 },
	{ "0", 0 }, { "false", 0 }, { "null", 0 }, { "-60", 0 }
};

START_TEST(a_logging_interval_that_cannot_be_one_is_unknown)
{
	json_t *v = quoted(interval_case[_i].v);

	ck_assert_int_eq(attr_interval(v), interval_case[_i].want);
	json_decref(v);
}
END_TEST

#define LOOP(tc, test, table) \
	tcase_add_loop_test(tc, test, 0, sizeof(table) / sizeof((table)[0]))

TCase *
tcase_attr(void)
{
	TCase *tc = tcase_create("attr");

	LOOP(tc, a_number_is_the_first_member_that_holds_one, number_case);
	LOOP(tc, a_time_is_seconds_or_milliseconds_or_nothing, time_case);
	LOOP(tc, an_age_counts_back_from_now_unless_it_is_a_time, age_case);
	tcase_add_test(tc, codes_are_case_sensitive_and_beat_ids);
	LOOP(tc, instance_zero_is_an_instance, instance_case);
	tcase_add_test(tc, a_state_is_a_number_never_a_text);
	LOOP(tc, a_logging_interval_that_cannot_be_one_is_unknown,
	    interval_case);
	return tc;
}
