/* answer/days.c - see days.h */
#include "answer/days.h"

#include "answer/pace.h"
#include "base/mem.h"
#include "line/coverage.h"
#include "line/zone.h"

#include <stdlib.h>
#include <time.h>

int64_t
days_sum(const struct day *d)
{
	return d->observed + d->filled + d->pending + d->empty;
}

void
days_free(struct days *a)
{
	free(a->v);
	*a = (struct days){ .n = 0 };
}

/* The local day of at, in the zone that zone_day() has left behind. */
static void
name_day(struct day *d)
{
	time_t t = (time_t)d->begin;
	struct tm tm;

	if (localtime_r(&t, &tm) != NULL)
		(void)strftime(d->date, sizeof(d->date), "%Y-%m-%d", &tm);
}

static int
add_day(struct days *a, const struct site *s, const char *battery_name,
    int64_t at, struct err *e)
{
	struct day *d;

	if (a->n == a->size) {
		a->size = a->size * 2 + 32;
		a->v = xrealloc(a->v, a->size, sizeof(*a->v));
	}
	d = &a->v[a->n];
	*d = (struct day){ .site = s, .battery = battery_name };
	if (zone_day(range_zone(s), at, &d->begin, &d->end, e) == -1) {
		err_ctx(e, "site %s", s->id);
		return -1;
	}
	name_day(d);
	a->n++;
	return 0;
}

/* The first day that is asked for. */
static int
find_first(const struct days_ask *ask, const struct site *s, int64_t *at,
    struct err *e)
{
	int64_t begin = ask->time.now, end;

	*at = ask->range.from;
	for (int64_t i = 0; i < ask->count; i++) {
		*at = begin;
		if (zone_day(range_zone(s), *at, &begin, &end, e) == -1) {
			err_ctx(e, "site %s", s->id);
			return -1;
		}
		begin--;
	}
	return 0;
}

/* ---- what of them is known ---- */

struct walk {			/* readings in time order, days beside them */
	struct day *day, *end;
	int64_t from, to;		/* outside nothing counts */
	int log_interval;
	struct coverage coverage;	/* of the day */
	struct reading last;
	bool some;
};

static void
begin_day(struct walk *w)
{
	int64_t from = w->day->begin, to = w->day->end;

	from = from < w->from ? w->from : from;
	to = to > w->to ? w->to : to;
	w->coverage = (struct coverage){ .from = from,
		.to = to < from ? from : to, .log_interval = w->log_interval };
	if (w->some)
		coverage_add(&w->coverage, &w->last);
}

static void
end_day(struct walk *w)
{
	coverage_end(&w->coverage);
	w->day->observed = w->coverage.observed;
	w->day->filled = w->coverage.filled;
	w->day++;
}

static int
take_reading(void *arg, const struct reading *r, struct err *e)
{
	struct walk *w = arg;

	(void)e;
	coverage_add(&w->coverage, r);
	while (w->day < w->end && r->at >= w->day->end) {
		end_day(w);
		if (w->day == w->end)
			return 1;
		begin_day(w);
		coverage_add(&w->coverage, r);
	}
	w->last = *r;
	w->some = true;
	return 0;
}

static int64_t
overlap(const struct day *d, const struct schedule_gap *g)
{
	int64_t from = g->from > d->begin ? g->from : d->begin;
	int64_t to = g->to < d->end ? g->to : d->end;

	return to > from ? to - from : 0;
}

static void
take_missing(struct day *d, const struct missing *m)
{
	for (size_t i = 0; i < m->n; i++) {
		int64_t s = overlap(d, &m->gaps[i]);

		if (m->gaps[i].state == SCHEDULE_EMPTY)
			d->empty += s;
		else
			d->pending += s;
	}
}

/* Readings of the days, and as far beyond as they may cover. */
static int
measure(struct day *day, struct day *end, struct store *st,
    const struct reading *latest, int log_interval,
    const struct missing_time *t, struct err *e)
{
	int64_t reach = coverage_reach_of(log_interval, latest->interval,
	    COVERAGE_MEAN_S);
	struct walk w = { .day = day, .end = end, .from = t->horizon,
		.to = t->now - 2 * t->poll_interval_s,
		.log_interval = log_interval };
	struct store_range range = { latest->site, latest->battery,
		latest->source, day->begin - reach, end[-1].end + reach, 0 };
	struct missing m = { .n = 0 };
	int rc;

	begin_day(&w);
	if (t->edge.at > 0)
		(void)take_reading(&w, &t->edge, e);
	rc = store_readings(st, &range, take_reading, &w, e);
	while (w.day < w.end) {
		end_day(&w);
		if (w.day < w.end)
			begin_day(&w);
	}
	if (rc == 0)
		rc = missing_load(&m, st, latest, log_interval, t, e);
	for (; rc == 0 && day < end; day++)
		take_missing(day, &m);
	missing_free(&m);
	return rc;
}

/* Days of which nothing is told are none. */
static void
drop_silent(struct days *a, size_t first)
{
	size_t n = first;

	for (size_t i = first; i < a->n; i++)
		if (days_sum(&a->v[i]) > 0)
			a->v[n++] = a->v[i];
	a->n = n;
}

int
days_load(struct days *a, struct store *st, const struct site *s,
    const struct reading *latest, const struct days_ask *ask, struct err *e)
{
	struct missing_time t = ask->time;
	size_t first = a->n;
	int log_interval;
	int64_t at;

	if (missing_horizon(&t, st, latest, e) == -1 ||
	    find_first(ask, s, &at, e) == -1)
		return -1;
	if (at < t.horizon)
		at = t.horizon;
	for (; at < ask->range.to && at < t.now; at = a->v[a->n - 1].end)
		if (add_day(a, s, latest->battery, at, e) == -1)
			return -1;
	if (a->n == first)
		return 0;
	t.since = a->v[first].begin;
	if (pace_of(&log_interval, st, s, latest, e) == -1 ||
	    measure(a->v + first, a->v + a->n, st, latest, log_interval, &t,
	    e) == -1)
		return -1;
	drop_silent(a, first);
	return 0;
}
