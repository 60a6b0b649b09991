/* tests/unit/test_js.c */
#include "base/js.h"
#include "base/mem.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_js(void);

static const struct { const char *json; bool good; double want; } num_case[] = {
	{ "81.5", true, 81.5 }, { "\"81.5\"", true, 81.5 },
	{ "-18", true, -18 },
	{ "0", true, 0 }, { "\"0\"", true, 0 }, { "\"\"", false, 0 },
	{ "\"--\"", false, 0 }, { "null", false, 0 }, { "false", false, 0 },
	{ "true", false, 0 }, { "[]", false, 0 }, { "{}", false, 0 },
	{ "\"81,5\"", false, 0 }, { "\"NaN\"", false, 0 },
	{ "\"1e999\"", false, 0 }
};

START_TEST(a_number_may_be_a_string_and_nothing_has_many_forms)
{
	json_t *v = js_parse(num_case[_i].json, strlen(num_case[_i].json),
	    NULL);
	double got = 0;

	ck_assert_msg(js_number(v, &got) == num_case[_i].good, "%s",
	    num_case[_i].json);
	if (num_case[_i].good)
		ck_assert_double_eq(got, num_case[_i].want);
	json_decref(v);
}
END_TEST

static const struct { const char *json; bool good; } time_case[] = {
	{ "0", true }, { "1795692834453", true }, { "\"1795692834\"", true },
	{ "999999999999999", true }, { "1000000000000000", false },
	{ "-1", false }, { "-9223372036854775808", false },
	{ "9223372036854775807", false }, { "null", false }
};

START_TEST(a_time_is_one_that_can_be_reckoned_with)
{
	json_t *v = js_parse(time_case[_i].json, strlen(time_case[_i].json),
	    NULL);
	int64_t at = 7;

	ck_assert_msg(js_time(v, &at) == time_case[_i].good, "%s",
	    time_case[_i].json);
	ck_assert(time_case[_i].good || at == 7);
	json_decref(v);
}
END_TEST

START_TEST(a_missing_value_reads_as_nothing)
{
	double d;
	int64_t i;
	char id[8];

	ck_assert(!js_number(NULL, &d));
	ck_assert(!js_int(NULL, &i));
	ck_assert(!js_id(NULL, id, sizeof(id)));
	ck_assert(!js_true(NULL));
	ck_assert_str_eq(js_text(NULL), "");
	ck_assert_ptr_null(js_at(NULL, 0));
}
END_TEST

START_TEST(an_element_is_found_in_an_object_or_a_list)
{
	json_t *o = json_pack("{s:i, s:i}", "0", 7, "288", 8);
	json_t *a = json_pack("[i, i]", 7, 8);

	ck_assert_int_eq(json_integer_value(js_at(o, 0)), 7);
	ck_assert_int_eq(json_integer_value(js_at(o, 288)), 8);
	ck_assert_int_eq(json_integer_value(js_at(a, 0)), 7);
	ck_assert_int_eq(json_integer_value(js_at(a, 1)), 8);
	ck_assert_ptr_null(js_at(a, 288));
	ck_assert_ptr_null(js_at(a, -1));
	json_decref(o);
	json_decref(a);
}
END_TEST

START_TEST(yes_has_four_forms)
{
	static const char *const yes[] = { "true", "1", "\"1\"", "\"true\"" };
	static const char *const no[] = { "false", "0", "\"0\"", "null" };
	json_t *v = js_parse(yes[_i], strlen(yes[_i]), NULL);

	ck_assert(js_true(v));
	json_decref(v);
	v = js_parse(no[_i], strlen(no[_i]), NULL);
	ck_assert(!js_true(v));
	json_decref(v);
}
END_TEST

START_TEST(an_id_is_a_string_or_a_whole_number_that_fits)
{
	json_t *v = json_integer(410001);
	char id[8];

	ck_assert(js_id(v, id, sizeof(id)));
	ck_assert_str_eq(id, "410001");
	ck_assert(!js_id(v, id, 6));
	json_decref(v);
	v = json_string("");
	ck_assert(!js_id(v, id, sizeof(id)));
	json_decref(v);
	v = json_real(1.5);
	ck_assert(!js_id(v, id, sizeof(id)));
	json_decref(v);
}
END_TEST

