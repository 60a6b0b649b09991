/* tests/unit/test_rejects.c */
#include "base/file.h"
#include "base/js.h"
#include "state/rejects.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TCase *tcase_rejects(void);

static char dir[64];
static struct state *state;

static void
set_up(void)
{
	(void)strcpy(dir, "/tmp/vrm-unit.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	state = state_open(dir);
}

static void
tear_down(void)
{
	char cmd[128];

	state_close(state);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf '%s'", dir);
	ck_assert_int_eq(system(cmd), 0);
}

static void
keep(struct rejects *r, const char *text, size_t len)
{
	struct reject reject = { 1784548800, 7, "not JSON", text, len,
		false };
	struct err e = { 0 };

	ck_assert_int_eq(rejects_add(r, &reject, &e), 0);
}

static char *
content(const char *name, size_t *len)
{
	char *path = state_path(state, name), *text;
	struct err e = { 0 };

	ck_assert_int_eq(file_read(path, 64 << 20, &text, len, &e), 0);
	free(path);
	return text;
}

START_TEST(a_line_is_kept_verbatim_or_as_base64)
{
	struct rejects *r = rejects_new(state);
	struct err e = { 0 };
	size_t len;
	char *text;

	keep(r, "{\"a\":", 5);
	keep(r, "\xff", 1);
	keep(r, "\xff\xfe", 2);
	keep(r, "\xff\xfe\xfd", 3);
	keep(r, "a\0b", 3);
	ck_assert_int_eq(rejects_flush(r, &e), 0);
	ck_assert_int_eq(rejects_flush(r, &e), 0);
	text = content("rejected.ndjson", &len);
#define HEAD "{\"at\":\"2026-07-20T12:00:00Z\",\"line\":7," \
	"\"reason\":\"not JSON\","
	ck_assert_str_eq(text, HEAD "\"text\":\"{\\\"a\\\":\"}\n"
	    HEAD "\"base64\":\"/w==\"}\n" HEAD "\"base64\":\"//4=\"}\n"
	    HEAD "\"base64\":\"//79\"}\n" HEAD "\"text\":\"a\\u0000b\"}\n");
	free(text);
	rejects_free(r);
}
END_TEST

START_TEST(the_file_is_rotated_once_and_bounded)
{
	char *path = state_path(state, "rejected.ndjson");
	struct err e = { 0 };
	size_t len;
	FILE *fp = fopen(path, "w");

	ck_assert_ptr_nonnull(fp);
	ck_assert_int_eq(ftruncate(fileno(fp), REJECTS_MAX - 10), 0);
	(void)fclose(fp);
	for (int i = 0; i < 2; i++) {
		struct rejects *r = rejects_new(state);

		keep(r, "x", 1);
		ck_assert_int_eq(rejects_flush(r, &e), 0);
		rejects_free(r);
	}
	free(content("rejected.ndjson.1", &len));
	ck_assert_uint_eq(len, REJECTS_MAX - 10);
	free(content("rejected.ndjson", &len));
	ck_assert_uint_lt(len, 200);
	free(path);
}
END_TEST

START_TEST(what_cannot_be_kept_is_an_error)
{
	char *path = state_path(state, "rejected.ndjson");
	struct rejects *r = rejects_new(state);
	struct err e = { 0 };

	ck_assert_int_eq(symlink("/dev/full", path), 0);
	keep(r, "x", 1);
	ck_assert_int_eq(rejects_flush(r, &e), -1);
	ck_assert_int_eq(e.kind, ERR_WRITE);
	rejects_free(r);
	free(path);
}
END_TEST

TCase *
tcase_rejects(void)
{
	TCase *tc = tcase_create("rejects");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_line_is_kept_verbatim_or_as_base64);
	tcase_add_test(tc, the_file_is_rotated_once_and_bounded);
	tcase_add_test(tc, what_cannot_be_kept_is_an_error);
	return tc;
}
