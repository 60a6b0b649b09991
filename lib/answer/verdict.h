/* answer/verdict.h - what vrm-health says, and to whom */
#ifndef ANSWER_VERDICT_H
#define ANSWER_VERDICT_H
#include "answer/health.h"

#include <stdio.h>

enum verdict_format {
	VERDICT_JSON,
	VERDICT_TEXT,
	VERDICT_NAGIOS,		/* one line with performance data, then more */
	VERDICT_METRICS
};
#define VERDICT_FORMATS "json|text|nagios|openmetrics"

/* One of VERDICT_FORMATS, or NULL: text on a terminal, else JSON. */
enum verdict_format verdict_choose(const char *name, FILE *);

void verdict_write(FILE *, enum verdict_format, const struct health *,
    const struct facts *);

/* That there is no verdict, and why, where the format can say so. */
void verdict_fail(FILE *, enum verdict_format, const struct err *);

#endif
