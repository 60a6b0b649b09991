/* fetch/catalog.h - what there is to be read: sites, and their batteries
 *
 * One JSON object a line, "type" installation and device; made to be read by
 * people and jq, not stored.
 */
#ifndef FETCH_CATALOG_H
#define FETCH_CATALOG_H
#include "state/sites.h"
#include "fetch/choice.h"
#include "fetch/round.h"
#include "net/session.h"

#include <stdint.h>

/* The sites of the account as VRM's answer arrives; *n is how many.  Those
 * that were read before an error have been printed. */
int catalog_installations(struct session *, round_emit_fn *emit, void *arg,
    int64_t *n, struct err *);

/* The battery monitors of the sites that the words name (fetch/choice.h), and
 * which feeds the battery that the GX shows: feeds_system is null where nobody
 * tells.  A site without any is ERR_NO_BATTERY.  One site's failure is told and
 * does not stop the others; *n counts the sites. */
int catalog_devices(struct session *, struct sites *,
    const char *const *words, size_t n_words, round_emit_fn *emit, void *arg,
    int64_t *n, struct err *);

#endif
