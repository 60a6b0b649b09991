/* store/chunk.c - see chunk.h */
#include "store/chunk.h"

#include "base/mem.h"
#include "line/coverage.h"

#include <stdlib.h>

/* Buckets whose readings are read in one go. */
struct span {
	const struct chunk_source *src;
	int64_t from, to;		/* readings, inclusive */
	size_t first[ROLLUP_GRAINS], end[ROLLUP_GRAINS];
};

struct chunk {
	struct rollup_work work[ROLLUP_GRAINS][CHUNK_BUCKETS];
	struct backend_rollup out[CHUNK_BUCKETS];
	const struct chunk_source *src[ROLLUP_GRAINS][CHUNK_BUCKETS];
	size_t n[ROLLUP_GRAINS];
	struct span span[CHUNK_BUCKETS];
	size_t n_span;
	struct backend_window window[CHUNK_BUCKETS];	/* in the database */
	size_t span_of[CHUNK_BUCKETS];		/* window -> span */
	size_t n_window;

	size_t at_span;			/* the one readings run through */
	size_t at[ROLLUP_GRAINS];	/* buckets before are complete */
	struct reading before;
	bool begun;
};

static void
empty(struct chunk *c)
{
	c->n_span = 0;
	for (int g = 0; g < ROLLUP_GRAINS; g++)
		c->n[g] = 0;
}

int64_t
chunk_reach(const struct backend_series *s)
{
	return coverage_reach_of(s->log_interval, s->latest.reach,
	    s->edge.at == INT64_MIN ? 0 : s->edge.interval);
}

struct chunk *
chunk_new(void)
{
	struct chunk *c = xmalloc(sizeof(*c));

	empty(c);
	return c;
}

void
chunk_free(struct chunk *c)
{
	free(c);
}

static void
begin_bucket(struct rollup_work *w, const struct chunk_bucket *b)
{
	const struct chunk_tail *tail = b->src->tail;

	if (tail != NULL && tail->work[b->grain].r.start == b->start)
		*w = tail->work[b->grain];
	else
		rollup_begin(w, b->start, b->end);
}

void
chunk_add(struct chunk *c, const struct chunk_bucket *b)
{
	int64_t reach = chunk_reach(b->src->of);
	int64_t from = b->start - reach + 1, to = b->end + reach - 1;
	struct span *s = c->n_span == 0 ? NULL : &c->span[c->n_span - 1];

	if (s == NULL || s->src != b->src || from > s->to) {
		s = &c->span[c->n_span++];
		*s = (struct span){ .src = b->src, .from = from, .to = to };
		for (int g = 0; g < ROLLUP_GRAINS; g++)
			s->first[g] = c->n[g];
	}
	if (to > s->to)
		s->to = to;
	begin_bucket(&c->work[b->grain][c->n[b->grain]], b);
	c->src[b->grain][c->n[b->grain]++] = b->src;
	for (int g = 0; g < ROLLUP_GRAINS; g++)
		s->end[g] = c->n[g];
}

static void
find_windows(struct chunk *c)
{
	c->n_window = 0;
	for (size_t i = 0; i < c->n_span; i++) {
		const struct span *s = &c->span[i];
		int64_t last = s->src->stored_to;

		if (s->from > last || s->src->tail != NULL)
			continue;
		c->span_of[c->n_window] = i;
		c->window[c->n_window++] = (struct backend_window){
			&s->src->of->latest.row, s->from,
			s->to < last ? s->to : last };
	}
}

static void
feed(struct chunk *c, const struct reading *r)
{
	const struct span *s = &c->span[c->at_span];
	const struct reading *before = &c->before;
	bool near = c->begun && r->at - before->at < coverage_reach_of(
	    s->src->of->log_interval, before->interval, r->interval);
	int64_t from = c->begun ? before->at : r->at;

	for (int g = 0; g < ROLLUP_GRAINS; g++) {
		struct rollup_work *w = c->work[g];
		size_t i = c->at[g];

		while (i < s->end[g] && w[i].r.end <= from)
			i++;
		c->at[g] = i;
		for (; i < s->end[g] && w[i].r.start <= r->at; i++) {
			if (near)
				rollup_cover(&w[i], before, r);
			if (r->at < w[i].r.end)
				rollup_count(&w[i], r);
		}
	}
	c->before = *r;
	c->begun = true;
}

static void
begin_span(struct chunk *c, size_t i)
{
	const struct span *s = &c->span[i];
	const struct reading *edge = &s->src->of->edge;
	const struct chunk_tail *tail = s->src->tail;

	c->at_span = i;
	c->begun = false;
	for (int g = 0; g < ROLLUP_GRAINS; g++)
		c->at[g] = s->first[g];
	if (tail != NULL && tail->last.at >= s->from) {
		c->before = tail->last;
		c->begun = true;
	} else if (edge->at != INT64_MIN && edge->at >= s->from &&
	    edge->at <= s->to) {
		feed(c, edge);
	}
}

/* The readings behind those of the database. */
static void
end_span(struct chunk *c)
{
	const struct span *s = &c->span[c->at_span];
	const struct chunk_source *src = s->src;
	size_t lo = 0, hi = src->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (src->rows[mid].at < s->from ||
		    src->rows[mid].at <= src->stored_to)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < src->n && src->rows[lo].at <= s->to; lo++)
		feed(c, &src->rows[lo]);
}

static void
go_to_span(struct chunk *c, size_t i)
{
	while (c->at_span < i) {
		end_span(c);
		if (c->at_span + 1 == c->n_span)
			break;
		begin_span(c, c->at_span + 1);
	}
}

static int
feed_stored(void *arg, size_t window, const struct reading *r, struct err *e)
{
	struct chunk *c = arg;

	(void)e;
	go_to_span(c, c->span_of[window]);
	feed(c, r);
	return 0;
}

static void
keep_tail(const struct chunk_source *src, enum rollup_grain g,
    const struct rollup_work *w)
{
	const struct reading *last = &src->of->latest.row;

	if (src->keep == NULL || last->at < w->r.start || last->at >= w->r.end)
		return;
	src->keep->last = *last;
	src->keep->work[g] = *w;
	src->keep->has |= 1u << g;
}

static int
put_out(struct chunk *c, enum rollup_grain g, chunk_sink_fn *sink, void *arg,
    struct err *e)
{
	for (size_t i = 0; i < c->n[g]; i++) {
		keep_tail(c->src[g][i], g, &c->work[g][i]);
		rollup_end(&c->work[g][i], &c->out[i].r);
		c->out[i].series = &c->src[g][i]->of->latest.row;
	}
	return c->n[g] == 0 ? 0 : sink(arg, g, c->out, c->n[g], e);
}

int
chunk_run(struct chunk *c, const struct backend *be, void *db,
    chunk_sink_fn *sink, void *arg, struct err *e)
{
	int rc = 0;

	if (c->n_span == 0)
		return 0;
	find_windows(c);
	begin_span(c, 0);
	if (c->n_window > 0)
		rc = be->windows(db, c->window, c->n_window, feed_stored, c,
		    e);
	if (rc == 0)
		go_to_span(c, c->n_span);
	for (int g = 0; rc == 0 && g < ROLLUP_GRAINS; g++)
		rc = put_out(c, (enum rollup_grain)g, sink, arg, e);
	empty(c);
	return rc;
}
