/* fetch/monitor.h - the battery monitors of a site, and which one feeds it */
#ifndef FETCH_MONITOR_H
#define FETCH_MONITOR_H
#include "state/sites.h"
#include "vrm/devices.h"
#include "vrm/diagnostics.h"
#include "net/session.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	MONITOR_AGAIN_S = 6 * 3600,	/* looked for at most so often */
	MONITOR_CHECK_S = 24 * 3600,	/* the one we know is looked up again */
	MONITOR_RETRY_S = 1800		/* after VRM failed to answer */
};

/* One request each, diagnostics one a page; all RATE_EXTRA. */
int monitor_devices(struct session *, const char *site, struct devices *,
    struct err *);
int monitor_diagnostics(struct session *, const char *site,
    struct diagnostics *, struct err *);

/* Does the error concern the path that was asked, VRM being well?  Another one
 * may tell. */
bool monitor_is_answer(enum err_kind);

/* May the monitors be looked for (again)? */
bool monitor_is_due(const struct sites_entry *, int64_t now);

/* Looks, and notes in the entry what is known now.  Asks the diagnostics, and
 * where we may not read them the devices: there the only battery is the one.
 * -1: VRM could not be asked, or refuses to tell; such a site is read by
 * overview. */
int monitor_discover(struct session *, int64_t now, struct sites_entry *,
    struct err *);

#endif
