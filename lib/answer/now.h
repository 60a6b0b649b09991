/* answer/now.h - a battery as it is now: columns, members and words */
#ifndef ANSWER_NOW_H
#define ANSWER_NOW_H
#include "answer/book.h"
#include "answer/column.h"
#include "answer/emit.h"
#include "answer/trend.h"
#include "line/rollup.h"

struct now {
	struct reading reading;		/* first: columns of readings fit */
	const struct site *site;	/* borrowed */
	int64_t age_s;			/* never below 0 */
	int64_t stale_after_s;
	bool stale;
	struct rollup_cover cover;
	int64_t covered_from, covered_to;	/* what it could be of */
	struct trend trend;
	int64_t now;
};

/* Readings older than this are stale: the setting, or 3 logging intervals of
 * the site (else the reading's own) if that is longer. */
int64_t now_stale_after(const struct site *, const struct reading *,
    int64_t setting_s);

/* The answer in words: a sentence or two, and a newline. */
void now_say(FILE *, const struct now *);

/* For answer/sheet.h, which takes a struct now as its row. */
extern const struct column *const now_data_columns[];
extern const struct column *const now_table_columns[];
void now_more(struct emit *, const void *);
bool now_is_stale(const void *);

#endif
