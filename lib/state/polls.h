/* state/polls.h - the log of attempts: what vrm-fetch and vrm-store did
 *
 * A shell pipe hides vrm-fetch's exit status; this log does not.  One JSON
 * object a line in polls.ndjson, the newest last, bounded to POLLS_MAX bytes.
 */
#ifndef STATE_POLLS_H
#define STATE_POLLS_H
#include "base/err.h"
#include "state/state.h"

#include <stdbool.h>
#include <stdint.h>

enum { POLLS_MAX = 1 << 20 };

struct poll {
	int64_t at;		/* Unix seconds, at its end */
	char program[16];	/* "vrm-fetch" or "vrm-store" */
	char command[16];	/* "battery", "fill", "store", ... */
	enum err_kind kind;	/* ERR_NONE: all went well */
	char message[256];	/* of the failure */
	bool by_hand;		/* stderr was a terminal */
	int64_t sites;		/* vrm-fetch: asked */
	int64_t readings;	/* fetched, or received by vrm-store */
	int64_t stored;		/* vrm-store: committed, repeats included */
	int64_t rejected;
	int64_t skew_s;		/* vrm-fetch: VRM's clock minus ours */
};

int polls_log(const struct state *, const struct poll *, struct err *);

/* Calls each for every entry not older than since, oldest first.  Lines that
 * are no entries are passed over. */
int polls_read(const struct state *, int64_t since,
    void (*each)(void *arg, const struct poll *), void *arg, struct err *);

#endif
