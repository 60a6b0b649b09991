/* answer/health.h - is all well, and if not, what comes first?
 *
 * Arithmetic only.  The checks stand in the order of cause and effect: what
 * follows from an earlier trouble is said to be its consequence.
 */
#ifndef ANSWER_HEALTH_H
#define ANSWER_HEALTH_H
#include "answer/check.h"

struct health {
	enum check_verdict verdict;
	bool nothing_yet;		/* neither polled nor stored, ever */
	bool poller_running;
	int root;			/* the check to see to first, or -1 */
	char summary[400];
	char advice[320];
	struct check check[CHECK_COUNT];
};

void health_judge(struct health *, const struct facts *);

#endif
