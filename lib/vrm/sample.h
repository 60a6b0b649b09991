/* vrm/sample.h - values of one battery, each with its own time, as one reading
 *
 * VRM dates every value by itself.  A reading's time is that of the newest of
 * SOC, voltage and current; a value that is much older than that is left out,
 * for it tells of another moment (a sensor that has gone).
 *
 * Much older means more than SAMPLE_TOGETHER_S, or SAMPLE_LOGS of the site's
 * logs where that is longer.  Slow values are logged only when they change, and
 * a GX uploads more than that each quarter of an hour (vrm-api.md 10): four of
 * those without a word are a silence, less is "unchanged".  When all values are
 * old they are old together, and go out with their own old time.
 */
#ifndef VRM_SAMPLE_H
#define VRM_SAMPLE_H
#include "line/reading.h"

#include <stdbool.h>
#include <stdint.h>

enum { SAMPLE_TOGETHER_S = 3600, SAMPLE_LOGS = 3 };

enum sample_member {
	SAMPLE_SOC,
	SAMPLE_VOLTAGE,
	SAMPLE_CURRENT,
	SAMPLE_POWER,
	SAMPLE_TEMPERATURE,
	SAMPLE_STATE,		/* 0 idle, 1 charging, 2 discharging */
	SAMPLE_MEMBERS
};

struct sample {			/* a plain value; zero is an empty one */
	struct {
		bool known;
		double value;
		int64_t at;	/* Unix seconds */
	} member[SAMPLE_MEMBERS];
	int interval;		/* the site's logging interval, s; 0 unknown */
};

/* Of two values for one member the newer stays; what no battery can have (SOC
 * outside 0 to 100, ...) is no value. */
void sample_take(struct sample *, enum sample_member, double value,
    int64_t at);

/* Fill time, values, state and interval of a reading; the rest stays.  False,
 * and nothing changed, if there is neither SOC nor voltage. */
bool sample_reading(const struct sample *, struct reading *);

#endif
