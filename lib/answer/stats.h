/* answer/stats.h - means, extremes and energy of periods of time */
#ifndef ANSWER_STATS_H
#define ANSWER_STATS_H
#include "answer/capacity.h"
#include "answer/format.h"
#include "answer/period.h"

struct stats_ask {
	struct series_ask series;
	bool all;	/* every battery that fits, one after another */
	enum period_grain grain;
	bool brief;	/* means alone, and empty periods too: history's */
	int64_t limit;	/* of each battery the newest so many; 0: all */
	int64_t max_bytes;	/* of all batteries no more are of any use (see
				 * answer/bound.h); below 0: any number */
	struct capacity capacity;
	enum format format;
};

/* Writes the answer, a period a row, as they come; all batteries at one moment.
 * -1: what series_load(), fleet_load() and period_read() say, or the
 * stream. */
int stats_answer(FILE *, struct store *, const struct stats_ask *,
    struct err *);

#endif
