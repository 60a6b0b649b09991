/* line/line.h - the lines that neighbours in a pipe share: vrm-line(5)
 *
 * One JSON object a line.  Parsing is strict where it matters (types, ranges,
 * times) and indifferent where the format may grow (unknown members, order).
 */
#ifndef LINE_LINE_H
#define LINE_LINE_H
#include "base/err.h"
#include "line/bucket.h"
#include "line/reading.h"

#include <stddef.h>

enum {
	LINE_MAX_BYTES = 65536,
	LINE_NAME = 256,	/* bytes of a site's name */
	LINE_ZONE = 64,
	LINE_STATE = 32
};

struct site {
	char id[READING_ID];
	char identifier[READING_ID];	/* portal id; "" unknown */
	char name[LINE_NAME];
	char timezone[LINE_ZONE];	/* IANA; "" unknown */
	int log_interval;		/* seconds; 0 unknown */
	int64_t last_timestamp;		/* last data VRM has; 0 unknown */
};

struct asked {				/* VRM was asked to fill [from, to) */
	char site[READING_ID];
	char battery[READING_ID];
	int64_t from, to, asked_at;
	int64_t found;			/* readings that came */
};

struct gap {				/* nothing covers [from, to) */
	char site[READING_ID];
	char battery[READING_ID];
	int64_t from, to;
	char state[LINE_STATE];		/* "due", ...; "" not told */
};

/* What readings no longer tell of a battery, for one database from another:
 * those before the horizon are gone, its hours and days before are sealed. */
struct horizon {
	int64_t at;
	struct reading edge;		/* the last one before, its values; at
					   INT64_MIN: none, only the key */
};

struct latest {
	struct reading row;		/* the newest, gone or not */
	int reach;			/* longest interval so far, s; 0 none */
};

enum line_type {
	LINE_READING,
	LINE_SITE,
	LINE_ASKED,
	LINE_HORIZON,
	LINE_HOUR,
	LINE_DAY,
	LINE_LATEST,
	LINE_GAP,		/* from here on nothing is ever stored */
	LINE_OTHER		/* a type this version does not know */
};

struct line {			/* small: readings come by the million */
	enum line_type type;
	union {
		struct reading reading;
		struct site *site;
		struct asked asked;
		struct horizon horizon;
		struct bucket *bucket;	/* an hour, a day */
		struct latest latest;
		struct gap gap;
	};
};

/* Parse one line without its newline.  now: Unix seconds; times beyond now +
 * 10 min are refused.  Else the line's own memory is freed by line_free().
 * -1: ERR_BAD_LINE, the message is the reason alone; nothing is to be freed. */
int line_parse(struct line *, const char *text, size_t len, int64_t now,
    struct err *);
void line_free(struct line *);

/* The line without newline; the caller frees it. */
char *line_of_reading(const struct reading *);
char *line_of_site(const struct site *);
char *line_of_asked(const struct asked *);
char *line_of_gap(const struct gap *);
char *line_of_horizon(const struct horizon *);
char *line_of_latest(const struct latest *);

/* Any that is stored; of all others "". */
char *line_text(const struct line *);

#endif
