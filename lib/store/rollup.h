/* store/rollup.h - one bucket of time from the readings around it
 *
 * The one place that averages: SQL never does, so that every engine gives the
 * same bytes.  Two neighbouring readings closer than the reach cover the time
 * between them (observed if both are live, else filled); values run straight
 * from one to the other.  Means and energies are weighted by covered time.
 * Arithmetic only, in constant memory.
 */
#ifndef STORE_ROLLUP_H
#define STORE_ROLLUP_H
#include "line/reading.h"

#include <stdint.h>

enum rollup_value {
	ROLLUP_SOC,		/* % */
	ROLLUP_VOLTAGE,		/* V */
	ROLLUP_CURRENT,		/* A */
	ROLLUP_POWER,		/* W */
	ROLLUP_TEMPERATURE,	/* degrees C */
	ROLLUP_VALUES
};

struct rollup_stat {		/* NAN where nothing is known */
	double min, max;	/* of the readings inside */
	double mean;		/* by covered time; without any, of the readings */
};

struct rollup {
	int64_t start, end;	/* [start, end), Unix seconds */
	int64_t count;		/* readings inside */
	struct rollup_stat value[ROLLUP_VALUES];
	double soc_first, soc_last;	/* of the readings inside; NAN none */
	double charged_wh, discharged_wh;	/* both >= 0; NAN no power known */
	int64_t observed_s, filled_s;	/* covered by live neighbours, by others */
};

struct rollup_work {		/* while a bucket is computed: opaque */
	struct rollup r;
	int64_t reach_s;
	struct reading last;
	double sum[ROLLUP_VALUES], area[ROLLUP_VALUES], weight[ROLLUP_VALUES];
	int64_t known[ROLLUP_VALUES];
	double charged_ws, discharged_ws;
	int begun;
};

void rollup_begin(struct rollup_work *, int64_t start, int64_t end,
    int64_t reach_s);
/* Readings of one series in time order, from the last one before the bucket to
 * the first one behind it; those further away do no harm. */
void rollup_add(struct rollup_work *, const struct reading *);
void rollup_end(struct rollup_work *, struct rollup *);

#endif
