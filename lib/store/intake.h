/* store/intake.h - lines from a descriptor into a store, as they come
 *
 * In constant memory; a batch is committed when it is full and when no further
 * line is waiting, so that a live pipe is stored as soon as it pauses.  All
 * that was read is kept: what the database does not take goes to the spool.
 */
#ifndef STORE_INTAKE_H
#define STORE_INTAKE_H
#include "base/clock.h"
#include "base/err.h"
#include "state/state.h"
#include "store/keep.h"

#include <stdint.h>

struct intake {
	struct writer_how how;		/* connected to at the first line */
	const struct state *state;	/* keeps the rejects and the spool */
	const struct clock *clock;
};

struct intake_sum {		/* lines: kept, rejected and ignored */
	uint64_t lines;			/* read */
	uint64_t ignored;		/* of types that are not stored */
	struct keep_sum kept;
};

/* All lines until the end; without any, what waits in the spool.  -1, worst
 * first: lines were not kept; ERR_SPOOLED, they wait for the database;
 * ERR_BAD_LINE, some were rejected, all others are stored; or all is kept, but
 * maintenance failed or files of the spool. */
int intake_run(const struct intake *, int fd, struct intake_sum *,
    struct err *);

/* The spool alone.  -1 as above. */
int intake_drain(const struct intake *, struct intake_sum *, struct err *);

/* "received 7: stored 7, repeated 0, superseded 0, rejected 0": the caller
 * frees it. */
char *intake_text(const struct intake_sum *);

#endif
