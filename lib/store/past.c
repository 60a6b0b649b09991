/* store/past.c - see past.h */
#include "store/past.h"

#include "base/mem.h"
#include "line/coverage.h"
#include "store/rebuild.h"

#include <stdlib.h>

/* A day is whole again when its second half comes in the next batch. */
enum { KEEP_S = 2 * 86400, KEEP_ROWS = 20000 };

struct judged {			/* one bucket */
	int64_t start, end;
	enum merge_verdict verdict;
};

struct judge {
	const struct backend *be;
	void *db;
	bool write;
	const struct reading *key;
	struct judged *v;
	size_t n, size;
	struct rollup *sealed;		/* those that are there now */
	size_t n_sealed, size_sealed;
};

void
past_free(struct past *p)
{
	merge_rows_free(&p->rows);
}

struct past
past_copy(const struct past *p)
{
	struct past copy = { .rows = { 0 } };

	for (size_t i = 0; i < p->rows.n; i++)
		merge_rows_add(&copy.rows, &p->rows.v[i]);
	return copy;
}

/* ---- buckets ---- */

static int
keep_sealed(void *arg, const struct rollup *r, struct err *e)
{
	struct judge *j = arg;

	(void)e;
	if (j->n_sealed == j->size_sealed) {
		j->size_sealed = j->size_sealed == 0 ? 32 :
		    j->size_sealed * 2;
		j->sealed = xrealloc(j->sealed, j->size_sealed,
		    sizeof(*j->sealed));
	}
	j->sealed[j->n_sealed++] = *r;
	return 0;
}

static int64_t
covered(const struct rollup *r)
{
	return r->observed_s + r->filled_s;
}

enum merge_verdict
past_judge(const struct rollup *sealed, const struct rollup *r)
{
	if (sealed == NULL)
		return MERGE_STORED;
	if (rollup_equal(sealed, r))
		return MERGE_REPEATED;
	if (covered(r) < covered(sealed) ||
	    (covered(r) == 0 && r->count < sealed->count))
		return MERGE_TOO_LATE;
	return MERGE_STORED;
}

static void
note_verdict(struct judge *j, const struct rollup *r, enum merge_verdict v)
{
	if (j->n == j->size) {
		j->size = j->size == 0 ? 64 : j->size * 2;
		j->v = xrealloc(j->v, j->size, sizeof(*j->v));
	}
	j->v[j->n++] = (struct judged){ r->start, r->end, v };
}

/* A chunk_sink_fn: the buckets are of one series, in time order. */
static int
judge_buckets(void *arg, enum rollup_grain grain,
    const struct backend_rollup *v, size_t n, struct err *e)
{
	struct judge *j = arg;
	struct backend_range range = { j->key->site, j->key->battery,
		j->key->source, v[0].r.start, v[n - 1].r.start + 1, 0 };
	struct backend_rollup *put;
	size_t n_put = 0, k = 0;
	int rc = 0;

	j->n_sealed = 0;
	if (j->be->rollups(j->db, grain, &range, keep_sealed, j, e) == -1)
		return -1;
	put = xmalloc(n * sizeof(*put));
	for (size_t i = 0; i < n; i++) {
		const struct rollup *r = &v[i].r, *sealed = NULL;
		enum merge_verdict verdict;

		while (k < j->n_sealed && j->sealed[k].start < r->start)
			k++;
		if (k < j->n_sealed && j->sealed[k].start == r->start)
			sealed = &j->sealed[k];
		if (rollup_is_empty(r))
			continue;
		verdict = past_judge(sealed, r);
		note_verdict(j, r, verdict);
		if (verdict == MERGE_STORED)
			put[n_put++] = v[i];
	}
	if (j->write && n_put > 0)
		rc = j->be->put_rollups(j->db, grain, put, n_put, e);
	free(put);
	return rc;
}

/* The best that happened to the buckets a line stands in. */
static enum merge_verdict
verdict_of(const struct judge *j, int64_t at)
{
	enum merge_verdict best = MERGE_TOO_LATE;

	for (size_t i = 0; i < j->n; i++)
		if (at >= j->v[i].start && at < j->v[i].end &&
		    j->v[i].verdict < best)
			best = j->v[i].verdict;
	return best;
}

/* ---- readings ---- */

static bool
holds(const struct merge_rows *rows, const struct reading *r)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->v[i].at == r->at)
			return true;
	return false;
}

