/* store/batch.c - see batch.h */
#include "store/batch.h"

#include "base/mem.h"
#include "base/text.h"
#include "line/coverage.h"
#include "store/past.h"
#include "store/rebuild.h"
#include "store/told.h"

#include <stdlib.h>

/* Rows this near to each other are read in one range: cheaper than a second
 * look-up, and few enough for constant memory. */
enum { READ_THROUGH_S = 300 };

struct known {			/* the latest row before this batch */
	int64_t at;			/* INT64_MIN: none */
	int interval;
};

struct batch {
	const struct backend *be;
	void *db;
	const struct batch_how *how;
	struct merge_line *lines;	/* readings, by key; the late behind */
	size_t n, n_late;
	struct backend_series *series;	/* by key */
	struct known *known;		/* of each series */
	size_t n_series;
	struct merge_rows have;
	struct merge_out out;
	struct told told;
};

/* ---- readings ---- */

static int
compare_series(const struct reading *a, const struct reading *b)
{
	return reading_same_series(a, b) ? 0 : reading_compare(a, b);
}

static struct backend_series *
find_series(const struct batch *b, const struct reading *r)
{
	size_t lo = 0, hi = b->n_series;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = compare_series(&b->series[mid].latest.row, r);

		if (c == 0)
			return &b->series[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static int
keep_series(void *arg, size_t i, const struct backend_series *s,
    struct err *e)
{
	struct batch *b = arg;

	(void)e;
	b->series[i] = *s;
	b->known[i] = (struct known){ s->latest.row.at,
		s->latest.row.interval };
	return 0;
}

/* What the database knows of each series. */
static int
read_series(struct batch *b, struct err *e)
{
	const struct reading **keys = xmalloc(b->n * sizeof(*keys));
	size_t n = 0;
	int rc;

	for (size_t i = 0; i < b->n; i++)
		if (i == 0 || !reading_same_series(b->lines[i].reading,
		    b->lines[i - 1].reading))
			keys[n++] = b->lines[i].reading;
	b->series = xcalloc(n, sizeof(*b->series));
	b->known = xcalloc(n, sizeof(*b->known));
	b->n_series = n;
	rc = b->be->series(b->db, keys, n, keep_series, b, e);
	free(keys);
	return rc;
}

/* Lines before the horizon go behind the others; both stay in order. */
static void
part_late(struct batch *b)
{
	struct merge_line *late = xmalloc(b->n * sizeof(*late));
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct reading *r = b->lines[i].reading;

		if (r->at < find_series(b, r)->horizon)
			late[b->n_late++] = b->lines[i];
		else
			b->lines[n++] = b->lines[i];
	}
	b->n = n;
	for (size_t i = 0; i < b->n_late; i++)
		b->lines[n + i] = late[i];
	free(late);
}

static int
keep_row(void *arg, size_t window, const struct reading *r, struct err *e)
{
	struct batch *b = arg;

	(void)window;
	(void)e;
	merge_rows_add(&b->have, r);
	return 0;
}

/* The stored rows that merge() must see for one line.  False: there are none,
 * the series ends before.  A series without a latest row may be new, or
 * somebody has emptied that table: look. */
static bool
window_of(struct batch *b, const struct reading *r, struct backend_window *w)
{
	const struct backend_latest *l = &find_series(b, r)->latest;
	bool known = l->row.at != INT64_MIN;
	int reach = known ? l->reach : READING_MAX_INTERVAL;
	int64_t back = !r->history && reach > 1 ? reach - 1 : 0;

	*w = (struct backend_window){ .series = r, .from = r->at - back,
		.to = r->at + merge_reach(r) - 1 };
	return !known || w->from <= l->row.at;
}

/* The windows of all lines, those that meet joined, so that no row is read
 * twice. */
static size_t
find_windows(struct batch *b, struct backend_window *w)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		struct backend_window next;

		if (!window_of(b, b->lines[i].reading, &next))
			continue;
		while (n > 0 &&
		    reading_same_series(w[n - 1].series, next.series) &&
		    next.from <= w[n - 1].to + READ_THROUGH_S) {
			n--;
			if (w[n].from < next.from)
				next.from = w[n].from;
			if (w[n].to > next.to)
				next.to = w[n].to;
		}
		w[n++] = next;
	}
	return n;
}

static int
read_rows(struct batch *b, struct err *e)
{
	struct backend_window *w = xmalloc(b->n * sizeof(*w));
	size_t n = find_windows(b, w);
	int rc = n == 0 ? 0 : b->be->windows(b->db, w, n, keep_row, b, e);

	merge_rows_sort(&b->have);
	free(w);
	return rc;
}

static int
judge_readings(struct batch *b, struct err *e)
{
	if (b->n == 0)
		return 0;
	if (read_series(b, e) == -1)
		return -1;
	part_late(b);
	if (b->n > 0 && read_rows(b, e) == -1)
		return -1;
	merge(b->lines, b->n, &b->have, &b->out);
	return 0;
}

