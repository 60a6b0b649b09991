/* state/segment.h - a file of lines that wait, its name and its lines
 *
 * 00000001-1784548620-480: its number, the time, and how many lines it holds.
 * Each follows its CRC-32 (zlib's) in hexadecimal:
 *
 *	8c736521 {"timestamp":"2026-07-20T11:57:00Z",...}
 */
#ifndef STATE_SEGMENT_H
#define STATE_SEGMENT_H
#include <stddef.h>
#include <stdint.h>

enum segment_kind {
	SEGMENT_WHOLE,
	SEGMENT_SET_ASIDE,	/* NAME.bad: it was damaged */
	SEGMENT_CUT_SHORT	/* file_replace() did not live to rename it */
};

struct segment {
	uint64_t number;
	int64_t at;		/* Unix seconds */
	uint64_t lines;
	enum segment_kind kind;
	char name[80];		/* of the file */
};

struct segments {		/* v is the caller's to free */
	struct segment *v;
	size_t n, size;
};

/* Those of a directory, oldest first; none if there is no directory of this
 * name.  -1: errno */
int segment_list(struct segments *, const char *path);

/* n lines, each with its '\n': the bytes of a segment.  The caller frees
 * them. */
char *segment_text(const char *lines, size_t n, size_t *len);

struct segment_line {
	const char *text;	/* len bytes, NUL behind */
	size_t len;
};

/* The lines that are as they were written, within text, which is changed; the
 * caller frees the list. */
struct segment_line *segment_lines(char *text, size_t len, size_t *n);

#endif
