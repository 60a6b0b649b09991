/* base/lines.c - see lines.h */
#include "base/lines.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lines {
	int fd;
	size_t max;
	char *buf;		/* max + 1 bytes and as much to read ahead */
	size_t size, start, end;
	char *head;		/* of an over-long line; NULL until one comes */
	uint64_t number;
	bool eof;
};

struct lines *
lines_new(int fd, size_t max)
{
	struct lines *l = xcalloc(1, sizeof(*l));

	l->fd = fd;
	l->max = max;
	l->size = 2 * max + 2;
	l->buf = xmalloc(l->size);
	return l;
}

void
lines_free(struct lines *l)
{
	if (l == NULL)
		return;
	free(l->buf);
	free(l->head);
	free(l);
}

static char *
newline(const struct lines *l)
{
	return memchr(l->buf + l->start, '\n', l->end - l->start);
}

/* Reads more behind end, moving the unread rest to the front if needed.
 * 1 got some, 0 end of stream, -1 error. */
static int
more(struct lines *l)
{
	ssize_t n;

	if (l->start > 0) {
		memmove(l->buf, l->buf + l->start, l->end - l->start);
		l->end -= l->start;
		l->start = 0;
	}
	do
		n = read(l->fd, l->buf + l->end, l->size - 1 - l->end);
	while (n == -1 && errno == EINTR);
	if (n <= 0) {
		l->eof = n == 0;
		return (int)n;
	}
	l->end += (size_t)n;
	return 1;
}

/* The rest of a line whose beginning was handed out cut off. */
static int
skip_rest(struct lines *l)
{
	for (;;) {
		char *nl = newline(l);

		if (nl != NULL) {
			l->start = (size_t)(nl - l->buf) + 1;
			return 1;
		}
		l->start = l->end;
		switch (more(l)) {
		case -1:
			return -1;
		case 0:
			return 1;
		}
	}
}

/* Hands out the first max bytes of a line that is longer. */
static int
cut_off(struct lines *l, struct lines_item *item)
{
	if (l->head == NULL)
		l->head = xmalloc(l->max + 1);
	memcpy(l->head, l->buf + l->start, l->max);
	l->head[l->max] = '\0';
	*item = (struct lines_item){ l->head, l->max, l->number, true };
	return skip_rest(l);
}

int
lines_next(struct lines *l, struct lines_item *item)
{
	char *nl = newline(l);

	while (nl == NULL && !l->eof && l->end - l->start <= l->max) {
		if (more(l) == -1)
			return -1;
		nl = newline(l);
	}
	if (nl == NULL && l->start == l->end)
		return 0;
	l->number++;
	if (nl == NULL && l->end - l->start > l->max)
		return cut_off(l, item);
	if (nl == NULL)
		nl = l->buf + l->end;
	if ((size_t)(nl - (l->buf + l->start)) > l->max)
		return cut_off(l, item);
	*nl = '\0';
	*item = (struct lines_item){ l->buf + l->start,
	    (size_t)(nl - (l->buf + l->start)), l->number, false };
	l->start = (size_t)(nl - l->buf) + 1;
	if (l->start > l->end)
		l->start = l->end;
	return 1;
}

bool
lines_ready(const struct lines *l)
{
	return newline(l) != NULL;
}
