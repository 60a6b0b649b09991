/* answer/probe.h - the facts of vrm-health: state files and database
 *
 * Reads only: it makes no file and no directory, and works for a user who owns
 * nothing.  What cannot be read is a fact too; one source never hides the other.
 */
#ifndef ANSWER_PROBE_H
#define ANSWER_PROBE_H
#include "answer/check.h"
#include "base/clock.h"
#include "conf/cfg.h"

/* Sites are watched if VICTRON_INSTALLATION_ID names them, or all without it. */
void probe(struct facts *, const struct cfg *, const struct clock *);

#endif
