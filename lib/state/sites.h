/* state/sites.h - what vrm-fetch remembers of sites between polls: sites.json
 *
 * Who a site is, which monitor feeds its battery, when its line was printed,
 * and the time of each battery's newest sample.  All of it can be found again:
 * without the file the next poll asks VRM a little more.
 */
#ifndef STATE_SITES_H
#define STATE_SITES_H
#include "base/err.h"
#include "line/line.h"
#include "state/state.h"

#include <stdbool.h>
#include <stdint.h>

enum { SITES_MONITORS = 16 };

struct sites_entry {		/* a plain value; Unix seconds, 0 is never */
	struct site site;	/* last_timestamp is not kept */
	int64_t printed_at;	/* its line, unchanged since */
	int64_t discovered_at;	/* its monitors were looked for */
	int64_t feed;		/* monitor of its battery; -1 none known */
	int64_t monitors[SITES_MONITORS];	/* alive at discovery */
	int n_monitors;
	bool forbidden;		/* VRM refused to tell anything then */
};

struct sites;

/* Reads the file; missing is fine.  -1: it cannot be read, and nothing is known
 * and will be kept.  The state is borrowed. */
int sites_open(struct sites **, const struct state *, struct err *);
void sites_close(struct sites *);

/* False if the site is unknown; then *out is a new entry of that id. */
bool sites_get(const struct sites *, const char *id, struct sites_entry *out);
void sites_put(struct sites *, const struct sites_entry *);
/* each returns false to stop. */
void sites_each(const struct sites *,
    bool (*each)(void *arg, const struct sites_entry *), void *arg);

/* The account's whole list was seen; only: the id of its one site, NULL if
 * there are more or none.  Sites that printed no line for a month are
 * forgotten.  For use between the lock and the commit. */
void sites_listed(struct sites *, const char *only, int64_t now);
/* The one site of a list not older than age_s; "" if there is no such thing.
 * Borrowed. */
const char *sites_only(const struct sites *, int64_t age_s, int64_t now);

/* The time a sample is stored under.  VRM's age of a summary wobbles: when the
 * battery's last sample is within SITES_WOBBLE_S and either time is not exact,
 * they are one, and the first one's time stands. */
enum { SITES_WOBBLE_S = 5 };
int64_t sites_sample_time(struct sites *, const char *id, const char *battery,
    int64_t at, bool exact);

int64_t sites_sampled_at(const struct sites *, const char *id,
    const char *battery);			/* 0 never */

/* Between the two calls no other process changes the file.  lock reads it anew
 * and adds what was put before; commit writes it, if anything was put, and ends
 * the lock, whatever it returns.  Without a lock nothing is written. */
int sites_lock(struct sites *, struct err *);
int sites_commit(struct sites *, struct err *);

#endif
