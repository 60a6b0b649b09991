/* tests/unit/test_store_contract.c - what every engine keeps of store.h
 *
 * Every test runs on SQLite and, if VRM_TEST_POSTGRES_URL names a server where
 * databases may be created, on PostgreSQL; each in a new database.
 */
#include "base/mem.h"
#include "line/line.h"
#include "place.h"
#include "store/store.h"

#include <check.h>
#include <grp.h>
#include <libpq-fe.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TCase *tcase_store_contract(void);

enum { T = 1700000000, DAY = 86400 };

/* ---- lines and rows ---- */

static struct line
live(int64_t at, double soc)
{
	struct line l = { .type = LINE_READING };

	reading_init(&l.reading, "1", at);
	l.reading.soc = soc;
	return l;
}

static struct line
history(int64_t at, double soc, int interval)
{
	struct line l = live(at, soc);

	l.reading.history = true;
	l.reading.interval = interval;
	return l;
}

static struct store_count
put(struct store *st, const struct line *lines, size_t n)
{
	struct store_count count = { 0 };
	struct err e = { 0 };

	ck_assert_msg(store_put(st, lines, n, &count, &e) == 0, "%s", e.msg);
	return count;
}

#define assert_count(c, a, b, s) do { \
	struct store_count count_ = (c); \
	ck_assert_uint_eq(count_.stored, (a)); \
	ck_assert_uint_eq(count_.repeated, (b)); \
	ck_assert_uint_eq(count_.superseded, (s)); \
} while (0)

struct rows {
	struct reading v[2048];
	size_t n;
};

static int
add_row(void *arg, const struct reading *r, struct err *e)
{
	struct rows *rows = arg;

	(void)e;
	ck_assert_uint_lt(rows->n, 2048);
	rows->v[rows->n++] = *r;
	return 0;
}

static struct store_range
everything(void)
{
	return (struct store_range){ "1", "system", "victron", INT64_MIN,
		INT64_MAX, 0 };
}

static void
get(struct store *st, const struct store_range *range, struct rows *rows)
{
	struct err e = { 0 };

	rows->n = 0;
	ck_assert_msg(store_readings(st, range, add_row, rows, &e) == 0, "%s",
	    e.msg);
}

static void
get_all(struct store *st, struct rows *rows)
{
	struct store_range all = everything();

	get(st, &all, rows);
}

static void
get_latest(struct store *st, struct rows *rows)
{
	struct err e = { 0 };

	rows->n = 0;
	ck_assert_int_eq(store_latest(st, NULL, NULL, NULL, add_row, rows,
	    &e), 0);
}

static void
assert_same(const struct reading *a, const struct reading *b)
{
	char *x = line_of_reading(a), *y = line_of_reading(b);

	ck_assert_str_eq(x, y);
	free(x);
	free(y);
}

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
	ck_assert_int_eq(store_migrate(p.url, 0600, &from, &to, &e), 0);
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
	ck_assert_int_eq(store_migrate(p.url, 0600, &from, &to, &e), -1);
	place_free(&p);
}
END_TEST

