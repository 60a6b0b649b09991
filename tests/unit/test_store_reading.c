/* tests/unit/test_store_reading.c - what every engine tells
 *
 * Every test runs on SQLite and, if VRM_TEST_POSTGRES_URL names a server where
 * databases may be created, on PostgreSQL; each in a new database.
 */
#include "base/mem.h"
#include "line/line.h"
#include "place.h"
#include "rows.h"
#include "store/store.h"

#include <check.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TCase *tcase_store_reading(void);

enum { T = 1700000000, DAY = 86400 };

/* ---- reading ---- */

static int
stop_at_third(void *arg, const struct reading *r, struct err *e)
{
	int *n = arg;

	(void)r;
	(void)e;
	return ++*n == 3;
}

static int
refuse(void *arg, const struct reading *r, struct err *e)
{
	(void)arg;
	(void)r;
	err_set(e, ERR_WRITE, "stdout: full");
	return -1;
}

START_TEST(a_range_is_half_open_and_its_limit_keeps_the_newest)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct store_range r = rows_range();
	struct line l[1000];
	struct err e = { 0 };
	int64_t n;
	int seen = 0;
	static struct rows rows;

	for (int i = 0; i < 1000; i++)
		l[i] = rows_live(T + 60 * i, i % 90);
	rows_put(st, l, 1000);
	r.from = T + 60;
	r.to = T + 600;
	rows_get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 9);
	ck_assert_int_eq(rows.v[0].at, T + 60);
	ck_assert_int_eq(store_count(st, &r, &n, &e), 0);
	ck_assert_int_eq(n, 9);
	r.limit = 2;
	rows_get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 2);
	ck_assert_int_eq(rows.v[0].at, T + 480);
	ck_assert_int_eq(rows.v[1].at, T + 540);
	r.limit = 100;
	rows_get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 9);
	r = rows_range();
	ck_assert_int_eq(store_readings(st, &r, stop_at_third, &seen, &e), 0);
	ck_assert_int_eq(seen, 3);
	ck_assert_int_eq(store_readings(st, &r, refuse, NULL, &e), -1);
	ck_assert_str_eq(e.msg, "stdout: full");
	rows_get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 1000);
	r.site = "2";
	rows_get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 0);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(the_latest_come_in_the_order_people_expect)
{
	static const char *const ids[] = { "abc", "10", "9", "100" };
	static const char *const want[] = { "9", "10", "100", "abc" };
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct err e = { 0 };
	static struct rows rows;

	for (int i = 0; i < 4; i++) {
		struct line l = rows_live(T, 50);

		(void)strcpy(l.reading.site, ids[i]);
		rows_put(st, &l, 1);
	}
	rows_get_latest(st, &rows);
	ck_assert_uint_eq(rows.n, 4);
	for (int i = 0; i < 4; i++)
		ck_assert_str_eq(rows.v[i].site, want[i]);
	rows.n = 0;
	ck_assert_int_eq(store_latest(st, "10", "system", NULL, rows_add, &rows,
	    &e), 0);
	ck_assert_uint_eq(rows.n, 1);
	rows.n = 0;
	ck_assert_int_eq(store_latest(st, "10", NULL, "solark", rows_add, &rows,
	    &e), 0);
	ck_assert_uint_eq(rows.n, 0);
	store_close(st);
	place_free(&p);
}
END_TEST

struct told {			/* jumps or askings, as text */
	char text[1024];
	int stop_after;		/* 0: never */
};

static int
tell_jump(void *arg, const struct jump *j, struct err *e)
{
	struct told *told = arg;
	size_t len = strlen(told->text);

	(void)e;
	(void)snprintf(told->text + len, sizeof(told->text) - len,
	    "%d(%d)<-%d(%d) live %d, ", (int)(j->at - T), j->interval,
	    j->older_at == INT64_MIN ? -1 : (int)(j->older_at - T),
	    j->older_interval,
	    j->live_at == INT64_MAX ? -1 : (int)(j->live_at - T));
	return told->stop_after > 0 && --told->stop_after == 0;
}

