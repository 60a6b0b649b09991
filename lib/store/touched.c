/* store/touched.c - see touched.h */
#include "store/touched.h"

#include "base/mem.h"
#include "line/coverage.h"
#include "store/rebuild.h"

#include <stdlib.h>

struct touched {
	struct known *known;
	const struct merge_out *out;
	struct chunk_source *src;	/* of each series */
	struct rebuild *rb;
	struct chunk_tail *keep;	/* of each series, or NULL */
};

/* Only rows behind the last one go on where that was. */
static void
forget_tails(struct touched *t, const struct merge_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		t->src[known_find(t->known, &rows->v[i]) -
		    t->known->series].tail = NULL;
}

static void
find_tails(struct touched *t, const struct tails *tails)
{
	for (size_t i = 0; i < t->known->n; i++) {
		struct chunk_source *src = &t->src[i];
		int64_t last = t->known->last[i].at;

		if (src->n > 0 && src->rows[0].at > last)
			src->tail = tails_find(tails, src->rows, last);
		src->keep = &t->keep[i];
	}
	forget_tails(t, &t->out->change);
	forget_tails(t, &t->out->drop);
}

/* Where the readings of each series are, now that they are written. */
static void
find_sources(struct touched *t)
{
	const struct known *known = t->known;
	const struct merge_rows *add = &t->out->add;
	size_t k = 0;

	t->src = xcalloc(known->n, sizeof(*t->src));
	for (size_t i = 0; i < known->n; i++) {
		const struct backend_series *s = &known->series[i];
		struct chunk_source *src = &t->src[i];

		*src = (struct chunk_source){ .of = s,
			.stored_to = known->last[i].at,
			.rows = add->n == 0 ? NULL : &add->v[k] };
		for (; k < add->n && reading_same_series(&add->v[k],
		    &s->latest.row); k++)
			src->n++;
		if (src->stored_to == INT64_MIN)
			*src = (struct chunk_source){ .of = s,
				.stored_to = INT64_MAX };
	}
}

static int
touch(struct touched *t, const struct backend_series *s, int64_t from,
    int64_t to, struct err *e)
{
	struct rebuild_span span = { from, to, s->horizon, INT64_MAX };

	if (span.to > s->latest.row.at)
		span.to = s->latest.row.at;
	return rebuild_touch(t->rb, &t->src[s - t->known->series], &span, e);
}

/* Rows somewhere between others. */
static int
touch_rows(struct touched *t, const struct merge_rows *rows, struct err *e)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct reading *r = &rows->v[i];
		const struct backend_series *s = known_find(t->known, r);
		int64_t near = chunk_reach(s) - 1;

		if (touch(t, s, r->at - near, r->at + near, e) == -1)
			return -1;
	}
	return 0;
}

/* New rows; those behind all others change nothing before the one they
 * follow. */
static int
touch_added(struct touched *t, struct err *e)
{
	const struct merge_rows *add = &t->out->add;

	for (size_t i = 0; i < add->n; i++) {
		const struct reading *r = &add->v[i];
		const struct backend_series *s = known_find(t->known, r);
		const struct known_last *last = known_last(t->known, s);
		int64_t near = chunk_reach(s) - 1;
		int64_t from = r->at - near, to = r->at + near;
		bool follows = i > 0 && r[-1].at > last->at &&
		    reading_same_series(&r[-1], r);

		if (last->at != INT64_MIN && r->at > last->at) {
			int64_t at = follows ? r[-1].at : last->at;
			int interval = follows ? r[-1].interval :
			    last->interval;

			from = r->at - at < coverage_reach_of(s->log_interval,
			    interval, r->interval) ? at : r->at;
			to = r->at;
		}
		if (touch(t, s, from, to, e) == -1)
			return -1;
	}
	return 0;
}

int
touched_write(const struct backend *be, void *db, struct known *known,
    const struct merge_out *out, struct tails *tails, struct err *e)
{
	struct rebuild_writer writer = { be, db };
	struct touched t = { .known = known, .out = out,
		.rb = rebuild_new(be, db) };
	int rc = -1;

	find_sources(&t);
	if (tails != NULL) {
		t.keep = xcalloc(known->n, sizeof(*t.keep));
		find_tails(&t, tails);
	}
	if (touch_added(&t, e) == 0 &&
	    touch_rows(&t, &out->change, e) == 0 &&
	    touch_rows(&t, &out->drop, e) == 0)
		rc = rebuild_run(t.rb, rebuild_write, &writer, e);
	rebuild_free(t.rb);
	free(t.src);
	if (tails != NULL)
		tails_keep(tails, known, t.keep);
	return rc;
}
