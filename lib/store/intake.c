/* store/intake.c - see intake.h */
#include "store/intake.h"

#include "base/mem.h"
#include "base/note.h"
#include "line/ahead.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A batch reads each day it adds to from its start: of a fleet in the order of
 * time, small ones would read far more than they write. */
enum { BATCH = 16000 };

struct run {
	const struct intake *in;
	struct intake_sum *sum;
	struct keep keep;
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

static void
reject_bad(struct run *r, const struct ahead_load *l, int64_t now)
{
	for (size_t i = 0; i < l->n_bad; i++) {
		const struct ahead_bad *bad = &l->bad[i];
		struct reject reject = { now, bad->number, bad->reason,
			bad->text, bad->len, bad->too_long };

		sieve_reject(&r->keep.sieve, &reject, &r->sum->kept.read);
	}
	sieve_flush(&r->keep.sieve);
}

static int
take(struct run *r, const struct ahead_load *l, struct err *e)
{
	int64_t now = clock_s(r->in->clock);
	struct sieve_batch b = { .lines = l->lines, .numbers = l->numbers,
		.n = l->n, .now = now };

	r->sum->lines += l->read;
	r->sum->ignored += l->read - l->n - l->n_bad;
	reject_bad(r, l, now);
	if (b.n == 0 || keep_put(&r->keep, &b, &r->sum->kept, e) == 0)
		return 0;
	say_what_was_stored(r->sum, e);
	return -1;
}

static int
take_all(struct run *r, int fd, struct err *e)
{
	const struct ahead_load *load;
	struct ahead *a;
	int rc;

	if (ahead_open(&a, fd, r->in->clock, BATCH, e) == -1)
		return -1;
	while ((rc = ahead_next(a, &load, e)) == 1) {
		rc = take(r, load, e);
		if (rc == -1)
			break;
		note_progress(r->sum->lines, "lines");
	}
	note_progress(0, "");
	ahead_close(a);
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
	} else if (kept->spooled > 0 && spool_waits(k->spool)) {
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

	*sum = (struct intake_sum){ .lines = 0 };
	if (keep_open(&r.keep, &in->how, in->state, in->clock, e) == -1)
		return -1;
	return end(&r, take_all(&r, fd, e), e);
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
