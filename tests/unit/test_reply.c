/* tests/unit/test_reply.c - what VRM's answers mean, in all its spellings */
#include "net/reply.h"

#include "base/mem.h"

#include <check.h>
#include <string.h>

TCase *tcase_reply(void);

static struct http_reply
reply(int status, const char *type, const char *body)
{
	struct http_reply r = { .status = status, .body = xstrdup(body),
	    .len = strlen(body) };

	(void)strcpy(r.type, type);
	return r;
}

static const struct {
	int status;
	const char *body;
	enum err_kind kind;
	const char *msg;
} refusals[] = {
	{ 401, "{\"success\":false,\"errors\":\"Token is invalid\","
	    "\"error_code\":\"invalid_token\"}", ERR_TOKEN_REFUSED,
	    "VRM answered 401: Token is invalid" },
	{ 401, "{\"errors\":{\"username\":\"wrong\",\"password\":[\"a\","
	    "\"b\"]}}", ERR_TOKEN_REFUSED,
	    "VRM answered 401: username: wrong; password: a; password: b" },
	{ 400, "{\"success\":false,\"errors\":[\"one\",\"two\"]}",
	    ERR_REJECTED, "VRM answered 400: one; two" },
	{ 403, "{\"errors\":null,\"error_code\":\"forbidden\"}",
	    ERR_FORBIDDEN, "VRM answered 403: forbidden" },
	{ 400, "{\"errors\":{\"site\":{\"id\":[\"deep\"]}}}", ERR_REJECTED,
	    "VRM answered 400: id: deep" },
	{ 400, "{\"errors\":true,\"error_code\":12}", ERR_REJECTED,
	    "VRM answered 400: 12" },
	{ 404, "", ERR_REJECTED, "VRM answered 404" },
	{ 422, "[]", ERR_REJECTED, "VRM answered 422" },
	{ 429, "slow down", ERR_LIMITED, "VRM answered 429" },
	{ 500, "<html><body>500</body></html>", ERR_HTTP,
	    "VRM answered 500" },
	{ 503, "{\"errors\":\"a\\u001b[2Jb\"}", ERR_HTTP,
	    "VRM answered 503: a?[2Jb" },
};
START_TEST(a_refusal_names_its_layer_and_vrms_words)
{
	struct http_reply r = reply(refusals[_i].status, "",
	    refusals[_i].body);
	struct err e = { .kind = ERR_NONE };

	ck_assert_int_eq(reply_check(&r, &e), -1);
	ck_assert_int_eq(e.kind, refusals[_i].kind);
	ck_assert_str_eq(e.msg, refusals[_i].msg);
	http_reply_free(&r);
}
END_TEST

static const struct {
	const char *type, *body;
	enum err_kind kind;	/* ERR_NONE: good */
	bool empty;
} bodies[] = {
	{ "application/json", "{\"success\":true}", ERR_NONE, false },
	{ "application/json", "{\"token\":\"\"}", ERR_NONE, false },
	{ "application/json", "{\"success\":null}", ERR_NONE, false },
	{ "application/json", "", ERR_NONE, true },
	{ "application/json", " \r\n", ERR_NONE, true },
	{ "application/json", "{\"success\":false}", ERR_REJECTED, false },
	{ "application/json", "{\"success\":0}", ERR_REJECTED, false },
	{ "application/json", "{\"success\":\"false\"}", ERR_REJECTED, false },
	{ "application/json", "[1,2]", ERR_SHAPE, false },
	{ "application/json", "\"text\"", ERR_SHAPE, false },
	{ "application/json", "{\"records\":[", ERR_NOT_JSON, false },
	{ "text/html", "<html>", ERR_NOT_JSON, false },
	{ "application/json", "{} trailing", ERR_NOT_JSON, false },
};
START_TEST(only_an_object_that_does_not_say_no_is_good)
{
	struct http_reply r = reply(200, bodies[_i].type, bodies[_i].body);
	struct err e = { .kind = ERR_NONE };
	json_t *v = NULL;

	ck_assert_int_eq(reply_json(&r, &v, &e),
	    bodies[_i].kind == ERR_NONE ? 0 : -1);
	ck_assert_int_eq(e.kind, bodies[_i].kind);
	ck_assert_int_eq(v == NULL, bodies[_i].empty ||
	    bodies[_i].kind != ERR_NONE);
	json_decref(v);
	http_reply_free(&r);
}
END_TEST

TCase *
tcase_reply(void)
{
	TCase *t = tcase_create("reply");

	tcase_add_loop_test(t, a_refusal_names_its_layer_and_vrms_words, 0,
	    (int)(sizeof(refusals) / sizeof(refusals[0])));
	tcase_add_loop_test(t, only_an_object_that_does_not_say_no_is_good, 0,
	    (int)(sizeof(bodies) / sizeof(bodies[0])));
	return t;
}
