/* fetch/reader.h - one battery of one site
 *
 * Knows which of VRM's answers to trust for the battery that the GX shows, and
 * when a monitor has to be looked for again.  One request a reading in the
 * steady state; what it finds out goes into the round and the sites' table.
 */
#ifndef FETCH_READER_H
#define FETCH_READER_H
#include "fetch/ahead.h"
#include "fetch/round.h"
#include "vrm/sample.h"
#include "net/session.h"

#include <stdbool.h>
#include <stdint.h>

struct reader {			/* session and round set, the rest zero */
	struct session *session;	/* borrowed, as all here */
	struct round *round;
	struct ahead *ahead;		/* what was fetched already, or NULL */
	bool is_closed;			/* make no more requests */
	int in_a_row;			/* failures that may pass */
	char site[READING_ID];		/* the newest summary: asked but once */
	int64_t instance;
	struct sample sample;
};

/* Errors name the site. */

/* A monitor by its instance.  1: *out, its battery still "system"; 0: VRM has
 * no values of such a monitor; -1: error. */
int reader_monitor(struct reader *, const char *site, int64_t instance,
    struct reading *out, struct err *);

/* The battery that the GX shows, by the summary of the monitor that feeds it;
 * by overview where the monitor is not known, is empty, or tells nothing new,
 * unless summary_only.  *exact: its time does not wobble.  -1: error,
 * ERR_NO_BATTERY if there are no values. */
int reader_system(struct reader *, const char *site, bool summary_only,
    struct reading *out, bool *exact, struct err *);

/* Can reader_system() tell of this site without a request? */
bool reader_has_system(const struct reader *, const char *site);

/* The monitors of a site, looked for if that is due: -1 if that failed, and
 * *out is what was known before. */
int reader_monitors(struct reader *, const char *site,
    struct sites_entry *out, struct err *);

/* Queue the site's line if it is due and no overview did; asks VRM who the site
 * is.  Never an error. */
void reader_tell_site(struct reader *, const char *site);

#endif
