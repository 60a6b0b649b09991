/* seen.h - what was asked of the simulator: tests count requests with it.
 * Tokens are not kept, only their scheme. */
#ifndef SIM_SEEN_H
#define SIM_SEEN_H
#include "ask.h"

#include <jansson.h>
#include <stdint.h>

struct seen {
	int64_t total;
	int64_t connections;
	json_t *by_path;	/* path: count */
	json_t *list;		/* the newest SEEN_MAX requests, oldest first */
};

enum { SEEN_MAX = 20000 };

void seen_init(struct seen *);
void seen_close(struct seen *);
void seen_reset(struct seen *);
void seen_add(struct seen *, const struct ask *, int64_t now_ms, int status);
json_t *seen_report(const struct seen *);

#endif
