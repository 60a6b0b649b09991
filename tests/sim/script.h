/* script.h - scripted answers: faults that come and go, bodies replayed byte
 * for byte
 *
 * A rule is JSON:
 *	{"path": substring or glob, "method", "site": id,
 *	 "skip": n, "count": n (0: for ever), "every": n (each n-th only),
 *	 "chance": of 1000, then so many in a "row" (1),
 *	 "status", "headers": {name: value or null}, "body" | "json" | "sample",
 *	 "hold": answered when so many requests were made, "hang": true,
 *	 "close": true, "cut": bytes of body sent as a whole answer, "truncate":
 *	 bytes after which the connection breaks, or with "hang" stalls,
 *	 "oversize_mb": n}
 * One without status and body spoils the delivery of the real answer.
 */
#ifndef SIM_SCRIPT_H
#define SIM_SCRIPT_H
#include "answer.h"
#include "ask.h"

#include "base/err.h"

#include <stdint.h>

struct script_rule;

struct script {
	struct script_rule *rules;	/* in order of precedence */
	int n;
	const char *samples;		/* directory; borrowed */
	uint64_t seed;			/* of what is left to chance */
};

void script_close(struct script *);
int script_add(struct script *, const json_t *rule, struct err *);
/* Replays path with a body for ever, before anything else is checked; a later
 * one of the same path takes its place.  Takes nothing. */
struct script_body {
	int status;
	const char *type;	/* a constant */
	const char *data;
	size_t len;
	const json_t *headers;
};
void script_replay(struct script *, const char *path,
    const struct script_body *);
int script_sample(const struct script *, const char *name, char **body,
    size_t *len, struct err *);
const char *script_type(const char *name);	/* content type by suffix */

void script_clear(struct script *, bool replays);	/* or the faults */

/* The rule whose turn it is, used up by this call; NULL if none applies. */
const struct script_rule *script_match(struct script *, const struct ask *);
bool script_replaces(const struct script_rule *);
void script_apply(const struct script_rule *, struct answer *);

#endif
