/* store/restore.c - see restore.h */
#include "store/restore.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/past.h"

#include <stdlib.h>
#include <string.h>

/* The lines of one kind by series, and of each series what is known. */
struct restore {
	const struct backend *be;
	void *db;
	struct entry {
		const struct line *line;
		struct reading key;
	} *v;
	size_t n;
	struct backend_series *known;	/* of the series of each entry */
};

static void
key_of(struct reading *key, const struct line *l)
{
	const struct bucket *b = l->bucket;

	if (l->type == LINE_HORIZON) {
		*key = l->horizon.edge;
	} else if (l->type == LINE_LATEST) {
		*key = l->latest.row;
	} else {
		reading_init(key, b->site, 0);
		(void)text_copy(key->battery, sizeof(key->battery),
		    b->battery);
		(void)text_copy(key->source, sizeof(key->source), b->source);
	}
	key->at = l->type == LINE_HOUR || l->type == LINE_DAY ? b->r.start : 0;
}

/* By series and kind, time and arrival. */
static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = reading_same_series(&x->key, &y->key) ? 0 :
	    reading_compare(&x->key, &y->key);

	if (c == 0)
		c = (x->line->type > y->line->type) -
		    (x->line->type < y->line->type);
	if (c == 0)
		c = (x->key.at > y->key.at) - (x->key.at < y->key.at);
	return c != 0 ? c : (x->line > y->line) - (x->line < y->line);
}

/* The lines of these types, in order, and their series. */
static int
load(struct restore *r, const struct line *lines, size_t n,
    enum line_type from, enum line_type to, struct err *e)
{
	const struct reading **keys;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		r->n += lines[i].type >= from && lines[i].type <= to;
	if (r->n == 0)
		return 0;
	r->v = xmalloc(r->n * sizeof(*r->v));
	keys = xmalloc(r->n * sizeof(*keys));
	r->known = xmalloc(r->n * sizeof(*r->known));
	r->n = 0;
	for (size_t i = 0; i < n; i++)
		if (lines[i].type >= from && lines[i].type <= to) {
			r->v[r->n].line = &lines[i];
			key_of(&r->v[r->n++].key, &lines[i]);
		}
	qsort(r->v, r->n, sizeof(*r->v), compare_entries);
	n = 0;
	for (size_t i = 0; i < r->n; i++)
		if (i == 0 || !reading_same_series(&r->v[i].key,
		    &r->v[i - 1].key))
			keys[n++] = &r->v[i].key;
	rc = r->be->series(r->db, keys, n, r->known, e);
	free(keys);
	return rc;
}

static void
unload(struct restore *r)
{
	free(r->v);
	free(r->known);
}

/* How many entries from i on are of the same series and kind? */
static size_t
run_of(const struct restore *r, size_t i)
{
	size_t end = i + 1;

	while (end < r->n && r->v[end].line->type == r->v[i].line->type &&
	    reading_same_series(&r->v[end].key, &r->v[i].key))
		end++;
	return end - i;
}

static bool
is_new_series(const struct restore *r, size_t i)
{
	return i > 0 && !reading_same_series(&r->v[i].key, &r->v[i - 1].key);
}

/* ---- horizons ---- */

static int
take_horizon(const struct restore *r, struct backend_series *s,
    const struct horizon *h, struct err *e)
{
	struct backend_range before = { h->edge.site, h->edge.battery,
		h->edge.source, INT64_MIN, h->at, 0 };
	int64_t oldest;

	if (h->at <= s->horizon)
		return 0;
	if (r->be->oldest(r->db, &before, &oldest, e) == -1)
		return -1;
	if (oldest != INT64_MAX)
		return 0;
	s->horizon = h->at;
	s->edge = h->edge;
	return r->be->retire(r->db, s, e);
}

/* ---- hours and days ---- */

struct sealed {
	struct rollup *v;
	size_t n, size;
};

static int
keep_sealed(void *arg, const struct rollup *one, struct err *e)
{
	struct sealed *s = arg;

	(void)e;
	if (s->n == s->size) {
		s->size = s->size == 0 ? 64 : s->size * 2;
		s->v = xrealloc(s->v, s->size, sizeof(*s->v));
	}
	s->v[s->n++] = *one;
	return 0;
}

