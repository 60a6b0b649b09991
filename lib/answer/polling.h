/* answer/polling.h - is VRM asked, and does it answer?
 *
 * Each judges one check: verdict, value, thresholds, message, advice, since
 * when, and whether others fail because of it.
 */
#ifndef ANSWER_POLLING_H
#define ANSWER_POLLING_H
#include "answer/check.h"

void polling_state(struct check *, const struct facts *);
void polling_token(struct check *, const struct facts *);
void polling_requests(struct check *, const struct facts *);
void polling_clock(struct check *, const struct facts *);
void polling_poller(struct check *, const struct facts *);
void polling_last(struct check *, const struct facts *);
void polling_failures(struct check *, const struct facts *);
void polling_success(struct check *, const struct facts *);

#endif
