/* answer/history.h - what was measured, in time order */
#ifndef ANSWER_HISTORY_H
#define ANSWER_HISTORY_H
#include "answer/format.h"
#include "answer/series.h"
#include "store/store.h"

struct history_ask {
	struct series_ask series;
	bool all;		/* every battery that fits, one after another */
	int64_t limit;		/* of each the newest so many; 0: all */
	int64_t max_bytes;	/* of all batteries no more are of any use (see
				 * answer/bound.h); below 0: any number */
	enum format format;	/* text tells of the whole range */
};

/* Writes the answer, row by row as they come from the database; all batteries
 * at one moment.  No readings are an empty answer.  -1: what series_load() and
 * fleet_load() say, or the database, or the stream; a document begun is then
 * left unfinished. */
int history_answer(FILE *, struct store *, const struct history_ask *,
    struct err *);

#endif
