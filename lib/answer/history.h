/* answer/history.h - what was measured, in time order */
#ifndef ANSWER_HISTORY_H
#define ANSWER_HISTORY_H
#include "answer/format.h"
#include "answer/series.h"
#include "store/store.h"

struct history_ask {
	struct series_ask series;
	int64_t limit;		/* the newest so many; 0: all */
	enum format format;	/* text tells of the whole range */
};

/* Writes the answer, row by row as they come from the database.  No readings
 * are an empty answer.  -1: what series_load() says, or the
 * database, or the stream; a document begun is then left unfinished. */
int history_answer(FILE *, struct store *, const struct history_ask *,
    struct err *);

#endif
