/* site.h - one installation: what it is, how it misbehaves, which of its logs
 * VRM already has
 *
 * A site logs each log_interval seconds at its own offset.  A log is visible
 * when it has been uploaded: some seconds after it was taken, later for a
 * backlog, never for a lost span or after the site fell silent.
 */
#ifndef SIM_SITE_H
#define SIM_SITE_H
#include <stdbool.h>
#include <stdint.h>

enum { SITE_FIRST_ID = 410001, SITE_FOREIGN_ID = 499001, SITE_DEVICES = 8,
	SITE_SPANS = 4 };

enum site_value { SITE_SOC, SITE_VOLTAGE, SITE_CURRENT, SITE_TEMPERATURE,
	SITE_VALUES };

/* How a value is given: as it is, not at all, null, marked invalid, "---", or
 * a day old. */
enum site_mode { SITE_OK, SITE_MISSING, SITE_NULL, SITE_INVALID, SITE_DASHES,
	SITE_OLD };

enum site_types { SITE_STRINGS, SITE_NUMBERS, SITE_MIXED };

struct site_span {		/* logs in [from, to]; Unix s */
	int64_t from, to, arrives;
};

struct site {
	int64_t id;
	uint64_t seed;
	int index;
	int owner;			/* user id */
	char identifier[13];		/* the portal id */
	char name[64];
	int zone;			/* of site_zone() */
	int64_t created;

	int instance[SITE_DEVICES];	/* of battery monitors */
	int n_instances;
	int feeds;			/* the instance the system battery is */
	int stale;			/* an instance that is gone, or -1 */
	int64_t stale_since;
	bool no_monitor;		/* the GX has no battery service */
	enum site_mode mode[SITE_VALUES];
	enum site_types types;
	int log_interval;		/* from 60 s on, as on a GX */
	int log_offset, latency;
	int64_t silent_since;
	struct site_span span[SITE_SPANS];
	int n_spans;
	int64_t ahead;			/* the GX's clock is this fast */
	int64_t minute_days;		/* how long Graph keeps minutes */
	int wobble;			/* summary ages err by up to this */
	bool change_only, no_diagnostics, gsm, portuguese, hidden;
};

enum { SITE_ZONES = 7 };
const char *site_zone(int);		/* IANA name */

void site_init(struct site *, uint64_t seed, int index);

/* One setting from the outside ("soc", "null"); false if there is no such key
 * or it cannot have this value.  Keys: site.c. */
bool site_set(struct site *, const char *key, const char *value);

enum { SITE_NEVER = -1 };
int64_t site_newest(const struct site *, int64_t now);	/* log time or NEVER */
/* The first visible log at or after t; SITE_NEVER if there is none. */
int64_t site_next(const struct site *, int64_t t, int64_t now);
/* Newest log of a monitor: the stale one stopped long ago. */
int64_t site_newest_of(const struct site *, int instance, int64_t now);

/* The stale one included. */
bool site_has_instance(const struct site *, int instance);

#endif
