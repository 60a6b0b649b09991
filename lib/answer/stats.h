/* answer/stats.h - means, extremes and energy of periods of time */
#ifndef ANSWER_STATS_H
#define ANSWER_STATS_H
#include "answer/capacity.h"
#include "answer/format.h"
#include "answer/period.h"

struct stats_ask {
	struct series_ask series;
	enum period_grain grain;
	bool brief;	/* means alone, and empty periods too: history's */
	int64_t limit;			/* the newest so many; 0: all */
	struct capacity capacity;
	enum format format;
};

/* Writes the answer, a period a row, as they come.  -1: what series_load() and
 * period_read() say, or the stream. */
int stats_answer(FILE *, struct store *, const struct stats_ask *,
    struct err *);

#endif
