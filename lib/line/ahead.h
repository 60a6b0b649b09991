/* line/ahead.h - lines of a descriptor, read and parsed ahead by a thread
 *
 * While one load of them is stored the next is read.  A load is handed over
 * when it is full, and when the pipe pauses: a live one is stored at once.
 */
#ifndef LINE_AHEAD_H
#define LINE_AHEAD_H
#include "base/clock.h"
#include "base/err.h"
#include "line/line.h"

struct ahead_bad {		/* what is no line of vrm-line(5) */
	uint64_t number;	/* in the input, from 1 */
	char *text;		/* NUL after it; its first bytes if too long */
	size_t len;
	bool too_long;
	char *reason;
};

struct ahead_load {		/* the loader's: not to be freed */
	struct line *lines;	/* those that are stored, as they came */
	uint64_t *numbers;	/* of each in the input */
	size_t n;
	struct ahead_bad *bad;
	size_t n_bad, size_bad, bad_bytes;
	uint64_t read;		/* these, the bad, and those ignored */
};

struct ahead;

/* most: lines of a load.  The clock is copied; the descriptor stays the
 * caller's.  -1: ERR_SYSTEM, no thread. */
int ahead_open(struct ahead **, int fd, const struct clock *, size_t most,
    struct err *);
void ahead_close(struct ahead *);		/* at any time; NULL is fine */

/* 1 a load, good until the next call; 0 the end; -1 ERR_SYSTEM, reading failed
 * behind the last load. */
int ahead_next(struct ahead *, const struct ahead_load **, struct err *);

#endif
