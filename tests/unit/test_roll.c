/* tests/unit/test_roll.c */
#include "state/roll.h"

#include "base/file.h"
#include "base/js.h"
#include "base/note.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TCase *tcase_roll(void);

static char dir[64];
static struct state *state;
static struct roll *roll;
static struct err e;

static void
reload(void)
{
	roll_free(roll);
	ck_assert_int_eq(roll_load(&roll, state, "r.json", "all", &e), 0);
}

static void
setup(void)
{
	(void)snprintf(dir, sizeof(dir), "/tmp/test_roll.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	e = (struct err){ .kind = ERR_NONE };
	note_level(NOTE_QUIET);
	state = state_open(dir);
	roll = NULL;
	reload();
}

static void
teardown(void)
{
	static const char *const files[] = { "r.json", "r.json.bad" };

	roll_free(roll);
	for (size_t i = 0; i < 2; i++) {
		char *path = state_path(state, files[i]);

		(void)unlink(path);
		free(path);
	}
	state_close(state);
	(void)rmdir(dir);
	note_level(NOTE_NORMAL);
}

static void
put(const char *id, int n)
{
	json_t *v = json_pack("{s:i}", "n", n);

	roll_set(roll, id, v);
	json_decref(v);
}

static int64_t
get(const char *id)
{
	int64_t n = -1;

	(void)js_int(json_object_get(roll_get(roll, id), "n"), &n);
	return n;
}

static void
save(void)
{
	ck_assert_int_eq(roll_save(roll, &e), 0);
	reload();
}

static void
write_text(const char *text)
{
	ck_assert_int_eq(state_save_text(state, "r.json", text, strlen(text),
	    &e), 0);
	reload();
}

static void
file_is(const char *want)
{
	char *text;
	size_t len;

	ck_assert_int_eq(state_load_text(state, "r.json", &text, &len, &e), 0);
	ck_assert_str_eq(text, want);
	free(text);
}

START_TEST(the_file_has_an_entry_a_line_sorted)
{
	(void)json_object_set_new(roll_head(roll), "at", json_integer(7));
	put("2", 20);
	put("10", 100);
	put("1", 10);
	save();
	file_is("{\"at\":7,\"version\":1,\"all\":{\n\"1\":{\"n\":10},\n"
	    "\"10\":{\"n\":100},\n\"2\":{\"n\":20}\n}}");
	put("10", 101);
	put("0", 0);
	put("3", 30);
	roll_set(roll, "2", NULL);
	ck_assert_ptr_null(roll_get(roll, "2"));
	(void)json_object_set_new(roll_get(roll, "1"), "n", json_integer(11));
	save();
	file_is("{\"at\":7,\"version\":1,\"all\":{\n\"0\":{\"n\":0},\n"
	    "\"1\":{\"n\":11},\n\"10\":{\"n\":101},\n\"3\":{\"n\":30}\n}}");
	ck_assert_int_eq(get("10"), 101);
	ck_assert_int_eq(get("2"), -1);
	for (int i = 0; i < 11; i++) {
		char id[8];

		(void)snprintf(id, sizeof(id), "%d", i);
		roll_set(roll, id, NULL);
	}
	save();
	file_is("{\"at\":7,\"version\":1,\"all\":{\n}}");
}
END_TEST

static const char *const layout[] = {
	"{\"version\":1,\"all\":{\n\"b\":{\"n\":2},\n\"a\":{\"n\":1}\n}}",
	"{\"version\":1,\"all\":{\"b\":{\"n\":2},\"a\":{\"n\":1}}}",
	"{ \"all\": {\n \"b\":{\"n\":2},\n \"a\":{\"n\":1}\n},\"version\":1}",
	"{\"version\":1,\"all\":{\n\"b\":{\"n\":2},\n\"a\":{\"n\":1}\n}}\n",
};

START_TEST(other_layouts_are_understood)
{
	write_text(layout[_i]);
	ck_assert_int_eq(get("a"), 1);
	ck_assert_int_eq(get("b"), 2);
	ck_assert_int_eq(get("ab"), -1);
	put("c", 3);
	save();
	file_is("{\"version\":1,\"all\":{\n\"a\":{\"n\":1},\n\"b\":{\"n\":2},\n"
	    "\"c\":{\"n\":3}\n}}");
}
END_TEST

static const char *const bad[] = {
	"", "\n", "{", "null", "{\"all\":{\n}}", "{\"version\":2,\"all\":{\n}}",
	"{\"version\":1,\"all\":{\n\"a\":{\"n\":1},\n",
	"{\"version\":1,\"all\":{\n\"a\":{\"n\":1},\n\"b\":{\"n\"",
	"{\"version\":1,\"all\":{\n\n}}x", "}}", "\n}}", "{\"all\":{",
};

START_TEST(a_damaged_file_is_set_aside)
{
	char *path = state_path(state, "r.json.bad");

	write_text(bad[_i]);
	ck_assert_int_eq(get("a"), -1);
	ck_assert_int_eq(access(path, F_OK), 0);
	put("c", 3);
	save();
	ck_assert_int_eq(get("c"), 3);
	free(path);
}
END_TEST

START_TEST(a_damaged_line_costs_its_entry_alone)
{
	write_text("{\"version\":1,\"all\":{\n\"a\":{oops},\n\"b\":{\"n\":2}\n"
	    "}}");
	ck_assert_int_eq(get("a"), -1);
	ck_assert_int_eq(get("b"), 2);
	put("a", 1);
	save();
	ck_assert_int_eq(get("a"), 1);
}
END_TEST

START_TEST(any_text_may_be_a_name)
{
	static const char *const odd[] = { "", "a{1", "a{2", "a\":{", "a\\",
	    "a\\\"", "a\n", "\xc3\xa9", ":", "," };
	int n = (int)(sizeof(odd) / sizeof(odd[0]));

	for (int i = 0; i < n; i++)
		put(odd[i], i);
	save();
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(get(odd[i]), i);
	for (int i = 0; i < n; i += 2)
		put(odd[i], 100 + i);
	save();
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(get(odd[i]), i % 2 == 0 ? 100 + i : i);
}
END_TEST

static bool
count(void *arg, const char *id, json_t *entry)
{
	(void)id;
	(void)entry;
	return ++*(int *)arg < 100;
}

static bool
drop(void *arg, const char *id, json_t *entry)
{
	(void)arg;
	(void)entry;
	roll_set(roll, id, NULL);
	return true;
}

START_TEST(each_entry_comes_once_seen_or_not)
{
	int n = 0;

	put("1", 1);
	put("2", 2);
	put("3", 3);
	save();
	put("2", 22);
	put("4", 4);
	roll_set(roll, "3", NULL);
	roll_each(roll, count, &n);
	ck_assert_int_eq(n, 3);
	roll_each(roll, drop, NULL);
	n = 0;
	roll_each(roll, count, &n);
	ck_assert_int_eq(n, 0);
}
END_TEST

TCase *
tcase_roll(void)
{
	TCase *t = tcase_create("roll");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_file_has_an_entry_a_line_sorted);
	tcase_add_loop_test(t, other_layouts_are_understood, 0,
	    (int)(sizeof(layout) / sizeof(layout[0])));
	tcase_add_loop_test(t, a_damaged_file_is_set_aside, 0,
	    (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(t, a_damaged_line_costs_its_entry_alone);
	tcase_add_test(t, any_text_may_be_a_name);
	tcase_add_test(t, each_entry_comes_once_seen_or_not);
	return t;
}
