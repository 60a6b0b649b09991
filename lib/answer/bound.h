/* answer/bound.h - an answer of no more bytes than somebody can take
 *
 *	struct bound b = { .max = 4000, .format = FORMAT_CSV, .newest = true };
 *	FILE *fp = bound_open(&b, stdout);
 *
 *	rc = history_answer(fp, ...);
 *	rc = bound_close(&b, rc, &e);
 *
 * What is written to fp is kept until the end.  If it is too long rows are left
 * out, never parts of them: the oldest where .newest, else the last.  The
 * document of FORMAT_JSON says so itself, in "truncated" and "rest"; elsewhere
 * a warning does.  Without a bound fp is the stream itself.
 */
#ifndef ANSWER_BOUND_H
#define ANSWER_BOUND_H
#include "answer/format.h"

#include <stdint.h>

enum { BOUND_LEAST = 1024 };

struct bound {
	int64_t max;		/* bytes; below 0: any number */
	enum format format;
	bool newest;		/* rows in time order; the newest count */
	/* private */
	FILE *out, *memory;
	char *text;
	size_t len;
};

FILE *bound_open(struct bound *, FILE *);
/* rc: of the answer; what failed is not written.  -1: that, the stream, or
 * ERR_USAGE for an answer that no row less makes short enough. */
int bound_close(struct bound *, int rc, struct err *);

/* Is so much written that the rest would be left out?  Of an answer of which
 * the last rows are; max as in the struct. */
bool bound_is_enough(FILE *, int64_t max);

/* A limit of rows, so that no more is kept than may be of use.  limit: 0 is
 * all, below 0 is none given and stays. */
int64_t bound_limit(const struct bound *, int64_t limit);

#endif
