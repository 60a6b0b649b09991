/* answer/compare.h - two sources of one battery, side by side */
#ifndef ANSWER_COMPARE_H
#define ANSWER_COMPARE_H
#include "answer/format.h"
#include "answer/period.h"

struct compare_ask {
	struct series_ask series;	/* but for its source */
	const char *sources;		/* "victron,solark" */
	enum period_grain grain;
	enum format format;
};

/* Writes the answer, a period a row: the means of both and the second's less
 * the first's.  -1: ERR_USAGE, not two sources; else as stats_answer(). */
int compare_answer(FILE *, struct store *, const struct compare_ask *,
    struct err *);

#endif
