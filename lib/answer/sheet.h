/* answer/sheet.h - rows of columns as JSON, JSON lines, CSV or a table
 *
 * Rows are written as they come, in constant memory.
 */
#ifndef ANSWER_SHEET_H
#define ANSWER_SHEET_H
#include "answer/column.h"
#include "answer/emit.h"
#include "answer/format.h"
#include "base/err.h"

enum { SHEET_COLUMNS = 16 };

struct sheet {
	struct emit out;
	enum format format;	/* one that has rows */
	const struct column *const *columns;	/* ends with NULL */
	const char *zone;	/* a table's times are of it, this machine knows
				 * it, and its name is a unit; NULL: UTC */
	bool colour;
	/* further members of an object, or NULL */
	void (*more)(struct emit *, const void *row);
	/* is it a row to worry about?  or NULL */
	bool (*worrying)(const void *row);
	/* characters that a table's rows need at least, as far as is known */
	int width[SHEET_COLUMNS];
};

/* Before the head: have the columns of a table be wide enough for this row. */
void sheet_fit(struct sheet *, const void *row);
/* The head of CSV or of a table; nothing otherwise. */
void sheet_head(struct sheet *);
/* JSON: an element of the array the caller opened.  -1: the stream failed. */
int sheet_row(struct sheet *, const void *row, struct err *);

/* The row as an object under this key. */
void sheet_object(struct sheet *, const char *key, const void *row);
/* "units":{"soc":"%",...} */
void sheet_units(struct emit *, const struct column *const *columns);

#endif
