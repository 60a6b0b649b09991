/* answer/daily.h - how much of each day is known
 *
 * Of the batteries that VRM knows: source victron.  Days are the site's own.
 */
#ifndef ANSWER_DAILY_H
#define ANSWER_DAILY_H
#include "answer/format.h"
#include "answer/missing.h"
#include "answer/range.h"
#include "store/store.h"

struct daily_ask {
	const char *site, *battery;	/* NULL: all */
	const struct range_words *words;	/* all days that they touch */
	int64_t days;		/* where NULL: so many, up to today */
	int64_t poll_interval_s;
	int64_t now;
	enum format format;
};

/* Writes the answer: from max(first reading, horizon) to two polls before now.
 * Gaps that may yet be filled are pending, those given up are empty.  -1: as
 * gaps_answer(); ERR_SYSTEM: this machine does not know the site's zone. */
int daily_answer(FILE *, struct store *, const struct daily_ask *,
    struct err *);

#endif
