/* fetch/history.c - see history.h */
#include "fetch/history.h"

#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "line/line.h"
#include "fetch/archive.h"
#include "vrm/graph.h"
#include "vrm/stats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	HOUR_S = 3600,
	MAX_IN_A_ROW = 3	/* failures; then VRM is not well */
};

struct run {
	struct session *session;
	const struct clock *clock;
	struct history *h;
	history_emit_fn *emit;
	void *arg;
	int64_t *readings;
	int asked, failed, in_a_row;	/* requests */
	struct err held;		/* the newest failure, not yet said */
	struct err stopped;		/* what ended it all */
	char passed[READING_ID];	/* a site that is asked no more ... */
	bool refused;			/* ... since it is not ours */
};

/* The ranges [i, end) of one battery. */
struct part {
	size_t i, end;
};

/* ---- ranges ---- */

void
history_free(struct history *h)
{
	free(h->ranges);
	*h = (struct history){ .n = 0 };
}

bool
history_add(struct history *h, const char *site, const char *battery,
    int64_t from, int64_t to)
{
	struct history_range r = { .from = from, .to = to, .told = from,
		.done = from };

	if (strcmp(battery, "system") == 0)
		r.battery.instance = -1;
	else if (!text_all(battery, text_is_digit) ||
	    !text_to_int64(battery, &r.battery.instance) ||
	    r.battery.instance > INT32_MAX)
		return false;
	(void)text_copy(r.battery.site, sizeof(r.battery.site), site);
	if (h->n == h->size) {
		h->size = h->size * 2 + 8;
		h->ranges = xrealloc(h->ranges, h->size, sizeof(r));
	}
	h->ranges[h->n++] = r;
	return true;
}

static int64_t
hour_of(int64_t at)
{
	return at - at % HOUR_S;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

bool
history_add_long(struct history *h, const char *site, const char *battery,
    int64_t from, int64_t to)
{
	while (from < to) {
		int64_t end = least(hour_of(from) + GRAPH_MAX_S, to);

		if (!history_add(h, site, battery, from, end))
			return false;
		from = end;
	}
	return true;
}

static int
by_battery(const struct history_range *a, const struct history_range *b)
{
	int c = strcmp(a->battery.site, b->battery.site);

	return c != 0 ? c : (a->battery.instance > b->battery.instance) -
	    (a->battery.instance < b->battery.instance);
}

static int
by_time(const void *a, const void *b)
{
	const struct history_range *p = a, *q = b;
	int c = by_battery(p, q);

	if (c != 0)
		return c;
	if (p->from != q->from)
		return (p->from > q->from) - (p->from < q->from);
	return (p->to > q->to) - (p->to < q->to);
}

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
tell_range(struct run *r, struct history_range *x, struct err *e)
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
tell_reading(struct run *r, struct part p, const struct reading *reading,
    struct err *e)
{
	bool is_wanted = false;

	for (; p.i < p.end && r->h->ranges[p.i].from <= reading->at; p.i++) {
		struct history_range *x = &r->h->ranges[p.i];

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
tell(struct run *r, struct part p, const struct archive *a, struct err *e)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->readings[i].at < a->to &&
		    tell_reading(r, p, &a->readings[i], e) == -1)
			return -1;
	for (; p.i < p.end && r->h->ranges[p.i].from < a->to; p.i++) {
		struct history_range *x = &r->h->ranges[p.i];

		if (x->done == x->to)
			continue;
		x->done = least(a->to, x->to);
		if (x->done == x->to && tell_range(r, x, e) == -1)
			return -1;
	}
	return 0;
}

/* ---- failures ---- */

enum after { GO_ON, NEXT_BATTERY, NEXT_SITE, STOP };

/* A site that VRM fails at must not keep it from the others. */
static enum after
after(const struct run *r, struct part p, const struct err *e)
{
	const struct history_range *x = r->h->ranges;

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
		    x[r->h->n - 1].battery.site) == 0 ? GO_ON : NEXT_SITE;
	default:
		return STOP;
	}
}

/* One request failed: hold it back until it is known whether others do. */
static void
note_failure(struct run *r, struct part p, int64_t from, const struct err *e)
{
	char at[CLOCK_TEXT];

	if (r->held.kind != ERR_NONE)
		note_error(&r->held);
	r->held = *e;
	err_ctx(&r->held, "site %s, from %s on",
	    r->h->ranges[p.i].battery.site, clock_format(at, from));
	r->failed++;
}

/* The request of this window gave nothing: its time is not told as asked. */
static int
pass_over(struct run *r, struct part p, int64_t to, struct err *e)
{
	for (; p.i < p.end && r->h->ranges[p.i].from < to; p.i++) {
		struct history_range *x = &r->h->ranges[p.i];

		if (x->done == x->to)
			continue;
		if (tell_range(r, x, e) == -1)
			return -1;
		x->done = x->told = least(to, x->to);
	}
	return 0;
}

