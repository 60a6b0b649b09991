/* expect.h - the lines vrm-fetch should print (design: the lines), told by the
 * truth
 *
 * GET /sim/truth?site=ID|all&battery=system|N&kind=summary|overview|graph
 * &from=T&to=T: one line for each log visible now; without from and to the
 * newest one.  summary is a battery monitor read by BatterySummary, overview
 * the system battery from the list of installations, graph history.
 */
#ifndef SIM_EXPECT_H
#define SIM_EXPECT_H
#include "answer.h"
#include "ask.h"
#include "site.h"

/* The sites stay the caller's and must outlive the answer; now: Unix s. */
void expect_answer(struct answer *, const struct ask *, const struct site *,
    int n_sites, int64_t now);

#endif
