/* tests/unit/rows.c - see rows.h */
#include "rows.h"

#include <stdlib.h>

struct line
rows_live(int64_t at, double soc)
{
	struct line l = { .type = LINE_READING };

	reading_init(&l.reading, "1", at);
	l.reading.soc = soc;
	return l;
}

struct line
rows_history(int64_t at, double soc, int interval)
{
	struct line l = rows_live(at, soc);

	l.reading.history = true;
	l.reading.interval = interval;
	return l;
}

struct store_count
rows_put(struct store *st, const struct line *lines, size_t n)
{
	struct store_count count = { 0 };
	struct err e = { 0 };

	ck_assert_msg(store_put(st, lines, n, &count, &e) == 0, "%s", e.msg);
	return count;
}

int
rows_add(void *arg, const struct reading *r, struct err *e)
{
	struct rows *rows = arg;

	(void)e;
	ck_assert_uint_lt(rows->n, 2048);
	rows->v[rows->n++] = *r;
	return 0;
}

struct store_range
rows_range(void)
{
	return (struct store_range){ "1", "system", "victron", INT64_MIN,
		INT64_MAX, 0 };
}

void
rows_get(struct store *st, const struct store_range *range, struct rows *rows)
{
	struct err e = { 0 };

	rows->n = 0;
	ck_assert_msg(store_readings(st, range, rows_add, rows, &e) == 0, "%s",
	    e.msg);
}

void
rows_get_all(struct store *st, struct rows *rows)
{
	struct store_range all = rows_range();

	rows_get(st, &all, rows);
}

void
rows_get_latest(struct store *st, struct rows *rows)
{
	struct err e = { 0 };

	rows->n = 0;
	ck_assert_int_eq(store_latest(st, NULL, NULL, NULL, rows_add, rows,
	    &e), 0);
}

void
rows_assert_same(const struct reading *a, const struct reading *b)
{
	char *x = line_of_reading(a), *y = line_of_reading(b);

	ck_assert_str_eq(x, y);
	free(x);
	free(y);
}
