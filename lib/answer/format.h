/* answer/format.h - in which form an answer is written */
#ifndef ANSWER_FORMAT_H
#define ANSWER_FORMAT_H
#include "answer/emit.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>

enum format {
	FORMAT_JSON,
	FORMAT_NDJSON,
	FORMAT_CSV,
	FORMAT_TABLE,
	FORMAT_TEXT,
	FORMAT_METRICS		/* of current and sites alone */
};
#define FORMAT_ROWS "json|ndjson|csv|table|text"
#define FORMAT_NAMES FORMAT_ROWS "|openmetrics"

/* One of FORMAT_NAMES, or NULL: a table on a terminal, else JSON. */
enum format format_choose(const char *name, FILE *);

/* A terminal that shows colours, and nobody asked for none (NO_COLOR). */
bool format_has_colour(FILE *);

/* Every document begins {"status":"success","schema":1, and what is said here
 * is the version of its members: they only ever grow.  format_close() ends it,
 * and its line.  -1: see format_check(). */
enum { FORMAT_SCHEMA = 1 };
void format_open(struct emit *, const char *status);
int format_close(struct emit *, struct err *);

/* {"status":"error","schema","error":{"code","message","hint","allowed"}}: the
 * last where it is known which values would have been right. */
void format_error(FILE *, const struct err *);

/* -1 if the stream did not take all that was written to it: ERR_WRITE or
 * ERR_READER_GONE.  Call it right behind the writing. */
int format_check(FILE *, struct err *);

#endif
