/* store/rebuild.c - see rebuild.h */
#include "store/rebuild.h"

#include "base/mem.h"
#include "base/note.h"
#include "line/zone.h"

#include <stdlib.h>

/* So many seconds of a series are computed at once. */
enum { STRETCH_S = 32 * 86400, HOUR_S = 3600 };

/* What was taken last: [from, to) of src, in whole buckets of a grain. */
struct taken {
	const struct chunk_source *src;
	int64_t from, to;
};

struct rebuild {
	const struct backend *be;
	void *db;
	struct chunk_bucket *v;
	size_t n, size;
	struct taken taken[ROLLUP_GRAINS];
	bool warned;
};

struct rebuild *
rebuild_new(const struct backend *be, void *db)
{
	struct rebuild *b = xcalloc(1, sizeof(*b));

	b->be = be;
	b->db = db;
	return b;
}

void
rebuild_free(struct rebuild *b)
{
	if (b == NULL)
		return;
	free(b->v);
	free(b);
}

/* ---- which buckets ---- */

/* A zone that another machine knew must not keep readings from being stored;
 * but days of another zone would be wrong.  As long as it is missing nothing is
 * sealed, so that no day is lost. */
static bool
is_zone_here(const struct backend_series *s)
{
	return s->zone[0] == '\0' || zone_is_here(s->zone);
}

static bool
has_days(struct rebuild *b, const struct backend_series *s)
{
	if (is_zone_here(s))
		return true;
	if (!b->warned)
		note_warn("site %s: time zone %s is not on this machine: its "
		    "days are not computed; install tzdata, then: vrm-store "
		    "maintain --rebuild", s->latest.row.site, s->zone);
	b->warned = true;
	return false;
}

static int
bucket_of(const struct backend_series *s, enum rollup_grain grain, int64_t at,
    int64_t *start, int64_t *end, struct err *e)
{
	if (grain == ROLLUP_DAY)
		return zone_day(s->zone[0] == '\0' ? "UTC" : s->zone, at,
		    start, end, e);
	*start = at - at % HOUR_S;
	*end = *start + HOUR_S;
	return 0;
}

static void
take(struct rebuild *b, const struct chunk_bucket *bucket)
{
	if (b->n == b->size) {
		b->size = b->size == 0 ? 64 : b->size * 2;
		b->v = xrealloc(b->v, b->size, sizeof(*b->v));
	}
	b->v[b->n++] = *bucket;
}

static int
touch(struct rebuild *b, const struct chunk_source *src,
    const struct rebuild_span *span, enum rollup_grain grain, struct err *e)
{
	struct taken *taken = &b->taken[grain];
	bool again = taken->src == src && span->from >= taken->from &&
	    span->from <= taken->to;
	int64_t at = again ? taken->to : span->from;

	while (at <= span->to) {
		struct chunk_bucket next = { .src = src, .grain = grain };

		if (bucket_of(src->of, grain, at, &next.start, &next.end,
		    e) == -1)
			return -1;
		if (!again)
			*taken = (struct taken){ src, next.start, next.start };
		again = true;
		if (next.start >= span->first && next.start <= span->last)
			take(b, &next);
		taken->to = at = next.end;
	}
	return 0;
}

int
rebuild_touch(struct rebuild *b, const struct chunk_source *src,
    const struct rebuild_span *span, struct err *e)
{
	if (touch(b, src, span, ROLLUP_HOUR, e) == -1)
		return -1;
	return has_days(b, src->of) ? touch(b, src, span, ROLLUP_DAY, e) : 0;
}

static int
compare_buckets(const void *a, const void *b)
{
	const struct chunk_bucket *x = a, *y = b;

	if (x->src != y->src)
		return (x->src > y->src) - (x->src < y->src);
	if (x->start != y->start)
		return (x->start > y->start) - (x->start < y->start);
	return (x->grain > y->grain) - (x->grain < y->grain);
}

