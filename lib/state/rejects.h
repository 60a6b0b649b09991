/* state/rejects.h - the lines that vrm-store refused, kept to be replayed
 *
 * rejected.ndjson: {"at","line","reason","text"}, one a refused line; "base64"
 * instead of "text" where the line is not UTF-8; "cut":true if it was too long
 * to be kept whole.  Over REJECTS_MAX bytes the file becomes rejected.ndjson.1.
 */
#ifndef STATE_REJECTS_H
#define STATE_REJECTS_H
#include "base/err.h"
#include "state/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REJECTS_MAX = 16 << 20 };

struct reject {
	int64_t at;		/* now, Unix seconds */
	uint64_t line;		/* its number in the input */
	const char *reason;
	const char *text;	/* len bytes of anything */
	size_t len;
	bool cut;
};

struct rejects;

struct rejects *rejects_new(const struct state *);	/* borrowed */
void rejects_free(struct rejects *);	/* what was not flushed is lost */

/* Kept in memory; -1 if that made a flush due and it failed. */
int rejects_add(struct rejects *, const struct reject *, struct err *);

/* All that was added is on disk. */
int rejects_flush(struct rejects *, struct err *);

#endif
