/* fetch/battery.h - the poll: batteries of sites as readings
 *
 * "system" is the battery a GX itself shows, however it is fetched:
 *	overview  the list of installations: one request for any number of
 *		  sites, exact times, no temperature
 *	summary   the widget of the monitor that feeds it: one request a site
 *	auto      summary for one site, overview for several; and for a site
 *		  whose monitor is not known or has nothing new to tell
 * A monitor by its own number is read by its summary and is another series.
 */
#ifndef FETCH_BATTERY_H
#define FETCH_BATTERY_H
#include "state/sites.h"
#include "fetch/round.h"
#include "net/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum battery_via { BATTERY_AUTO, BATTERY_SUMMARY, BATTERY_OVERVIEW };

struct battery_ask {
	/* Which sites, in a person's words (fetch/choice.h).  None: the
	 * account's, as with all; an only site is read as if it were named. */
	const char *const *sites;
	size_t n_sites;
	bool all;
	/* "system", "all" (system and every monitor) or an instance; commas
	 * separate.  None: system. */
	const char *const *batteries;
	size_t n_batteries;
	enum battery_via via;
	bool is_shown;		/* to a person, who stores nothing */
};

struct battery_count {
	int64_t asked;		/* batteries */
	int64_t readings;	/* printed */
};

/* Prints through emit.  -1: see round_finish(); or nothing could be asked, and
 * nothing was printed. */
int battery_poll(struct session *, struct sites *, int64_t now,
    const struct battery_ask *, round_emit_fn *emit, void *arg,
    struct battery_count *, struct err *);

#endif
