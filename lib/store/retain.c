/* store/retain.c - see retain.h */
#include "store/retain.h"

#include "base/mem.h"
#include "line/zone.h"
#include "store/merge.h"
#include "store/past.h"
#include "store/rebuild.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 100 };		/* series a transaction */

static int
keep_key(void *arg, const struct backend_latest *l, struct err *e)
{
	(void)e;
	merge_rows_add(arg, &l->row);
	return 0;
}

static int
keep_reading(void *arg, const struct reading *r, struct err *e)
{
	(void)e;
	*(struct reading *)arg = *r;
	return 0;
}

/* Move the horizon of one series; s learns the new one.  Gaps of what VRM knows
 * begin behind it: what was asked of time before is of no use any more. */
static int
move_horizon(const struct backend *be, void *db, struct backend_series *s,
    int64_t to, struct err *e)
{
	const struct reading *key = &s->latest.row;
	struct backend_range gone = { key->site, key->battery, key->source,
		s->horizon, to, 1 };
	struct reading edge = { .at = INT64_MIN };

	if (past_seal(be, db, s, to, e) == -1 ||
	    be->readings(db, &gone, keep_reading, &edge, e) == -1)
		return -1;
	s->horizon = to;
	if (edge.at != INT64_MIN)
		s->edge = edge;
	if (strcmp(key->source, "victron") == 0 &&
	    be->drop_asked(db, key->site, key->battery, to, e) == -1)
		return -1;
	return be->retire(db, s, e);
}

static int
move_horizons(const struct backend *be, void *db, struct backend_series *v,
    size_t n, int64_t oldest, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		struct backend_series *s = &v[i];
		int64_t start, end;

		if (s->zone[0] != '\0' && !zone_is_here(s->zone))
			continue;	/* whole local days, or none */
		if (zone_day(s->zone[0] == '\0' ? "UTC" : s->zone, oldest,
		    &start, &end, e) == -1)
			return -1;
		if (start > s->horizon &&
		    move_horizon(be, db, s, start, e) == -1)
			return -1;
	}
	return 0;
}

/* One transaction over some series. */
static int
run(const struct backend *be, void *db, const struct merge_rows *keys,
    size_t first, int64_t oldest, struct err *e)
{
	const struct reading *p[AT_ONCE];
	struct backend_series *v = xmalloc(AT_ONCE * sizeof(*v));
	size_t n = 0;
	int rc = be->begin(db, true, NULL, e);

	if (rc == -1) {
		free(v);
		return -1;
	}
	for (; n < AT_ONCE && first + n < keys->n; n++)
		p[n] = &keys->v[first + n];
	if (oldest == INT64_MAX)
		rc = rebuild_all(be, db, p[0], n, e);
	else if (be->series(db, p, n, v, e) == -1 ||
	    move_horizons(be, db, v, n, oldest, e) == -1)
		rc = -1;
	if (rc == 0)
		rc = be->commit(db, e);
	if (rc == -1)
		be->rollback(db);
	free(v);
	return rc;
}

static int
run_all(const struct backend *be, void *db, int64_t oldest, struct err *e)
{
	struct merge_rows keys = { 0 };
	int rc = be->latest(db, NULL, NULL, NULL, keep_key, &keys, e);

	for (size_t i = 0; rc == 0 && i < keys.n; i += AT_ONCE)
		rc = run(be, db, &keys, i, oldest, e);
	merge_rows_free(&keys);
	return rc;
}

int
retain_note(const struct backend *be, void *db, int64_t now, int64_t keep_s,
    struct err *e)
{
	if (be->begin(db, true, NULL, e) == -1)
		return -1;
	if (be->policies(db, keep_s, e) == 0 &&
	    be->set_maintained(db, now, e) == 0 && be->commit(db, e) == 0)
		return 0;
	be->rollback(db);
	return -1;
}

int
retain_run(const struct backend *be, void *db, int64_t now, int64_t keep_s,
    struct err *e)
{
	if (keep_s < now && run_all(be, db, now - keep_s, e) == -1)
		return -1;
	return retain_note(be, db, now, keep_s, e);
}

int
retain_rebuild(const struct backend *be, void *db, struct err *e)
{
	return run_all(be, db, INT64_MAX, e);
}
