/* state/segment.c - see segment.h */
#include "state/segment.h"

#include "base/mem.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { CRC_DIGITS = 8 };

/* ---- names ---- */

static bool
read_name(struct segment *g, const char *name)
{
	int end = 0;

	if (!text_copy(g->name, sizeof(g->name), name) ||
	    sscanf(name, "%8" SCNu64 "-%20" SCNd64 "-%20" SCNu64 "%n",
	    &g->number, &g->at, &g->lines, &end) != 3 ||
	    (name[end] != '\0' && name[end] != '.'))
		return false;
	g->kind = name[end] == '\0' ? SEGMENT_WHOLE :
	    strcmp(name + end, ".bad") == 0 ? SEGMENT_SET_ASIDE :
	    SEGMENT_CUT_SHORT;
	return true;
}

static int
compare(const void *a, const void *b)
{
	const struct segment *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

int
segment_list(struct segments *l, const char *path)
{
	DIR *d = opendir(path);
	struct dirent *entry;

	*l = (struct segments){ .n = 0 };
	if (d == NULL)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	while ((entry = readdir(d)) != NULL) {
		if (l->n == l->size) {
			l->size = l->size == 0 ? 16 : 2 * l->size;
			l->v = xrealloc(l->v, l->size, sizeof(*l->v));
		}
		l->n += read_name(&l->v[l->n], entry->d_name);
	}
	(void)closedir(d);
	if (l->n > 1)
		qsort(l->v, l->n, sizeof(*l->v), compare);
	return 0;
}

/* ---- lines ---- */

char *
segment_text(const char *lines, size_t n, size_t *len)
{
	size_t size = strlen(lines) + n * (CRC_DIGITS + 1) + 1;
	char *out = xmalloc(size), *o = out;

	for (size_t i = 0; i < n; i++) {
		size_t l = strcspn(lines, "\n");
		uint32_t crc = (uint32_t)crc32(0, (const Bytef *)lines,
		    (uInt)l);

		o += snprintf(o, size - (size_t)(o - out), "%08" PRIx32 " ",
		    crc);
		memcpy(o, lines, l + 1);
		o += l + 1;
		lines += l + 1;
	}
	*len = (size_t)(o - out);
	return out;
}

/* One line of a segment, from its checksum on: is it as it was written? */
static bool
is_good(const char *at, size_t len)
{
	char digits[CRC_DIGITS + 1];

	if (len <= CRC_DIGITS || at[CRC_DIGITS] != ' ')
		return false;
	(void)snprintf(digits, sizeof(digits), "%08" PRIx32, (uint32_t)crc32(0,
	    (const Bytef *)at + CRC_DIGITS + 1, (uInt)(len - CRC_DIGITS - 1)));
	return memcmp(digits, at, CRC_DIGITS) == 0;
}

struct segment_line *
segment_lines(char *text, size_t len, size_t *n)
{
	struct segment_line *lines = NULL;
	size_t size = 0;
	char *at = text, *nl;

	*n = 0;
	for (; (nl = memchr(at, '\n', (size_t)(text + len - at))) != NULL;
	    at = nl + 1) {
		if (!is_good(at, (size_t)(nl - at)))
			continue;
		if (*n == size) {
			size = size == 0 ? 64 : 2 * size;
			lines = xrealloc(lines, size, sizeof(*lines));
		}
		*nl = '\0';
		at += CRC_DIGITS + 1;
		lines[(*n)++] = (struct segment_line){ at, (size_t)(nl - at) };
	}
	return lines;
}
