/* fetch/history.c - see history.h */
#include "fetch/history.h"

#include "base/note.h"
#include "base/text.h"
#include "line/line.h"
#include "fetch/archive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_IN_A_ROW = 3 };	/* failures; then VRM is not well */

struct run {
	struct session *session;
	const struct clock *clock;
	struct ranges *ranges;
	history_emit_fn *emit;
	void *arg;
	int64_t *readings;
	int asked, failed, in_a_row;	/* requests */
	struct err held;		/* the newest failure, not yet said */
	struct err stopped;		/* what ended it all */
	char passed[READING_ID];	/* a site that is asked no more ... */
	bool refused;			/* ... since it is not ours */
};

/* ---- lines ---- */

static int
print(struct run *r, char *line, struct err *e)
{
	int rc = r->emit(r->arg, line, e);

	free(line);
	return rc;
}

/* What of the range was answered since it was last told. */
static int
tell_range(struct run *r, struct ranges_item *x, struct err *e)
{
	struct asked a = { .from = x->told, .to = x->done,
		.asked_at = clock_s(r->clock), .found = x->found };

	if (x->told == x->done)
		return 0;
	memcpy(a.site, x->battery.site, sizeof(a.site));
	if (x->battery.instance == -1)
		(void)text_copy(a.battery, sizeof(a.battery), "system");
	else
		(void)snprintf(a.battery, sizeof(a.battery), "%" PRId64,
		    x->battery.instance);
	x->told = x->done;
	x->found = 0;
	return print(r, line_of_asked(&a), e);
}

/* Prints it if a range wants it. */
static int
tell_reading(struct run *r, struct ranges_part p,
    const struct reading *reading, struct err *e)
{
	bool is_wanted = false;

	for (; p.i < p.end && r->ranges->v[p.i].from <= reading->at; p.i++) {
		struct ranges_item *x = &r->ranges->v[p.i];

		if (reading->at < x->done || reading->at >= x->to)
			continue;
		x->found++;
		is_wanted = true;
	}
	if (!is_wanted)
		return 0;
	++*r->readings;
	return print(r, line_of_reading(reading), e);
}

static int
tell(struct run *r, struct ranges_part p, const struct archive *a,
    struct err *e)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->readings[i].at < a->to &&
		    tell_reading(r, p, &a->readings[i], e) == -1)
			return -1;
	for (; p.i < p.end && r->ranges->v[p.i].from < a->to; p.i++) {
		struct ranges_item *x = &r->ranges->v[p.i];

		if (x->done == x->to)
			continue;
		x->done = a->to < x->to ? a->to : x->to;
		if (x->done == x->to && tell_range(r, x, e) == -1)
			return -1;
	}
	return 0;
}

/* ---- failures ---- */

enum after { GO_ON, NEXT_BATTERY, NEXT_SITE, STOP };

/* A site that VRM fails at must not keep it from the others. */
static enum after
after(const struct run *r, struct ranges_part p, const struct err *e)
{
	const struct ranges_item *x = r->ranges->v;

	switch (e->kind) {
	case ERR_NO_BATTERY:
		return NEXT_BATTERY;
	case ERR_FORBIDDEN:
	case ERR_NO_SITE:
		return NEXT_SITE;
	case ERR_HTTP:
	case ERR_TIMEOUT:
	case ERR_REJECTED:
	case ERR_NOT_JSON:
	case ERR_SHAPE:
	case ERR_TOO_BIG:
		if (r->in_a_row == MAX_IN_A_ROW)
			return STOP;
		return strcmp(x[p.i].battery.site,
		    x[r->ranges->n - 1].battery.site) == 0 ? GO_ON : NEXT_SITE;
	default:
		return STOP;
	}
}

/* One request failed: hold it back until it is known whether others do. */
static void
note_failure(struct run *r, struct ranges_part p, int64_t from,
    const struct err *e)
{
	char at[CLOCK_TEXT];

	if (r->held.kind != ERR_NONE)
		note_error(&r->held);
	r->held = *e;
	err_ctx(&r->held, "site %s, from %s on",
	    r->ranges->v[p.i].battery.site, clock_format(at, from));
	r->failed++;
}

/* The request of this window gave nothing: its time is not told as asked. */
static int
pass_over(struct run *r, struct ranges_part p, int64_t to, struct err *e)
{
	for (; p.i < p.end && r->ranges->v[p.i].from < to; p.i++) {
		struct ranges_item *x = &r->ranges->v[p.i];

		if (x->done == x->to)
			continue;
		if (tell_range(r, x, e) == -1)
			return -1;
		x->done = x->told = to < x->to ? to : x->to;
	}
	return 0;
}

/* VRM knows no such battery, or does not tell us of it: nothing is the answer
 * to all there is to ask, and when to ask again is as for any other. */
