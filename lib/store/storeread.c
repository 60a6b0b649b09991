/* store/storeread.c - the half of store.h that reads */
#include "store/store.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/handle.h"
#include "store/listing.h"

#include <stdlib.h>

int
store_snapshot(struct store *st, struct err *e)
{
	if (st->be->begin(st->db, false, NULL, e) == -1)
		return handle_where(st, e);
	st->in_snapshot = true;
	return 0;
}

int
store_latest(struct store *st, const char *site, const char *battery,
    const char *source, store_reading_fn *fn, void *arg, struct err *e)
{
	struct merge_rows rows = { 0 };
	int rc = listing_latest(st->be, st->db, site, battery, source, &rows,
	    e);

	if (rc == -1)
		(void)handle_where(st, e);
	for (size_t i = 0; rc == 0 && i < rows.n; i++)
		rc = fn(arg, &rows.v[i], e);
	merge_rows_free(&rows);
	return rc == -1 ? -1 : 0;
}

int
store_sites(struct store *st, const char *site, store_site_fn *fn, void *arg,
    struct err *e)
{
	struct listing_sites list = { 0 };
	int rc = listing_sites(st->be, st->db, site, &list, e);

	if (rc == -1)
		(void)handle_where(st, e);
	for (size_t i = 0; rc == 0 && i < list.n; i++)
		rc = fn(arg, &list.v[i], e);
	free(list.v);
	return rc == -1 ? -1 : 0;
}

static struct backend_range
backend_range(const struct store_range *r)
{
	return (struct backend_range){ r->site, r->battery, r->source, r->from,
		r->to, r->limit };
}

/* The callback's own errors are not the database's. */
struct reader {
	store_reading_fn *fn;
	void *arg;
	bool failed;
};

static int
pass_on(void *arg, const struct reading *r, struct err *e)
{
	struct reader *reader = arg;
	int rc = reader->fn(reader->arg, r, e);

	reader->failed = rc == -1;
	return rc;
}

int
store_readings(struct store *st, const struct store_range *range,
    store_reading_fn *fn, void *arg, struct err *e)
{
	struct reader reader = { fn, arg, false };
	struct backend_range r = backend_range(range);

	if (st->be->readings(st->db, &r, pass_on, &reader, e) == 0)
		return 0;
	return reader.failed ? -1 : handle_where(st, e);
}

int
store_jumps(struct store *st, const struct store_range *range, int far_s,
    store_jump_fn *fn, void *arg, struct err *e)
{
	struct backend_range r = backend_range(range);

	return st->be->jumps(st->db, &r, far_s, fn, arg, e) == 0 ? 0 :
	    handle_where(st, e);
}

int
store_asked(struct store *st, const char *site, const char *battery,
    int64_t from, int64_t to, store_asked_fn *fn, void *arg, struct err *e)
{
	struct backend_range r = { .site = site, .battery = battery,
		.from = from, .to = to };

	return st->be->asked(st->db, &r, fn, arg, e) == 0 ? 0 :
	    handle_where(st, e);
}

int
store_count(struct store *st, const struct store_range *range, int64_t *n,
    struct err *e)
{
	struct backend_range r = backend_range(range);

	return st->be->count(st->db, &r, n, e) == 0 ? 0 : handle_where(st, e);
}

struct rollup_reader {
	store_rollup_fn *fn;
	void *arg;
	bool failed;
};

static int
pass_rollup_on(void *arg, const struct rollup *r, struct err *e)
{
	struct rollup_reader *reader = arg;
	int rc = reader->fn(reader->arg, r, e);

	reader->failed = rc == -1;
	return rc;
}

int
store_rollups(struct store *st, enum rollup_grain grain,
    const struct store_range *range, store_rollup_fn *fn, void *arg,
    struct err *e)
{
	struct rollup_reader reader = { fn, arg, false };
	struct backend_range r = backend_range(range);

	if (st->be->rollups(st->db, grain, &r, pass_rollup_on, &reader,
	    e) == 0)
		return 0;
	return reader.failed ? -1 : handle_where(st, e);
}

struct recent_reader {
	store_recent_fn *fn;
	void *arg;
	bool failed;
};

static int
pass_recent_on(void *arg, size_t i, const struct reading *r, struct err *e)
{
	struct recent_reader *reader = arg;
	int rc = reader->fn(reader->arg, i, r, e);

	reader->failed = rc == -1;
	return rc;
}

/* In a transaction, which has the database look for keys. */
int
store_recent(struct store *st, const struct store_recent *ask,
    store_recent_fn *fn, void *arg, struct rollup_cover *cover, struct err *e)
{
	struct backend_window *w = xcalloc(ask->n + 1, sizeof(*w));
	struct recent_reader reader = { fn, arg, false };
	int rc = st->be->begin(st->db, false, NULL, e);

	for (size_t i = 0; i < ask->n; i++) {
		w[i] = (struct backend_window){ ask->series[i], ask->from,
			ask->to - 1 };
		cover[i] = (struct rollup_cover){ 0, 0, 0 };
	}
	if (rc == 0 && (st->be->covers(st->db, ask->series, ask->n,
	    ask->covered_from, ask->to, cover, e) == -1 ||
	    st->be->windows(st->db, w, ask->n, pass_recent_on, &reader,
	    e) == -1)) {
		st->be->rollback(st->db);
		rc = -1;
	} else if (rc == 0)
		rc = st->be->commit(st->db, e);
	free(w);
	return rc == 0 ? 0 : reader.failed ? -1 : handle_where(st, e);
}

int
store_horizon(struct store *st, const struct store_range *range,
    struct store_horizon *out, struct err *e)
{
	struct backend_series s;
	const struct reading *one;
	struct reading key;

	reading_init(&key, range->site, 0);
	(void)text_copy(key.battery, sizeof(key.battery), range->battery);
	(void)text_copy(key.source, sizeof(key.source), range->source);
	one = &key;
	if (st->be->series(st->db, &one, 1, &s, e) == -1)
		return handle_where(st, e);
	*out = (struct store_horizon){ s.horizon, s.edge };
	return 0;
}

int
store_kept(struct store *st, const struct reading *series, struct horizon *h,
    struct latest *l, struct err *e)
{
	struct backend_series s;

	if (st->be->series(st->db, &series, 1, &s, e) == -1)
		return handle_where(st, e);
	*h = (struct horizon){ s.horizon, s.edge };
	*l = (struct latest){ s.latest.row, s.latest.reach };
	return 0;
}

int
store_asked_of(struct store *st, store_asked_fn *fn, void *arg, struct err *e)
{
	struct merge_rows rows = { 0 };
	int rc = listing_asked_of(st->be, st->db, &rows, e);

	if (rc == -1)
		(void)handle_where(st, e);
	for (size_t i = 0; rc == 0 && i < rows.n; i++) {
		struct asked a = { .found = 0 };

		(void)text_copy(a.site, sizeof(a.site), rows.v[i].site);
		(void)text_copy(a.battery, sizeof(a.battery),
		    rows.v[i].battery);
		rc = fn(arg, &a, e);
	}
	merge_rows_free(&rows);
	return rc == -1 ? -1 : 0;
}
