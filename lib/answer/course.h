/* answer/course.h - the charge of a battery over a range of time, in words */
#ifndef ANSWER_COURSE_H
#define ANSWER_COURSE_H
#include "answer/series.h"
#include "store/store.h"

#include <stdio.h>

struct course_ask {
	const struct series *series;	/* also one without readings */
	int64_t now;
};

/* A line: how many readings, the first, last, lowest and highest charge, and
 * what is missing.  -1: the database, or the stream. */
int course_tell(FILE *, struct store *, const struct course_ask *,
    struct err *);

#endif
