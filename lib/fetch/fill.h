/* fetch/fill.h - the gaps that a stream of lines tells of */
#ifndef FETCH_FILL_H
#define FETCH_FILL_H
#include "fetch/ranges.h"
#include "fetch/round.h"

#include <stdint.h>

/* Reads all lines of fd; gaps become ranges, other lines are passed over.  Bad
 * ones are told with their number and counted.  -1: it cannot be read. */
int fill_read(int fd, int64_t now, struct ranges *, int64_t *bad,
    struct err *);

/* How often a site logs decides what a gap is, and a site that is read by
 * overview alone never told: asks those of the ranges that we do not know, a
 * few a run and each once a day, and prints their lines.  -1: emit's error, or
 * the state could not be written; that VRM does not tell is none. */
int fill_learn(const struct ranges *, struct session *, struct sites *,
    int64_t now, round_emit_fn *emit, void *arg, struct err *);

#endif
