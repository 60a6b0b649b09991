/* tests/unit/buckets.c - see buckets.h */
#include "buckets.h"

#include "base/clock.h"
#include "base/mem.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t
buckets_at(const char *text)
{
	int64_t t;

	ck_assert(clock_parse(text, &t));
	return t;
}

struct line
buckets_live(int64_t t, double soc)
{
	struct line l = { .type = LINE_READING };

	reading_init(&l.reading, "1", t);
	l.reading.soc = soc;
	l.reading.power = 100;
	return l;
}

struct line
buckets_site(const char *zone, int log_interval)
{
	static struct site sites[8];
	static size_t n;
	struct site *s = &sites[n++ % 8];

	*s = (struct site){ .id = "1", .log_interval = log_interval };
	(void)snprintf(s->timezone, sizeof(s->timezone), "%s", zone);
	return (struct line){ .type = LINE_SITE, .site = s };
}

struct store_count
buckets_put(struct store *st, const struct line *lines, size_t n)
{
	struct store_count count = { 0 };
	struct err e = { 0 };

	ck_assert_msg(store_put(st, lines, n, &count, &e) == 0, "%s", e.msg);
	return count;
}

void
buckets_maintain(struct store *st, int64_t now, int64_t keep)
{
	struct err e = { 0 };

	ck_assert_msg(store_maintain(st, now, keep, &e) == 0, "%s", e.msg);
}

void
buckets_rebuild(struct store *st)
{
	struct err e = { 0 };

	ck_assert_msg(store_rebuild(st, &e) == 0, "%s", e.msg);
}

/* ---- what is there, to the bit ---- */

static int
dump_rollup(void *arg, const struct rollup *r, struct err *e)
{
	struct buckets *d = arg;
	char line[1024];
	int len = snprintf(line, sizeof(line), "%lld+%lld %lld %lld %lld "
	    "%a %a %a %a", (long long)r->start, (long long)(r->end - r->start),
	    (long long)r->count, (long long)r->observed_s,
	    (long long)r->filled_s, r->soc_first, r->soc_last, r->charged_wh,
	    r->discharged_wh);

	(void)e;
	for (int v = 0; v < ROLLUP_VALUES; v++)
		len += snprintf(line + len, sizeof(line) - (size_t)len,
		    " %a %a %a", r->value[v].min, r->value[v].max,
		    r->value[v].mean);
	d->text = xrealloc(d->text, d->len + (size_t)len + 2, 1);
	d->len += (size_t)snprintf(d->text + d->len, (size_t)len + 2, "%s\n",
	    line);
	d->n++;
	return 0;
}

struct buckets
buckets_dump_range(struct store *st, int64_t from, int64_t to)
{
	static const char *const batteries[] = { "system", "0", "1" };
	struct buckets d = { .text = xstrdup("") };
	struct err e = { 0 };

	for (int b = 0; b < 3; b++)
		for (int g = 0; g < ROLLUP_GRAINS; g++) {
			struct store_range all = { "1", batteries[b],
				"victron", from, to, 0 };

			ck_assert_msg(store_rollups(st, (enum rollup_grain)g,
			    &all, dump_rollup, &d, &e) == 0, "%s", e.msg);
		}
	return d;
}

struct buckets
buckets_dump(struct store *st)
{
	return buckets_dump_range(st, INT64_MIN, INT64_MAX);
}

/* Frees both. */
void
buckets_assert_same(struct buckets a, struct buckets b)
{
	const char *x = a.text, *y = b.text;

	while (*x != '\0' && *x == *y) {
		x++;
		y++;
	}
	while (x > a.text && x[-1] != '\n') {
		x--;
		y--;
	}
	ck_assert_msg(*x == '\0' && *y == '\0', "%.300s\nand\n%.300s", x, y);
	free(a.text);
	free(b.text);
}

static int
note_day(void *arg, const struct rollup *r, struct err *e)
{
	(void)e;
	*(struct rollup *)arg = *r;
	return 0;
}

/* The last bucket that starts in [from, to); count -1: none. */
struct rollup
buckets_get(struct store *st, enum rollup_grain grain, int64_t from, int64_t to)
{
	struct store_range range = { "1", "system", "victron", from, to, 0 };
	struct rollup r = { .count = -1 };
	struct err e = { 0 };

	ck_assert_int_eq(store_rollups(st, grain, &range, note_day, &r, &e),
	    0);
	return r;
}

int64_t
buckets_raw(struct store *st, int64_t from, int64_t to)
{
	struct store_range range = { "1", "system", "victron", from, to, 0 };
	struct err e = { 0 };
	int64_t n;

	ck_assert_int_eq(store_count(st, &range, &n, &e), 0);
	return n;
}
