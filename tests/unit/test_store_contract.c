/* tests/unit/test_store_contract.c - what every engine keeps of store.h
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
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TCase *tcase_store_contract(void);

enum { T = 1700000000, DAY = 86400 };

/* ---- writing ---- */

START_TEST(an_empty_database_is_migrated_by_the_first_store)
{
	struct place p = place_new(_i);
	struct store *st = NULL;
	struct err e = { 0 };
	int from, to;

	ck_assert_int_eq(store_open(&st, p.url, STORE_READ, 0, &e), -1);
	ck_assert_int_eq(e.kind, ERR_NO_READING);
	store_close(place_open(&p, STORE_WRITE));
	store_close(place_open(&p, STORE_READ));
	ck_assert_int_eq(store_migrate(p.url, 0600, INT64_MAX, &from,
	    &to, &e), 0);
	ck_assert_int_eq(from, to);
	place_free(&p);
}
END_TEST

START_TEST(a_newer_database_is_refused)
{
	struct place p = place_new(_i);
	struct store *st = NULL;
	struct err e = { 0 };
	int from, to;

	store_close(place_open(&p, STORE_WRITE));
	place_tamper(&p, p.url, "INSERT INTO schema_migrations (version, name) "
	    "VALUES (4711, 'future')");
	ck_assert_int_eq(store_open(&st, p.url, STORE_WRITE, 0600, &e), -1);
	ck_assert_int_eq(e.kind, ERR_DB_SCHEMA);
	ck_assert_ptr_nonnull(strstr(e.msg, "4711"));
	ck_assert_int_eq(store_migrate(p.url, 0600, INT64_MAX, &from,
	    &to, &e), -1);
	place_free(&p);
}
END_TEST

START_TEST(a_dropped_table_is_named_and_can_be_made_anew)
{
	struct place p = place_new(_i);
	struct store *st;
	struct store_count count = { 0 };
	struct line l = rows_live(T, 50);
	struct err e = { 0 };
	int from, to;

	store_close(place_open(&p, STORE_WRITE));
	place_tamper(&p, p.url, "DROP TABLE battery_readings");
	st = place_open(&p, STORE_WRITE);
	ck_assert_int_eq(store_put(st, &l, 1, &count, &e), -1);
	ck_assert_int_eq(e.kind, ERR_DB_SCHEMA);
	ck_assert_ptr_nonnull(strstr(e.msg, "battery_readings"));
	ck_assert_ptr_nonnull(strstr(err_advice(&e), "vrm-store migrate"));
	assert_count(count, 0, 0, 0);
	ck_assert_int_eq(store_migrate(p.url, 0600, INT64_MAX, &from,
	    &to, &e), 0);
	assert_count(rows_put(st, &l, 1), 1, 0, 0);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(a_reading_comes_back_as_it_went_in)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = { rows_live(T, 13.38),
		rows_history(T + 60, NAN, 900) };
	static struct rows rows;

	l[0].reading.instance = 288;
	l[0].reading.voltage = 0.1 + 0.2;
	l[0].reading.current = -1e-7;
	l[0].reading.power = -330.55;
	l[0].reading.temperature = 0;
	l[0].reading.state = READING_DISCHARGING;
	l[0].reading.interval = 60;
	l[1].reading.instance = 0;
	l[1].reading.voltage = 52.4;
	assert_count(rows_put(st, l, 2), 2, 0, 0);
	rows_get_all(st, &rows);
	ck_assert_uint_eq(rows.n, 2);
	for (int i = 0; i < 2; i++)
		rows_assert_same(&rows.v[i], &l[i].reading);
	ck_assert(rows.v[0].voltage == l[0].reading.voltage);
	rows_get_latest(st, &rows);
	ck_assert_uint_eq(rows.n, 1);
	rows_assert_same(&rows.v[0], &l[1].reading);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(a_line_stored_twice_is_stored_once)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = { rows_live(T, 50), rows_live(T, NAN),
		rows_live(T + 180, 51) };

	l[1].reading.voltage = 26.4;
	assert_count(rows_put(st, l, 3), 3, 0, 0);
	assert_count(rows_put(st, l, 3), 0, 3, 0);
	store_close(st);
	st = place_open(&p, STORE_WRITE);
	assert_count(rows_put(st, l, 3), 0, 3, 0);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(history_reaches_into_a_batch_from_as_far_as_its_interval)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line old[] = { rows_history(T, 50, DAY),
		rows_history(T + DAY, 51, 60),
		rows_live(T + 10 * DAY, 52) };
	struct line inside = rows_live(T + DAY - 1, 53);
	static struct rows rows;

	assert_count(rows_put(st, old, 3), 3, 0, 0);
	assert_count(rows_put(st, &inside, 1), 1, 0, 0);
	rows_get_all(st, &rows);
	ck_assert_uint_eq(rows.n, 3);
	ck_assert_int_eq(rows.v[0].at, T + DAY - 1);
	assert_count(rows_put(st, old, 3), 0, 2, 1);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(the_latest_reading_only_moves_forward)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = { rows_live(T + 180, 51), rows_live(T, 50),
		rows_history(T + 200, 52, 900), rows_live(T + 300, 53) };
	static const int64_t want[] = { 180, 180, 200, 300 };
	static struct rows rows;

	for (int i = 0; i < 4; i++) {
		rows_put(st, &l[i], 1);
		rows_get_latest(st, &rows);
		ck_assert_uint_eq(rows.n, 1);
		ck_assert_int_eq(rows.v[0].at - T, want[i]);
	}
	l[3].reading.soc = NAN;
	l[3].reading.voltage = 26.4;
	rows_put(st, &l[3], 1);
	rows_get_latest(st, &rows);
	ck_assert(rows.v[0].soc == 53 && rows.v[0].voltage == 26.4);
	store_close(st);
	place_free(&p);
}
END_TEST

