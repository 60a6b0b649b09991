/* answer/statsrow.h - a period of a battery: its columns and its words */
#ifndef ANSWER_STATSROW_H
#define ANSWER_STATSROW_H
#include "answer/capacity.h"
#include "answer/column.h"
#include "answer/period.h"

#include <stdio.h>

struct statsrow {
	struct period p;
	const struct series *series;		/* borrowed, as is: */
	const struct capacity *capacity;
};

/* For answer/sheet.h, which takes a struct statsrow as its row.  Those of all
 * batteries begin with whose row it is and leave out what lines have no room
 * for; the brief ones have means where the others have extremes and energy. */
extern const struct column *const statsrow_data_columns[];
extern const struct column *const statsrow_table_columns[];
extern const struct column *const statsrow_all_table_columns[];
extern const struct column *const statsrow_brief_data_columns[];
extern const struct column *const statsrow_brief_table_columns[];
extern const struct column *const statsrow_brief_all_table_columns[];

/* A row of a time without a name, in which nothing is known. */
void statsrow_none(struct statsrow *);

/* A sentence, and a newline.  whose: it begins with the battery. */
void statsrow_say(FILE *, const struct statsrow *, bool whose);

#endif
