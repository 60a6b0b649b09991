/* store/sieve.c - see sieve.h */
#include "store/sieve.h"

#include "base/mem.h"
#include "base/note.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void
sieve_reject(struct sieve *s, const struct reject *reject, struct tally *t)
{
	struct err e = { .kind = ERR_NONE };

	t->rejected++;
	note_warn("line %" PRIu64 ": %s", reject->line, reject->reason);
	if (s->rejects != NULL && rejects_add(s->rejects, reject, &e) == -1)
		err_first(&s->lost, &e);
}

void
sieve_flush(struct sieve *s)
{
	struct err e = { .kind = ERR_NONE };

	if (s->rejects != NULL && rejects_flush(s->rejects, &e) == -1)
		err_first(&s->lost, &e);
}

/* The database has said why. */
static void
reject_line(struct sieve *s, const struct sieve_batch *b, struct tally *t,
    const struct err *why)
{
	char *text = line_text(&b->lines[b->done]);
	char *reason = xasprintf("%s%s%s", b->from == NULL ? "" : b->from,
	    b->from == NULL ? "" : ": ", why->msg);

	sieve_reject(s, &(struct reject){ b->now, b->numbers[b->done], reason,
	    text, strlen(text), false }, t);
	free(reason);
	free(text);
}

/* The next n; where they are refused, half of them and then the others. */
static int
sieve_some(struct sieve *s, struct sieve_batch *b, size_t n, struct tally *t,
    struct err *e)
{
	const struct line *lines = b->lines + b->done;

	if (writer_put(&s->writer, lines, n, &t->readings, e) == 0) {
		for (size_t i = 0; i < n; i++) {
			t->sites += lines[i].type == LINE_SITE;
			t->asked += lines[i].type == LINE_ASKED;
		}
		b->done += n;
		return 0;
	}
	if (e->kind != ERR_BAD_LINE)
		return -1;
	if (n == 1) {
		reject_line(s, b, t, e);
		*e = (struct err){ .kind = ERR_NONE };
		b->done++;
		return 0;
	}
	*e = (struct err){ .kind = ERR_NONE };
	return sieve_some(s, b, n / 2, t, e) == -1 ? -1 :
	    sieve_some(s, b, n - n / 2, t, e);
}

int
sieve_put(struct sieve *s, struct sieve_batch *b, struct tally *t,
    struct err *e)
{
	return b->done == b->n ? 0 : sieve_some(s, b, b->n - b->done, t, e);
}