static int
below(int n)
{
	return (int)(random() % n);
}

/* Values and interval are functions of the key and the origin. */
static struct line
random_line(void)
{
	static const int intervals[] = { 1, 900, 3600, 60 };
	int64_t at = T + 400 * below(60);
	struct line l = below(2) == 0 ? rows_live(at, (double)(at % 90)) :
	    rows_history(at, (double)(at % 80), intervals[at / 400 % 4]);

	if (below(3) == 0)
		l.reading.soc = NAN;
	if (below(2) == 0)
		l.reading.voltage = 20 + (double)(at % 3);
	if (below(2) == 0)
		l.reading.current = (double)(at % 5) - 2;
	if (below(2) == 0)
		l.reading.power = (double)(at % 9) * 10;
	if (below(2) == 0)
		l.reading.temperature = (double)(at % 4);
	if (below(2) == 0)
		l.reading.instance = at % 2;
	if (below(2) == 0)
		l.reading.state = READING_IDLE;
	if (!l.reading.history && below(2) == 0)
		l.reading.interval = 60;
	return l;
}

static void
store_in_random_batches(struct store *st, const struct line *l, int n)
{
	while (n > 0) {
		int batch = below(n < 40 ? n : 40) + 1;

		rows_put(st, l, (size_t)batch);
		l += batch;
		n -= batch;
	}
}

START_TEST(any_order_in_any_batches_leaves_the_same_rows)
{
	enum { LINES = 150, ORDERS = 6 };
	static struct rows first, again;
	struct line l[LINES];

	srandom(20251210);
	for (int i = 0; i < LINES; i++)
		l[i] = random_line();
	for (int order = 0; order < ORDERS; order++) {
		struct place p = place_new(_i);
		struct store *st = place_open(&p, STORE_WRITE);

		store_in_random_batches(st, l, LINES);
		rows_get_all(st, order == 0 ? &first : &again);
		if (order > 0)
			ck_assert_uint_eq(again.n, first.n);
		for (size_t i = 0; order > 0 && i < first.n; i++)
			rows_assert_same(&first.v[i], &again.v[i]);
		rows_get_latest(st, &again);
		rows_assert_same(&first.v[first.n - 1], &again.v[0]);
		store_close(st);
		place_free(&p);
		for (int i = LINES - 1; i > 0; i--) {
			int k = below(i + 1);
			struct line swap = l[i];

			l[i] = l[k];
			l[k] = swap;
		}
	}
}
END_TEST

START_TEST(trying_counts_the_same_and_changes_nothing)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = { rows_live(T, 50), rows_live(T + 180, 51),
		rows_history(T, 52, 60) };
	struct store_count count = { 0 };
	struct err e = { 0 };
	static struct rows rows;

	rows_put(st, l, 1);
	store_close(st);
	st = place_open(&p, STORE_READ);
	ck_assert_int_eq(store_try(st, l, 3, &count, &e), 0);
	assert_count(count, 1, 1, 1);
	rows_get_all(st, &rows);
	ck_assert_uint_eq(rows.n, 1);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(ten_at_once_neither_lose_nor_double)
{
	enum { STORES = 10, EACH = 40, STEP = 20 };
	struct place p = place_new(_i);
	struct line l[EACH];
	struct store *st;
	static struct rows rows;
	uint64_t stored = 0;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	for (int k = 0; k < STORES; k++) {
		if (fork() != 0)
			continue;
		for (int i = 0; i < EACH; i++)
			l[i] = rows_live(T + 60 * (k * STEP + i),
			    (k * STEP + i) % 90);
		st = place_open(&p, STORE_WRITE);
		for (int i = 0; i < EACH; i += 10) {
			struct store_count count = rows_put(st, l + i, 10);

			(void)!write(ends[1], &count.stored,
			    sizeof(count.stored));
		}
		store_close(st);
		_exit(0);
	}
	(void)close(ends[1]);
	for (uint64_t n; read(ends[0], &n, sizeof(n)) == (ssize_t)sizeof(n);)
		stored += n;
	for (int k = 0, status; k < STORES; k++) {
		ck_assert_int_ne(wait(&status), -1);
		ck_assert_int_eq(status, 0);
	}
	st = place_open(&p, STORE_READ);
	rows_get_all(st, &rows);
	ck_assert_uint_eq(rows.n, (STORES - 1) * STEP + EACH);
	ck_assert_uint_eq(stored, rows.n);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(what_others_did_to_the_tables_is_survived)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[300];
	static struct rows rows;

	for (int i = 0; i < 300; i++)
		l[i] = rows_live(T + 60 * i, i % 90);
	rows_put(st, l, 200);
	place_tamper(&p, p.url, "DELETE FROM battery_latest");
	assert_count(rows_put(st, l, 100), 0, 100, 0);
	assert_count(rows_put(st, l, 300), 100, 200, 0);
	/* a row behind the latest one: the fast way in meets it */
	place_tamper(&p, p.url, "DELETE FROM battery_latest");
	rows_put(st, l, 1);
	l[0].reading.voltage = 26.4;
	rows_put(st, l, 1);
	rows_put(st, l + 1, 299);
	rows_get_all(st, &rows);
	ck_assert_uint_eq(rows.n, 300);
	store_close(st);
	place_free(&p);
}
END_TEST