/* Carry what is written over to the latest rows. */
static void
advance_latest(struct batch *b, const struct merge_rows *rows, bool *changed)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct reading *r = &rows->v[i];
		struct backend_series *s = find_series(b, r);
		bool *is_changed = &changed[s - b->series];

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

static int
write_latest(struct batch *b, struct err *e)
{
	bool *changed = xcalloc(b->n_series, sizeof(*changed));
	struct backend_latest *latest =
	    xmalloc(b->n_series * sizeof(*latest));
	size_t n = 0;
	int rc;

	advance_latest(b, &b->out.add, changed);
	advance_latest(b, &b->out.change, changed);
	for (size_t i = 0; i < b->n_series; i++)
		if (changed[i])
			latest[n++] = b->series[i].latest;
	rc = n == 0 ? 0 : b->be->put_latest(b->db, latest, n, e);
	free(changed);
	free(latest);
	return rc;
}

static int
write_readings(struct batch *b, struct err *e)
{
	const struct merge_out *out = &b->out;

	if (out->drop.n > 0 &&
	    b->be->drop(b->db, out->drop.v, out->drop.n, e) == -1)
		return -1;
	if (out->change.n > 0 &&
	    b->be->change(b->db, out->change.v, out->change.n, e) == -1)
		return -1;
	if (out->add.n > 0 &&
	    b->be->add(b->db, out->add.v, out->add.n, e) == -1)
		return -1;
	return write_latest(b, e);
}

/* ---- buckets ---- */

/* Where the readings of each series are, now that they are written. */
static struct rebuild_source *
find_sources(const struct batch *b)
{
	struct rebuild_source *src = xcalloc(b->n_series, sizeof(*src));
	const struct merge_rows *add = &b->out.add;
	size_t k = 0;

	for (size_t i = 0; i < b->n_series; i++) {
		const struct reading *key = &b->series[i].latest.row;

		src[i].of = &b->series[i];
		src[i].rows = add->n == 0 ? NULL : &add->v[k];
		while (k < add->n && reading_same_series(&add->v[k], key))
			k++;
		src[i].n = add->n == 0 ? 0 :
		    (size_t)(&add->v[k] - src[i].rows);
		src[i].stored_to = b->known[i].at;
		if (src[i].stored_to == INT64_MIN)
			src[i] = (struct rebuild_source){ &b->series[i],
				INT64_MAX, NULL, 0 };
	}
	return src;
}

static int
touch(const struct rebuild_source *src, struct rebuild *rb, int64_t from,
    int64_t to, struct err *e)
{
	const struct backend_series *s = src->of;
	struct rebuild_span span = { from, to, s->horizon, INT64_MAX };

	if (span.to > s->latest.row.at)
		span.to = s->latest.row.at;
	return rebuild_touch(rb, src, &span, e);
}

/* Rows somewhere between others. */
static int
touch_rows(const struct batch *b, struct rebuild *rb,
    const struct rebuild_source *src, const struct merge_rows *rows,
    struct err *e)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct reading *r = &rows->v[i];
		const struct backend_series *s = find_series(b, r);
		int64_t near = rebuild_reach(s) - 1;

		if (touch(&src[s - b->series], rb, r->at - near, r->at + near,
		    e) == -1)
			return -1;
	}
	return 0;
}

/* New rows; those behind all others change nothing before the one they
 * follow. */
static int
touch_added(const struct batch *b, struct rebuild *rb,
    const struct rebuild_source *src, struct err *e)
{
	const struct merge_rows *add = &b->out.add;

	for (size_t i = 0; i < add->n; i++) {
		const struct reading *r = &add->v[i];
		const struct backend_series *s = find_series(b, r);
		const struct known *k = &b->known[s - b->series];
		int64_t near = rebuild_reach(s) - 1;
		int64_t from = r->at - near, to = r->at + near;
		bool follows = i > 0 && r[-1].at > k->at &&
		    reading_same_series(&r[-1], r);

		if (k->at != INT64_MIN && r->at > k->at) {
			int64_t at = follows ? r[-1].at : k->at;
			int interval = follows ? r[-1].interval : k->interval;

			from = r->at - at < coverage_reach_of(s->log_interval,
			    interval, r->interval) ? at : r->at;
			to = r->at;
		}
		if (touch(&src[s - b->series], rb, from, to, e) == -1)
			return -1;
	}
	return 0;
}

static int
write_rollups(const struct batch *b, struct err *e)
{
	struct rebuild_writer writer = { b->be, b->db };
	struct rebuild *rb = rebuild_new(b->be, b->db);
	struct rebuild_source *src = find_sources(b);
	int rc = -1;

	if (touch_added(b, rb, src, e) == 0 &&
	    touch_rows(b, rb, src, &b->out.change, e) == 0 &&
	    touch_rows(b, rb, src, &b->out.drop, e) == 0)
		rc = rebuild_run(rb, rebuild_write, &writer, e);
	rebuild_free(rb);
	free(src);
	return rc;
}