static int
read_sealed(const struct restore *r, const struct entry *v, size_t n,
    struct sealed *s, struct err *e)
{
	const struct reading *key = &v->key;
	struct backend_range range = { key->site, key->battery, key->source,
		key->at, v[n - 1].key.at + 1, 0 };

	return r->be->rollups(r->db, v->line->type == LINE_HOUR ? ROLLUP_HOUR :
	    ROLLUP_DAY, &range, keep_sealed, s, e);
}

/* The n lines of one series and grain. */
static int
take_buckets(const struct restore *r, const struct entry *v, size_t n,
    int64_t horizon, struct restore_count *count, struct err *e)
{
	struct backend_rollup *put = xmalloc(n * sizeof(*put));
	struct sealed sealed = { .n = 0 };
	size_t n_put = 0, k = 0;
	int rc = read_sealed(r, v, n, &sealed, e);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct rollup *one = &v[i].line->bucket->r, *is = NULL;
		enum merge_verdict verdict = MERGE_TOO_LATE;

		if (i + 1 < n && v[i + 1].key.at == v[i].key.at) {
			count->taken++;		/* told better by the next */
			continue;
		}
		while (k < sealed.n && sealed.v[k].start < one->start)
			k++;
		if (k < sealed.n && sealed.v[k].start == one->start)
			is = &sealed.v[k];
		if (one->start < horizon)
			verdict = past_judge(is, one);
		if (verdict == MERGE_STORED)
			put[n_put++] = (struct backend_rollup){ &v[i].key,
				*one };
		count->taken += verdict != MERGE_TOO_LATE;
		count->too_late += verdict == MERGE_TOO_LATE;
	}
	if (rc == 0 && n_put > 0)
		rc = r->be->put_rollups(r->db, v->line->type == LINE_HOUR ?
		    ROLLUP_HOUR : ROLLUP_DAY, put, n_put, e);
	free(sealed.v);
	free(put);
	return rc;
}

int
restore_before(const struct backend *be, void *db, const struct line *lines,
    size_t n, struct restore_count *count, struct err *e)
{
	struct restore r = { .be = be, .db = db };
	struct backend_series *s;
	size_t some;
	int rc = load(&r, lines, n, LINE_HORIZON, LINE_DAY, e);

	s = r.known;
	for (size_t i = 0; rc == 0 && i < r.n; i += some) {
		s += is_new_series(&r, i);
		some = run_of(&r, i);
		if (r.v[i].line->type != LINE_HORIZON) {
			rc = take_buckets(&r, &r.v[i], some, s->horizon,
			    count, e);
			continue;
		}
		for (size_t k = i; rc == 0 && k < i + some; k++)
			rc = take_horizon(&r, s, &r.v[k].line->horizon, e);
		count->taken += some;
	}
	unload(&r);
	return rc;
}

/* ---- latest rows ---- */

int
restore_behind(const struct backend *be, void *db, const struct line *lines,
    size_t n, struct restore_count *count, struct err *e)
{
	struct restore r = { .be = be, .db = db };
	struct backend_latest *put = NULL;
	struct backend_series *s;
	size_t n_put = 0, some;
	int rc = load(&r, lines, n, LINE_LATEST, LINE_LATEST, e);

	if (rc == 0 && r.n > 0)
		put = xmalloc(r.n * sizeof(*put));
	s = r.known;
	for (size_t i = 0; rc == 0 && i < r.n; i += some) {
		bool news = false;

		s += is_new_series(&r, i);
		some = run_of(&r, i);
		for (size_t k = i; k < i + some; k++) {
			const struct latest *l = &r.v[k].line->latest;

			if (l->row.at > s->latest.row.at) {
				s->latest.row = l->row;
				news = true;
			}
			if (l->reach > s->latest.reach) {
				s->latest.reach = l->reach;
				news = true;
			}
		}
		count->taken += some;
		if (news && s->latest.row.at != INT64_MIN)
			put[n_put++] = s->latest;
	}
	if (rc == 0 && n_put > 0)
		rc = be->put_latest(db, put, n_put, e);
	free(put);
	unload(&r);
	return rc;
}
