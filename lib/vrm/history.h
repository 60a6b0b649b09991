/* vrm/history.h - VRM's archive as lines: vrm-fetch history, and fill
 *
 * For each range the readings, in time order, and then a line that says the
 * archive was asked.  That line comes when all before it is printed: whatever
 * ends the program, what it printed is true.
 */
#ifndef VRM_HISTORY_H
#define VRM_HISTORY_H
#include "base/clock.h"
#include "vrm/session.h"

#include <stddef.h>
#include <stdint.h>

struct history_range {		/* [from, to) of one battery */
	char site[READING_ID];
	int64_t instance;	/* of a battery monitor; -1: the system's */
	int64_t from, to;	/* Unix seconds */
};

struct history {		/* zero is none; history_free() ends it */
	struct history_range *ranges;
	size_t n, size;
};
void history_free(struct history *);
void history_add(struct history *, const struct history_range *);

struct history_count {
	int64_t batteries;	/* asked for */
	int64_t readings;	/* printed */
};

/* Ranges of one battery that fit in one request are asked together.  VRM's
 * refusal of one does not stop the others; a spent budget does.  -1: emit's
 * error; or what failed, with what was not asked. */
typedef int history_emit_fn(void *arg, const char *line, struct err *);
int history_run(struct session *, const struct clock *, struct history *,
    history_emit_fn *, void *arg, struct history_count *, struct err *);

#endif
