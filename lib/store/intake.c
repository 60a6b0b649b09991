/* store/intake.c - see intake.h */
#include "store/intake.h"

#include "base/lines.h"
#include "base/mem.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* A batch reads each day it adds to from its start: of a fleet in the order of
 * time, small ones would read far more than they write. */
enum { BATCH = 4000, PAUSE_MS = 100 };

struct run {
	const struct intake *in;
	struct intake_sum *sum;
	struct keep keep;
	struct line *batch;
	uint64_t *numbers;		/* of its lines in the input */
	size_t n;
};

static void
say_what_was_stored(const struct intake_sum *sum, struct err *e)
{
	const struct tally *t = &sum->kept.read;
	uint64_t n = t->readings.stored + t->readings.repeated +
	    t->readings.superseded + t->readings.too_late + t->sites +
	    t->asked + t->readings.restored;

	if (n > 0)
		err_ctx(e, "%" PRIu64 " line%s stored before", n,
		    n == 1 ? "" : "s");
}

static int
commit(struct run *r, struct err *e)
{
	struct sieve_batch b = { .lines = r->batch, .numbers = r->numbers,
		.n = r->n, .now = clock_s(r->in->clock) };

	sieve_flush(&r->keep.sieve);
	r->n = 0;
	if (b.n == 0 || keep_put(&r->keep, &b, &r->sum->kept, e) == 0)
		return 0;
	say_what_was_stored(r->sum, e);
	return -1;
}

static void
reject(struct run *r, const struct lines_item *item, int64_t now,
    const char *reason)
{
	struct reject reject = { now, item->number, reason, item->text,
		item->len, item->too_long };

	sieve_reject(&r->keep.sieve, &reject, &r->sum->kept.read);
}

static void
take(struct run *r, const struct lines_item *item)
{
	struct err why = { .kind = ERR_NONE };
	int64_t now = clock_s(r->in->clock);

	r->sum->lines++;
	r->numbers[r->n] = item->number;
	if (item->too_long)
		reject(r, item, now, "longer than 65536 bytes");
	else if (line_parse(&r->batch[r->n], item->text, item->len, now,
	    &why) == -1)
		reject(r, item, now, why.msg);
	else if (r->batch[r->n].type >= LINE_GAP)
		r->sum->ignored++;
	else
		r->n++;
}

/* Is more to read now, or within a moment?  The end of the stream counts. */
static bool
more_is_coming(const struct lines *l, int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return lines_ready(l) || poll(&p, 1, PAUSE_MS) > 0;
}

static int
take_all(struct run *r, int fd, struct err *e)
{
	struct lines *l = lines_new(fd, LINE_MAX_BYTES);
	struct lines_item item;
	int got, rc = 0;

	while (rc == 0 && (got = lines_next(l, &item)) != 0) {
		if (got == -1) {
			err_sys(e, ERR_SYSTEM, "reading lines");
			(void)commit(r, &(struct err){ .kind = ERR_NONE });
			rc = -1;
			break;
		}
		take(r, &item);
		if (r->n == BATCH || !more_is_coming(l, fd))
			rc = commit(r, e);
	}
	if (rc == 0)
		rc = commit(r, e);
	lines_free(l);
	return rc;
}

static void
say_number(char text[40], const char *what, uint64_t n)
{
	*text = '\0';
	if (n > 0)
		(void)snprintf(text, 40, ", %s %" PRIu64, what, n);
}

/* All that was read is kept, if the rejects are: in which way? */
static int
judge(const struct run *r, struct err *e)
{
	const struct keep *k = &r->keep;
	const struct keep_sum *kept = &r->sum->kept;
	uint64_t bad = kept->read.rejected + kept->drained.rejected;
	char also[40];

	if (k->sieve.lost.kind != ERR_NONE) {
		*e = k->sieve.lost;
		err_ctx(e, "%" PRIu64 " bad line%s not kept", bad,
		    bad == 1 ? "" : "s");
	} else if (kept->spooled > 0) {
		say_number(also, "rejected", bad);
		err_set(e, ERR_SPOOLED, "spooled %" PRIu64 "%s: %s",
		    kept->spooled, also, k->why_spooled.msg);
		keep_advise(e, &k->why_spooled);
	} else if (bad > 0) {
		err_set(e, ERR_BAD_LINE, "%" PRIu64 " bad line%s", bad,
		    bad == 1 ? "" : "s");
	} else if (k->trouble.kind != ERR_NONE) {
		*e = k->trouble;
	} else {
		return 0;
	}
	return -1;
}

/* Ends a run: rc tells how it went so far. */
static int
end(struct run *r, int rc, struct err *e)
{
	sieve_flush(&r->keep.sieve);
	if (rc == 0 && r->sum->kept.spooled == 0)
		rc = keep_drain(&r->keep, &r->sum->kept, e);
	if (rc == 0)
		rc = judge(r, e);
	keep_close(&r->keep);
	return rc;
}

int
intake_run(const struct intake *in, int fd, struct intake_sum *sum,
    struct err *e)
{
	struct run r = { .in = in, .sum = sum };
	int rc;

	*sum = (struct intake_sum){ .lines = 0 };
	if (keep_open(&r.keep, &in->how, in->state, in->clock, e) == -1)
		return -1;
	r.batch = xmalloc(BATCH * sizeof(*r.batch));
	r.numbers = xmalloc(BATCH * sizeof(*r.numbers));
	rc = end(&r, take_all(&r, fd, e), e);
	free(r.numbers);
	free(r.batch);
	return rc;
}

int
intake_drain(const struct intake *in, struct intake_sum *sum, struct err *e)
{
	struct run r = { .in = in, .sum = sum };

	*sum = (struct intake_sum){ .lines = 0 };
	if (keep_open(&r.keep, &in->how, in->state, in->clock, e) == -1)
		return -1;
	return end(&r, 0, e);
}

static char *
tally_text(const struct tally *t, uint64_t spooled, uint64_t ignored)
{
	char late[40], spool[40], sites[40], asked[40], more[40];
	char other[40];

	say_number(late, "too late", t->readings.too_late);
	say_number(spool, "spooled", spooled);
	say_number(sites, "sites", t->sites);
	say_number(asked, "asked", t->asked);
	say_number(more, "restored", t->readings.restored);
	say_number(other, "ignored", ignored);
	return xasprintf("stored %" PRIu64 ", repeated %" PRIu64
	    ", superseded %" PRIu64 "%s%s, rejected %" PRIu64 "%s%s%s%s",
	    t->readings.stored, t->readings.repeated, t->readings.superseded,
	    late, spool, t->rejected, sites, asked, more, other);
}

char *
intake_text(const struct intake_sum *sum)
{
	char *read = tally_text(&sum->kept.read, sum->kept.spooled,
	    sum->ignored);
	char *drained = tally_text(&sum->kept.drained, 0, 0);
	bool some = sum->kept.segments > 0;
	char *text = xasprintf("received %" PRIu64 ": %s%s%s", sum->lines,
	    read, some ? "; from the spool: " : "", some ? drained : "");

	free(drained);
	free(read);
	return text;
}
