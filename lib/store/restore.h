/* store/restore.h - what a dump tells that its readings do not
 *
 * Horizons, sealed hours and days, and latest rows, as another database had
 * them.  The law: a horizon is taken where it is later than the one that is
 * known and no reading stands before it; an hour or a day where it is sealed
 * here and the line covers no less than what is there; a latest row where it is
 * newer.  In the order of a dump all of them are taken by a new database; twice
 * is once.
 */
#ifndef STORE_RESTORE_H
#define STORE_RESTORE_H
#include "line/line.h"
#include "store/backend.h"

#include <stddef.h>
#include <stdint.h>

struct restore_count {
	uint64_t taken;		/* or known already, or known better */
	uint64_t too_late;	/* hours and days that are not */
};

/* Before the readings of the same batch: horizons, then hours and days. */
int restore_before(const struct backend *, void *db, const struct line *,
    size_t n, struct restore_count *, struct err *);
/* And behind them: the latest rows. */
int restore_behind(const struct backend *, void *db, const struct line *,
    size_t n, struct restore_count *, struct err *);

#endif
