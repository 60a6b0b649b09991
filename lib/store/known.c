/* store/known.c - see known.h */
#include "store/known.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

void
known_free(struct known *k)
{
	free(k->series);
	free(k->last);
	*k = (struct known){ .n = 0 };
}

int
known_compare(const struct reading *a, const struct reading *b)
{
	return reading_same_series(a, b) ? 0 : reading_compare(a, b);
}

/* Readings come in the order of their keys: try the last one, and the next. */
static bool
is_near(struct known *k, const struct reading *r)
{
	for (size_t i = k->found; i < k->n && i < k->found + 2; i++)
		if (reading_same_series(&k->series[i].latest.row, r)) {
			k->found = i;
			return true;
		}
	return false;
}

struct backend_series *
known_find(struct known *k, const struct reading *r)
{
	size_t lo = 0, hi = k->n;

	if (is_near(k, r))
		return &k->series[k->found];
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = known_compare(&k->series[mid].latest.row, r);

		if (c == 0) {
			k->found = mid;
			return &k->series[mid];
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const struct known_last *
known_last(const struct known *k, const struct backend_series *s)
{
	return &k->last[s - k->series];
}

/* The keys of all series; how many there are. */
static size_t
find_keys(const struct reading **keys, const struct merge_line *lines,
    size_t n)
{
	size_t n_keys = 0;

	for (size_t i = 0; i < n; i++)
		if (i == 0 || lines[i].series != lines[i - 1].series)
			keys[n_keys++] = lines[i].reading;
	return n_keys;
}

/* All of them, or false. */
static bool
recall(struct known *k, struct known *before,
    const struct reading *const *keys)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct backend_series *s = known_find(before, keys[i]);

		if (s == NULL)
			return false;
		k->series[i] = *s;
	}
	return true;
}

int
known_read(struct known *k, struct known *before,
    const struct backend *be, void *db, const struct merge_line *lines,
    size_t n, struct err *e)
{
	const struct reading **keys = xmalloc(n * sizeof(*keys));
	int rc = 0;

	k->n = find_keys(keys, lines, n);
	k->series = xcalloc(k->n, sizeof(*k->series));
	k->last = xcalloc(k->n, sizeof(*k->last));
	if (before == NULL || !recall(k, before, keys))
		rc = be->series(db, keys, k->n, k->series, e);
	for (size_t i = 0; rc == 0 && i < k->n; i++)
		k->last[i] = (struct known_last){ k->series[i].latest.row.at,
			k->series[i].latest.row.interval };
	free(keys);
	return rc;
}

bool
known_retired(const struct known *k)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->series[i].horizon != INT64_MIN)
			return true;
	return false;
}

/* Carry what is written over to the latest rows. */
static void
advance_latest(struct known *k, const struct merge_rows *rows, bool *changed)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct reading *r = &rows->v[i];
		struct backend_series *s = known_find(k, r);
		bool *is_changed = &changed[s - k->series];

		if (r->interval > s->latest.reach) {
			s->latest.reach = r->interval;
			*is_changed = true;
		}
		if (r->at >= s->latest.row.at) {
			s->latest.row = *r;
			*is_changed = true;
		}
	}
}

int
known_put_latest(struct known *k, const struct backend *be, void *db,
    const struct merge_out *out, struct err *e)
{
	bool *changed = xcalloc(k->n, sizeof(*changed));
	struct backend_latest *latest = xmalloc(k->n * sizeof(*latest));
	size_t n = 0;
	int rc;

	advance_latest(k, &out->add, changed);
	advance_latest(k, &out->change, changed);
	for (size_t i = 0; i < k->n; i++)
		if (changed[i])
			latest[n++] = k->series[i].latest;
	rc = n == 0 ? 0 : be->put_latest(db, latest, n, e);
	free(changed);
	free(latest);
	return rc;
}

void
known_tell(struct known *k, const struct told *told)
{
	for (size_t i = 0; i < k->n; i++) {
		struct backend_series *s = &k->series[i];
		const struct told_site *t = told_find(told,
		    s->latest.row.site);

		if (t == NULL)
			continue;
		(void)text_copy(s->zone, sizeof(s->zone), t->site.timezone);
		s->log_interval = t->site.log_interval;
	}
}
