/* fetch/history.h - VRM's archive as lines: vrm-fetch history, and fill
 *
 * For each range the readings, in time order, and then a line that says the
 * archive was asked.  That line comes when all before it is printed: whatever
 * ends the program, what it printed is true.
 */
#ifndef FETCH_HISTORY_H
#define FETCH_HISTORY_H
#include "base/clock.h"
#include "vrm/series.h"
#include "net/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct history {		/* zero is none; history_free() ends it */
	struct history_range {	/* [from, to) of one battery, Unix seconds */
		struct series_battery battery;
		int64_t from, to;
		int64_t told;	/* an asked line covers it up to here */
		int64_t done;	/* it is answered, or failed, up to here */
		int64_t found;	/* readings from told to done */
	} *ranges;
	size_t n, size;
};
void history_free(struct history *);

/* False, and nothing added, if battery is neither "system" nor an instance. */
bool history_add(struct history *, const char *site, const char *battery,
    int64_t from, int64_t to);

/* The same in pieces of one request each, so that each is told when it is
 * answered. */
bool history_add_long(struct history *, const char *site,
    const char *battery, int64_t from, int64_t to);

/* Asks for all ranges; those of one battery that fit in one request together.
 * What VRM refuses for one battery does not stop the others; what would fail
 * for all does.  *readings counts those printed.  -1: emit's error; or what
 * failed, with what was not asked. */
typedef int history_emit_fn(void *arg, const char *line, struct err *);
int history_run(struct history *, struct session *, const struct clock *,
    history_emit_fn *, void *arg, int64_t *readings, struct err *);

#endif