/* ---- sites that moved ---- */

struct moved {
	const struct batch *b;
	struct merge_rows keys;		/* series of such sites */
};

static int
keep_moved(void *arg, const struct backend_latest *l, struct err *e)
{
	struct moved *m = arg;
	const struct told_site *t = told_find(&m->b->told, l->row.site);
	const struct backend_series *s = find_series(m->b, &l->row);

	(void)e;
	if (t == NULL || !t->moved)
		return 0;
	if (s == NULL || m->b->known[s - m->b->series].at != INT64_MIN)
		merge_rows_add(&m->keys, &l->row);
	return 0;
}

static int
rebuild_moved(const struct batch *b, struct err *e)
{
	struct moved m = { .b = b };
	size_t n = b->told.n_sites, n_moved = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		n_moved += b->told.sites[i].moved;
	if (n_moved > 0)
		rc = b->be->latest(b->db, n == 1 ? b->told.sites[0].site.id :
		    NULL, NULL, NULL, keep_moved, &m, e);
	if (rc == 0)
		rc = rebuild_all(b->be, b->db, m.keys.v, m.keys.n, e);
	merge_rows_free(&m.keys);
	return rc;
}

/* The series of this batch learn what the site lines of this batch told. */
static void
tell_series(struct batch *b)
{
	for (size_t i = 0; i < b->n_series; i++) {
		struct backend_series *s = &b->series[i];
		const struct told_site *t = told_find(&b->told,
		    s->latest.row.site);

		if (t == NULL)
			continue;
		(void)text_copy(s->zone, sizeof(s->zone), t->site.timezone);
		s->log_interval = t->site.log_interval;
	}
}

/* ---- the whole ---- */

static void
take_readings(struct batch *b, const struct line *lines, size_t n)
{
	b->lines = xmalloc(n * sizeof(*b->lines));
	for (size_t i = 0; i < n; i++)
		if (lines[i].type == LINE_READING)
			b->lines[b->n++] = (struct merge_line){
			    .reading = &lines[i].reading };
	merge_sort(b->lines, b->n);
}

static int
write_all(struct batch *b, struct err *e)
{
	if (write_readings(b, e) == -1 ||
	    told_write(&b->told, b->be, b->db, e) == -1)
		return -1;
	if (b->how->rollups) {
		tell_series(b);
		if (write_rollups(b, e) == -1 || rebuild_moved(b, e) == -1)
			return -1;
	}
	return 0;
}

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
advance_late(const struct batch *b, const struct past_lines *in,
    struct err *e)
{
	const struct merge_line *last = &in->late[in->n_late - 1];
	struct backend_latest latest = in->of->latest;

	if (!b->how->write || last->verdict != MERGE_STORED ||
	    last->reading->at <= latest.row.at)
		return 0;
	latest.row = *last->reading;
	return b->be->put_latest(b->db, &latest, 1, e);
}

/* Lines before the horizon have only buckets to go to. */
static int
judge_late(struct batch *b, struct err *e)
{
	struct merge_line *late = b->lines + b->n;
	size_t k = 0;

	for (size_t i = 0; i < b->n_late; ) {
		const struct reading *key = late[i].reading;
		struct past_lines in = { .of = find_series(b, key),
			.late = late + i,
			.n_late = count_series(late + i, b->n_late - i, key) };

		i += in.n_late;
		while (k < b->n && compare_series(b->lines[k].reading,
		    key) < 0)
			k++;
		in.near = b->lines + k;
		in.n_near = count_series(b->lines + k, b->n - k, key);
		for (size_t l = 0; l < in.n_late; l++)
			in.late[l].verdict = MERGE_TOO_LATE;
		if (b->how->rollups && (past_put(b->how->past, b->be, b->db,
		    b->how->write, &in, e) == -1 ||
		    advance_late(b, &in, e) == -1))
			return -1;
	}
	return 0;
}

int
batch_put(const struct backend *be, void *db, const struct line *lines,
    size_t n, const struct batch_how *how, uint64_t verdicts[MERGE_VERDICTS],
    struct err *e)
{
	struct batch b = { .be = be, .db = db, .how = how };
	int rc = -1;

	if (be->begin(db, how->write, e) == -1)
		return -1;
	take_readings(&b, lines, n);
	told_take(&b.told, lines, n);
	if (judge_readings(&b, e) == 0 &&
	    (!how->write || write_all(&b, e) == 0) &&
	    judge_late(&b, e) == 0)
		rc = how->write ? be->commit(db, e) : 0;
	if (rc == -1 || !how->write)
		be->rollback(db);
	for (size_t i = 0; rc == 0 && i < b.n + b.n_late; i++)
		verdicts[b.lines[i].verdict]++;
	merge_rows_free(&b.have);
	merge_out_free(&b.out);
	told_free(&b.told);
	free(b.lines);
	free(b.series);
	free(b.known);
	return rc;
}