/* Take what is kept of a series out of the past, in time order. */
static void
take_series(struct past *p, const struct reading *key,
    struct merge_rows *have)
{
	size_t n = 0;

	for (size_t i = 0; i < p->rows.n; i++)
		if (reading_same_series(&p->rows.v[i], key))
			merge_rows_add(have, &p->rows.v[i]);
		else
			p->rows.v[n++] = p->rows.v[i];
	p->rows.n = n;
	merge_rows_sort(have);
}

/* The rows that the kept ones and the lines make; fills the lines' verdicts. */
static void
merge_lines(const struct past_lines *in, const struct merge_rows *have,
    struct merge_rows *rows)
{
	size_t n = in->n_late + in->n_near;
	struct merge_line *lines = xmalloc(n * sizeof(*lines));
	struct merge_out out = { .add = { 0 } };

	for (size_t i = 0; i < n; i++)
		lines[i] = i < in->n_late ? in->late[i] :
		    in->near[i - in->n_late];
	merge(lines, n, have, &out);
	for (size_t i = 0; i < in->n_late; i++)
		in->late[i].verdict = lines[i].verdict;
	for (size_t i = 0; i < have->n; i++)
		if (!holds(&out.change, &have->v[i]) &&
		    !holds(&out.drop, &have->v[i]))
			merge_rows_add(rows, &have->v[i]);
	for (size_t i = 0; i < out.add.n; i++)
		merge_rows_add(rows, &out.add.v[i]);
	for (size_t i = 0; i < out.change.n; i++)
		merge_rows_add(rows, &out.change.v[i]);
	merge_rows_sort(rows);
	merge_out_free(&out);
	free(lines);
}

static void
keep_last_days(struct past *p, const struct merge_rows *rows)
{
	int64_t last = rows->v[rows->n - 1].at;

	if (p->rows.n > KEEP_ROWS)
		p->rows.n = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (rows->v[i].at > last - KEEP_S)
			merge_rows_add(&p->rows, &rows->v[i]);
}

static int
judge_rows(struct judge *j, const struct past_lines *in,
    const struct merge_rows *rows, struct err *e)
{
	struct backend_series s = *in->of;
	struct chunk_source src = { .of = &s, .stored_to = INT64_MIN,
		.rows = rows->v, .n = rows->n };
	struct rebuild *rb = rebuild_new(j->be, j->db);
	int rc = 0;

	s.edge.at = INT64_MIN;
	for (size_t i = 0; i < rows->n; i++)
		if (rows->v[i].interval > s.latest.reach)
			s.latest.reach = rows->v[i].interval;
	for (size_t i = 0; rc == 0 && i < in->n_late; i++) {
		int64_t at = in->late[i].reading->at;
		int64_t near = chunk_reach(&s) - 1;
		struct rebuild_span span = { at - near, at + near, INT64_MIN,
			in->of->horizon - 1 };

		rc = rebuild_touch(rb, &src, &span, e);
	}
	if (rc == 0)
		rc = rebuild_run(rb, judge_buckets, j, e);
	rebuild_free(rb);
	return rc;
}

int
past_put(struct past *p, const struct backend *be, void *db, bool write,
    const struct past_lines *in, struct err *e)
{
	struct judge j = { .be = be, .db = db, .write = write,
		.key = &in->of->latest.row };
	struct merge_rows have = { 0 }, rows = { 0 };
	int rc;

	take_series(p, j.key, &have);
	merge_lines(in, &have, &rows);
	rc = judge_rows(&j, in, &rows, e);
	for (size_t i = 0; rc == 0 && i < in->n_late; i++)
		if (in->late[i].verdict != MERGE_SUPERSEDED)
			in->late[i].verdict = verdict_of(&j,
			    in->late[i].reading->at);
	keep_last_days(p, &rows);
	merge_rows_free(&have);
	merge_rows_free(&rows);
	free(j.v);
	free(j.sealed);
	return rc;
}

int
past_seal(const struct backend *be, void *db, const struct backend_series *s,
    int64_t until, struct err *e)
{
	struct judge j = { .be = be, .db = db, .write = true,
		.key = &s->latest.row };
	int rc = rebuild_until(be, db, s, until, judge_buckets, &j, e);

	free(j.v);
	free(j.sealed);
	return rc;
}
