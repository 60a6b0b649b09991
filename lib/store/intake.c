/* store/intake.c - see intake.h */
#include "store/intake.h"

#include "base/lines.h"
#include "base/mem.h"
#include "base/note.h"
#include "state/rejects.h"

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
	struct store *store;		/* NULL until the first batch */
	bool scratch;			/* a dry run into an empty database */
	struct rejects *rejects;	/* NULL: not kept */
	struct err kept;		/* why rejects are not kept */
	struct err upkeep;		/* why maintenance failed */
	struct line *batch;
	size_t n;
};

/* A dry run looks at the database; where there is none, it takes place in
 * memory. */
static int
open_store(struct run *r, struct err *e)
{
	unsigned mode = state_mode(r->in->state);

	if (!r->in->dry_run) {
		if (store_open(&r->store, r->in->url, STORE_WRITE, mode,
		    e) == -1)
			return -1;
		if (r->in->no_rollups)
			store_without_rollups(r->store);
		return 0;
	}
	if (store_open(&r->store, r->in->url, STORE_READ, 0, e) == 0)
		return 0;
	if (e->kind != ERR_NO_READING)
		return -1;
	*e = (struct err){ .kind = ERR_NONE };
	r->scratch = true;
	return store_open(&r->store, "sqlite::memory:", STORE_WRITE, 0, e);
}

static void
say_what_was_stored(const struct run *r, struct err *e)
{
	uint64_t n = r->sum->readings.stored + r->sum->readings.repeated +
	    r->sum->readings.superseded + r->sum->readings.too_late +
	    r->sum->sites + r->sum->asked;

	if (n > 0)
		err_ctx(e, "%" PRIu64 " line%s stored before", n,
		    n == 1 ? "" : "s");
}

static void
flush_rejects(struct run *r)
{
	struct err e = { .kind = ERR_NONE };

	if (r->rejects != NULL && rejects_flush(r->rejects, &e) == -1 &&
	    r->kept.kind == ERR_NONE)
		r->kept = e;
}

static int
put(struct run *r, struct err *e)
{
	bool write = !r->in->dry_run || r->scratch;

	if (r->store == NULL && open_store(r, e) == -1)
		return -1;
	return (write ? store_put : store_try)(r->store, r->batch, r->n,
	    &r->sum->readings, e);
}

/* What is stored is stored, whatever comes of it. */
static void
keep_up(struct run *r)
{
	if (r->in->dry_run || r->upkeep.kind != ERR_NONE)
		return;
	if (store_upkeep(r->store, clock_s(r->in->clock), r->in->keep_s,
	    &r->upkeep) == -1)
		err_ctx(&r->upkeep, "maintenance");
}

/* A connection that was lost while the pipe paused is made again, once: even
 * if the batch was committed after all, storing it twice is storing it once. */
static int
commit(struct run *r, struct err *e)
{
	bool connected = r->store != NULL;
	int rc;

	flush_rejects(r);
	if (r->n == 0)
		return 0;
	rc = put(r, e);
	if (rc == -1 && connected && e->kind == ERR_DB_DOWN) {
		store_close(r->store);
		r->store = NULL;
		*e = (struct err){ .kind = ERR_NONE };
		rc = put(r, e);
	}
	if (rc == -1) {
		say_what_was_stored(r, e);
		return -1;
	}
	for (size_t i = 0; i < r->n; i++) {
		r->sum->sites += r->batch[i].type == LINE_SITE;
		r->sum->asked += r->batch[i].type == LINE_ASKED;
	}
	r->n = 0;
	keep_up(r);
	return 0;
}

static void
reject(struct run *r, const struct lines_item *item, const char *text,
    int64_t now, const char *reason)
{
	struct reject reject = { now, item->number, reason, text, item->len,
		item->too_long };
	struct err e = { .kind = ERR_NONE };

	r->sum->rejected++;
	note_warn("line %" PRIu64 ": %s", item->number, reason);
	if (r->rejects != NULL && rejects_add(r->rejects, &reject, &e) == -1 &&
	    r->kept.kind == ERR_NONE)
		r->kept = e;
}

static void
take(struct run *r, const struct lines_item *item)
{
	struct err why = { .kind = ERR_NONE };
	int64_t now = clock_s(r->in->clock);

	r->sum->lines++;
	if (item->too_long)
		reject(r, item, item->text, now, "longer than 65536 bytes");
	else if (line_parse(&r->batch[r->n], item->text, item->len, now,
	    &why) == -1)
		reject(r, item, item->text, now, why.msg);
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

/* All good lines are stored; were all others kept? */
static int
judge_rejects(const struct run *r, struct err *e)
{
	if (r->sum->rejected == 0)
		return 0;
	if (r->kept.kind != ERR_NONE) {
		*e = r->kept;
		err_ctx(e, "%" PRIu64 " bad line%s not kept",
		    r->sum->rejected, r->sum->rejected == 1 ? "" : "s");
		return -1;
	}
	err_set(e, ERR_BAD_LINE, "%" PRIu64 " bad line%s", r->sum->rejected,
	    r->sum->rejected == 1 ? "" : "s");
	return -1;
}

int
intake_run(const struct intake *in, int fd, struct intake_sum *sum,
    struct err *e)
{
	struct run r = { .in = in, .sum = sum };
	int rc;

	*sum = (struct intake_sum){ .rejected = 0 };
	r.batch = xmalloc(BATCH * sizeof(*r.batch));
	if (!in->dry_run)
		r.rejects = rejects_new(in->state);
	rc = store_check_url(in->url, e);
	if (rc == 0)
		rc = take_all(&r, fd, e);
	flush_rejects(&r);
	if (rc == 0)
		rc = judge_rejects(&r, e);
	if (rc == 0 && r.upkeep.kind != ERR_NONE) {
		*e = r.upkeep;
		rc = -1;
	}
	rejects_free(r.rejects);
	store_close(r.store);
	free(r.batch);
	return rc;
}

char *
intake_text(const struct intake_sum *sum)
{
	char more[3][40] = { "", "", "" }, late[40] = "";

	if (sum->sites > 0)
		(void)snprintf(more[0], sizeof(more[0]),
		    ", sites %" PRIu64, sum->sites);
	if (sum->asked > 0)
		(void)snprintf(more[1], sizeof(more[1]),
		    ", asked %" PRIu64, sum->asked);
	if (sum->ignored > 0)
		(void)snprintf(more[2], sizeof(more[2]),
		    ", ignored %" PRIu64, sum->ignored);
	if (sum->readings.too_late > 0)
		(void)snprintf(late, sizeof(late), ", too late %" PRIu64,
		    sum->readings.too_late);
	return xasprintf("stored %" PRIu64 ", repeated %" PRIu64
	    ", superseded %" PRIu64 "%s, rejected %" PRIu64 "%s%s%s",
	    sum->readings.stored, sum->readings.repeated,
	    sum->readings.superseded, late, sum->rejected, more[0], more[1],
	    more[2]);
}
