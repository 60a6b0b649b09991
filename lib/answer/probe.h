/* answer/probe.h - the facts of vrm-health: state files and database
 *
 * Reads only: it makes no file and no directory, and works for a user who owns
 * nothing.  What cannot be read is a fact too; no source hides the other.
 */
#ifndef ANSWER_PROBE_H
#define ANSWER_PROBE_H
#include "answer/check.h"
#include "base/clock.h"
#include "conf/cfg.h"

/* The time, and the thresholds of the settings.  -1: one of them is bad. */
int probe_begin(struct facts *, const struct cfg *, const struct clock *,
    struct err *);
/* All the rest.  Watched are the sites of VICTRON_INSTALLATION_ID; without it
 * all. */
void probe(struct facts *, const struct cfg *, const struct clock *);

#endif
