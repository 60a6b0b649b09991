/* answer/spark.h - the course of a charge as a line of blocks, empty to full
 *
 * Each cell is the mean of what was measured in its time, blank where nothing
 * was.  For a person at a terminal.
 */
#ifndef ANSWER_SPARK_H
#define ANSWER_SPARK_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
	SPARK_CELLS = 48,
	SPARK_TEXT = 3 * SPARK_CELLS + 1	/* bytes */
};

struct spark {			/* zero: begins with what comes first */
	int64_t origin, width;	/* Unix seconds; of a cell */
	struct {
		double sum;
		int n;
	} cell[SPARK_CELLS];
};

/* In time order.  Where the line is full its cells are made twice as wide.
 * NAN, and what is before the origin, is passed over. */
void spark_add(struct spark *, int64_t at, double percent);
const char *spark_text(const struct spark *, char *buf);	/* SPARK_TEXT */

/* A terminal whose characters are UTF-8. */
bool spark_fits(FILE *);

#endif
