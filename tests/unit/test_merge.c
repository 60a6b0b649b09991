/* tests/unit/test_merge.c - the merge law, proved on a table in memory */
#include "store/merge.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_merge(void);

enum { LINES = 24, ROUNDS = 400, ORDERS = 12 };

static struct reading
line(int64_t at, double soc, int interval)
{
	struct reading r;

	reading_init(&r, "1", at);
	r.soc = soc;
	r.history = interval >= 0;
	r.interval = interval > 0 ? interval : 0;
	return r;
}

static bool
table_drop(struct merge_rows *table, const struct reading *key)
{
	for (size_t i = 0; i < table->n; i++)
		if (reading_compare(&table->v[i], key) == 0) {
			table->v[i] = table->v[--table->n];
			return true;
		}
	return false;
}

/* What a store does with one batch; the whole table is what it has read. */
static void
store(struct merge_rows *table, const struct reading *r, size_t n,
    size_t count[MERGE_VERDICTS])
{
	struct merge_line lines[LINES];
	struct merge_out out = { 0 };

	for (size_t i = 0; i < n; i++)
		lines[i] = (struct merge_line){ .reading = &r[i] };
	merge_sort(lines, n);
	merge_rows_sort(table);
	merge(lines, n, table, &out);
	for (size_t i = 0; i < out.drop.n; i++)
		ck_assert(table_drop(table, &out.drop.v[i]));
	for (size_t i = 0; i < out.change.n; i++) {
		ck_assert(table_drop(table, &out.change.v[i]));
		merge_rows_add(table, &out.change.v[i]);
	}
	for (size_t i = 0; i < out.add.n; i++) {
		ck_assert(!table_drop(table, &out.add.v[i]));
		merge_rows_add(table, &out.add.v[i]);
	}
	merge_rows_sort(table);
	for (size_t i = 0; i < n; i++)
		count[lines[i].verdict]++;
	merge_out_free(&out);
}

static bool
same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool
same_row(const struct reading *a, const struct reading *b)
{
	return reading_compare(a, b) == 0 && a->instance == b->instance &&
	    same_number(a->soc, b->soc) &&
	    same_number(a->voltage, b->voltage) &&
	    same_number(a->current, b->current) &&
	    same_number(a->power, b->power) &&
	    same_number(a->temperature, b->temperature) &&
	    a->state == b->state && a->history == b->history &&
	    a->interval == b->interval;
}

static void
assert_same(const struct merge_rows *a, const struct merge_rows *b)
{
	ck_assert_uint_eq(a->n, b->n);
	for (size_t i = 0; i < a->n; i++)
		ck_assert(same_row(&a->v[i], &b->v[i]));
}

START_TEST(a_line_stored_twice_is_stored_once)
{
	struct merge_rows table = { 0 };
	struct reading r[] = { line(100, 50, -1), line(100, 50, -1) };
	size_t count[MERGE_VERDICTS] = { 0 };

	store(&table, r, 2, count);
	store(&table, r, 1, count);
	ck_assert_uint_eq(table.n, 1);
	ck_assert_uint_eq(count[MERGE_STORED], 1);
	ck_assert_uint_eq(count[MERGE_REPEATED], 2);
	merge_rows_free(&table);
}
END_TEST

START_TEST(null_never_erases_and_the_later_value_wins)
{
	struct merge_rows table = { 0 };
	struct reading r[] = { line(100, 50, -1), line(100, NAN, -1),
	    line(100, 51, -1) };
	size_t count[MERGE_VERDICTS] = { 0 };

	r[1].voltage = 26.4;
	store(&table, r, 3, count);
	ck_assert_uint_eq(table.n, 1);
	ck_assert(table.v[0].soc == 51 && table.v[0].voltage == 26.4);
	store(&table, r, 1, count);
	ck_assert(table.v[0].soc == 50 && table.v[0].voltage == 26.4);
	ck_assert_uint_eq(count[MERGE_STORED], 4);
	merge_rows_free(&table);
}
END_TEST

START_TEST(a_live_reading_removes_the_history_around_it)
{
	struct merge_rows table = { 0 };
	struct reading history[] = { line(0, 50, 900), line(900, 51, 900) };
	struct reading live = line(899, 52, -1);
	size_t count[MERGE_VERDICTS] = { 0 };

	store(&table, history, 2, count);
	store(&table, &live, 1, count);
	ck_assert_uint_eq(table.n, 2);
	ck_assert_int_eq(table.v[0].at, 899);
	ck_assert_int_eq(table.v[1].at, 900);
	store(&table, history, 2, count);
	ck_assert_uint_eq(table.n, 2);
	ck_assert_uint_eq(count[MERGE_STORED], 3);
	ck_assert_uint_eq(count[MERGE_REPEATED], 1);
	ck_assert_uint_eq(count[MERGE_SUPERSEDED], 1);
	merge_rows_free(&table);
}
END_TEST

START_TEST(history_without_interval_stands_for_its_own_second)
{
	struct merge_rows table = { 0 };
	struct reading r[] = { line(100, 50, 0), line(101, 51, -1) };
	size_t count[MERGE_VERDICTS] = { 0 };

	store(&table, r, 2, count);
	ck_assert_uint_eq(table.n, 2);
	merge_rows_free(&table);
}
END_TEST

