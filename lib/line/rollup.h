/* line/rollup.h - one bucket of time from the readings around it
 *
 * The one place that averages: SQL never does, so that every engine gives the
 * same bytes.  Neighbours near enough (line/coverage.h) cover the time between
 * them, observed if both are live, else filled; values run straight from one to
 * the other.  Means and energies are weighted by covered time.
 * Arithmetic only, in constant memory.
 */
#ifndef LINE_ROLLUP_H
#define LINE_ROLLUP_H
#include "line/reading.h"

#include <stdbool.h>
#include <stdint.h>

enum rollup_grain {
	ROLLUP_HOUR,		/* of UTC */
	ROLLUP_DAY,		/* the site's own */
	ROLLUP_GRAINS
};

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
	double mean;		/* by covered time; if none, of the readings */
};

struct rollup {
	int64_t start, end;	/* [start, end), Unix seconds */
	int64_t count;		/* readings inside */
	struct rollup_stat value[ROLLUP_VALUES];
	double soc_first, soc_last;	/* of the readings inside; NAN none */
	double charged_wh, discharged_wh;	/* >= 0; NAN power unknown */
	int64_t observed_s, filled_s;	/* covered by live rows; by others */
};

struct rollup_cover {		/* of some buckets together */
	int64_t count, observed_s, filled_s;
};

struct rollup_work {		/* while a bucket is computed: opaque */
	struct rollup r;
	double sum[ROLLUP_VALUES], area[ROLLUP_VALUES], weight[ROLLUP_VALUES];
	int64_t known[ROLLUP_VALUES];
	double charged_ws, discharged_ws;
};

void rollup_begin(struct rollup_work *, int64_t start, int64_t end);
/* In time order: the readings of one series inside the bucket ... */
void rollup_count(struct rollup_work *, const struct reading *);
/* ... and neighbours that cover the time between them, wherever they are. */
void rollup_cover(struct rollup_work *, const struct reading *,
    const struct reading *);
void rollup_end(struct rollup_work *, struct rollup *);

bool rollup_is_empty(const struct rollup *);	/* no reading, no coverage */
bool rollup_equal(const struct rollup *, const struct rollup *);

#endif
