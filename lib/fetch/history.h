/* fetch/history.h - VRM's archive as lines: vrm-fetch history, and fill
 *
 * For each range the readings, in time order, and then a line that says the
 * archive was asked.  That line comes when all before it is printed: whatever
 * ends the program, what it printed is true.
 */
#ifndef FETCH_HISTORY_H
#define FETCH_HISTORY_H
#include "base/clock.h"
#include "fetch/ranges.h"
#include "net/session.h"

#include <stdint.h>

/* Asks for all ranges; those of one battery that fit in one request together.
 * What VRM refuses for one battery does not stop the others; what would fail
 * for all does.  *readings counts those printed.  -1: emit's error; or what
 * failed, with what was not asked. */
typedef int history_emit_fn(void *arg, const char *line, struct err *);
int history_run(struct ranges *, struct session *, const struct clock *,
    history_emit_fn *, void *arg, int64_t *readings, struct err *);

#endif
