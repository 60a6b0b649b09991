/* base/lines.h - a stream as lines, in constant memory */
#ifndef BASE_LINES_H
#define BASE_LINES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lines;

/* max: longest line that is kept whole, in bytes without the newline.  The
 * descriptor stays the caller's. */
struct lines *lines_new(int fd, size_t max);
void lines_free(struct lines *);

struct lines_item {		/* valid until the next call */
	char *text;		/* NUL after it; may be changed in place */
	size_t len;		/* of text: at most max */
	uint64_t number;	/* 1 is the first line */
	bool too_long;		/* text is the line's first max bytes only */
};

/* 1 one line, 0 end of stream, -1 read error (errno).  A last line without a
 * newline is a line; NUL bytes are kept, len tells. */
int lines_next(struct lines *, struct lines_item *);

/* Is a further line already complete in the buffer?  If not, the next call may
 * wait: the moment to commit what came. */
bool lines_ready(const struct lines *);

#endif
