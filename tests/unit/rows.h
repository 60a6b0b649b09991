/* tests/unit/rows.h - lines into a store and rows out of it, briefly */
#ifndef ROWS_H
#define ROWS_H
#include "line/line.h"
#include "store/store.h"

#include <check.h>
#include <stddef.h>
#include <stdint.h>

struct rows {
	struct reading v[2048];
	size_t n;
};

int rows_add(void *rows, const struct reading *, struct err *);

/* A reading of site 1 with nothing but a state of charge. */
struct line rows_live(int64_t at, double soc);
struct line rows_history(int64_t at, double soc, int interval);

struct store_count rows_put(struct store *, const struct line *, size_t n);

/* All of site 1's system battery. */
struct store_range rows_range(void);
void rows_get(struct store *, const struct store_range *, struct rows *);
void rows_get_all(struct store *, struct rows *);
void rows_get_latest(struct store *, struct rows *);

void rows_assert_same(const struct reading *, const struct reading *);

#define assert_count(c, a, b, s) do { \
	struct store_count count_ = (c); \
	ck_assert_uint_eq(count_.stored, (a)); \
	ck_assert_uint_eq(count_.repeated, (b)); \
	ck_assert_uint_eq(count_.superseded, (s)); \
} while (0)

#endif
