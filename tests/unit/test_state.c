/* tests/unit/test_state.c - the state directory and the files in it */
#include "base/file.h"
#include "base/mem.h"
#include "base/note.h"
#include "state/polls.h"
#include "state/state.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

TCase *tcase_state(void);

static char dir[64];
static struct state *st;
static struct err e;

static void
set_up(void)
{
	char inner[80];

	note_level(NOTE_QUIET);
	(void)strcpy(dir, "/tmp/vrm-state-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	(void)snprintf(inner, sizeof(inner), "%s/a/b", dir);
	e = (struct err){ .kind = ERR_NONE };
	st = state_open(inner);
}

static void
tear_down(void)
{
	char command[128];

	state_close(st);
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static void
write_file(const char *name, const char *text)
{
	char *path = state_path(st, name);

	ck_assert_int_eq(file_replace(path, 0600, text, strlen(text), &e), 0);
	free(path);
}

START_TEST(what_a_killed_program_left_beside_a_file_goes)
{
	char *beside = state_path(st, "x.json.new");
	char *path = state_path(st, "x.json");
	char *text;
	size_t len;

	write_file("x.json.new", "half of a secr");
	write_file("x.json", "whole");
	ck_assert_int_eq(access(beside, F_OK), -1);
	ck_assert_int_eq(file_read(path, 99, &text, &len, &e), 0);
	ck_assert_str_eq(text, "whole");
	free(text);
	free(path);
	free(beside);
}
END_TEST

START_TEST(a_new_state_directory_belongs_to_its_user_alone)
{
	struct stat s;

	ck_assert_int_eq(stat(state_dir(st), &s), 0);
	ck_assert_int_eq(s.st_mode & 0777, 0700);
	ck_assert_int_eq(state_mode(st), 0600);
}
END_TEST

START_TEST(what_is_saved_is_loaded_and_leaves_no_other_file)
{
	json_t *o = json_pack("{s:i}", "x", 7), *back = NULL;
	char command[128];

	ck_assert_int_eq(state_save(st, "x.json", o, &e), 0);
	ck_assert_int_eq(state_load(st, "x.json", &back, &e), 0);
	ck_assert(json_equal(o, back));
	(void)snprintf(command, sizeof(command),
	    "test \"$(ls -A %s)\" = x.json", state_dir(st));
	ck_assert_int_eq(system(command), 0);
	json_decref(o);
	json_decref(back);
}
END_TEST

static const char *const damaged[] = { "", "{\"x\":", "[1]", "garbage\n",
	"{\"x\":1}", "{\"x\":1,\"version\":2}" };

START_TEST(a_damaged_file_is_set_aside_and_taken_as_missing)
{
	json_t *back = NULL;
	char *bad = state_path(st, "x.json.bad");

	write_file("x.json", damaged[_i]);
	ck_assert_int_eq(state_load(st, "x.json", &back, &e), 1);
	ck_assert_ptr_null(back);
	ck_assert_int_eq(access(bad, F_OK), 0);
	ck_assert_int_eq(state_load(st, "x.json", &back, &e), 1);
	free(bad);
}
END_TEST

static const struct { bool is_fifo; off_t size; } foreign_case[] = {
	{ .is_fifo = true }, { .size = (off_t)1 << 30 }
};

START_TEST(what_can_be_no_state_file_is_set_aside_unread)
{
	char *path = state_path(st, "x.json"), *bad = xasprintf("%s.bad", path);
	json_t *back = NULL;

	if (foreign_case[_i].is_fifo) {
		ck_assert_int_eq(mkfifo(path, 0600), 0);
	} else {
		write_file("x.json", "");
		ck_assert_int_eq(truncate(path, foreign_case[_i].size), 0);
	}
	ck_assert_int_eq(state_load(st, "x.json", &back, &e), 1);
	ck_assert_int_eq(access(path, F_OK), -1);
	ck_assert_int_eq(access(bad, F_OK), 0);
	free(bad);
	free(path);
}
END_TEST

START_TEST(below_a_file_there_is_no_file)
{
	char *path = state_path(st, "x/y"), *text;
	size_t len;

	write_file("x", "");
	ck_assert_int_eq(file_read(path, 100, &text, &len, &e), 1);
	free(path);
}
END_TEST

struct seen { int n; struct poll last; };

static void
see(void *arg, const struct poll *p)
{
	struct seen *seen = arg;

	seen->n++;
	seen->last = *p;
}

START_TEST(an_attempt_is_read_back_as_it_was_logged)
{
	struct poll p = { .at = 1765368000, .program = "vrm-fetch",
	    .command = "battery", .kind = ERR_TOKEN_REFUSED,
	    .message = "401: \"Token is invalid\"", .by_hand = true,
	    .sites = 7, .readings = 6, .skew_s = -3 };
	struct seen seen = { .n = 0 };

	ck_assert_int_eq(polls_log(st, &p, &e), 0);
	ck_assert_int_eq(polls_read(st, 0, see, &seen, &e), 0);
	ck_assert_int_eq(seen.n, 1);
	ck_assert_int_eq(seen.last.kind, ERR_TOKEN_REFUSED);
	ck_assert_str_eq(seen.last.message, p.message);
	ck_assert_int_eq(seen.last.readings, 6);
	ck_assert_int_eq(seen.last.skew_s, -3);
	ck_assert(seen.last.by_hand);
	ck_assert_int_eq(polls_read(st, p.at + 1, see, &seen, &e), 0);
	ck_assert_int_eq(seen.n, 1);
}
END_TEST

START_TEST(lines_that_are_no_attempts_are_passed_over)
{
	struct poll p = { .at = 1765368000, .program = "vrm-store" };
	struct seen seen = { .n = 0 };

	write_file("polls.ndjson", "garbage\n{\"at\":7}\n{\"at\":\"2025-");
	ck_assert_int_eq(polls_read(st, 0, see, &seen, &e), 0);
	ck_assert_int_eq(seen.n, 0);
	write_file("polls.ndjson", "garbage\n");
	ck_assert_int_eq(polls_log(st, &p, &e), 0);
	ck_assert_int_eq(polls_read(st, 0, see, &seen, &e), 0);
	ck_assert_int_eq(seen.n, 1);
}
END_TEST

START_TEST(what_does_not_fit_the_disk_leaves_no_half_line)
{
	struct rlimit before, small = { 10, RLIM_INFINITY };
	char *path = state_path(st, "x.log"), *text;
	size_t len;

	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	ck_assert_int_eq(file_append(path, 0600, "one\n", 4, 100, &e), 0);
	small.rlim_max = before.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	ck_assert_int_eq(file_append(path, 0600, "two and three\n", 14, 100,
	    &e), -1);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	ck_assert_int_eq(err_status(&e), 74);
	ck_assert_int_eq(file_read(path, 100, &text, &len, &e), 0);
	ck_assert_str_eq(text, "one\n");
	free(text);
	free(path);
}
END_TEST

START_TEST(what_a_crash_cut_off_spoils_no_line_but_its_own)
{
	char *path = state_path(st, "x.log"), *text;
	size_t len;

	write_file("x.log", "one\ntw");
	ck_assert_int_eq(file_append(path, 0600, "three\n", 6, 100, &e), 0);
	ck_assert_int_eq(file_read(path, 100, &text, &len, &e), 0);
	ck_assert_str_eq(text, "one\ntw\nthree\n");
	free(text);
	free(path);
}
END_TEST

START_TEST(a_group_that_may_read_cannot_hold_a_lock)
{
	struct state *shared;
	struct stat s;
	int lock;

	ck_assert_int_eq(chmod(dir, 0750), 0);
	shared = state_open(dir);
	ck_assert_int_eq(state_mode(shared), 0640);
	lock = state_lock(shared, "x", &e);
	ck_assert_int_eq(fstat(lock, &s), 0);
	ck_assert_int_eq(s.st_mode & 0777, 0600);
	(void)close(lock);
	state_close(shared);
}
END_TEST

START_TEST(logs_and_locks_have_their_mode_whatever_the_umask)
{
	mode_t before = umask(077);
	char *path = state_path(st, "x.log");
	int lock = file_lock(path, 0640, &e);
	struct stat s;

	(void)umask(before);
	ck_assert_int_ne(lock, -1);
	ck_assert_int_eq(fstat(lock, &s), 0);
	ck_assert_int_eq(s.st_mode & 0777, 0640);
	(void)close(lock);
	free(path);
}
END_TEST

START_TEST(the_log_stays_bounded_and_keeps_the_newest)
{
	struct poll p = { .program = "vrm-fetch" };
	struct seen seen = { .n = 0 };
	struct stat s;
	char *path = state_path(st, "polls.ndjson");
	char *line = malloc(POLLS_MAX);

	memset(line, ' ', POLLS_MAX);
	line[POLLS_MAX / 4] = '\n';
	line[POLLS_MAX - 2] = '\n';
	line[POLLS_MAX - 1] = '\0';
	write_file("polls.ndjson", line);
	for (p.at = 1765368000; p.at < 1765368010; p.at++)
		ck_assert_int_eq(polls_log(st, &p, &e), 0);
	ck_assert_int_eq(stat(path, &s), 0);
	ck_assert_int_lt(s.st_size, POLLS_MAX);
	ck_assert_int_eq(polls_read(st, 0, see, &seen, &e), 0);
	ck_assert_int_eq(seen.n, 10);
	ck_assert_int_eq(seen.last.at, 1765368009);
	free(line);
	free(path);
}
END_TEST

START_TEST(a_file_over_its_bound_is_an_error)
{
	char *path = state_path(st, "big"), *text;
	size_t len;

	write_file("big", "0123456789");
	ck_assert_int_eq(file_read(path, 9, &text, &len, &e), -1);
	ck_assert_int_eq(file_read(path, 10, &text, &len, &e), 0);
	ck_assert_uint_eq(len, 10);
	free(text);
	free(path);
}
END_TEST

TCase *
tcase_state(void)
{
	TCase *t = tcase_create("state");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, what_a_killed_program_left_beside_a_file_goes);
	tcase_add_test(t, a_new_state_directory_belongs_to_its_user_alone);
	tcase_add_test(t, what_is_saved_is_loaded_and_leaves_no_other_file);
	tcase_add_loop_test(t,
	    a_damaged_file_is_set_aside_and_taken_as_missing,
	    0, 6);
	tcase_add_loop_test(t, what_can_be_no_state_file_is_set_aside_unread,
	    0, 2);
	tcase_add_test(t, below_a_file_there_is_no_file);
	tcase_add_test(t, an_attempt_is_read_back_as_it_was_logged);
	tcase_add_test(t, lines_that_are_no_attempts_are_passed_over);
	tcase_add_test(t,
	    what_does_not_fit_the_disk_leaves_no_half_line);
	tcase_add_test(t,
	    what_a_crash_cut_off_spoils_no_line_but_its_own);
	tcase_add_test(t, a_group_that_may_read_cannot_hold_a_lock);
	tcase_add_test(t,
	    logs_and_locks_have_their_mode_whatever_the_umask);
	tcase_add_test(t, the_log_stays_bounded_and_keeps_the_newest);
	tcase_add_test(t, a_file_over_its_bound_is_an_error);
	return t;
}