START_TEST(a_dropped_table_is_named_and_can_be_made_anew)
{
	struct place p = place_new(_i);
	struct store *st;
	struct store_count count = { 0 };
	struct line l = live(T, 50);
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
	ck_assert_int_eq(store_migrate(p.url, 0600, &from, &to, &e), 0);
	assert_count(put(st, &l, 1), 1, 0, 0);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(a_reading_comes_back_as_it_went_in)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = { live(T, 13.38), history(T + 60, NAN, 900) };
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
	assert_count(put(st, l, 2), 2, 0, 0);
	get_all(st, &rows);
	ck_assert_uint_eq(rows.n, 2);
	for (int i = 0; i < 2; i++)
		assert_same(&rows.v[i], &l[i].reading);
	ck_assert(rows.v[0].voltage == l[0].reading.voltage);
	get_latest(st, &rows);
	ck_assert_uint_eq(rows.n, 1);
	assert_same(&rows.v[0], &l[1].reading);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(a_line_stored_twice_is_stored_once)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = { live(T, 50), live(T, NAN), live(T + 180, 51) };

	l[1].reading.voltage = 26.4;
	assert_count(put(st, l, 3), 3, 0, 0);
	assert_count(put(st, l, 3), 0, 3, 0);
	store_close(st);
	st = place_open(&p, STORE_WRITE);
	assert_count(put(st, l, 3), 0, 3, 0);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(history_reaches_into_a_batch_from_as_far_as_its_interval)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line old[] = { history(T, 50, DAY), history(T + DAY, 51, 60),
		live(T + 10 * DAY, 52) };
	struct line inside = live(T + DAY - 1, 53);
	static struct rows rows;

	assert_count(put(st, old, 3), 3, 0, 0);
	assert_count(put(st, &inside, 1), 1, 0, 0);
	get_all(st, &rows);
	ck_assert_uint_eq(rows.n, 3);
	ck_assert_int_eq(rows.v[0].at, T + DAY - 1);
	assert_count(put(st, old, 3), 0, 2, 1);
	store_close(st);
	place_free(&p);
}
END_TEST

START_TEST(the_latest_reading_only_moves_forward)
{
	struct place p = place_new(_i);
	struct store *st = place_open(&p, STORE_WRITE);
	struct line l[] = { live(T + 180, 51), live(T, 50),
		history(T + 200, 52, 900), live(T + 300, 53) };
	static const int64_t want[] = { 180, 180, 200, 300 };
	static struct rows rows;

	for (int i = 0; i < 4; i++) {
		put(st, &l[i], 1);
		get_latest(st, &rows);
		ck_assert_uint_eq(rows.n, 1);
		ck_assert_int_eq(rows.v[0].at - T, want[i]);
	}
	l[3].reading.soc = NAN;
	l[3].reading.voltage = 26.4;
	put(st, &l[3], 1);
	get_latest(st, &rows);
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
	struct line l = below(2) == 0 ? live(at, (double)(at % 90)) :
	    history(at, (double)(at % 80), intervals[at / 400 % 4]);

	if (below(3) == 0)
		l.reading.soc = NAN;
	if (below(2) == 0)
		l.reading.voltage = 20 + (double)(at % 3);
	return l;
}