static int
add_site(void *arg, const struct site *s, struct err *e)
{
	char *text = line_of_site(s), *all = arg;

	(void)e;
	(void)snprintf(all + strlen(all), 1024 - strlen(all), "%s\n", text);
	free(text);
	return 0;
}

START_TEST(a_site_line_replaces_what_it_knows)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = {
		{ .type = LINE_SITE, .site = &(struct site){ .id = "10" } },
		{ .type = LINE_SITE, .site = &(struct site){ .id = "9",
		    .name = "Barn", .timezone = "Europe/Berlin",
		    .log_interval = 60, .last_timestamp = T } },
		{ .type = LINE_SITE, .site = &(struct site){ .id = "9",
		    .name = "Stable", .identifier = "c0619ab",
		    .last_timestamp = T - 60 } }
	};
	char all[1024] = "", one[1024] = "";
	struct err e = { 0 };

	rows_put(st, l, 2);
	rows_put(st, l + 2, 1);
	ck_assert_int_eq(store_sites(st, NULL, add_site, all, &e), 0);
	ck_assert_str_eq(all, "{\"type\":\"site\",\"installation_id\":\"9\","
	    "\"identifier\":\"c0619ab\",\"name\":\"Stable\","
	    "\"timezone\":\"Europe/Berlin\",\"log_interval\":60,"
	    "\"last_timestamp\":\"2023-11-14T22:13:20Z\"}\n"
	    "{\"type\":\"site\",\"installation_id\":\"10\","
	    "\"identifier\":null,\"name\":null,\"timezone\":null,"
	    "\"log_interval\":null,\"last_timestamp\":null}\n");
	ck_assert_int_eq(store_sites(st, "10", add_site, one, &e), 0);
	ck_assert_ptr_nonnull(strstr(all, one));
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(an_answer_to_a_gap_is_kept_once)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line first = { .type = LINE_ASKED, .asked = { .site = "9",
		.battery = "system", .from = T, .to = T + 60,
		.asked_at = T + 120, .found = 1 } };
	struct line l[] = { first, first, first };
	char all[1024] = "";
	struct err e = { 0 };

	rows_put(st, &first, 1);
	l[1].asked.found = 2;
	l[2].asked.asked_at = T + 3600;
	assert_count(rows_put(st, l, 3), 0, 0, 0);
	place_tamper(&p, p.url, "INSERT INTO sites (installation_id, name) "
	    "SELECT 'asked', count(*) || ', found ' || sum(found) FROM asked");
	ck_assert_int_eq(store_sites(st, "asked", add_site, all, &e), 0);
	ck_assert_ptr_nonnull(strstr(all, "\"name\":\"2, found 3\""));
	store_close(st);
	place_free(&p);
}
END_TEST

TCase *
tcase_store_contract(void)
{
	TCase *tc = tcase_create("store_contract");
	int engines = place_server()[0] == '\0' ? 1 : 2;

	tcase_set_timeout(tc, 60);
#define EACH_ENGINE(test) tcase_add_loop_test(tc, test, 0, engines)
	EACH_ENGINE(an_empty_database_is_migrated_by_the_first_store);
	EACH_ENGINE(a_newer_database_is_refused);
	EACH_ENGINE(a_dropped_table_is_named_and_can_be_made_anew);
	EACH_ENGINE(a_reading_comes_back_as_it_went_in);
	EACH_ENGINE(a_line_stored_twice_is_stored_once);
	EACH_ENGINE(history_reaches_into_a_batch_from_as_far_as_its_interval);
	EACH_ENGINE(the_latest_reading_only_moves_forward);
	EACH_ENGINE(any_order_in_any_batches_leaves_the_same_rows);
	EACH_ENGINE(trying_counts_the_same_and_changes_nothing);
	EACH_ENGINE(ten_at_once_neither_lose_nor_double);
	EACH_ENGINE(what_others_did_to_the_tables_is_survived);
	EACH_ENGINE(a_site_line_replaces_what_it_knows);
	EACH_ENGINE(an_answer_to_a_gap_is_kept_once);
#undef EACH_ENGINE
	return tc;
}
