/* store/batch.c - see batch.h */
#include "store/batch.h"

#include "base/mem.h"
#include "store/rebuild.h"
#include "store/told.h"

#include <stdlib.h>

enum { SERIES = 2000 };		/* so many at a time */

struct batch {
	const struct backend *be;
	void *db;
	const struct part_how *how;
	struct merge_line *lines;	/* readings, by key */
	size_t n;
	bool has_others;		/* lines that are no readings */
	struct told told;
	bool careful;			/* as part.h has it */
};

/* ---- sites that moved ---- */

struct moved {
	const struct told *told;
	struct merge_rows keys;		/* series of such sites */
};

static int
keep_moved(void *arg, const struct backend_latest *l, struct err *e)
{
	struct moved *m = arg;
	const struct told_site *t = told_find(m->told, l->row.site);

	(void)e;
	if (t != NULL && t->moved)
		merge_rows_add(&m->keys, &l->row);
	return 0;
}

static int
rebuild_moved(const struct batch *b, struct err *e)
{
	struct moved m = { .told = &b->told };
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

/* ---- readings ---- */

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

/* The lines of at most so many series, from a place on. */
static size_t
count_lines(const struct batch *b, size_t from)
{
	size_t i = from;

	while (i < b->n && b->lines[i].series - b->lines[from].series < SERIES)
		i++;
	return i - from;
}

/* Other lines may move a site's days, or what is known of a series. */
static int
put_readings(struct batch *b, int64_t turn, struct err *e)
{
	size_t n = count_lines(b, 0);
	bool may_use = b->how->write && !b->has_others && n == b->n;
	bool use = tails_begin(b->how->tails, b->be, turn, may_use ? n : 0);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < b->n; n = count_lines(b, i)) {
		struct part p = { .be = b->be, .db = b->db, .how = b->how,
			.told = &b->told, .lines = b->lines + i, .n = n,
			.use_tails = use, .careful = b->careful };

		rc = part_put(&p, e);
		b->careful = p.careful;
		i += n;
	}
	return rc;
}

/* ---- the whole ---- */

static int
put_others_before(struct batch *b, const struct line *lines, size_t n,
    struct restore_count *restored, struct err *e)
{
	told_take(&b->told, lines, n);
	return restore_before(b->be, b->db, lines, n, restored, e) == -1 ? -1 :
	    told_write(&b->told, b->be, b->db, e);
}

static int
put_others_behind(struct batch *b, const struct line *lines, size_t n,
    struct restore_count *restored, struct err *e)
{
	return b->how->rollups && rebuild_moved(b, e) == -1 ? -1 :
	    restore_behind(b->be, b->db, lines, n, restored, e);
}

static int
put_all(struct batch *b, const struct line *lines, size_t n, int64_t turn,
    struct restore_count *restored, struct err *e)
{
	bool others = b->has_others && b->how->write;

	if ((others && put_others_before(b, lines, n, restored, e) == -1) ||
	    put_readings(b, turn, e) == -1 ||
	    (others && put_others_behind(b, lines, n, restored, e) == -1))
		return -1;
	return b->how->write ? b->be->commit(b->db, e) : 0;
}

/* What is remembered from one batch to the next is as if this had not been. */
static void
undo(const struct part_how *how, struct past *before)
{
	tails_drop(how->tails);
	past_free(how->past);
	*how->past = *before;
	*before = (struct past){ .rows = { 0 } };
}

static int
put(struct batch *batch, const struct line *lines, size_t n,
    uint64_t verdicts[MERGE_VERDICTS], struct restore_count *restored,
    struct err *e)
{
	const struct restore_count count = *restored;
	struct batch b = *batch;
	struct past before;
	int64_t turn = 0;
	int rc;

	if (b.be->begin(b.db, b.how->write, &turn, e) == -1)
		return -1;
	before = past_copy(b.how->past);
	take_readings(&b, lines, n);
	rc = put_all(&b, lines, n, turn, restored, e);
	if (rc == -1 || !b.how->write)
		b.be->rollback(b.db);
	if (rc == -1) {
		undo(b.how, &before);
		*restored = count;
	}
	for (size_t i = 0; rc == 0 && i < b.n; i++)
		verdicts[b.lines[i].verdict]++;
	past_free(&before);
	told_free(&b.told);
	free(b.lines);
	batch->careful = b.careful;
	return rc;
}

int
batch_put(const struct backend *be, void *db, const struct line *lines,
    size_t n, const struct part_how *how, uint64_t verdicts[MERGE_VERDICTS],
    struct restore_count *restored, struct err *e)
{
	struct batch b = { .be = be, .db = db, .how = how };
	int rc = put(&b, lines, n, verdicts, restored, e);

	return rc == 0 || !b.careful ? rc :
	    put(&b, lines, n, verdicts, restored, e);
}