static void
store_in_random_batches(struct store *st, const struct line *l, int n)
{
	while (n > 0) {
		int batch = below(n < 40 ? n : 40) + 1;

		put(st, l, (size_t)batch);
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
		get_all(st, order == 0 ? &first : &again);
		if (order > 0)
			ck_assert_uint_eq(again.n, first.n);
		for (size_t i = 0; order > 0 && i < first.n; i++)
			assert_same(&first.v[i], &again.v[i]);
		get_latest(st, &again);
		assert_same(&first.v[first.n - 1], &again.v[0]);
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
	struct line l[] = { live(T, 50), live(T + 180, 51),
		history(T, 52, 60) };
	struct store_count count = { 0 };
	struct err e = { 0 };
	static struct rows rows;

	put(st, l, 1);
	store_close(st);
	st = place_open(&p, STORE_READ);
	ck_assert_int_eq(store_try(st, l, 3, &count, &e), 0);
	assert_count(count, 1, 1, 1);
	get_all(st, &rows);
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
			l[i] = live(T + 60 * (k * STEP + i),
			    (k * STEP + i) % 90);
		st = place_open(&p, STORE_WRITE);
		for (int i = 0; i < EACH; i += 10) {
			struct store_count count = put(st, l + i, 10);

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
	get_all(st, &rows);
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
		l[i] = live(T + 60 * i, i % 90);
	put(st, l, 200);
	place_tamper(&p, p.url, "DELETE FROM battery_latest");
	assert_count(put(st, l, 100), 0, 100, 0);
	assert_count(put(st, l, 300), 100, 200, 0);
	/* a row behind the latest one: the fast way in meets it */
	place_tamper(&p, p.url, "DELETE FROM battery_latest");
	put(st, l, 1);
	l[0].reading.voltage = 26.4;
	put(st, l, 1);
	put(st, l + 1, 299);
	get_all(st, &rows);
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
		{ .type = LINE_SITE, .site = { .id = "10" } },
		{ .type = LINE_SITE, .site = { .id = "9", .name = "Barn",
		    .timezone = "Europe/Berlin", .log_interval = 60,
		    .last_timestamp = T } },
		{ .type = LINE_SITE, .site = { .id = "9", .name = "Stable",
		    .identifier = "c0619ab", .last_timestamp = T - 60 } }
	};
	char all[1024] = "", one[1024] = "";
	struct err e = { 0 };

	put(st, l, 2);
	put(st, l + 2, 1);
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

	put(st, &first, 1);
	l[1].asked.found = 2;
	l[2].asked.asked_at = T + 3600;
	assert_count(put(st, l, 3), 0, 0, 0);
	place_tamper(&p, p.url, "INSERT INTO sites (installation_id, name) "
	    "SELECT 'asked', count(*) || ', found ' || sum(found) FROM asked");
	ck_assert_int_eq(store_sites(st, "asked", add_site, all, &e), 0);
	ck_assert_ptr_nonnull(strstr(all, "\"name\":\"2, found 3\""));
	store_close(st);
	place_free(&p);
}
END_TEST

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
	struct store_range r = everything();
	struct line l[1000];
	struct err e = { 0 };
	int64_t n;
	int seen = 0;
	static struct rows rows;

	for (int i = 0; i < 1000; i++)
		l[i] = live(T + 60 * i, i % 90);
	put(st, l, 1000);
	r.from = T + 60;
	r.to = T + 600;
	get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 9);
	ck_assert_int_eq(rows.v[0].at, T + 60);
	ck_assert_int_eq(store_count(st, &r, &n, &e), 0);
	ck_assert_int_eq(n, 9);
	r.limit = 2;
	get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 2);
	ck_assert_int_eq(rows.v[0].at, T + 480);
	ck_assert_int_eq(rows.v[1].at, T + 540);
	r.limit = 100;
	get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 9);
	r = everything();
	ck_assert_int_eq(store_readings(st, &r, stop_at_third, &seen, &e), 0);
	ck_assert_int_eq(seen, 3);
	ck_assert_int_eq(store_readings(st, &r, refuse, NULL, &e), -1);
	ck_assert_str_eq(e.msg, "stdout: full");
	get(st, &r, &rows);
	ck_assert_uint_eq(rows.n, 1000);
	r.site = "2";
	get(st, &r, &rows);
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
		struct line l = live(T, 50);

		(void)strcpy(l.reading.site, ids[i]);
		put(st, &l, 1);
	}
	get_latest(st, &rows);
	ck_assert_uint_eq(rows.n, 4);
	for (int i = 0; i < 4; i++)
		ck_assert_str_eq(rows.v[i].site, want[i]);
	rows.n = 0;
	ck_assert_int_eq(store_latest(st, "10", "system", NULL, add_row, &rows,
	    &e), 0);
	ck_assert_uint_eq(rows.n, 1);
	rows.n = 0;
	ck_assert_int_eq(store_latest(st, "10", NULL, "solark", add_row, &rows,
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
	struct store_range r = everything();
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
	struct line l[] = { live(T, 50), live(T + 299, 50),
		live(T + 599, 50), history(T + 1000, 50, 90),
		history(T + 1100, 50, 60), live(T + 1200, 50),
		history(T + 1300, 50, 60) };

	ck_assert_str_eq(jumps(st, INT64_MIN, INT64_MAX, 0), "");
	put(st, l, 7);
	l[1] = live(T + 200, 50);
	(void)strcpy(l[1].reading.battery, "0");
	put(st, l + 1, 1);
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
	put(st, l, 7);
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
	get_all(st, &rows);
	store_close(st);
	if (rows.n != 2)
		_exit(3);
	_exit(store_open(&st, p->url, STORE_WRITE, 0640, &e) == -1 ? 0 : 4);
}

START_TEST(a_member_of_the_group_can_read_and_not_write)
{
	struct place p = place_new(PLACE_SQLITE);
	struct line l[] = { live(T, 50), live(T + 180, 51) };
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
			put(st, l, 2);
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