static const char *
jumps(struct store *st, int64_t from, int64_t to, int stop_after)
{
	static struct told told;
	struct store_range r = rows_range();
	struct err e = { 0 };

	told = (struct told){ .stop_after = stop_after };
	r.from = from;
	r.to = to;
	ck_assert_msg(store_jumps(st, &r, 300, tell_jump, &told, &e) == 0,
	    "%s", e.msg);
	return told.text;
}

START_TEST(neighbours_far_apart_are_told_newest_first)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = { rows_live(T, 50), rows_live(T + 299, 50),
		rows_live(T + 599, 50), rows_history(T + 1000, 50, 90),
		rows_history(T + 1100, 50, 60), rows_live(T + 1200, 50),
		rows_history(T + 1300, 50, 60) };

	ck_assert_str_eq(jumps(st, INT64_MIN, INT64_MAX, 0), "");
	rows_put(st, l, 7);
	l[1] = rows_live(T + 200, 50);
	(void)strcpy(l[1].reading.battery, "0");
	rows_put(st, l + 1, 1);
	/* no live one comes behind the newest */
	ck_assert_str_eq(jumps(st, INT64_MIN, INT64_MAX, 0),
	    "1300(60)<-1200(0) live -1, "
	    "1000(90)<-599(0) live 1200, 599(0)<-299(0) live 599, "
	    "0(0)<--1(0) live 0, ");
	ck_assert_str_eq(jumps(st, T, T + 1, 0), "0(0)<--1(0) live 0, ");
	ck_assert_str_eq(jumps(st, T + 1, T + 1100, 0),
	    "1000(90)<-599(0) live -1, 599(0)<-299(0) live 599, "
	    "299(0)<--1(0) live 299, ");
	ck_assert_str_eq(jumps(st, INT64_MIN, INT64_MAX, 1),
	    "1300(60)<-1200(0) live -1, ");
	ck_assert_str_eq(jumps(st, T + 1, T + 200, 0), "");
	store_close(st);
	place_free(&p);
}
END_TEST

static int
tell_asked(void *arg, const struct asked *a, struct err *e)
{
	struct told *told = arg;
	size_t len = strlen(told->text);

	(void)e;
	(void)snprintf(told->text + len, sizeof(told->text) - len,
	    "%s %s %d-%d at %d found %d, ", a->site, a->battery,
	    (int)(a->from - T), (int)(a->to - T), (int)(a->asked_at - T),
	    (int)a->found);
	return told->stop_after > 0 && --told->stop_after == 0;
}

START_TEST(what_was_asked_is_told_of_a_range)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	static const int asked[][4] = { { 100, 200, 900, 0 },
		{ 100, 200, 800, 7 }, { 50, 100, 900, 1 },
		{ 0, 500, 900, 2 }, { 200, 300, 900, 3 } };
	struct told told = { "", 0 }, first = { "", 1 };
	struct line l[7] = { { .type = LINE_ASKED } };
	struct err e = { 0 };

	for (int i = 0; i < 7; i++)
		l[i] = (struct line){ .type = LINE_ASKED, .asked = {
		    .site = "9", .battery = "system",
		    .from = T + asked[i % 5][0], .to = T + asked[i % 5][1],
		    .asked_at = T + asked[i % 5][2],
		    .found = asked[i % 5][3] } };
	(void)strcpy(l[5].asked.site, "8");
	(void)strcpy(l[6].asked.battery, "0");
	rows_put(st, l, 7);
	ck_assert_int_eq(store_asked(st, "9", "system", T + 100, T + 200,
	    tell_asked, &told, &e), 0);
	ck_assert_str_eq(told.text, "9 system 0-500 at 900 found 2, "
	    "9 system 100-200 at 800 found 7, "
	    "9 system 100-200 at 900 found 0, ");
	ck_assert_int_eq(store_asked(st, "9", "system", T + 100, T + 200,
	    tell_asked, &first, &e), 0);
	ck_assert_str_eq(first.text, "9 system 0-500 at 900 found 2, ");
	store_close(st);
	place_free(&p);
}
END_TEST

/* ---- SQLite alone ---- */

