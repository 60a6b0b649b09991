/* answer/period.h - a battery's time cut into equal periods
 *
 * Minutes are computed from readings, as line/rollup.h does; hours (of UTC)
 * and days (the site's own) are the buckets kept by the store, so that they
 * outlast the readings; weeks from Monday and months are made of days.
 * Nothing is interpolated: a period that readings do not cover is there, and
 * empty.
 */
#ifndef ANSWER_PERIOD_H
#define ANSWER_PERIOD_H
#include "answer/series.h"
#include "line/rollup.h"

enum period_grain {
	PERIOD_5M,
	PERIOD_15M,
	PERIOD_HOUR,
	PERIOD_DAY,
	PERIOD_WEEK,
	PERIOD_MONTH
};

enum { PERIOD_LABEL = 32 };

struct period {
	struct rollup r;	/* of days: means weighted by what is covered */
	int64_t elapsed_s;	/* of it, by now; never less than is covered */
	char label[PERIOD_LABEL];	/* 2025-12-10, 2025-W50, 2025-12, or
					 * with the time of the day */
};

/* "5m", "15m", "1h" or "hour", "1d" or "day", "week", "month" */
enum period_grain period_grain_of(const char *name);

struct period_ask {
	const struct series *series;	/* of a battery that has readings */
	int log_interval;		/* see answer/pace.h */
	enum period_grain grain;
	int64_t limit;			/* the newest so many; 0: all */
	int64_t now;
};

/* The periods that the range touches up to now, oldest first.  0 go on, 1 stop,
 * -1 fail. */
typedef int period_fn(void *arg, const struct period *, struct err *);

struct period_told {
	int64_t total;		/* periods, whatever the limit */
	int64_t gone_before;	/* of minutes: older readings are gone;
				 * INT64_MIN: none that were asked for */
};

/* -1: the database; ERR_SYSTEM, this machine does not know the site's zone. */
int period_read(struct store *, const struct period_ask *, period_fn *,
    void *arg, struct period_told *, struct err *);

/* Of what has elapsed, rounded to 0.1 %. */
double period_observed_pct(const struct period *);
double period_filled_pct(const struct period *);
double period_missing_pct(const struct period *);
double period_covered_pct(const struct period *);	/* NAN: none has */

/* Three decimals: millivolts, and watt-hours of a kWh. */
double period_round(double);

#endif
