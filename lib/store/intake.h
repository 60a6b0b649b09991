/* store/intake.h - lines from a descriptor into a store, as they come
 *
 * In constant memory; a batch is committed when it is full and when no further
 * line is waiting, so that a live pipe is stored as soon as it pauses.
 */
#ifndef STORE_INTAKE_H
#define STORE_INTAKE_H
#include "base/clock.h"
#include "base/err.h"
#include "state/state.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct intake {
	const char *url;		/* connected to at the first line */
	const struct state *state;	/* keeps the rejects */
	const struct clock *clock;
	bool dry_run;			/* judge against what is stored now */
	bool no_rollups;		/* leave the buckets as they are */
	int64_t keep_s;			/* the retention; INT64_MAX: forever */
};

struct intake_sum {
	uint64_t lines;			/* read */
	struct store_count readings;	/* committed */
	uint64_t rejected;
	uint64_t sites, asked;		/* committed lines of these types */
	uint64_t ignored;		/* of types that are not stored */
};

/* All lines until the end.  -1: the database failed (it says what was stored
 * before), reading failed, or, with all good lines stored, lines could not be
 * kept as rejects or were rejected (ERR_BAD_LINE). */
int intake_run(const struct intake *, int fd, struct intake_sum *,
    struct err *);

/* "stored 7, repeated 0, superseded 0, rejected 0": the caller frees it. */
char *intake_text(const struct intake_sum *);

#endif