/* In another account that is in the directory's group: reading works. */
static void
read_as_member(const struct place *p)
{
	gid_t group = 54321;
	struct store *st = NULL;
	struct err e = { 0 };
	static struct rows rows;

	if (setgroups(1, &group) == -1 || setgid(54322) == -1 ||
	    setuid(54322) == -1)
		_exit(1);
	if (store_open(&st, p->url, STORE_READ, 0, &e) == -1) {
		(void)fprintf(stderr, "# %s\n", e.msg);
		_exit(2);
	}
	rows_get_all(st, &rows);
	store_close(st);
	if (rows.n != 2)
		_exit(3);
	_exit(store_open(&st, p->url, STORE_WRITE, 0640, &e) == -1 ? 0 : 4);
}

START_TEST(a_member_of_the_group_can_read_and_not_write)
{
	struct place p = place_new(PLACE_SQLITE);
	struct line l[] = { rows_live(T, 50), rows_live(T + 180, 51) };
	struct store *st = NULL;
	struct err e = { 0 };
	int status;

	if (geteuid() == 0) {
		ck_assert_int_eq(chown(p.dir, 0, 54321), 0);
		ck_assert_int_eq(chmod(p.dir, 02750), 0);
		for (int writer_is_there = 0; writer_is_there < 2;
		    writer_is_there++) {
			ck_assert_int_eq(store_open(&st, p.url, STORE_WRITE,
			    0640, &e), 0);
			rows_put(st, l, 2);
			if (!writer_is_there)
				store_close(st);
			if (fork() == 0)
				read_as_member(&p);
			ck_assert_int_ne(wait(&status), -1);
			ck_assert_int_eq(status, 0);
		}
		store_close(st);
	}
	place_free(&p);
}
END_TEST

START_TEST(directories_are_made_and_the_mode_is_ours)
{
	struct place p = place_new(PLACE_SQLITE);
	char *url = xasprintf("sqlite:%s/a/b/vrm.db", p.dir);
	struct store *st = NULL;
	struct err e = { 0 };
	struct stat s;

	ck_assert_int_eq(store_open(&st, url, STORE_WRITE, 0640, &e), 0);
	ck_assert_int_eq(stat(url + strlen("sqlite:"), &s), 0);
	ck_assert_int_eq(s.st_mode & 07777, 0640);
	store_close(st);
	free(url);
	place_free(&p);
}
END_TEST

START_TEST(a_file_that_is_no_database_is_left_alone)
{
	struct place p = place_new(PLACE_SQLITE);
	FILE *fp = fopen(p.url + strlen("sqlite:"), "w");
	struct store *st = NULL;
	struct err e = { 0 };
	struct stat s;

	for (int i = 0; i < 1000; i++)
		(void)fputs("a letter to a friend\n", fp);
	(void)fclose(fp);
	ck_assert_int_eq(store_open(&st, p.url, STORE_WRITE, 0600, &e), -1);
	ck_assert_int_eq(e.kind, ERR_DB);
	ck_assert_ptr_nonnull(strstr(e.msg, "not a database"));
	ck_assert_int_eq(stat(p.url + strlen("sqlite:"), &s), 0);
	ck_assert_int_eq(s.st_size, 21000);
	place_free(&p);
}
END_TEST

TCase *
tcase_store_reading(void)
{
	TCase *tc = tcase_create("store_reading");
	int engines = place_server()[0] == '\0' ? 1 : 2;

	tcase_set_timeout(tc, 60);
#define EACH_ENGINE(test) tcase_add_loop_test(tc, test, 0, engines)
	EACH_ENGINE(a_range_is_half_open_and_its_limit_keeps_the_newest);
	EACH_ENGINE(the_latest_come_in_the_order_people_expect);
	EACH_ENGINE(neighbours_far_apart_are_told_newest_first);
	EACH_ENGINE(what_was_asked_is_told_of_a_range);
#undef EACH_ENGINE
	tcase_add_test(tc, a_member_of_the_group_can_read_and_not_write);
	tcase_add_test(tc, directories_are_made_and_the_mode_is_ours);
	tcase_add_test(tc, a_file_that_is_no_database_is_left_alone);
	return tc;
}
