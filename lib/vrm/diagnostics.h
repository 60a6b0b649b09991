/* vrm/diagnostics.h - a site's newest values row by row (vrm-api.md 5)
 *
 * It alone names the service that feeds the system's battery.  Rows of devices
 * that were removed stay for ever; the newest row of a kind counts.
 */
#ifndef VRM_DIAGNOSTICS_H
#define VRM_DIAGNOSTICS_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	DIAGNOSTICS_MONITORS = 64,
	DIAGNOSTICS_FEED = 128,
	/* A monitor silent so much longer than the liveliest has gone. */
	DIAGNOSTICS_GONE_S = 86400
};

struct diagnostics {		/* zero is an empty one */
	struct {
		int64_t instance;
		int64_t newest;		/* of its SOC, voltage and current */
	} monitor[DIAGNOSTICS_MONITORS];
	int n;
	char feed[DIAGNOSTICS_FEED];	/* "com.victronenergy.battery/288" */
	bool has_feed;			/* VRM said, be it "" for none */
	int64_t feed_at;
	int log_interval;		/* seconds; 0 unknown */
	int64_t rows;			/* read so far */
};

/* Adds one page: the answer's records, a list or PHP's object of rows. */
void diagnostics_read(json_t *records, struct diagnostics *);

/* Is it among the monitors that have not gone? */
bool diagnostics_is_alive(const struct diagnostics *, int i);

/* The monitor behind the system's battery: the one VRM names, or, where it
 * names nothing at all, the only one alive.  -1: none, or nobody knows. */
int64_t diagnostics_feed(const struct diagnostics *);

/* "com.victronenergy.battery/288" or ".../battery.ttyO2/288": 288; -1 for other
 * services and texts. */
int64_t diagnostics_instance_of(const char *service);

#endif
