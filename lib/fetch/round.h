/* fetch/round.h - what one run of vrm-fetch gathered, until it is printed
 *
 * Readings and sites are collected first and printed together: the time a
 * sample is stored under is settled under the lock of sites.json, and a try
 * that failed midway takes back what it gave.  ~0.3 KiB a reading.
 */
#ifndef FETCH_ROUND_H
#define FETCH_ROUND_H
#include "line/line.h"
#include "state/sites.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct round_mark {		/* a moment to go back to */
	size_t n_readings, n_sites;
};

struct round {			/* zero, then sites and now; round_free() */
	struct sites *sites;	/* borrowed */
	int64_t now;		/* Unix seconds */
	bool is_shown;		/* the sites' lines stay due */
	struct round_reading {
		struct reading reading;
		bool exact;	/* its time does not wobble */
	} *readings;
	struct site *site_lines;	/* due to be printed */
	struct round_mark have, size;
	bool is_list;		/* the account's whole list was seen ... */
	char only[READING_ID];	/* ... and held this site alone; "" more */
	int64_t asked, failed;	/* batteries: one a site, but for --battery */
	struct err worst;	/* of the failures */
	enum err_kind told;	/* the newest one that was told, ... */
	int times;		/* ... and others of its kind before it */
};

void round_free(struct round *);

/* A site as VRM tells it now: its line is due when it is new or changed, and
 * once a day. */
void round_site(struct round *, const struct site *);
bool round_site_is_due(const struct round *, const struct sites_entry *);
bool round_has_site(const struct round *, const char *id);
/* VRM did not tell who it is: do not ask in every poll. */
void round_site_later(struct round *, struct sites_entry *);

void round_reading(struct round *, const struct reading *, bool exact);
void round_rewind(struct round *, struct round_mark);

/* One of the batteries asked for failed: say it, go on with the others.  Of
 * many in a row of one kind a few are enough. */
void round_fail(struct round *, const struct err *);

/* What the whole came to: 0, ERR_SOME_SITES, or, when all failed, the worst of
 * their errors. */
int round_verdict(const struct round *, struct err *);

/* Settles times, remembers, prints the sites' lines, then the readings, and
 * counts the readings.  One from the future, or from before 2000, is refused:
 * it failed.  -1: emit's error, the verdict, or the state could not be written.
 */
typedef int round_emit_fn(void *arg, const char *line, struct err *);
int round_finish(struct round *, round_emit_fn *, void *arg, int64_t *printed,
    struct err *);

#endif
