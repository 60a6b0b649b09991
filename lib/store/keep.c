/* store/keep.c - see keep.h */
#include "store/keep.h"

#include "base/mem.h"
#include "store/target.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 2000,		/* lines of a segment at once */
	AGAIN_S = 60		/* a database that is away is tried again */
};

int
keep_open(struct keep *k, const struct writer_how *how,
    const struct state *state, const struct clock *clock, struct err *e)
{
	struct target t;

	if (target_parse(&t, how->url, e) == -1)
		return -1;
	*k = (struct keep){ .state = state, .clock = clock };
	k->sieve.writer.how = *how;
	if (!how->dry_run) {
		k->sieve.rejects = rejects_new(state);
		k->spool = spool_new(state, t.identity, t.shown);
	}
	target_free(&t);
	return 0;
}

void
keep_close(struct keep *k)
{
	writer_close(&k->sieve.writer);
	rejects_free(k->sieve.rejects);
	spool_free(k->spool);
}

/* ---- out of the spool ---- */

struct drain {
	struct keep *keep;
	struct keep_sum *sum;
};

/* Lines from i on, at most so many as b has room for; how many were read. */
static size_t
parse_some(struct drain *d, const struct spool_segment *g, size_t i,
    struct line *lines, uint64_t *numbers, struct sieve_batch *b)
{
	size_t first = i;

	for (b->n = b->done = 0; i < g->n && b->n < CHUNK; i++) {
		const struct segment_line *l = &g->lines[i];
		struct err why = { .kind = ERR_NONE };

		numbers[b->n] = i + 1;
		/* its time was judged when it came */
		if (line_parse(&lines[b->n], l->text, l->len,
		    INT64_MAX / 2, &why) == -1) {
			err_ctx(&why, "%s", g->name);
			sieve_reject(&d->keep->sieve, &(struct reject){ b->now,
			    i + 1, why.msg, l->text, l->len, false },
			    &d->sum->drained);
		} else if (lines[b->n].type < LINE_GAP) {
			b->n++;
		}
	}
	return i - first;
}

static int
take_segment(void *arg, const struct spool_segment *g, struct err *e)
{
	struct drain *d = arg;
	struct sieve *s = &d->keep->sieve;
	struct line *lines = xmalloc(CHUNK * sizeof(*lines));
	uint64_t *numbers = xmalloc(CHUNK * sizeof(*numbers));
	struct sieve_batch b = { .lines = lines, .numbers = numbers,
		.from = g->name, .now = clock_s(d->keep->clock) };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < g->n; ) {
		i += parse_some(d, g, i, lines, numbers, &b);
		rc = sieve_put(s, &b, &d->sum->drained, e);
		for (size_t k = 0; k < b.n; k++)
			line_free(&lines[k]);
	}
	d->keep->database_failed = rc == -1;
	sieve_flush(s);
	if (rc == 0 && s->lost.kind != ERR_NONE) {
		*e = s->lost;
		rc = -1;
	}
	d->sum->segments += rc == 0;
	free(numbers);
	free(lines);
	return rc;
}

/* Trouble with its files is told at the end and no reason not to store: only
 * the database's own is. */
static int
drain(struct keep *k, struct keep_sum *sum, struct err *e)
{
	struct drain d = { k, sum };

	if (k->spool == NULL || k->is_stuck || !spool_waits(k->spool))
		return 0;
	k->database_failed = false;
	if (spool_drain(k->spool, take_segment, &d, e) == 0)
		return 0;
	if (k->database_failed)
		return -1;
	k->is_stuck = true;
	err_first(&k->trouble, e);
	*e = (struct err){ .kind = ERR_NONE };
	return 0;
}

/* ---- into it ---- */

static int
spool_rest(struct keep *k, struct sieve_batch *b, struct keep_sum *sum,
    struct err *e)
{
	size_t len = 0, size = 1;
	char *text = xmalloc(size);
	int rc;

	for (size_t i = b->done; i < b->n; i++) {
		char *line = line_text(&b->lines[i]);
		size_t l = strlen(line);

		if (len + l + 2 > size) {
			size = 2 * (len + l + 2);
			text = xrealloc(text, size, 1);
		}
		memcpy(text + len, line, l);
		len += l + 1;
		text[len - 1] = '\n';
		free(line);
	}
	text[len] = '\0';
	rc = spool_add(k->spool, text, b->n - b->done, b->now, e);
	free(text);
	if (rc == 0) {
		sum->spooled += b->n - b->done;
		b->done = b->n;
	}
	return rc;
}

static bool
is_away(struct keep *k, int64_t now)
{
	if (k->away.kind != ERR_NONE && llabs(now - k->away_at) >= AGAIN_S)
		k->away = (struct err){ .kind = ERR_NONE };
	return k->away.kind != ERR_NONE;
}

static int
deliver(struct keep *k, struct sieve_batch *b, struct keep_sum *sum,
    struct err *e)
{
	if (drain(k, sum, e) == -1 ||
	    sieve_put(&k->sieve, b, &sum->read, e) == -1)
		return -1;
	if (k->trouble.kind == ERR_NONE)
		(void)writer_upkeep(&k->sieve.writer, b->now, &k->trouble);
	return 0;
}

int
keep_put(struct keep *k, struct sieve_batch *b, struct keep_sum *sum,
    struct err *e)
{
	if (!is_away(k, b->now)) {
		if (deliver(k, b, sum, e) == 0)
			return 0;
		if (k->spool == NULL)
			return -1;
		k->away = k->why_spooled = *e;
		k->away_at = b->now;
		*e = (struct err){ .kind = ERR_NONE };
		writer_close(&k->sieve.writer);
	}
	if (spool_rest(k, b, sum, e) == 0)
		return 0;
	err_ctx(e, "%zu line%s not kept: %s", b->n - b->done,
	    b->n - b->done == 1 ? "" : "s", k->away.msg);
	return -1;
}

int
keep_drain(struct keep *k, struct keep_sum *sum, struct err *e)
{
	struct err why = k->away;

	if (why.kind == ERR_NONE && drain(k, sum, &why) == 0)
		return 0;
	err_set(e, ERR_SPOOLED, "the spool still waits: %s", why.msg);
	keep_advise(e, &why);
	return -1;
}

void
keep_advise(struct err *e, const struct err *why)
{
	const char *advice = err_advice(why);

	err_hint(e, "the next vrm-store stores them first%s%s",
	    *advice == '\0' ? "" : "; ", advice);
}
