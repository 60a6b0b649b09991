/* tests/unit/test_keep.c - what is kept when the database goes and comes */
#include "base/mem.h"
#include "base/note.h"
#include "place.h"
#include "rows.h"
#include "store/intake.h"

#include <check.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TCase *tcase_keep(void);

enum { T = 1700000000 };

static struct place place;
static struct state *state;
static struct clock clock_;
static struct keep keep;
static struct keep_sum sum;
static char *away;			/* where the database is then */

static void
set_up(void)
{
	struct writer_how how = { .file_mode = 0600, .keep_s = INT64_MAX };
	struct err e = { 0 };
	char *dir;

	place = place_new(PLACE_SQLITE);
	dir = xasprintf("%s/state", place.dir);
	away = xasprintf("%s/away", place.dir);
	how.url = place.url;
	state = state_open(dir);
	clock_ = (struct clock){ .is_virtual = true,
		.at_ms = (int64_t)T * 1000 };
	sum = (struct keep_sum){ .spooled = 0 };
	note_level(NOTE_QUIET);
	ck_assert_int_eq(keep_open(&keep, &how, state, &clock_, &e), 0);
	free(dir);
}

static void
tear_down(void)
{
	keep_close(&keep);
	state_close(state);
	place_free(&place);
	free(away);
}

/* A directory in its place: nobody can open that. */
static void
go_away(void)
{
	ck_assert_int_eq(rename(place.url + strlen("sqlite:"), away), 0);
	ck_assert_int_eq(mkdir(place.url + strlen("sqlite:"), 0700), 0);
}

static void
come_back(void)
{
	ck_assert_int_eq(rmdir(place.url + strlen("sqlite:")), 0);
	ck_assert_int_eq(rename(away, place.url + strlen("sqlite:")), 0);
}

/* One reading, so many seconds after T. */
static void
put(int at_s, double soc)
{
	struct line l = rows_live(T + at_s, soc);
	uint64_t number = 1;
	struct sieve_batch b = { .lines = &l, .numbers = &number, .n = 1,
		.now = T + at_s };
	struct err e = { 0 };

	clock_.at_ms = (int64_t)(T + at_s) * 1000;
	ck_assert_msg(keep_put(&keep, &b, &sum, &e) == 0, "%s", e.msg);
	ck_assert_uint_eq(b.done, 1);
}

/* So that the next batch connects anew, as after a connection that died. */
static void
hang_up(void)
{
	writer_close(&keep.sieve.writer);
}

START_TEST(a_database_that_is_away_is_tried_again_after_a_minute)
{
	put(0, 50);
	ck_assert_uint_eq(sum.read.readings.stored, 1);
	hang_up();
	go_away();
	put(10, 51);
	come_back();
	put(20, 52);			/* not yet: it would wait each time */
	put(69, 53);
	ck_assert_uint_eq(sum.spooled, 3);
	ck_assert_uint_eq(sum.read.readings.stored, 1);
	put(71, 54);
	ck_assert_uint_eq(sum.spooled, 3);
	ck_assert_uint_eq(sum.read.readings.stored, 2);
	ck_assert_uint_eq(sum.drained.readings.stored, 3);
	ck_assert(!spool_waits(keep.spool));
}
END_TEST

START_TEST(the_spool_goes_first_so_that_the_last_word_is_the_last)
{
	static struct rows rows;
	struct store *st;

	put(0, 50);
	hang_up();
	go_away();
	put(10, 51);
	come_back();
	hang_up();
	clock_.at_ms += 70000;
	keep.away_at -= 70;
	put(10, 52);
	st = place_open(&place, STORE_READ);
	rows_get_all(st, &rows);
	ck_assert_uint_eq(rows.n, 2);
	ck_assert_double_eq(rows.v[1].soc, 52);
	store_close(st);
}
END_TEST

/* A line; when it waits, the database is back and a minute later another. */
static void *
speak_twice(void *fd)
{
	const char *texts[] = { "{\"timestamp\":\"2023-11-14T22:00:00Z\","
	    "\"installation_id\":1,\"soc\":50}\n",
	    "{\"timestamp\":\"2023-11-14T22:01:00Z\","
	    "\"installation_id\":1,\"soc\":51}\n" };

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(write(*(int *)fd, texts[i], strlen(texts[i])),
		    strlen(texts[i]));
		while (i == 0 && !spool_waits(keep.spool))
			(void)sched_yield();
		if (i == 0) {
			come_back();
			clock_.at_ms += 61000;
		}
	}
	(void)close(*(int *)fd);
	return NULL;
}

START_TEST(what_the_run_itself_could_drain_does_not_wait)
{
	struct intake in = { .how = keep.sieve.writer.how, .state = state,
		.clock = &clock_ };
	struct intake_sum all;
	struct err e = { 0 };
	pthread_t thread;
	int fds[2];

	put(0, 50);
	hang_up();
	go_away();
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, speak_twice, &fds[1]),
	    0);
	ck_assert_msg(intake_run(&in, fds[0], &all, &e) == 0, "%s", e.msg);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_uint_eq(all.kept.spooled, 1);
	ck_assert_uint_eq(all.kept.drained.readings.stored, 1);
	ck_assert_uint_eq(all.kept.read.readings.stored, 1);
	(void)close(fds[0]);
}
END_TEST

START_TEST(draining_what_cannot_be_drained_says_that_it_waits)
{
	struct err e = { 0 };

	put(0, 50);
	hang_up();
	go_away();
	put(10, 51);
	ck_assert_int_eq(keep_drain(&keep, &sum, &e), -1);
	ck_assert_int_eq(e.kind, ERR_SPOOLED);
	ck_assert(spool_waits(keep.spool));
	come_back();
}
END_TEST

START_TEST(a_batch_is_split_until_the_bad_line_is_alone)
{
	struct line l[9];
	uint64_t numbers[9];
	struct sieve_batch b = { .lines = l, .numbers = numbers, .n = 9,
		.now = T };
	struct err e = { 0 };

	put(0, 50);
	hang_up();
	place_tamper(&place, place.url, "CREATE TRIGGER unlucky BEFORE INSERT "
	    "ON battery_readings WHEN new.soc = 13 "
	    "BEGIN SELECT RAISE(ABORT, 'unlucky'); END");
	for (size_t i = 0; i < 9; i++) {
		l[i] = rows_live(T + 60 * ((int64_t)i + 1), 50);
		numbers[i] = i + 1;
	}
	l[_i].reading.soc = 13;
	l[8 - _i].reading.soc = 13;
	ck_assert_int_eq(keep_put(&keep, &b, &sum, &e), 0);
	ck_assert_uint_eq(sum.read.rejected, _i == 4 ? 1 : 2);
	ck_assert_uint_eq(sum.read.readings.stored,
	    1 + 9 - sum.read.rejected);
	ck_assert_uint_eq(sum.spooled, 0);
}
END_TEST

TCase *
tcase_keep(void)
{
	TCase *tc = tcase_create("keep");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc,
	    a_database_that_is_away_is_tried_again_after_a_minute);
	tcase_add_test(tc,
	    the_spool_goes_first_so_that_the_last_word_is_the_last);
	tcase_add_test(tc, what_the_run_itself_could_drain_does_not_wait);
	tcase_add_test(tc, draining_what_cannot_be_drained_says_that_it_waits);
	tcase_add_loop_test(tc, a_batch_is_split_until_the_bad_line_is_alone, 0,
	    9);
	return tc;
}