static void
sort_buckets(struct rebuild *b)
{
	size_t n = 0;

	if (b->n > 1)
		qsort(b->v, b->n, sizeof(*b->v), compare_buckets);
	for (size_t i = 0; i < b->n; i++)
		if (n == 0 || compare_buckets(&b->v[i], &b->v[n - 1]) != 0)
			b->v[n++] = b->v[i];
	b->n = n;
}

int
rebuild_run(struct rebuild *b, chunk_sink_fn *sink, void *arg,
    struct err *e)
{
	struct chunk *c = chunk_new();
	int rc = 0;

	sort_buckets(b);
	for (size_t i = 0; rc == 0 && i < b->n; ) {
		for (size_t k = 0; k < CHUNK_BUCKETS && i < b->n; k++)
			chunk_add(c, &b->v[i++]);
		rc = chunk_run(c, b->be, b->db, sink, arg, e);
	}
	b->n = 0;
	for (int g = 0; g < ROLLUP_GRAINS; g++)
		b->taken[g].src = NULL;
	chunk_free(c);
	return rc;
}

/* ---- writing ---- */

int
rebuild_write(void *arg, enum rollup_grain grain,
    const struct backend_rollup *v, size_t n, struct err *e)
{
	const struct rebuild_writer *w = arg;
	struct backend_rollup *some = xmalloc(n * sizeof(*some));
	size_t n_put = 0, n_drop = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		if (rollup_is_empty(&v[i].r))
			some[n - ++n_drop] = v[i];
		else
			some[n_put++] = v[i];
	if (n_put > 0)
		rc = w->be->put_rollups(w->db, grain, some, n_put, e);
	if (rc == 0 && n_drop > 0)
		rc = w->be->drop_rollups(w->db, grain, some + n_put, n_drop, e);
	free(some);
	return rc;
}

int
rebuild_until(const struct backend *be, void *db,
    const struct backend_series *s, int64_t until, chunk_sink_fn *sink,
    void *arg, struct err *e)
{
	const struct reading *key = &s->latest.row;
	struct chunk_source src = { .of = s, .stored_to = INT64_MAX };
	struct backend_range all = { key->site, key->battery, key->source,
		s->horizon, until, 0 };
	struct rebuild *b = rebuild_new(be, db);
	int64_t last = key->at < until ? key->at : until - 1;
	int64_t at;
	int rc = be->oldest(db, &all, &at, e);

	while (rc == 0 && at <= last) {
		struct rebuild_span span = { at, at + STRETCH_S, s->horizon,
			until - 1 };

		if (span.to > last)
			span.to = last;
		rc = rebuild_touch(b, &src, &span, e);
		if (rc == 0)
			rc = rebuild_run(b, sink, arg, e);
		at = span.to + 1;
	}
	rebuild_free(b);
	return rc;
}

static int
rebuild_one(const struct backend *be, void *db,
    const struct backend_series *s, struct err *e)
{
	const struct reading *key = &s->latest.row;
	struct rebuild_writer writer = { be, db };

	if (be->clear_rollups(db, ROLLUP_HOUR, key, s->horizon, e) == -1 ||
	    (is_zone_here(s) && be->clear_rollups(db, ROLLUP_DAY, key,
	    s->horizon, e) == -1))
		return -1;
	return rebuild_until(be, db, s, INT64_MAX, rebuild_write, &writer, e);
}

int
rebuild_all(const struct backend *be, void *db, const struct reading *keys,
    size_t n, struct err *e)
{
	struct backend_series *v = xmalloc(n * sizeof(*v));
	const struct reading **p = xmalloc(n * sizeof(*p));
	int rc;

	for (size_t i = 0; i < n; i++)
		p[i] = &keys[i];
	rc = n == 0 ? 0 : be->series(db, p, n, v, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = rebuild_one(be, db, &v[i], e);
	free(v);
	free(p);
	return rc;
}
