/* answer/pace.h - how often does a site send to VRM? */
#ifndef ANSWER_PACE_H
#define ANSWER_PACE_H
#include "base/err.h"
#include "line/line.h"
#include "store/store.h"

/* *log_interval, seconds: what is known of the site, else what its newest
 * reading says, else what its newest readings show; 0 if that is no more than
 * polls let see.  (The list of installations, which is all that a fleet is
 * polled by, does not tell.)  latest: as store_latest() gives it.  -1: the
 * database. */
int pace_of(int *log_interval, struct store *, const struct site *,
    const struct reading *latest, struct err *);

/* The same, without a database, of these readings, the newest last. */
int pace_of_readings(const struct site *, const struct reading *latest,
    const struct reading *, size_t n);

/* The same of the times of the newest readings, in time order: the step that
 * half of them do not exceed, if coverage cares. */
enum { PACE_READINGS = 32 };
int pace_of_times(const int64_t *at, size_t n);

#endif
