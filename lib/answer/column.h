/* answer/column.h - the columns of answers: one table for every format
 *
 * A column knows what to take from a row, what to call it for machines and for
 * people, and its unit.  answer/sheet.h writes them.
 */
#ifndef ANSWER_COLUMN_H
#define ANSWER_COLUMN_H
#include <stdbool.h>
#include <stdint.h>

enum value_kind {
	VALUE_NONE,		/* unknown: null, empty, "-" */
	VALUE_TEXT,		/* text; borrowed from the row */
	VALUE_TIME,		/* whole: Unix seconds */
	VALUE_AGE,		/* whole: seconds, in words for people */
	VALUE_WHOLE,
	VALUE_REAL,
	VALUE_BOOL
};

struct value {
	enum value_kind kind;
	union {
		const char *text;
		int64_t whole;
		double real;
		bool yes;
	};
};

struct value value_text(const char *);		/* NULL or "": unknown */
struct value value_time(int64_t);
struct value value_age(int64_t);
struct value value_whole(int64_t);
struct value value_real(double);		/* NAN: unknown */
struct value value_bool(bool);

struct column {
	const char *name;	/* member of JSON, head of CSV */
	const char *heading;	/* of a table */
	const char *unit;	/* NULL: none */
	int decimals;		/* for people */
	int width;		/* in a table; negative: flush left */
	struct value (*get)(const void *row);
};

/* Rows that are, or begin with, a struct reading. */
enum {
	COLUMN_TIMESTAMP, COLUMN_SITE, COLUMN_BATTERY, COLUMN_INSTANCE,
	COLUMN_SOURCE, COLUMN_SOC, COLUMN_VOLTAGE, COLUMN_CURRENT, COLUMN_POWER,
	COLUMN_STATE, COLUMN_TEMPERATURE, COLUMN_ORIGIN, COLUMN_INTERVAL,
	COLUMN_READING_END
};
extern const struct column column_reading[COLUMN_READING_END];

#endif
