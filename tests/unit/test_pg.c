/* tests/unit/test_pg.c - writers of PostgreSQL take turns, and numbers */
#include "base/mem.h"
#include "place.h"
#include "store/pg.h"
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
	ck_assert_int_eq(be->begin(one, true, NULL, &e), 0);
	ck_assert_int_eq(be->begin(two, true, NULL, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "statement timeout"));
	ck_assert_int_eq(be->begin(two, true, NULL, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "statement timeout"));
	be->rollback(one);
	ck_assert_int_eq(be->begin(two, true, NULL, &e), 0);
	ck_assert_int_eq(be->commit(two, &e), 0);
	be->close(two);
	be->close(one);
	place_free(&place);
}
END_TEST

static int
copy_all(PGconn *c, const char *sql, const char *value, char *last,
    struct err *e)
{
	const char *const values[] = { value };
	char *row;
	size_t len;
	int rc = pg_copy_out(c, sql, values, e);

	while (rc == 0 && (rc = pg_copy_next(c, &row, &len, e)) == 0 &&
	    row != NULL) {
		ck_assert_uint_lt(len, 100);
		memcpy(last, row, len);
		last[len] = '\0';
		PQfreemem(row);
	}
	return rc;
}

START_TEST(rows_of_a_copy_come_until_it_ends_or_fails)
{
	struct err e = { 0 };
	char last[100] = "", *row;
	const char *const many[] = { "1000000" };
	size_t len;
	void *db;

	place = place_new(PLACE_POSTGRESQL);
	db = open_db();
	ck_assert_int_eq(copy_all(db, "COPY (SELECT $1::text) TO STDOUT "
	    "(FORMAT csv)", "O'$1 \\'; \"x", last, &e), 0);
	ck_assert_str_eq(last, "\"O'$1 \\'; \"\"x\"\n");
	ck_assert_int_eq(copy_all(db, "COPY (SELECT 6 / (3 - i) FROM "
	    "generate_series(1, $1::int) i) TO STDOUT", "5", last, &e), -1);
	ck_assert_str_eq(last, "6\n");
	ck_assert_ptr_nonnull(strstr(e.msg, "division by zero"));
	ck_assert_int_eq(copy_all(db, "COPY no.thing TO STDOUT", "", last,
	    &e), -1);
	ck_assert_int_eq(pg_copy_out(db, "COPY (SELECT generate_series(1, "
	    "$1::int)) TO STDOUT", many, &e), 0);
	ck_assert_int_eq(pg_copy_next(db, &row, &len, &e), 0);
	PQfreemem(row);
	pg_cut_short(db);
	ck_assert_int_eq(copy_all(db, "COPY (SELECT 7) TO STDOUT", "", last,
	    &e), 0);
	ck_assert_str_eq(last, "7\n");
	be->close(db);
	place_free(&place);
}
END_TEST

static bool
is_alone(void *db, int64_t *turn)
{
	struct err e = { 0 };
	int64_t before = *turn;

	ck_assert_int_eq(be->begin(db, true, turn, &e), 0);
	ck_assert_int_eq(be->commit(db, &e), 0);
	return *turn == before + be->turn_step;
}

enum between { NOTHING, A_READER, A_WRITER, AN_OLDER_WRITER };

/* Is it ever?  A server's own workers take numbers too, now and then. */
static bool
is_alone_after(void *one, void *two, enum between between)
{
	struct err e = { 0 };
	int64_t turn = 0;

	for (int i = 0; i < 20; i++) {
		if (between == AN_OLDER_WRITER)
			ck_assert_int_eq(be->script(two, "BEGIN; "
			    "SELECT txid_current()", &e), 0);
		(void)is_alone(one, &turn);
		if (between == AN_OLDER_WRITER) {
			ck_assert_int_eq(be->commit(two, &e), 0);
		} else if (between != NOTHING) {
			ck_assert_int_eq(be->begin(two, between == A_WRITER,
			    NULL, &e), 0);
			ck_assert_int_eq(be->commit(two, &e), 0);
		}
		if (is_alone(one, &turn))
			return true;
	}
	return false;
}

/* As one of Citus, whose rows are not written where the lock is. */
START_TEST(a_writer_that_wrote_nothing_here_was_one)
{
	void *one, *two;

	place = place_new(PLACE_POSTGRESQL);
	one = open_db();
	two = open_db();
	ck_assert(is_alone_after(one, two, NOTHING));
	ck_assert(is_alone_after(one, two, A_READER));
	ck_assert(!is_alone_after(one, two, A_WRITER));
	ck_assert(!is_alone_after(one, two, AN_OLDER_WRITER));
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
	tcase_add_test(tc, rows_of_a_copy_come_until_it_ends_or_fails);
	tcase_add_test(tc, a_writer_that_wrote_nothing_here_was_one);
	return tc;
}
