/* store/part.c - see part.h */
#include "store/part.h"

#include "base/mem.h"
#include "store/known.h"
#include "store/touched.h"

#include <stdlib.h>

/* Rows this near to each other are read in one range: cheaper than a second
 * look-up, and few enough for constant memory. */
enum { READ_THROUGH_S = 300 };

struct work {
	struct part *of;
	const struct backend *be;
	void *db;
	struct merge_line *lines;	/* by key; the late behind */
	size_t n, n_late;
	uint32_t first;			/* the number of the first series */
	struct known known;
	struct merge_rows have;
	struct merge_out out;
};

/* ---- judging ---- */

/* Its series, which are known in the order of their numbers. */
static const struct backend_series *
series_of(const struct work *w, const struct merge_line *line)
{
	return &w->known.series[line->series - w->first];
}

/* Lines before the horizon go behind the others; both stay in order. */
static void
part_late(struct work *w)
{
	struct merge_line *late;
	size_t n = 0;

	if (!known_retired(&w->known))
		return;
	late = xmalloc(w->n * sizeof(*late));
	for (size_t i = 0; i < w->n; i++) {
		if (w->lines[i].reading->at <
		    series_of(w, &w->lines[i])->horizon)
			late[w->n_late++] = w->lines[i];
		else
			w->lines[n++] = w->lines[i];
	}
	w->n = n;
	for (size_t i = 0; i < w->n_late; i++)
		w->lines[n + i] = late[i];
	free(late);
}

static int
keep_row(void *arg, size_t window, const struct reading *r, struct err *e)
{
	struct work *w = arg;

	(void)window;
	(void)e;
	merge_rows_add(&w->have, r);
	return 0;
}

/* The stored rows that merge() must see for one line.  False: there are none,
 * the series ends before.  A series without a latest row may be new, or
 * somebody has emptied that table: look. */
static bool
window_of(struct work *w, const struct merge_line *line,
    struct backend_window *v)
{
	const struct reading *r = line->reading;
	const struct backend_latest *l = &series_of(w, line)->latest;
	bool known = l->row.at != INT64_MIN;
	int reach = known ? l->reach : READING_MAX_INTERVAL;
	int64_t back = !r->history && reach > 1 ? reach - 1 : 0;

	*v = (struct backend_window){ .series = r, .from = r->at - back,
		.to = r->at + merge_reach(r) - 1 };
	return !known || v->from <= l->row.at;
}

/* The windows of all lines, those that meet joined, so that no row is read
 * twice. */
static size_t
find_windows(struct work *w, struct backend_window *v)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		struct backend_window next;

		if (!window_of(w, &w->lines[i], &next))
			continue;
		while (n > 0 &&
		    reading_same_series(v[n - 1].series, next.series) &&
		    next.from <= v[n - 1].to + READ_THROUGH_S) {
			n--;
			if (v[n].from < next.from)
				next.from = v[n].from;
			if (v[n].to > next.to)
				next.to = v[n].to;
		}
		v[n++] = next;
	}
	return n;
}

static int
read_rows(struct work *w, struct err *e)
{
	struct backend_window *v = xmalloc(w->n * sizeof(*v));
	size_t n = find_windows(w, v);
	int rc = n == 0 ? 0 : w->be->windows(w->db, v, n, keep_row, w, e);

	merge_rows_sort(&w->have);
	free(v);
	return rc;
}

static int
judge(struct work *w, struct err *e)
{
	const struct part *p = w->of;

	if (known_read(&w->known, p->use_tails ? &p->how->tails->known : NULL,
	    w->be, w->db, w->lines, w->n, e) == -1)
		return -1;
	part_late(w);
	if (w->n > 0 && read_rows(w, e) == -1)
		return -1;
	merge(w->lines, w->n, &w->have, &w->out);
	return 0;
}

/* ---- writing ---- */

static int
write_rows(struct work *w, struct err *e)
{
	const struct merge_out *out = &w->out;

	if (out->drop.n > 0 &&
	    w->be->drop(w->db, out->drop.v, out->drop.n, e) == -1)
		return -1;
	if (out->change.n > 0 &&
	    w->be->change(w->db, out->change.v, out->change.n, e) == -1)
		return -1;
	if (out->add.n > 0) {
		bool *careful = &w->of->careful;
		int rc = (*careful ? w->be->change : w->be->add)(w->db,
		    out->add.v, out->add.n, e);

		*careful |= rc == 1;
		if (rc != 0)
			return -1;
	}
	return known_put_latest(&w->known, w->be, w->db, out, e);
}

static int
write_all(struct work *w, struct err *e)
{
	const struct part *p = w->of;

	if (write_rows(w, e) == -1)
		return -1;
	known_tell(&w->known, p->told);
	return !p->how->rollups ? 0 : touched_write(w->be, w->db, &w->known,
	    &w->out, p->use_tails ? p->how->tails : NULL, e);
}

/* ---- before the horizon ---- */

/* The lines of one series, of those in order from a place on. */
static size_t
count_series(const struct merge_line *lines, size_t n,
    const struct reading *key)
{
	size_t i = 0;

	while (i < n && reading_same_series(lines[i].reading, key))
		i++;
	return i;
}

/* A late reading that counts may yet be the newest of its battery. */
static int
advance_late(const struct work *w, const struct past_lines *in, struct err *e)
{
	const struct merge_line *last = &in->late[in->n_late - 1];
	struct backend_latest latest = in->of->latest;

	if (!w->of->how->write || last->verdict != MERGE_STORED ||
	    last->reading->at <= latest.row.at)
		return 0;
	latest.row = *last->reading;
	return w->be->put_latest(w->db, &latest, 1, e);
}

/* These lines have only buckets to go to. */
static int
judge_late(struct work *w, struct err *e)
{
	const struct part_how *how = w->of->how;
	struct merge_line *late = w->lines + w->n;
	size_t k = 0;

	for (size_t i = 0; i < w->n_late; ) {
		const struct reading *key = late[i].reading;
		struct past_lines in = { .of = known_find(&w->known, key),
			.late = late + i,
			.n_late = count_series(late + i, w->n_late - i, key) };

		i += in.n_late;
		while (k < w->n && known_compare(w->lines[k].reading,
		    key) < 0)
			k++;
		in.near = w->lines + k;
		in.n_near = count_series(w->lines + k, w->n - k, key);
		for (size_t l = 0; l < in.n_late; l++)
			in.late[l].verdict = MERGE_TOO_LATE;
		if (how->rollups && (past_put(how->past, w->be, w->db,
		    how->write, &in, e) == -1 ||
		    advance_late(w, &in, e) == -1))
			return -1;
	}
	return 0;
}

int
part_put(struct part *p, struct err *e)
{
	struct work w = { .of = p, .be = p->be, .db = p->db,
		.lines = p->lines, .n = p->n, .first = p->n == 0 ? 0 :
		p->lines[0].series };
	int rc = -1;

	if (judge(&w, e) == 0 && (!p->how->write || write_all(&w, e) == 0))
		rc = judge_late(&w, e);
	if (rc == -1 || !p->use_tails || w.n_late > 0)
		known_free(&w.known);
	tails_keep_known(p->how->tails, &w.known);
	merge_rows_free(&w.have);
	merge_out_free(&w.out);
	return rc;
}
