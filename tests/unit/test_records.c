/* tests/unit/test_records.c */
#include "vrm/records.h"

#include "quoted.h"

TCase *tcase_records(void);

struct seen {
	char text[256];
	int stop_at, n;
};

static int
note(void *arg, const json_t *v, struct err *e)
{
	struct seen *s = arg;
	char *t = js_dump(v);

	ck_assert_int_lt(strlen(s->text) + strlen(t) + 1, sizeof(s->text));
	memcpy(s->text + strlen(s->text), t, strlen(t) + 1);
	free(t);
	if (++s->n == s->stop_at) {
		err_set(e, ERR_WRITE, "stop");
		return -1;
	}
	return 0;
}

/* Feeds text in pieces of step bytes; the frame's text, or "" on an error. */
static char *
run(const char *json, size_t step, struct seen *seen, struct err *e)
{
	struct records *r = records_new(note, seen);
	char *text = quoted_text(json), *out = NULL;
	size_t len = strlen(text);
	json_t *frame = NULL;
	int rc = 0;

	for (size_t i = 0; i < len && rc == 0; i += step)
		rc = records_feed(r, text + i,
		    len - i < step ? len - i : step, e);
	if (rc == 0)
		rc = records_end(r, &frame, e);
	ck_assert_int_eq(rc == 0, e->kind == ERR_NONE);
	if (frame != NULL)
		out = js_dump(frame);
	json_decref(frame);
	records_free(r);
	free(text);
	return out != NULL ? out : xstrdup("");
}

static const struct { const char *json, *elements, *frame; } good_case[] = {
	{ "{'success':true,'records':[{'a':1},{'b':[2]}]}", "{'a':1}{'b':[2]}",
	    "{'success':true,'records':[0,0]}" },
	{ " {\n'records' : [ {'a' : '}]{\\\\' } ] ,'success':true } \n",
	    "{'a':'}]{\\\\'}", "{'records':[0],'success':true}" },
	{ "{'records':{'0':{'a':1},'7':{'b':2}}}", "{'a':1}{'b':2}",
	    "{'records':{'0':0,'7':0}}" },	/* PHP made it an object */
	{ "{'records':[]}", "", "{'records':[]}" },
	{ "{'records':{}}", "", "{'records':{}}" },
	{ "{'records':null,'x':[{'a':1}]}", "",
	    "{'records':null,'x':[{'a':1}]}" },
	{ "{'records':false}", "", "{'records':false}" },
	{ "{'records':''}", "", "{'records':''}" },
	{ "{'records':[null,1,'x',{'a':1}]}", "{'a':1}",
	    "{'records':[null,1,'x',0]}" },
	{ "{'success':false,'errors':['no'],'records':[]}", "",
	    "{'success':false,'errors':['no'],'records':[]}" },
	{ "{'x':{'records':[{'a':1}]},'records':[{'b':1}]}", "{'b':1}",
	    "{'x':{'records':[{'a':1}]},'records':[0]}" }, /* not ours */
	{ "{'x':'records','y':[{'a':1}]}", "",
	    "{'x':'records','y':[{'a':1}]}" },
	{ "{'records':[{'records':[{'a':1}]}]}", "{'records':[{'a':1}]}",
	    "{'records':[0]}" },
	{ "{'records':[[1],[2]]}", "[1][2]", "{'records':[0,0]}" },
	{ "{'records':[{'a':'\\''}]}", "{'a':'\\''}", "{'records':[0]}" },
	/* a byte order mark, a byte that is no UTF-8, a number too big */
	{ "\xef\xbb\xbf{'records':[{'a':1}]}", "{'a':1}", "{'records':[0]}" },
	{ "{'records':[{'a':'\xff'},{'b':2}],'x':'\xe9'}",
	    "{'a':'?'}{'b':2}", "{'records':[0.0,0.0],'x':'?'}" },
	{ "{'records':[{'a':98765432109876543210}]}",
	    "{'a':9.87654321098765e19}", "{'records':[0]}" },
	{ "", "", "" },
	{ " \n", "", "" }
};

START_TEST(elements_are_found_however_the_bytes_arrive)
{
	char *frame = quoted_text(good_case[_i].frame);
	char *elements = quoted_text(good_case[_i].elements);

	for (size_t step = 1; step < 80; step++) {
		struct seen seen = { .n = 0 };
		struct err e = { 0 };
		char *got = run(good_case[_i].json, step, &seen, &e);

		ck_assert_msg(e.kind == ERR_NONE, "%s", e.msg);
		ck_assert_str_eq(got, frame);
		ck_assert_str_eq(seen.text, elements);
		free(got);
	}
	free(frame);
	free(elements);
}
END_TEST

