/* store/merge.c - see merge.h */
#include "store/merge.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One series while it is merged: slices of the caller's arrays, and the times
 * of all its live readings, stored and new, ascending. */
struct series {
	struct merge_line *lines;
	size_t n_lines;
	const struct reading *have;
	size_t n_have;
	int64_t *live;
	size_t n_live;
};

void
merge_rows_add(struct merge_rows *rows, const struct reading *r)
{
	if (rows->n == rows->size) {
		rows->size = rows->size == 0 ? 64 : rows->size * 2;
		rows->v = xrealloc(rows->v, rows->size, sizeof(*rows->v));
	}
	rows->v[rows->n++] = *r;
}

static int
compare_rows(const void *a, const void *b)
{
	return reading_compare(a, b);
}

void
merge_rows_sort(struct merge_rows *rows)
{
	if (rows->n > 1)
		qsort(rows->v, rows->n, sizeof(*rows->v), compare_rows);
}

void
merge_rows_free(struct merge_rows *rows)
{
	free(rows->v);
	*rows = (struct merge_rows){ 0 };
}

void
merge_out_free(struct merge_out *out)
{
	merge_rows_free(&out->add);
	merge_rows_free(&out->change);
	merge_rows_free(&out->drop);
}

static int
compare_lines(const void *a, const void *b)
{
	const struct merge_line *x = a, *y = b;
	int c = x->prefix != y->prefix ? (x->prefix > y->prefix ? 1 : -1) :
	    reading_compare(x->reading, y->reading);

	if (c != 0)
		return c;
	return (x->reading > y->reading) - (x->reading < y->reading);
}

/* In the order of strcmp(). */
static uint64_t
prefix_of(const char *site)
{
	uint64_t prefix = 0;
	size_t i = 0;

	for (; i < sizeof(prefix) && site[i] != '\0'; i++)
		prefix = prefix << 8 | (unsigned char)site[i];
	return i == 0 ? 0 : prefix << 8 * (sizeof(prefix) - i);
}

static bool
is_sorted(const struct merge_line *lines, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (compare_lines(&lines[i - 1], &lines[i]) > 0)
			return false;
	return true;
}

/* Keys are texts: comparing them is most of the work with many lines. */
void
merge_sort(struct merge_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		lines[i].prefix = prefix_of(lines[i].reading->site);
	if (!is_sorted(lines, n))
		qsort(lines, n, sizeof(*lines), compare_lines);
	for (size_t i = 1; i < n; i++)
		lines[i].series = lines[i - 1].series +
		    !reading_same_series(lines[i - 1].reading,
		    lines[i].reading);
}

int64_t
merge_reach(const struct reading *r)
{
	return r->history && r->interval > 0 ? r->interval : 1;
}

static bool
learn_number(double *have, double told)
{
	if (isnan(told) || told == *have)
		return false;
	*have = told;
	return true;
}

/* What is told replaces what is there; true if anything changed. */
static bool
learn(struct reading *row, const struct reading *line)
{
	bool news = learn_number(&row->soc, line->soc);

	news |= learn_number(&row->voltage, line->voltage);
	news |= learn_number(&row->current, line->current);
	news |= learn_number(&row->power, line->power);
	news |= learn_number(&row->temperature, line->temperature);
	if (line->instance != -1 && line->instance != row->instance) {
		row->instance = line->instance;
		news = true;
	}
	if (line->state != READING_UNKNOWN && line->state != row->state) {
		row->state = line->state;
		news = true;
	}
	if (line->interval != 0 && line->interval != row->interval) {
		row->interval = line->interval;
		news = true;
	}
	return news;
}

/* Does a live reading stand where this history reading does? */
static bool
is_superseded(const struct series *s, const struct reading *r)
{
	size_t lo = 0, hi = s->n_live;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->live[mid] < r->at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->n_live && s->live[lo] < r->at + merge_reach(r);
}

static void
find_live(struct series *s)
{
	size_t i = 0, k = 0;

	s->n_live = 0;
	while (i < s->n_lines || k < s->n_have) {
		const struct reading *r;

		if (k == s->n_have || (i < s->n_lines &&
		    s->lines[i].reading->at < s->have[k].at))
			r = s->lines[i++].reading;
		else
			r = &s->have[k++];
		if (!r->history)
			s->live[s->n_live++] = r->at;
	}
}

/* The n lines of one key and the row that is there, or NULL. */
static void
merge_key(const struct series *s, struct merge_line *lines, size_t n,
    const struct reading *have, struct merge_out *out)
{
	bool gone = have != NULL && have->history && is_superseded(s, have);
	bool exists = have != NULL && !gone;
	bool news = false;
	struct reading row;

	if (exists)
		row = *have;
	for (int history = 0; history < 2; history++)
		for (size_t i = 0; i < n; i++) {
			const struct reading *r = lines[i].reading;
			bool told = true;

			if (r->history != history)
				continue;
			if (history && is_superseded(s, r)) {
				lines[i].verdict = MERGE_SUPERSEDED;
				continue;
			}
			if (exists)
				told = learn(&row, r);
			else
				row = *r;
			exists = true;
			news |= told;
			lines[i].verdict = told ? MERGE_STORED :
			    MERGE_REPEATED;
		}
	if (news)
		merge_rows_add(have == NULL ? &out->add : &out->change, &row);
	else if (gone)
		merge_rows_add(&out->drop, have);
}

static void
merge_series(struct series *s, struct merge_out *out)
{
	size_t i = 0, k = 0;

	find_live(s);
	while (i < s->n_lines || k < s->n_have) {
		const struct reading *have = NULL;
		size_t first = i;
		int64_t at;

		if (k == s->n_have || (i < s->n_lines &&
		    s->lines[i].reading->at < s->have[k].at))
			at = s->lines[i].reading->at;
		else
			at = s->have[k].at;
		if (k < s->n_have && s->have[k].at == at)
			have = &s->have[k++];
		while (i < s->n_lines && s->lines[i].reading->at == at)
			i++;
		merge_key(s, s->lines + first, i - first, have, out);
	}
}

void
merge(struct merge_line *lines, size_t n, const struct merge_rows *have,
    struct merge_out *out)
{
	int64_t *live = xmalloc((n + have->n) * sizeof(*live));
	size_t i = 0, k = 0, first;

	while (i < n) {
		const struct reading *key = lines[i].reading;
		struct series s = { .lines = lines + i, .live = live };

		while (i < n && lines[i].series == s.lines->series)
			i++;
		s.n_lines = (size_t)(lines + i - s.lines);
		while (k < have->n &&
		    !reading_same_series(&have->v[k], key) &&
		    reading_compare(&have->v[k], key) < 0)
			k++;
		first = k;
		while (k < have->n && reading_same_series(&have->v[k], key))
			k++;
		s.n_have = k - first;
		s.have = s.n_have > 0 ? &have->v[first] : NULL;
		merge_series(&s, out);
	}
	free(live);
}
