/* tests/unit/test_pg.c - writers of PostgreSQL take turns, and numbers */
#include "base/mem.h"
#include "place.h"
#include "store/pgsql.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_pg(void);

static const struct backend *const be = &pgsql_backend;
static struct place place;

static void *
open_db(void)
{
	struct target t;
	struct err e = { 0 };
	void *db;

	ck_assert_int_eq(target_parse(&t, place.url, &e), 0);
	ck_assert_msg(be->open(&db, &t, true, 0, &e) == 0, "%s", e.msg);
	target_free(&t);
	return db;
}

START_TEST(who_waits_in_vain_for_a_turn_can_wait_again)
{
	struct err e = { 0 };
	char *sql;
	void *one, *two;

	place = place_new(PLACE_POSTGRESQL);
	sql = xasprintf("ALTER DATABASE %s SET statement_timeout = 50",
	    place.name);
	place_tamper(&place, place_server(), sql);
	free(sql);
	one = open_db();
	two = open_db();
	ck_assert_int_eq(be->begin(one, true, &e), 0);
	ck_assert_int_eq(be->begin(two, true, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "statement timeout"));
	ck_assert_int_eq(be->begin(two, true, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "statement timeout"));
	be->rollback(one);
	ck_assert_int_eq(be->begin(two, true, &e), 0);
	ck_assert_int_eq(be->commit(two, &e), 0);
	be->close(two);
	be->close(one);
	place_free(&place);
}
END_TEST

static bool
is_alone(void *db, int64_t *turn)
{
	struct err e = { 0 };
	bool alone;

	ck_assert_int_eq(be->begin(db, true, &e), 0);
	ck_assert_int_eq(be->alone(db, turn, &alone, &e), 0);
	ck_assert_int_eq(be->commit(db, &e), 0);
	return alone;
}

/* As one of Citus, whose rows are not written where the lock is. */
START_TEST(a_writer_that_wrote_nothing_here_was_one)
{
	int64_t turn = 0;
	struct err e = { 0 };
	void *one, *two;

	place = place_new(PLACE_POSTGRESQL);
	one = open_db();
	two = open_db();
	ck_assert(!is_alone(one, &turn));
	ck_assert(is_alone(one, &turn));
	ck_assert_int_eq(be->begin(two, true, &e), 0);
	ck_assert_int_eq(be->commit(two, &e), 0);
	ck_assert(!is_alone(one, &turn));
	ck_assert_int_eq(be->begin(two, false, &e), 0);
	ck_assert_int_eq(be->commit(two, &e), 0);
	ck_assert(is_alone(one, &turn));
	be->close(two);
	be->close(one);
	place_free(&place);
}
END_TEST

TCase *
tcase_pg(void)
{
	TCase *tc = tcase_create("pg");

	if (place_server()[0] == '\0')
		return tc;
	tcase_add_test(tc, who_waits_in_vain_for_a_turn_can_wait_again);
	tcase_add_test(tc, a_writer_that_wrote_nothing_here_was_one);
	return tc;
}