static const struct {
	const char *json;
	enum err_kind kind;
	int read;
} bad_case[] = {
	{ "<html><body>502</body></html>", ERR_NOT_JSON, 0 },
	{ "Bad Gateway", ERR_NOT_JSON, 0 },
	{ "'text'", ERR_NOT_JSON, 0 },
	{ "[{'idSite':1}]", ERR_SHAPE, 0 },
	{ "{'success':true,'records':[{'a':1},{'b", ERR_NOT_JSON, 1 },
	{ "{'success':true,'records':[{'a':1},{'b':2}", ERR_NOT_JSON, 2 },
	{ "{'records':[{'a':1}]", ERR_NOT_JSON, 1 },
	{ "{'records':[{'a':1}]}}", ERR_NOT_JSON, 1 },
	{ "{'records':[{'a':1}{'b':2}]}", ERR_NOT_JSON, 2 },
	{ "{'records':[{'a':1},]}", ERR_NOT_JSON, 1 },
	{ "{'records':[{'a':1]}}", ERR_NOT_JSON, 0 },
	{ "{'records':[{'a':x},{'b':2}]}", ERR_NOT_JSON, 1 },
	{ "{'records':[{'a':1e999},{'b':2}]}", ERR_NOT_JSON, 1 },
	{ "{'records':[{'a':1}]} trailing", ERR_NOT_JSON, 1 },
	{ "{'records':'", ERR_NOT_JSON, 0 },
	{ "{", ERR_NOT_JSON, 0 }
};

START_TEST(what_is_not_json_is_said_and_what_came_before_is_kept)
{
	for (size_t step = 1; step < 64; step++) {
		struct seen seen = { .n = 0 };
		struct err e = { 0 };

		free(run(bad_case[_i].json, step, &seen, &e));
		ck_assert_int_eq(e.kind, bad_case[_i].kind);
		ck_assert_int_eq(seen.n, bad_case[_i].read);
	}
}
END_TEST

START_TEST(the_reader_of_elements_can_end_it)
{
	struct seen seen = { .stop_at = 2 };
	struct err e = { 0 };

	free(run("{'records':[{'a':1},{'b':2},{'c':3}]}", 7, &seen, &e));
	ck_assert_int_eq(e.kind, ERR_WRITE);
	ck_assert_int_eq(seen.n, 2);
}
END_TEST

/* Feeds head, then one byte for ever; the kind of the error that ends it. */
static enum err_kind
feed_for_ever(const char *head, char byte)
{
	static char block[1 << 16];
	struct seen seen = { .n = 0 };
	struct records *r = records_new(note, &seen);
	char *text = quoted_text(head);
	struct err e = { 0 };
	int rc = records_feed(r, text, strlen(text), &e);

	memset(block, byte, sizeof(block));
	for (int i = 0; i < 1000 && rc == 0; i++)
		rc = records_feed(r, block, sizeof(block), &e);
	records_free(r);
	free(text);
	return e.kind;
}

START_TEST(no_answer_takes_memory_without_bound)
{
	ck_assert_int_eq(feed_for_ever("{'records':[{'a':'", 'x'), ERR_TOO_BIG);
	ck_assert_int_eq(feed_for_ever("{'records':[{'a':", '['), ERR_TOO_BIG);
	ck_assert_int_eq(feed_for_ever("{'x':'", 'x'), ERR_TOO_BIG);
	ck_assert_int_eq(feed_for_ever("{'records':[", ' '), ERR_TOO_BIG);
}
END_TEST

TCase *
tcase_records(void)
{
	TCase *tc = tcase_create("records");

	tcase_add_loop_test(tc, elements_are_found_however_the_bytes_arrive, 0,
	    sizeof(good_case) / sizeof(good_case[0]));
	tcase_add_loop_test(tc,
	    what_is_not_json_is_said_and_what_came_before_is_kept, 0,
	    sizeof(bad_case) / sizeof(bad_case[0]));
	tcase_add_test(tc, the_reader_of_elements_can_end_it);
	tcase_add_test(tc, no_answer_takes_memory_without_bound);
	return tc;
}
