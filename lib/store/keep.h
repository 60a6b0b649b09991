/* store/keep.h - batches are kept: in the database, else in the spool
 *
 * Whatever fault is not a line's own (the database away, a table or a right
 * missing, a disk full) puts a batch, and those after it, into the spool
 * (state/spool.h).  It is drained first, before anything else is stored.
 */
#ifndef STORE_KEEP_H
#define STORE_KEEP_H
#include "base/clock.h"
#include "state/spool.h"
#include "store/sieve.h"

struct keep_sum {
	struct tally read;		/* lines of the input */
	uint64_t spooled;		/* the same */
	struct tally drained;		/* lines of the spool */
	uint64_t segments;		/* of it that are done */
};

struct keep {
	const struct state *state;	/* borrowed, as is the clock */
	const struct clock *clock;
	struct sieve sieve;
	struct spool *spool;		/* NULL in a dry run */
	bool database_failed;		/* in the last try */
	bool is_stuck;			/* files of the spool: leave it */
	struct err away;		/* ERR_NONE: the database is not */
	int64_t away_at;		/* when that was seen */
	struct err why_spooled;		/* the last such reason */
	struct err trouble;		/* all is kept, but something is not
					   as it should be */
};

/* -1: ERR_DB_URL, and nothing to close.  Connects to nothing yet. */
int keep_open(struct keep *, const struct writer_how *, const struct state *,
    const struct clock *, struct err *);
void keep_close(struct keep *);

/* 0: kept, in the database, in the spool or in the rejects (when flushed), and
 * counted.  -1: those from done on are not. */
int keep_put(struct keep *, struct sieve_batch *, struct keep_sum *,
    struct err *);

/* Store what waits in the spool, if anything does.  -1: the database fails, or
 * is known to (ERR_SPOOLED: it still waits). */
int keep_drain(struct keep *, struct keep_sum *, struct err *);

/* What to do about lines that were spooled because of this. */
void keep_advise(struct err *, const struct err *why);

#endif
