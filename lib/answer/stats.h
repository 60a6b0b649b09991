/* answer/stats.h - means, extremes and energy of periods of time */
#ifndef ANSWER_STATS_H
#define ANSWER_STATS_H
#include "answer/format.h"
#include "answer/period.h"

struct stats_capacity {		/* of the battery: one of both, else 0 */
	double wh, ah;
};

/* "10kWh", "9600Wh" or "200Ah", whatever the case.  False: none of these. */
bool stats_parse_capacity(const char *, struct stats_capacity *);

struct stats_ask {
	struct series_ask series;
	enum period_grain grain;
	bool brief;	/* means alone, and empty periods too: history's */
	int64_t limit;			/* the newest so many; 0: all */
	struct stats_capacity capacity;
	enum format format;
};

/* Writes the answer, a period a row, as they come.  -1: what series_load() and
 * period_read() say, or the stream. */
int stats_answer(FILE *, struct store *, const struct stats_ask *,
    struct err *);

#endif
