/* answer/gaps.h - what is missing, and what is done about it
 *
 * Of the batteries that VRM knows: source victron.
 */
#ifndef ANSWER_GAPS_H
#define ANSWER_GAPS_H
#include "answer/format.h"
#include "answer/missing.h"
#include "answer/range.h"
#include "store/store.h"

struct gaps_ask {
	const char *site, *battery;	/* NULL: all */
	const struct range_words *words; /* gaps that meet it; NULL: all */
	bool due;		/* only what VRM is to be asked for now */
	int64_t poll_interval_s;
	int64_t now;
	enum format format;
};

/* Writes the answer; as JSON lines the gaps of vrm-line(5).  -1: no such site,
 * no such battery, the database, or the stream. */
int gaps_answer(FILE *, struct store *, const struct gaps_ask *, struct err *);

#endif
