/* auth/ladder.h - what vrm-auth doctor tried, told rung by rung
 *
 * A line for each rung as it is tried, or one JSON object at the end.  A rung
 * may be told more than once, of several sites.
 */
#ifndef AUTH_LADDER_H
#define AUTH_LADDER_H
#include "base/err.h"

#include <jansson.h>
#include <stdio.h>

enum ladder_rung {
	LADDER_SETTINGS,
	LADDER_STATE,
	LADDER_CLOCK,
	LADDER_CREDENTIALS,
	LADDER_BUDGET,
	LADDER_DNS,
	LADDER_CONNECT,
	LADDER_TLS,
	LADDER_HTTP,
	LADDER_TOKEN,
	LADDER_SKEW,
	LADDER_SITES,
	LADDER_CHOICE,
	LADDER_BATTERY,
	LADDER_RUNGS
};

struct ladder {			/* ladder_end() ends it */
	FILE *fp;		/* borrowed */
	json_t *told;		/* NULL: lines */
	int next;		/* the rungs from here on were not told */
	struct err broken;	/* the first that was; ERR_NONE */
};

struct ladder ladder_start(FILE *, int json);
void ladder_ok(struct ladder *, enum ladder_rung, const char *, ...)
    __attribute__((format(printf, 3, 4)));
void ladder_skip(struct ladder *, enum ladder_rung, const char *why);
/* Tells the fix too; always -1. */
int ladder_fail(struct ladder *, enum ladder_rung, const struct err *);

/* What was not told is skipped.  -1: not printable, ERR_BUG. */
int ladder_end(struct ladder *, struct err *);

#endif