START_TEST(values_of_live_and_history_are_never_mixed)
{
	struct merge_rows table = { 0 };
	struct reading r[] = { line(100, 50, 60), line(100, NAN, -1) };
	size_t count[MERGE_VERDICTS] = { 0 };

	r[1].voltage = 26.4;
	store(&table, &r[0], 1, count);
	store(&table, &r[1], 1, count);
	ck_assert_uint_eq(table.n, 1);
	ck_assert(same_row(&table.v[0], &r[1]));
	merge_rows_free(&table);
}
END_TEST

START_TEST(series_do_not_touch_each_other)
{
	struct merge_rows table = { 0 };
	struct reading r[] = { line(100, 50, 900), line(200, 51, -1),
	    line(300, 52, -1), line(400, 53, -1) };
	size_t count[MERGE_VERDICTS] = { 0 };

	(void)strcpy(r[1].site, "2");
	(void)strcpy(r[2].battery, "0");
	(void)strcpy(r[3].source, "solark");
	for (size_t i = 0; i < 4; i++)
		store(&table, &r[i], 1, count);
	store(&table, r, 4, count);
	ck_assert_uint_eq(table.n, 4);
	ck_assert_uint_eq(count[MERGE_REPEATED], 4);
	merge_rows_free(&table);
}
END_TEST

static int
below(int n)
{
	return (int)(random() % n);
}

/* Values and interval are functions of the key and the origin, each told or
 * not: two lines never tell different values for one key. */
static struct reading
random_line(void)
{
	static const int intervals[] = { 0, 1, 7, 20, 60 };
	bool history = below(2) == 0;
	int64_t at = 1000 + below(40);
	struct reading r = line(at, (double)(at % 7), history ?
	    intervals[at % 5] : -1);

	if (below(4) == 0)
		(void)strcpy(r.site, "2");
	if (below(2) == 0)
		r.soc = NAN;
	if (below(2) == 0)
		r.voltage = 20 + (double)(at % 3);
	if (below(2) == 0)
		r.current = (double)(at % 5) - 2;
	if (below(2) == 0)
		r.power = (double)(at % 9) * 10;
	if (below(2) == 0)
		r.temperature = (double)(at % 4);
	if (below(2) == 0)
		r.instance = at % 2;
	if (below(2) == 0)
		r.state = READING_IDLE;
	if (!history && below(2) == 0)
		r.interval = 60;
	return r;
}

static void
shuffle(struct reading *r, size_t n)
{
	for (size_t i = n - 1; i > 0; i--) {
		size_t k = (size_t)below((int)i + 1);
		struct reading swap = r[i];

		r[i] = r[k];
		r[k] = swap;
	}
}

static void
store_in_random_batches(struct merge_rows *table, const struct reading *r,
    size_t n)
{
	size_t count[MERGE_VERDICTS] = { 0 };

	while (n > 0) {
		size_t batch = (size_t)below((int)n) + 1;

		store(table, r, batch, count);
		r += batch;
		n -= batch;
	}
}

START_TEST(any_order_in_any_batches_leaves_the_same_rows)
{
	struct reading r[LINES];

	srandom(20251210);
	for (int round = 0; round < ROUNDS; round++) {
		struct merge_rows first = { 0 };

		for (size_t i = 0; i < LINES; i++)
			r[i] = random_line();
		store_in_random_batches(&first, r, LINES);
		for (int order = 0; order < ORDERS; order++) {
			struct merge_rows again = { 0 };

			shuffle(r, LINES);
			store_in_random_batches(&again, r, LINES);
			assert_same(&first, &again);
			merge_rows_free(&again);
		}
		merge_rows_free(&first);
	}
}
END_TEST

/* The law, said without batches: all live lines, and the history lines that no
 * live one contradicts. */
START_TEST(what_is_left_is_what_the_law_says)
{
	struct reading r[LINES];

	srandom(4711);
	for (int round = 0; round < ROUNDS; round++) {
		struct merge_rows table = { 0 };
		size_t n = 0;

		for (size_t i = 0; i < LINES; i++)
			r[i] = random_line();
		store_in_random_batches(&table, r, LINES);
		for (size_t i = 0; i < LINES; i++) {
			bool kept = true, first = true;

			for (size_t k = 0; k < LINES; k++) {
				if (strcmp(r[k].site, r[i].site) != 0)
					continue;
				if (r[i].history && !r[k].history &&
				    r[k].at >= r[i].at &&
				    r[k].at < r[i].at + merge_reach(&r[i]))
					kept = false;
				if (k < i && r[k].at == r[i].at &&
				    r[k].history == r[i].history)
					first = false;
			}
			n += kept && first;
		}
		ck_assert_uint_eq(table.n, n);
		merge_rows_free(&table);
	}
}
END_TEST

TCase *
tcase_merge(void)
{
	TCase *tc = tcase_create("merge");

	tcase_add_test(tc, a_line_stored_twice_is_stored_once);
	tcase_add_test(tc, null_never_erases_and_the_later_value_wins);
	tcase_add_test(tc, a_live_reading_removes_the_history_around_it);
	tcase_add_test(tc, history_without_interval_stands_for_its_own_second);
	tcase_add_test(tc, values_of_live_and_history_are_never_mixed);
	tcase_add_test(tc, series_do_not_touch_each_other);
	tcase_add_test(tc, any_order_in_any_batches_leaves_the_same_rows);
	tcase_add_test(tc, what_is_left_is_what_the_law_says);
	return tc;
}