/* VRM knows no such battery, or does not tell us of it: nothing is the answer
 * to all there is to ask, and when to ask again is as for any other. */
static int
tell_nothing(struct run *r, struct part p, struct err *e)
{
	struct archive nothing = { .to = INT64_MAX };

	return tell(r, p, &nothing, e);
}

/* -1: emit's error.  *next: where to go on. */
static int
take_failure(struct run *r, struct part p, const struct archive_window *w,
    const struct err *failure, enum after *next, struct err *e)
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
		    r->h->ranges[p.i].battery.site);
		r->refused = failure->kind == ERR_FORBIDDEN;
	}
	return *next == NEXT_BATTERY || failure->kind == ERR_FORBIDDEN ?
	    tell_nothing(r, p, e) : pass_over(r, p, w->to, e);
}

/* What is not asked for: ranges from p on. */
static void
say_left(const struct run *r, struct part p, struct err *e)
{
	const struct history_range *first = NULL;
	char at[CLOCK_TEXT];
	size_t left = 0;

	for (size_t i = r->h->n; i-- > p.i;)
		if (r->h->ranges[i].done < r->h->ranges[i].to) {
			left++;
			first = &r->h->ranges[i];
		}
	if (first == NULL)
		return;
	err_ctx(e, "site %s, from %s on", first->battery.site,
	    clock_format(at, first->done));
	if (r->h->n > 1)
		err_ctx(e, "%zu of %zu ranges are left, the next", left,
		    r->h->n);
}

static int
verdict(const struct run *r, struct part p, struct err *e)
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
		say_left(r, (struct part){ .i = 0 }, e);
	}
	return e->kind == ERR_NONE ? 0 : -1;
}

/* ---- requests ---- */

/* The next request for these ranges; false if there is none. */
static bool
next_window(const struct run *r, struct part p, struct archive_window *w)
{
	const struct history_range *x;
	bool found = false;

	*w = (struct archive_window){ .from = INT64_MAX };
	for (size_t i = p.i; i < p.end; i++) {
		x = &r->h->ranges[i];
		if (x->done < x->to && x->done < w->from) {
			w->from = x->done;
			found = true;
		}
	}
	if (!found)
		return false;
	w->from = hour_of(w->from);
	for (size_t i = p.i; i < p.end; i++) {
		int64_t day = w->from + GRAPH_MAX_S;
		int64_t month = w->from + STATS_MAX_S;

		x = &r->h->ranges[i];
		if (x->done == x->to || x->from >= month)
			continue;
		if (w->until < least(x->to, month))
			w->until = least(x->to, month);
		if (x->from < day && w->to < least(x->to, day))
			w->to = least(x->to, day);
	}
	return true;
}

/* On a terminal, unless it is the only request. */
static void
say_progress(const struct run *r, struct part p,
    const struct archive_window *w, const struct archive *a)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	struct archive_window more;

	if (r->asked > 1 || p.end < r->h->n || next_window(r, p, &more))
		note_info("site %s: %s to %s: %zu readings",
		    r->h->ranges[p.i].battery.site,
		    clock_format(from, w->from), clock_format(to, a->to),
		    a->n);
}

static int
run_window(struct run *r, struct part p, const struct archive_window *w,
    enum after *next, struct err *e)
{
	struct err failure = { .kind = ERR_NONE };
	struct archive a;
	int rc;

	rc = archive_ask(r->session, &r->h->ranges[p.i].battery, w,
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
run_part(struct run *r, struct part p, enum after *next, struct err *e)
{
	struct archive_window w;

	*next = GO_ON;
	while (*next == GO_ON && next_window(r, p, &w))
		if (run_window(r, p, &w, next, e) == -1)
			return -1;
	for (; p.i < p.end; p.i++)	/* what of a long one was answered */
		if (tell_range(r, &r->h->ranges[p.i], e) == -1)
			return -1;
	return 0;
}

int
history_run(struct history *h, struct session *session,
    const struct clock *clock, history_emit_fn *emit, void *arg,
    int64_t *readings, struct err *e)
{
	struct run r = { .session = session, .clock = clock, .h = h,
		.emit = emit, .arg = arg, .readings = readings };
	struct part p = { .i = 0 };
	enum after next = GO_ON;
	int rc;

	*readings = 0;
	if (h->n == 0)
		return 0;
	qsort(h->ranges, h->n, sizeof(h->ranges[0]), by_time);
	for (; p.i < h->n; p.i = p.end) {
		p.end = p.i + 1;
		while (p.end < h->n &&
		    by_battery(&h->ranges[p.i], &h->ranges[p.end]) == 0)
			p.end++;
		if (strcmp(h->ranges[p.i].battery.site, r.passed) != 0)
			rc = run_part(&r, p, &next, e);
		else
			rc = r.refused ? tell_nothing(&r, p, e) : 0;
		if (rc == -1)
			return -1;
		if (next == STOP)
			break;
	}
	return verdict(&r, p, e);
}
