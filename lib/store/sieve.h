/* store/sieve.h - what is wrong with a line must not hold up the others
 *
 * Lines that do not parse, and those that the database refuses for their own
 * sake (a rule of somebody's own, a character it does not know), go to the
 * rejects; all others are stored.
 */
#ifndef STORE_SIEVE_H
#define STORE_SIEVE_H
#include "state/rejects.h"
#include "store/writer.h"

struct tally {				/* what became of lines */
	struct store_count readings;	/* committed */
	uint64_t sites, asked;		/* committed */
	uint64_t rejected;
};

struct sieve {
	struct writer writer;
	struct rejects *rejects;	/* NULL: rejected lines are not kept */
	struct err lost;		/* why some could not be kept */
};

/* Tell of it, and keep it. */
void sieve_reject(struct sieve *, const struct reject *, struct tally *);
/* All that was rejected is on disk, or lost tells why not. */
void sieve_flush(struct sieve *);

struct sieve_batch {
	const struct line *lines;
	const uint64_t *numbers;	/* of each in the input */
	const char *from;		/* the input, if it is not stdin */
	size_t n;
	size_t done;			/* the first so many are dealt with */
	int64_t now;			/* when it is */
};

/* 0: all are done.  -1: the fault is not a line's own; what is done is done. */
int sieve_put(struct sieve *, struct sieve_batch *, struct tally *,
    struct err *);

#endif
