/* store/batch.c - see batch.h */
#include "store/batch.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Rows this near to each other are read in one range: cheaper than a second
 * look-up, and few enough for constant memory. */
enum { READ_THROUGH_S = 300 };

struct batch {
	const struct backend *be;
	void *db;
	struct merge_line *lines;	/* readings, by key */
	size_t n;
	struct backend_latest *latest;	/* one a series, by series */
	size_t n_latest;
	struct merge_rows have;
	struct merge_out out;
	struct site *sites;		/* by id, one each */
	size_t n_sites;
	struct asked *asked;		/* by key, one each */
	size_t n_asked;
};

/* ---- readings ---- */

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
compare_series(const struct reading *a, const struct reading *b)
{
	return reading_same_series(a, b) ? 0 : reading_compare(a, b);
}

static struct backend_latest *
find_latest(struct batch *b, const struct reading *r)
{
	size_t lo = 0, hi = b->n_latest;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = compare_series(&b->latest[mid].row, r);

		if (c == 0)
			return &b->latest[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static int
fill_latest(void *arg, const struct backend_latest *l, struct err *e)
{
	struct backend_latest *place = find_latest(arg, &l->row);

	(void)e;
	if (place != NULL)
		*place = *l;
	return 0;
}

/* What the database knows last of each series; INT64_MIN where nothing. */
static int
read_latest(struct batch *b, struct err *e)
{
	const struct reading **series = xmalloc(b->n * sizeof(*series));
	int rc;

	b->latest = xcalloc(b->n, sizeof(*b->latest));
	for (size_t i = 0; i < b->n; i++) {
		const struct reading *r = b->lines[i].reading;

		if (i > 0 && reading_same_series(r, b->lines[i - 1].reading))
			continue;
		series[b->n_latest] = r;
		b->latest[b->n_latest].row = *r;
		b->latest[b->n_latest++].row.at = INT64_MIN;
	}
	rc = b->be->latest_of(b->db, series, b->n_latest, fill_latest, b, e);
	free(series);
	return rc;
}

static int
keep_row(void *arg, const struct reading *r, struct err *e)
{
	struct batch *b = arg;

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
	const struct backend_latest *l = find_latest(b, r);
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
	if (read_latest(b, e) == -1 || read_rows(b, e) == -1)
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
		struct backend_latest *l = find_latest(b, r);
		bool *is_changed = &changed[l - b->latest];

		if (r->history && r->interval > l->reach) {
			l->reach = r->interval;
			*is_changed = true;
		}
		if (r->at >= l->row.at) {
			l->row = *r;
			*is_changed = true;
		}
	}
}

static int
write_latest(struct batch *b, struct err *e)
{
	bool *changed = xcalloc(b->n_latest, sizeof(*changed));
	size_t n = 0;

	advance_latest(b, &b->out.add, changed);
	advance_latest(b, &b->out.change, changed);
	for (size_t i = 0; i < b->n_latest; i++)
		if (changed[i])
			b->latest[n++] = b->latest[i];
	free(changed);
	return n == 0 ? 0 : b->be->put_latest(b->db, b->latest, n, e);
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

/* ---- sites: what is told replaces what is known ---- */

static void
learn_text(char *known, size_t size, const char *told)
{
	if (*told != '\0')
		(void)text_copy(known, size, told);
}

static void
learn_site(struct site *known, const struct site *told)
{
	learn_text(known->identifier, sizeof(known->identifier),
	    told->identifier);
	learn_text(known->name, sizeof(known->name), told->name);
	learn_text(known->timezone, sizeof(known->timezone), told->timezone);
	if (told->log_interval > 0)
		known->log_interval = told->log_interval;
	if (told->last_timestamp > known->last_timestamp)
		known->last_timestamp = told->last_timestamp;
}

static int
compare_sites(const void *a, const void *b)
{
	const struct site *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
compare_site_lines(const void *a, const void *b)
{
	const struct line *const *x = a, *const *y = b;
	int c = compare_sites(&(*x)->site, &(*y)->site);

	return c != 0 ? c : (*x > *y) - (*x < *y);	/* then by arrival */
}

static void
take_sites(struct batch *b, const struct line *const *lines, size_t n)
{
	b->sites = xmalloc(n * sizeof(*b->sites));
	for (size_t i = 0; i < n; i++)
		if (b->n_sites > 0 && compare_sites(&lines[i]->site,
		    &b->sites[b->n_sites - 1]) == 0)
			learn_site(&b->sites[b->n_sites - 1],
			    &lines[i]->site);
		else
			b->sites[b->n_sites++] = lines[i]->site;
}

static int
learn_stored_site(void *arg, const struct site *stored, struct err *e)
{
	struct batch *b = arg;
	struct site *told = b->n_sites == 0 ? NULL : bsearch(stored, b->sites,
	    b->n_sites, sizeof(*b->sites), compare_sites);
	struct site all = *stored;

	(void)e;
	if (told != NULL) {
		learn_site(&all, told);
		*told = all;
	}
	return 0;
}

static int
write_sites(struct batch *b, struct err *e)
{
	const char *only = b->n_sites == 1 ? b->sites[0].id : NULL;

	if (b->n_sites == 0)
		return 0;
	if (b->be->sites(b->db, only, learn_stored_site, b, e) == -1)
		return -1;
	return b->be->put_sites(b->db, b->sites, b->n_sites, e);
}

/* ---- what was asked of VRM ---- */

static int
compare_asked(const struct asked *x, const struct asked *y)
{
	int c = strcmp(x->site, y->site);

	if (c == 0)
		c = strcmp(x->battery, y->battery);
	if (c == 0)
		c = (x->from > y->from) - (x->from < y->from);
	if (c == 0)
		c = (x->to > y->to) - (x->to < y->to);
	return c != 0 ? c : (x->asked_at > y->asked_at) -
	    (x->asked_at < y->asked_at);
}

static int
compare_asked_lines(const void *a, const void *b)
{
	const struct line *const *x = a, *const *y = b;
	int c = compare_asked(&(*x)->asked, &(*y)->asked);

	return c != 0 ? c : (*x > *y) - (*x < *y);	/* then by arrival */
}

static void
take_asked(struct batch *b, const struct line *const *lines, size_t n)
{
	b->asked = xmalloc(n * sizeof(*b->asked));
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || compare_asked(&lines[i]->asked,
		    &lines[i + 1]->asked) != 0)
			b->asked[b->n_asked++] = lines[i]->asked;
}

/* ---- the whole ---- */

/* Sort the lines into what is known of each type. */
static void
take_lines(struct batch *b, const struct line *lines, size_t n)
{
	const struct line **some = xmalloc(n * sizeof(*some));
	size_t n_some = 0;

	take_readings(b, lines, n);
	for (size_t i = 0; i < n; i++)
		if (lines[i].type == LINE_SITE)
			some[n_some++] = &lines[i];
	qsort(some, n_some, sizeof(*some), compare_site_lines);
	take_sites(b, some, n_some);
	n_some = 0;
	for (size_t i = 0; i < n; i++)
		if (lines[i].type == LINE_ASKED)
			some[n_some++] = &lines[i];
	qsort(some, n_some, sizeof(*some), compare_asked_lines);
	take_asked(b, some, n_some);
	free(some);
}

static int
write_all(struct batch *b, struct err *e)
{
	if (write_readings(b, e) == -1 || write_sites(b, e) == -1)
		return -1;
	if (b->n_asked > 0 &&
	    b->be->put_asked(b->db, b->asked, b->n_asked, e) == -1)
		return -1;
	return b->be->commit(b->db, e);
}

int
batch_put(const struct backend *be, void *db, const struct line *lines,
    size_t n, bool write, uint64_t verdicts[MERGE_VERDICTS], struct err *e)
{
	struct batch b = { .be = be, .db = db };
	int rc = -1;

	if (be->begin(db, write, e) == -1)
		return -1;
	take_lines(&b, lines, n);
	if (judge_readings(&b, e) == 0)
		rc = write ? write_all(&b, e) : 0;
	if (rc == -1 || !write)
		be->rollback(db);
	for (size_t i = 0; rc == 0 && i < b.n; i++)
		verdicts[b.lines[i].verdict]++;
	merge_rows_free(&b.have);
	merge_out_free(&b.out);
	free(b.lines);
	free(b.latest);
	free(b.sites);
	free(b.asked);
	return rc;
}
