/* store/batch.c - see batch.h */
#include "store/batch.h"

#include "base/mem.h"
#include "store/known.h"
#include "store/rebuild.h"
#include "store/told.h"
#include "store/touched.h"

#include <stdlib.h>

/* Rows this near to each other are read in one range: cheaper than a second
 * look-up, and few enough for constant memory. */
enum { READ_THROUGH_S = 300 };

struct batch {
	const struct backend *be;
	void *db;
	const struct batch_how *how;
	struct merge_line *lines;	/* readings, by key; the late behind */
	size_t n, n_late;
	bool has_others;		/* lines that are no readings */
	struct known known;
	struct merge_rows have;
	struct merge_out out;
	struct told told;
	bool careful;			/* new keys may be there all the same */
	bool use_tails;
};

/* ---- readings ---- */

/* Lines before the horizon go behind the others; both stay in order. */
static void
part_late(struct batch *b)
{
	struct merge_line *late;
	size_t n = 0;

	if (!known_retired(&b->known))
		return;
	late = xmalloc(b->n * sizeof(*late));
	for (size_t i = 0; i < b->n; i++) {
		const struct reading *r = b->lines[i].reading;

		if (r->at < known_find(&b->known, r)->horizon)
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
	const struct backend_latest *l = &known_find(&b->known, r)->latest;
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
	if (known_read(&b->known, &b->how->tails->known, b->be, b->db,
	    b->lines, b->n, e) == -1)
		return -1;
	part_late(b);
	if (b->n > 0 && read_rows(b, e) == -1)
		return -1;
	merge(b->lines, b->n, &b->have, &b->out);
	return 0;
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
	if (out->add.n > 0) {
		int rc = (b->careful ? b->be->change : b->be->add)(b->db,
		    out->add.v, out->add.n, e);

		b->careful |= rc == 1;
		if (rc != 0)
			return -1;
	}
	return known_put_latest(&b->known, b->be, b->db, out, e);
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
	const struct backend_series *s = known_find(&m->b->known, &l->row);

	(void)e;
	if (t == NULL || !t->moved)
		return 0;
	if (s == NULL || known_last(&m->b->known, s)->at != INT64_MIN)
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

/* ---- the whole ---- */

static void
take_readings(struct batch *b, const struct line *lines, size_t n)
{
	b->lines = xmalloc(n * sizeof(*b->lines));
	for (size_t i = 0; i < n; i++)
		if (lines[i].type == LINE_READING)
			b->lines[b->n++] = (struct merge_line){
			    .reading = &lines[i].reading };
		else
			b->has_others = true;
	merge_sort(b->lines, b->n);
}

static int
write_rollups(struct batch *b, struct err *e)
{
	known_tell(&b->known, &b->told);
	return touched_write(b->be, b->db, &b->known, &b->out,
	    b->use_tails ? b->how->tails : NULL, e) == -1 ? -1 :
	    rebuild_moved(b, e);
}

static int
write_all(struct batch *b, struct err *e)
{
	if (write_readings(b, e) == -1 ||
	    told_write(&b->told, b->be, b->db, e) == -1)
		return -1;
	return b->how->rollups ? write_rollups(b, e) : 0;
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
		struct past_lines in = { .of = known_find(&b->known, key),
			.late = late + i,
			.n_late = count_series(late + i, b->n_late - i, key) };

		i += in.n_late;
		while (k < b->n && known_compare(b->lines[k].reading,
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

/* Other lines may move a site's days, or what is known of a series. */
static int
put_all(struct batch *b, const struct line *lines, size_t n, int64_t turn,
    struct restore_count *restored, struct err *e)
{
	const struct backend *be = b->be;
	bool write = b->how->write, restore = write && b->has_others;

	b->use_tails = tails_begin(b->how->tails, be, turn,
	    b->has_others || !write ? 0 : b->n);
	if (b->has_others)
		told_take(&b->told, lines, n);
	if ((restore &&
	    restore_before(be, b->db, lines, n, restored, e) == -1) ||
	    judge_readings(b, e) == -1 ||
	    (write && write_all(b, e) == -1) ||
	    judge_late(b, e) == -1 || (restore &&
	    restore_behind(be, b->db, lines, n, restored, e) == -1))
		return -1;
	return write ? be->commit(b->db, e) : 0;
}

static int
put(struct batch *batch, const struct line *lines, size_t n,
    uint64_t verdicts[MERGE_VERDICTS], struct restore_count *restored,
    struct err *e)
{
	const struct batch_how *how = batch->how;
	struct batch b = *batch;
	int64_t turn = 0;
	int rc;

	if (b.be->begin(b.db, how->write, &turn, e) == -1)
		return -1;
	take_readings(&b, lines, n);
	rc = put_all(&b, lines, n, turn, restored, e);
	if (rc == -1 || !how->write)
		b.be->rollback(b.db);
	if (rc == -1 || b.n_late > 0)
		tails_drop(how->tails);
	else if (b.use_tails)
		tails_keep_known(how->tails, &b.known);
	for (size_t i = 0; rc == 0 && i < b.n + b.n_late; i++)
		verdicts[b.lines[i].verdict]++;
	merge_rows_free(&b.have);
	merge_out_free(&b.out);
	told_free(&b.told);
	free(b.lines);
	known_free(&b.known);
	batch->careful = b.careful;
	return rc;
}

int
batch_put(const struct backend *be, void *db, const struct line *lines,
    size_t n, const struct batch_how *how, uint64_t verdicts[MERGE_VERDICTS],
    struct restore_count *restored, struct err *e)
{
	const struct restore_count before = *restored;
	struct batch b = { .be = be, .db = db, .how = how };
	int rc = put(&b, lines, n, verdicts, restored, e);

	if (rc == 0 || !b.careful)
		return rc;
	*restored = before;
	return put(&b, lines, n, verdicts, restored, e);
}
