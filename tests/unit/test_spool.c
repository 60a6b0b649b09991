/* tests/unit/test_spool.c */
#include "base/file.h"
#include "base/mem.h"
#include "base/note.h"
#include "state/spool.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TCase *tcase_spool(void);

enum { NOW = 1784548800 };

static char dir[64];
static struct state *state;
static struct spool *spool;

static void
set_up(void)
{
	(void)strcpy(dir, "/tmp/vrm-unit.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	state = state_open(dir);
	spool = spool_new(state, "a", "postgresql://vrm@db/home");
	note_level(NOTE_QUIET);
}

static void
tear_down(void)
{
	char cmd[128];

	spool_free(spool);
	state_close(state);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf '%s'", dir);
	ck_assert_int_eq(system(cmd), 0);
}

static void
add(struct spool *s, const char *lines, size_t n, int64_t now)
{
	struct err e = { 0 };

	ck_assert_msg(spool_add(s, lines, n, now, &e) == 0, "%s", e.msg);
}

/* What comes out, each segment in brackets. */
struct taken {
	char text[1024];
	int fail_at;		/* the nth segment, 0 none */
	int n;
};

static int
take(void *arg, const struct spool_segment *g, struct err *e)
{
	struct taken *t = arg;

	if (++t->n == t->fail_at) {
		err_set(e, ERR_DB_DOWN, "gone");
		return -1;
	}
	(void)strcat(t->text, "[");
	for (size_t i = 0; i < g->n; i++) {
		ck_assert_uint_eq(strlen(g->lines[i].text), g->lines[i].len);
		(void)strcat(strcat(t->text, i == 0 ? "" : " "),
		    g->lines[i].text);
	}
	(void)strcat(t->text, "]");
	return 0;
}

static int
drain(struct taken *t, struct err *e)
{
	*t = (struct taken){ .fail_at = t->fail_at };
	return spool_drain(spool, take, t, e);
}

static struct spool_depth
depth(void)
{
	struct spool_depth d;
	struct err e = { 0 };

	ck_assert_int_eq(spool_depth(state, &d, &e), 0);
	return d;
}

/* The only segment whose name ends so: its path, to be freed. */
static char *
segment(const char *end)
{
	char cmd[160], path[256];
	FILE *p;

	(void)snprintf(cmd, sizeof(cmd), "ls %s/spool/*/*%s", dir, end);
	p = popen(cmd, "r");
	ck_assert_ptr_nonnull(fgets(path, sizeof(path), p));
	ck_assert_int_eq(pclose(p), 0);
	return xstrndup(path, strcspn(path, "\n"));
}

START_TEST(what_goes_in_comes_out_once_and_in_order)
{
	struct taken t = { .fail_at = 0 };
	struct err e = { 0 };

	ck_assert(!spool_waits(spool));
	add(spool, "one\ntwo\n", 2, NOW);
	add(spool, "three\n", 1, NOW - 3600);	/* the clock was set back */
	ck_assert(spool_waits(spool));
	ck_assert_int_eq(drain(&t, &e), 0);
	ck_assert_str_eq(t.text, "[one two][three]");
	ck_assert(!spool_waits(spool));
	ck_assert_int_eq(drain(&t, &e), 0);
	ck_assert_str_eq(t.text, "");
}
END_TEST

START_TEST(what_was_not_taken_stays_in_its_place)
{
	struct taken t = { .fail_at = 2 };
	struct err e = { 0 };

	add(spool, "one\n", 1, NOW);
	add(spool, "two\n", 1, NOW);
	add(spool, "three\n", 1, NOW);
	ck_assert_int_eq(drain(&t, &e), -1);
	ck_assert_int_eq(e.kind, ERR_DB_DOWN);
	ck_assert_str_eq(t.text, "[one]");
	add(spool, "four\n", 1, NOW);
	t.fail_at = 0;
	ck_assert_int_eq(drain(&t, &e), 0);
	ck_assert_str_eq(t.text, "[two][three][four]");
}
END_TEST

START_TEST(its_depth_is_told_of_each_target_and_of_all)
{
	struct spool *other = spool_new(state, "b", "sqlite:vrm.db");
	struct spool_depth d = depth();

	ck_assert_uint_eq(d.segments, 0);
	ck_assert_int_eq(d.oldest, 0);
	add(spool, "one\ntwo\n", 2, NOW + 60);
	add(other, "three\n", 1, NOW);
	d = depth();
	ck_assert_uint_eq(d.segments, 2);
	ck_assert_uint_eq(d.lines, 3);
	ck_assert_uint_eq(d.bytes, 3 * 9 + 14);
	ck_assert_int_eq(d.oldest, NOW);
	spool_free(other);
}
END_TEST

START_TEST(a_damaged_line_does_not_take_the_others_with_it)
{
	struct taken t = { .fail_at = 0 };
	struct err e = { 0 };
	struct spool_depth d;
	char *path;
	FILE *f;

	add(spool, "one\ntwo\nthree\n", 3, NOW);
	add(spool, "four\n", 1, NOW);
	path = segment("00000001-*");
	f = fopen(path, "r+");
	(void)fseek(f, 13 + 10, SEEK_SET);	/* the w of two */
	(void)fputc('W', f);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(drain(&t, &e), 0);
	ck_assert_str_eq(t.text, "[one three][four]");
	d = depth();
	ck_assert_uint_eq(d.segments, 0);
	ck_assert_uint_eq(d.set_aside, 1);
	ck_assert(!spool_waits(spool));
	free(path);
	free(segment(".bad"));
	add(spool, "five\n", 1, NOW);
	free(segment("00000002-*"));
}
END_TEST

/* Wherever it is cut, zeros or not behind: what a power cut may leave. */
START_TEST(the_whole_lines_of_a_torn_segment_are_kept)
{
	struct taken t = { .fail_at = 0 };
	struct err e = { 0 };
	char *path;

	add(spool, "one\ntwo\nthree\n", 3, NOW);
	path = segment("00000001-*");
	ck_assert_int_eq(truncate(path, _i), 0);
	ck_assert_int_eq(truncate(path, _i + 40), 0);
	ck_assert_int_eq(drain(&t, &e), 0);
	ck_assert_str_eq(t.text, _i < 13 ? "" : _i < 26 ? "[one]" :
	    _i < 41 ? "[one two]" : "[one two three]");
	ck_assert(!spool_waits(spool));
	if (_i < 41)
		free(segment(".bad"));
	free(path);
}
END_TEST

START_TEST(what_a_crash_left_half_written_is_taken_and_removed)
{
	struct taken t = { .fail_at = 0 };
	struct err e = { 0 };
	char *path, *beside;

	add(spool, "one\ntwo\nthree\n", 3, NOW);
	path = segment("00000001-*");
	beside = xasprintf("%s.new", path);
	ck_assert_int_eq(rename(path, beside), 0);
	ck_assert_int_eq(truncate(beside, 30), 0);
	ck_assert(spool_waits(spool));
	ck_assert_uint_eq(depth().segments, 0);
	ck_assert_int_eq(drain(&t, &e), 0);
	ck_assert_str_eq(t.text, "[one two]");
	ck_assert_int_eq(access(beside, F_OK), -1);
	ck_assert_uint_eq(depth().set_aside, 0);
	free(beside);
	free(path);
}
END_TEST

START_TEST(a_foreign_file_is_left_alone_or_set_aside)
{
	struct taken t = { .fail_at = 0 };
	struct err e = { 0 };
	char *path, *foreign, *above;

	add(spool, "one\n", 1, NOW);
	path = segment("00000001-*");
	foreign = xasprintf("%.*s/README", (int)(strrchr(path, '/') - path),
	    path);
	ck_assert_int_eq(file_replace(foreign, 0600, "?", 1, &e), 0);
	above = state_path(state, "spool/README");
	ck_assert_int_eq(file_replace(above, 0600, "?", 1, &e), 0);
	ck_assert_int_eq(file_replace(path, 0600, "{}\n{}\n", 6, &e), 0);
	add(spool, "two\n", 1, NOW);
	ck_assert_int_eq(drain(&t, &e), 0);
	ck_assert_str_eq(t.text, "[two]");
	ck_assert_int_eq(access(foreign, F_OK), 0);
	ck_assert_int_eq(access(above, F_OK), 0);
	ck_assert_uint_eq(depth().set_aside, 1);
	free(above);
	free(foreign);
	free(path);
}
END_TEST

START_TEST(one_that_cannot_be_read_holds_up_nothing)
{
	struct taken t = { .fail_at = 0 };
	struct err e = { 0 };
	char *path;

	add(spool, "one\n", 1, NOW);
	add(spool, "two\n", 1, NOW);
	path = segment("00000001-*");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(drain(&t, &e), -1);
	ck_assert_str_eq(t.text, "[two]");
	ck_assert_ptr_nonnull(strstr(e.msg, path));
	free(path);
}
END_TEST

START_TEST(no_spool_can_be_made_where_no_file_can)
{
	struct state *nowhere = state_open("/dev/null/vrm");
	struct spool *s = spool_new(nowhere, "a", "a");
	struct spool_depth d;
	struct err e = { 0 };

	ck_assert_int_eq(spool_add(s, "one\n", 1, NOW, &e), -1);
	ck_assert_int_ne(err_status(&e), 75);
	ck_assert(e.kind != ERR_NONE);
	(void)spool_depth(nowhere, &d, &e);
	ck_assert_uint_eq(d.segments, 0);
	spool_free(s);
	state_close(nowhere);
}
END_TEST

/* A file of another target, of so many bytes that take no room. */
static void
fill(off_t size)
{
	char *path = state_path(state, "spool/full/00000001-1-1.bad");
	struct err e = { 0 };

	ck_assert_int_eq(file_replace(path, 0600, "", 0, &e), 0);
	ck_assert_int_eq(truncate(path, size), 0);
	free(path);
}

START_TEST(a_full_spool_is_an_error_and_keeps_what_it_has)
{
	char *path = state_path(state, "spool/full");
	struct taken t = { .fail_at = 0 };
	struct err e = { 0 };

	add(spool, "one\n", 1, NOW);
	ck_assert_int_eq(file_make_dirs(path, 0700, &e), 0);
	fill(SPOOL_MAX);
	ck_assert_int_eq(spool_add(spool, "two\n", 1, NOW, &e), -1);
	ck_assert_int_eq(e.kind, ERR_WRITE);
	ck_assert_ptr_nonnull(strstr(e.msg, "full"));
	ck_assert_int_eq(drain(&t, &e), 0);
	ck_assert_str_eq(t.text, "[one]");
	fill(0);
	add(spool, "three\n", 1, NOW);
	free(path);
}
END_TEST

TCase *
tcase_spool(void)
{
	TCase *tc = tcase_create("spool");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, what_goes_in_comes_out_once_and_in_order);
	tcase_add_test(tc, what_was_not_taken_stays_in_its_place);
	tcase_add_test(tc, its_depth_is_told_of_each_target_and_of_all);
	tcase_add_test(tc, a_damaged_line_does_not_take_the_others_with_it);
	tcase_add_loop_test(tc, the_whole_lines_of_a_torn_segment_are_kept, 0,
	    42);
	tcase_add_test(tc, what_a_crash_left_half_written_is_taken_and_removed);
	tcase_add_test(tc, a_foreign_file_is_left_alone_or_set_aside);
	tcase_add_test(tc, one_that_cannot_be_read_holds_up_nothing);
	tcase_add_test(tc, no_spool_can_be_made_where_no_file_can);
	tcase_add_test(tc, a_full_spool_is_an_error_and_keeps_what_it_has);
	return tc;
}
