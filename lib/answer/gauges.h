/* answer/gauges.h - rows of columns as OpenMetrics
 *
 * Columns are those of answer/column.h; one table says which of them is which
 * metric.  What tells whose row it is (site, battery, source) becomes labels.
 */
#ifndef ANSWER_GAUGES_H
#define ANSWER_GAUGES_H
#include "answer/column.h"

#include <stddef.h>
#include <stdio.h>

struct gauges {
	const struct column *const *columns;	/* ends with NULL */
	const void *rows;
	size_t n, size;				/* of rows, of one of them */
	/* Of a stale row nothing is told but that, and its age. */
	bool (*stale)(const void *row);
};

void gauges_write(FILE *, const struct gauges *);

#endif