START_TEST(what_is_not_json_is_refused_with_a_reason)
{
	char why[JSON_ERROR_TEXT_LENGTH] = "";

	ck_assert_ptr_null(js_parse("<html>", 6, why));
	ck_assert_str_ne(why, "");
	ck_assert_ptr_null(js_parse("{} x", 4, NULL));
	ck_assert_ptr_null(js_parse("", 0, NULL));
}
END_TEST

static const struct { const char *text, *want; } mend_case[] = {
	{ "\xef\xbb\xbf{\"a\":1}", "{\"a\":1}" },	/* a byte order mark */
	{ "\"caf\xe9\"", "\"caf?\"" },
	{ "[\"\xc3\xa9\",\"\xed\xa0\x80\"]", "[\"\xc3\xa9\",\"???\"]" },
	{ "[18446744073709551616,7]", "[1.84467440737096e19,7.0]" },
	{ "[-98765432109876543210]", "[-9.87654321098765e19]" },
	{ "[7,8.5]", "[7,8.5]" },
	{ "[1e999]", NULL }, { "<html>", NULL }, { "", NULL },
	{ "\xef\xbb\xbf", NULL }, { "{\"a\":1}\xff", NULL }
};

START_TEST(an_answer_that_is_not_quite_json_is_mended)
{
	char why[JSON_ERROR_TEXT_LENGTH];
	json_t *v = js_parse_answer(mend_case[_i].text,
	    strlen(mend_case[_i].text), why);
	char *got = v == NULL ? NULL : js_dump(v);

	if (mend_case[_i].want == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, mend_case[_i].want);
	free(got);
	json_decref(v);
}
END_TEST

START_TEST(nesting_without_end_is_refused)
{
	static char deep[1 << 16];
	char why[JSON_ERROR_TEXT_LENGTH] = "";

	memset(deep, '[', sizeof(deep));
	ck_assert_ptr_null(js_parse_answer(deep, sizeof(deep), why));
	ck_assert_str_ne(why, "");
}
END_TEST

START_TEST(an_id_may_have_lost_its_whole_form)
{
	json_t *v = json_real(410001);
	char id[8];

	ck_assert(js_id(v, id, sizeof(id)));
	ck_assert_str_eq(id, "410001");
	json_decref(v);
}
END_TEST

static const struct {
	char fill;
	size_t len;
	bool want;
} bodies[] = {
	{ 'x', 64 << 20, true },	/* one long text */
	{ '[', 1 << 20, true }, { '[', 64 << 20, false },
	{ '{', 64 << 20, false }, { ',', 64 << 20, false },
	{ ',', 1000, true }
};
START_TEST(what_would_grow_beyond_all_bounds_is_not_parsed)
{
	char *text = xmalloc(bodies[_i].len);

	memset(text, bodies[_i].fill, bodies[_i].len);
	ck_assert_int_eq(js_is_bearable(text, bodies[_i].len),
	    bodies[_i].want);
	free(text);
}
END_TEST

TCase *
tcase_js(void)
{
	TCase *t = tcase_create("js");

	tcase_add_loop_test(t,
	    a_number_may_be_a_string_and_nothing_has_many_forms, 0,
	    sizeof(num_case) / sizeof(num_case[0]));
	tcase_add_loop_test(t, a_time_is_one_that_can_be_reckoned_with, 0,
	    sizeof(time_case) / sizeof(time_case[0]));
	tcase_add_test(t, a_missing_value_reads_as_nothing);
	tcase_add_test(t, an_element_is_found_in_an_object_or_a_list);
	tcase_add_loop_test(t, yes_has_four_forms, 0, 4);
	tcase_add_test(t, an_id_is_a_string_or_a_whole_number_that_fits);
	tcase_add_test(t, what_is_not_json_is_refused_with_a_reason);
	tcase_add_loop_test(t, an_answer_that_is_not_quite_json_is_mended, 0,
	    sizeof(mend_case) / sizeof(mend_case[0]));
	tcase_add_test(t, nesting_without_end_is_refused);
	tcase_add_test(t, an_id_may_have_lost_its_whole_form);
	tcase_add_loop_test(t, what_would_grow_beyond_all_bounds_is_not_parsed,
	    0, sizeof(bodies) / sizeof(bodies[0]));
	return t;
}
