/* tests/unit/test_budget.c - the hour on disk: many processes, odd clocks */
#include "state/budget.h"

#include "base/file.h"
#include "base/js.h"
#include "base/note.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TCase *tcase_budget(void);

enum { HOUR_MS = 3600000 };

static const struct rate_limits fifty = { 50, 180 };
static char dir[64];
static struct state *st;
static struct clock now;
static struct err e;

static void
set_up(void)
{
	note_level(NOTE_QUIET);
	(void)strcpy(dir, "/tmp/vrm-budget-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	e = (struct err){ .kind = ERR_NONE };
	now = (struct clock){ .is_virtual = true,
	    .at_ms = INT64_C(1784548800000) };
	st = state_open(dir);
}

static void
tear_down(void)
{
	char command[128];

	state_close(st);
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

/* Takes as a program of its own would; the error's kind. */
static enum err_kind
take(enum rate_use use, int64_t patience)
{
	struct budget *b = budget_open(st, &fifty, &now);

	e = (struct err){ .kind = ERR_NONE };
	(void)budget_take(b, use, patience, &e);
	budget_close(b);
	return e.kind;
}

static struct budget_info
look(void)
{
	struct budget_info info;

	ck_assert_int_eq(budget_read(&info, st, &fifty, &now, &e), 0);
	return info;
}

START_TEST(the_forty_sixth_is_refused_and_told_when)
{
	for (int i = 0; i < 45; i++) {
		ck_assert_int_eq(take(RATE_POLL, 0), ERR_NONE);
		now.at_ms += 1000;
	}
	ck_assert_int_eq(take(RATE_POLL, 0), ERR_BUDGET);
	ck_assert_ptr_nonnull(strstr(e.msg, "45 requests"));
	ck_assert_ptr_nonnull(strstr(e.msg,
	    "2026-07-20T13:00:00Z, in 59 minutes"));
	ck_assert_int_eq(look().used, 45);
	ck_assert_int_eq(look().remaining, 0);
	ck_assert_int_eq(look().next, 1784552400);
	now.at_ms = INT64_C(1784552400000);
	ck_assert_int_eq(take(RATE_POLL, 0), ERR_NONE);
}
END_TEST

START_TEST(ten_processes_at_once_are_counted_exactly)
{
	int status, refused = 0;

	for (int i = 0; i < 10; i++)
		if (fork() == 0) {
			int n = 0;

			for (int k = 0; k < 6; k++)
				n += take(RATE_POLL, 0) == ERR_BUDGET;
			_exit(n);
		}
	for (int i = 0; i < 10; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert(WIFEXITED(status));
		refused += WEXITSTATUS(status);
	}
	ck_assert_int_eq(look().used, 45);
	ck_assert_int_eq(look().today, 45);
	ck_assert_int_eq(refused, 60 - 45);
}
END_TEST

START_TEST(a_hold_is_honoured_by_the_next_program)
{
	struct budget *b = budget_open(st, &fifty, &now);

	budget_hold(b, 17000);
	budget_close(b);
	ck_assert_int_eq(take(RATE_POLL, 10000), ERR_LIMITED);
	ck_assert_ptr_nonnull(strstr(e.msg, "2026-07-20T12:00:17Z"));
	ck_assert_int_eq(look().hold_until, 1784548817);
	ck_assert_int_eq(take(RATE_POLL, 20000), ERR_NONE);	/* it waited */
	ck_assert_int_eq(now.at_ms, INT64_C(1784548817000));
	ck_assert_int_eq(look().hold_until, 0);
}
END_TEST

START_TEST(a_refused_take_still_lets_the_future_age)
{
	for (int i = 0; i < 45; i++)
		ck_assert_int_eq(take(RATE_POLL, 0), ERR_NONE);
	now.at_ms -= 48 * (int64_t)HOUR_MS;
	ck_assert_int_eq(take(RATE_POLL, 0), ERR_BUDGET);
	now.at_ms += HOUR_MS;
	ck_assert_int_eq(take(RATE_POLL, 0), ERR_NONE);
}
END_TEST

/* Moves every wall time in the file, as if the clock had been set since. */
static void
pretend_clock_jumped(int64_t by)
{
	json_t *v, *seen, *item;
	int64_t at;
	size_t i;

	ck_assert_int_eq(state_load(st, "rate.json", &v, &e), 0);
	json_array_foreach(json_object_get(v, "poll"), i, item)
		ck_assert_int_eq(json_integer_set(item,
		    json_integer_value(item) - by), 0);
	seen = json_object_get(v, "seen");
	if (js_int(json_object_get(seen, "wall_ms"), &at))
		(void)json_object_set_new(seen, "wall_ms",
		    json_integer(at - by));
	ck_assert_int_eq(state_save(st, "rate.json", v, &e), 0);
	json_decref(v);
}

START_TEST(a_real_clock_set_forward_frees_nothing)
{
	char boot[CLOCK_BOOT];
	int64_t ms;

	now = (struct clock){ .is_virtual = false };
	if (!clock_steady(&now, boot, &ms))
		return;		/* this system has no steady clock */
	for (int i = 0; i < 45; i++)
		ck_assert_int_eq(take(RATE_POLL, 0), ERR_NONE);
	pretend_clock_jumped(5 * (int64_t)HOUR_MS);
	ck_assert_int_eq(look().used, 45);
	ck_assert_int_eq(take(RATE_POLL, 0), ERR_BUDGET);
	pretend_clock_jumped(-5 * (int64_t)HOUR_MS);
	ck_assert_int_eq(look().used, 45);
	ck_assert_int_eq(look().next - clock_s(&now) > 3500, 1);
}
END_TEST

START_TEST(a_request_that_never_left_is_given_back)
{
	struct budget *b = budget_open(st, &fifty, &now);

	ck_assert_int_eq(budget_take(b, RATE_POLL, 0, &e), 0);
	budget_refund(b, RATE_POLL);
	budget_close(b);
	ck_assert_int_eq(look().used, 0);
	ck_assert_int_eq(look().today, 0);
}
END_TEST

static const char *const foreign[] = {
	"", "{", "[]", "{}", "{\"version\":1,\"poll\":7,\"extra\":{\"a\":1}}",
	"{\"version\":1,\"poll\":[null,\"x\",{},1e300,-1],"
	    "\"hold_ms\":\"soon\",\"day\":{}}",
	"{\"version\":1,\"poll\":[9223372036854775807],"
	    "\"hold_ms\":9223372036854775807}",
};
START_TEST(a_damaged_count_is_no_crash_and_no_prison)
{
	char *path = state_path(st, "rate.json");

	ck_assert_int_eq(file_replace(path, 0600, foreign[_i],
	    strlen(foreign[_i]), &e), 0);
	(void)take(RATE_POLL, 0);
	now.at_ms += HOUR_MS;
	ck_assert_int_eq(take(RATE_POLL, 0), ERR_NONE);
	free(path);
}
END_TEST

START_TEST(where_nothing_can_be_written_the_run_counts_alone)
{
	struct budget *b = budget_open(st, &fifty, &now);
	char *path = state_path(st, "rate.json.lock");

	/* root may write anywhere: a directory in the lock's place stops it */
	ck_assert_int_eq(mkdir(path, 0700), 0);
	for (int i = 0; i < 45; i++)
		ck_assert_int_eq(budget_take(b, RATE_POLL, 0, &e), 0);
	ck_assert_int_eq(budget_take(b, RATE_POLL, 0, &e), -1);
	ck_assert_int_eq(e.kind, ERR_BUDGET);
	ck_assert(budget_trouble(b, &e));
	ck_assert_int_ne(err_status(&e), 0);
	budget_close(b);
	free(path);
}
END_TEST

TCase *
tcase_budget(void)
{
	TCase *t = tcase_create("budget");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, the_forty_sixth_is_refused_and_told_when);
	tcase_add_test(t, ten_processes_at_once_are_counted_exactly);
	tcase_add_test(t, a_hold_is_honoured_by_the_next_program);
	tcase_add_test(t, a_refused_take_still_lets_the_future_age);
	tcase_add_test(t, a_real_clock_set_forward_frees_nothing);
	tcase_add_test(t, a_request_that_never_left_is_given_back);
	tcase_add_loop_test(t, a_damaged_count_is_no_crash_and_no_prison, 0,
	    (int)(sizeof(foreign) / sizeof(foreign[0])));
	tcase_add_test(t, where_nothing_can_be_written_the_run_counts_alone);
	return t;
}
