/* fetch/overview.h - the batteries that the GXs show, from the list of sites
 *
 * One request for any number of sites; times are exact; no temperature.
 */
#ifndef FETCH_OVERVIEW_H
#define FETCH_OVERVIEW_H
#include "fetch/choice.h"
#include "fetch/round.h"
#include "vrm/sample.h"
#include "net/session.h"

/* One site, its line included; the request is of this use.  1: its reading, 0:
 * it shows no battery, -1: an error, ERR_NO_SITE if the account has no such
 * site. */
int overview_one(struct session *, struct round *, const char *site,
    enum rate_use, struct reading *out, struct err *);

/* These sites, or the whole account (NULL), into the round: readings, lines of
 * sites, failures.  A site without a battery is a failure only if it was named.
 * What came before an answer broke off stands. */
void overview_all(struct session *, struct round *,
    const struct choice *sites);

/* The reading of a sample of this site; false if it holds none.  What the site
 * said of its logging interval beats what came with the sample. */
bool overview_reading(struct round *, const char *site, struct sample *,
    struct reading *);

#endif
