/* line/reading.h - one measurement of one battery
 *
 * A plain value: the members, units and rules are those of vrm-line(5).
 * (site, battery, source, at) is its key.
 */
#ifndef LINE_READING_H
#define LINE_READING_H
#include <stdbool.h>
#include <stdint.h>

enum {
	READING_ID = 64,	/* bytes of a key's part, NUL included */
	READING_MAX_INTERVAL = 86400,
	READING_MAX_W = 10000000
};

enum reading_state {
	READING_UNKNOWN,
	READING_IDLE,
	READING_CHARGING,
	READING_DISCHARGING
};

struct reading {
	int64_t at;			/* measured at, Unix seconds */
	char site[READING_ID];		/* VRM idSite */
	char battery[READING_ID];	/* "system", or a monitor's instance */
	char source[READING_ID];	/* "victron" */
	int64_t instance;		/* device read; -1 none */
	double soc;			/* %; NAN here and below: unknown */
	double voltage;			/* V */
	double current;			/* A, positive when charging */
	double power;			/* W, positive when charging */
	double temperature;		/* degrees C */
	enum reading_state state;
	bool history;			/* stands for [at, at + interval) */
	int interval;			/* seconds; 0 not told */
};

/* Everything unknown; battery "system", source "victron". */
void reading_init(struct reading *, const char *site, int64_t at);

const char *reading_state_name(enum reading_state);	/* NULL when unknown */
enum reading_state reading_state_of_name(const char *);

/* The GX's own rule where VRM names no state (vrm-api.md 10): above +30 W
 * charging, below -30 W discharging, else idle; unknown if power is. */
enum reading_state reading_state_of_power(double power_w);

/* V times I rounded to 0.1 W; NAN if either is, or where no line could hold
 * it. */
double reading_power(double voltage, double current);

/* Order of the key; and do both have the same battery and source? */
int reading_compare(const struct reading *, const struct reading *);
bool reading_same_series(const struct reading *, const struct reading *);

#endif
