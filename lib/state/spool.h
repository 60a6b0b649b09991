/* state/spool.h - lines that wait for their database
 *
 *	spool/4f0c.../target			postgresql://vrm@db/home
 *	spool/4f0c.../00000001-1784548620-480	a segment
 *
 * One directory a target.  A segment (state/segment.h) is written once, whole,
 * and removed when its lines are stored.  One lock a target: who adds or drains
 * waits for who drains.
 */
#ifndef STATE_SPOOL_H
#define STATE_SPOOL_H
#include "base/err.h"
#include "state/segment.h"
#include "state/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SPOOL_MAX = 1 << 30,		/* bytes, of all targets together */
	SPOOL_SHARE = 10		/* and a tenth of what is free */
};

struct spool;

/* The target's hash names the directory; shown is for people.  Neither holds a
 * password, both are copied; the state is borrowed.  Makes nothing yet. */
struct spool *spool_new(const struct state *, const char *target,
    const char *shown);
void spool_free(struct spool *);		/* NULL is fine */

bool spool_waits(const struct spool *);		/* anything to drain? */

/* n lines, each with its '\n', become one segment: 0 once a power cut cannot
 * take it away.  -1: nothing was added; ERR_WRITE if the spool is full. */
int spool_add(struct spool *, const char *lines, size_t n, int64_t now,
    struct err *);

struct spool_segment {
	const char *name;		/* "spool/4f0c.../00000001-..." */
	const struct segment_line *lines;	/* the good ones */
	size_t n;
};

/* Each segment, oldest first; 0: its lines are kept elsewhere, it goes.  One
 * that was damaged is set aside with a warning once its good lines are kept;
 * what a crash left of one half-written is given too.  -1 of take ends it; one
 * that cannot be read or removed does not, but makes the result -1. */
typedef int spool_take_fn(void *arg, const struct spool_segment *,
    struct err *);
int spool_drain(struct spool *, spool_take_fn *, void *arg, struct err *);

struct spool_depth {
	uint64_t segments, lines, bytes;	/* that wait */
	int64_t oldest;				/* Unix seconds; 0: none wait */
	uint64_t set_aside;			/* damaged segments */
};

/* Of all targets; of each that has any (shown is borrowed).  Read names and
 * sizes only, without a lock.  No spool at all is depth 0.  -1: unreadable. */
int spool_depth(const struct state *, struct spool_depth *, struct err *);
int spool_each(const struct state *,
    void (*each)(void *arg, const char *shown, const struct spool_depth *),
    void *arg, struct err *);

#endif