static int
tell_nothing(struct run *r, struct ranges_part p, struct err *e)
{
	struct archive nothing = { .to = INT64_MAX };

	return tell(r, p, &nothing, e);
}

/* -1: emit's error.  *next: where to go on. */
static int
take_failure(struct run *r, struct ranges_part p,
    const struct archive_window *w, const struct err *failure,
    enum after *next, struct err *e)
{
	r->in_a_row++;
	*next = after(r, p, failure);
	if (*next == STOP) {
		r->stopped = *failure;
		return 0;
	}
	note_failure(r, p, w->from, failure);
	if (*next == NEXT_SITE) {
		(void)text_copy(r->passed, sizeof(r->passed),
		    r->ranges->v[p.i].battery.site);
		r->refused = failure->kind == ERR_FORBIDDEN;
	}
	return *next == NEXT_BATTERY || failure->kind == ERR_FORBIDDEN ?
	    tell_nothing(r, p, e) : pass_over(r, p, w->to, e);
}

/* What is not asked for: ranges from p on. */
static void
say_left(const struct run *r, struct ranges_part p, struct err *e)
{
	const struct ranges_item *first = NULL;
	char at[CLOCK_TEXT];
	size_t left = 0;

	for (size_t i = r->ranges->n; i-- > p.i;)
		if (r->ranges->v[i].done < r->ranges->v[i].to) {
			left++;
			first = &r->ranges->v[i];
		}
	if (first == NULL)
		return;
	err_ctx(e, "site %s, from %s on", first->battery.site,
	    clock_format(at, first->done));
	if (r->ranges->n > 1)
		err_ctx(e, "%zu of %zu ranges are left, the next", left,
		    r->ranges->n);
}

static int
verdict(const struct run *r, struct ranges_part p, struct err *e)
{
	bool all = r->failed == r->asked;

	if (r->held.kind != ERR_NONE &&
	    (!all || r->stopped.kind != ERR_NONE))
		note_error(&r->held);
	if (r->stopped.kind != ERR_NONE) {
		*e = r->stopped;
		say_left(r, p, e);
	} else if (r->failed > 0 && all) {
		*e = r->held;
	} else if (r->failed > 0) {
		err_set(e, ERR_SOME_SITES, "%d of %d requests failed",
		    r->failed, r->asked);
		say_left(r, (struct ranges_part){ .i = 0 }, e);
	}
	return e->kind == ERR_NONE ? 0 : -1;
}

/* ---- requests ---- */

/* On a terminal, unless it is the only request. */
static void
say_progress(const struct run *r, struct ranges_part p,
    const struct archive_window *w, const struct archive *a)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	struct archive_window more;

	if (r->asked > 1 || p.end < r->ranges->n ||
	    ranges_window(r->ranges, p, &more))
		note_info("site %s: %s to %s: %zu readings",
		    r->ranges->v[p.i].battery.site,
		    clock_format(from, w->from), clock_format(to, a->to),
		    a->n);
}

static int
run_window(struct run *r, struct ranges_part p, const struct archive_window *w,
    enum after *next, struct err *e)
{
	struct err failure = { .kind = ERR_NONE };
	struct archive a;
	int rc;

	rc = archive_ask(r->session, &r->ranges->v[p.i].battery, w,
	    clock_s(r->clock), &a, &failure);
	r->asked++;
	if (rc == -1) {
		rc = take_failure(r, p, w, &failure, next, e);
	} else {
		r->in_a_row = 0;
		rc = tell(r, p, &a, e);
		say_progress(r, p, w, &a);
	}
	archive_free(&a);
	return rc;
}

static int
run_part(struct run *r, struct ranges_part p, enum after *next, struct err *e)
{
	struct archive_window w;

	*next = GO_ON;
	while (*next == GO_ON && ranges_window(r->ranges, p, &w))
		if (run_window(r, p, &w, next, e) == -1)
			return -1;
	for (; p.i < p.end; p.i++)	/* what of a long one was answered */
		if (tell_range(r, &r->ranges->v[p.i], e) == -1)
			return -1;
	return 0;
}

int
history_run(struct ranges *ranges, struct session *session,
    const struct clock *clock, history_emit_fn *emit, void *arg,
    int64_t *readings, struct err *e)
{
	struct run r = { .session = session, .clock = clock, .ranges = ranges,
		.emit = emit, .arg = arg, .readings = readings };
	struct ranges_part p = { .i = 0 };
	enum after next = GO_ON;
	int rc;

	*readings = 0;
	ranges_sort(ranges);
	while (next != STOP && ranges_next(ranges, &p)) {
		if (strcmp(ranges->v[p.i].battery.site, r.passed) != 0)
			rc = run_part(&r, p, &next, e);
		else
			rc = r.refused ? tell_nothing(&r, p, e) : 0;
		if (rc == -1)
			return -1;
	}
	return verdict(&r, p, e);
}
