/* answer/period.c - see period.h */
#include "answer/period.h"

#include "base/clock.h"
#include "line/coverage.h"
#include "line/zone.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { HOUR_S = 3600, DAY_S = 86400 };

enum period_grain
period_grain_of(const char *name)
{
	static const struct { const char *name; enum period_grain grain; }
	    table[] = {
		{ "5m", PERIOD_5M }, { "15m", PERIOD_15M },
		{ "1h", PERIOD_HOUR }, { "hour", PERIOD_HOUR },
		{ "week", PERIOD_WEEK }, { "month", PERIOD_MONTH }
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].grain;
	return PERIOD_DAY;
}

double
period_round(double v)
{
	return round(v * 1000) / 1000;
}

static double
percent(const struct period *p, int64_t part)
{
	return p->elapsed_s == 0 ? 0 :
	    round(1000.0 * (double)part / (double)p->elapsed_s) / 10;
}

double
period_observed_pct(const struct period *p)
{
	return percent(p, p->r.observed_s);
}

double
period_filled_pct(const struct period *p)
{
	return percent(p, p->r.filled_s);
}

double
period_missing_pct(const struct period *p)
{
	return percent(p, p->elapsed_s - p->r.observed_s - p->r.filled_s);
}

double
period_covered_pct(const struct period *p)
{
	return p->elapsed_s == 0 ? NAN :
	    percent(p, p->r.observed_s + p->r.filled_s);
}

/* ---- the calendar ---- */

/* Noon of that date, the site's clocks read as UTC. */
static int64_t
noon(const struct tm *tm, int day)
{
	char text[64];
	int64_t at = 0;

	(void)snprintf(text, sizeof(text), "%04d-%02d-%02dT12:00:00Z",
	    tm->tm_year + 1900, tm->tm_mon + 1, day);
	(void)clock_parse(text, &at);
	return at;
}

static int
day_begins(const char *zone, int64_t local_noon, int64_t *at, struct err *e)
{
	int64_t end;

	return zone_moment(zone, local_noon, at, e) == -1 ? -1 :
	    zone_day(zone, *at, at, &end, e);
}

/* The period that holds at. */
static int
bounds(const char *zone, enum period_grain grain, int64_t at, int64_t *start,
    int64_t *end, struct err *e)
{
	int64_t length = grain == PERIOD_5M ? 300 :
	    grain == PERIOD_15M ? 900 : HOUR_S;
	int64_t first, next;
	struct tm tm;

	if (grain <= PERIOD_HOUR) {
		*start = at - (at % length + length) % length;
		*end = *start + length;
		return 0;
	}
	if (grain == PERIOD_DAY)
		return zone_day(zone, at, start, end, e);
	if (zone_clock(zone, at, &tm, e) == -1)
		return -1;
	if (grain == PERIOD_WEEK) {
		first = noon(&tm, tm.tm_mday) - (tm.tm_wday + 6) % 7 * DAY_S;
		next = first + 7 * DAY_S;
	} else {
		first = noon(&tm, 1);
		tm.tm_year += tm.tm_mon == 11;
		tm.tm_mon = (tm.tm_mon + 1) % 12;
		next = noon(&tm, 1);
	}
	return day_begins(zone, first, start, e) == -1 ? -1 :
	    day_begins(zone, next, end, e);
}

static int
name_period(struct period *p, const char *zone, enum period_grain grain,
    struct err *e)
{
	struct tm tm;
	size_t len;

	if (zone_clock(zone, p->r.start, &tm, e) == -1)
		return -1;
	if (grain == PERIOD_DAY)
		len = strftime(p->label, PERIOD_LABEL, "%Y-%m-%d", &tm);
	else if (grain == PERIOD_WEEK)
		len = strftime(p->label, PERIOD_LABEL, "%G-W%V", &tm);
	else if (grain == PERIOD_MONTH)
		len = strftime(p->label, PERIOD_LABEL, "%Y-%m", &tm);
	else
		len = strftime(p->label, PERIOD_LABEL, "%Y-%m-%d %H:%M %Z",
		    &tm);
	if (len == 0)
		p->label[0] = '\0';
	return 0;
}

/* ---- the walk ---- */

struct walk {
	const struct period_ask *ask;
	const char *zone;
	int64_t start, end;		/* of the period at hand */
	int64_t known_to;		/* what may be missing ends here */
	int64_t until;			/* periods begin before */
	period_fn *fn;
	void *arg;
	bool done;

	struct rollup_work work;	/* from readings */
	struct reading last;
	bool some;

	struct rollup sum;		/* of buckets */
	int n;
	double area[ROLLUP_VALUES], weight[ROLLUP_VALUES];
	double few[ROLLUP_VALUES], known[ROLLUP_VALUES];
};

static bool
is_of_readings(const struct walk *w)
{
	return w->ask->grain <= PERIOD_15M;
}

static void
begin(struct walk *w)
{
	rollup_begin(&w->work, w->start, w->end);
	rollup_end(&w->work, &w->sum);		/* an empty one */
	w->n = 0;
	for (int v = 0; v < ROLLUP_VALUES; v++)
		w->area[v] = w->weight[v] = w->few[v] = w->known[v] = 0;
}

static void
finish(struct walk *w, struct rollup *r)
{
	if (is_of_readings(w)) {
		rollup_end(&w->work, r);
		return;
	}
	*r = w->sum;
	for (int v = 0; w->n > 1 && v < ROLLUP_VALUES; v++)
		r->value[v].mean = w->weight[v] > 0 ?
		    w->area[v] / w->weight[v] : w->known[v] > 0 ?
		    w->few[v] / w->known[v] : NAN;
	r->start = w->start;
	r->end = w->end;
}

/* Hands the period on and goes to the next. */
static int
turn(struct walk *w, struct err *e)
{
	struct period p;
	int64_t covered, end = w->end < w->known_to ? w->end : w->known_to;
	int rc;

	finish(w, &p.r);
	covered = p.r.observed_s + p.r.filled_s;
	p.elapsed_s = end - w->start > covered ? end - w->start : covered;
	if (name_period(&p, w->zone, w->ask->grain, e) == -1)
		return -1;
	rc = w->fn(w->arg, &p, e);
	w->done = rc != 0;
	if (rc != 0)
		return rc;
	if (bounds(w->zone, w->ask->grain, w->end, &w->start, &w->end,
	    e) == -1)
		return -1;
	w->done = w->start >= w->until;
	begin(w);
	return w->done;
}

static int
take_reading(void *arg, const struct reading *r, struct err *e)
{
	struct walk *w = arg;
	bool near = w->some && r->at - w->last.at < coverage_reach_of(
	    w->ask->series->site->log_interval, w->last.interval, r->interval);
	int rc = 0;

	while (rc == 0 && r->at >= w->end) {
		if (near)
			rollup_cover(&w->work, &w->last, r);
		rc = turn(w, e);
	}
	if (rc != 0)
		return rc;
	if (near)
		rollup_cover(&w->work, &w->last, r);
	if (r->at >= w->start)
		rollup_count(&w->work, r);
	w->last = *r;
	w->some = true;
	return 0;
}

static void
add_means(struct walk *w, const struct rollup *r)
{
	double covered = (double)(r->observed_s + r->filled_s);

	for (int v = 0; v < ROLLUP_VALUES; v++) {
		double mean = r->value[v].mean;

		if (isnan(mean))
			continue;
		w->area[v] += mean * covered;
		w->weight[v] += covered;
		if (covered > 0)
			continue;
		w->few[v] += mean * (double)r->count;
		w->known[v] += (double)r->count;
	}
}

static double
plus(double a, double b)
{
	return isnan(a) ? b : isnan(b) ? a : a + b;
}

static void
add_bucket(struct walk *w, const struct rollup *r)
{
	struct rollup *sum = &w->sum;

	add_means(w, r);
	if (w->n++ == 0) {
		*sum = *r;
		return;
	}
	sum->count += r->count;
	for (int v = 0; v < ROLLUP_VALUES; v++) {
		sum->value[v].min = fmin(sum->value[v].min, r->value[v].min);
		sum->value[v].max = fmax(sum->value[v].max, r->value[v].max);
	}
	if (isnan(sum->soc_first))
		sum->soc_first = r->soc_first;
	if (!isnan(r->soc_last))
		sum->soc_last = r->soc_last;
	sum->charged_wh = plus(sum->charged_wh, r->charged_wh);
	sum->discharged_wh = plus(sum->discharged_wh, r->discharged_wh);
	sum->observed_s += r->observed_s;
	sum->filled_s += r->filled_s;
}

/* A day that was sealed while the site had another zone counts where its noon
 * is. */
static int
take_bucket(void *arg, const struct rollup *r, struct err *e)
{
	struct walk *w = arg;
	int64_t middle = r->start + (r->end - r->start) / 2;
	int rc = 0;

	while (rc == 0 && middle >= w->end)
		rc = turn(w, e);
	if (rc == 0 && middle >= w->start)
		add_bucket(w, r);
	return rc;
}

/* ---- what is asked for ---- */

/* The first period: older ones are too many, or their readings gone. */
static int
find_first(struct walk *w, struct store *st, struct period_told *told,
    struct err *e)
{
	const struct period_ask *ask = w->ask;
	int64_t at, end, from = ask->series->range.from;

	if (is_of_readings(w) && series_gone(ask->series, st,
	    &told->gone_before, e) == -1)
		return -1;
	if (from < told->gone_before)
		from = told->gone_before;
	if (bounds(w->zone, ask->grain, from, &w->start, &w->end, e) == -1)
		return -1;
	for (at = w->start; at < w->until; at = end, told->total++)
		if (bounds(w->zone, ask->grain, at, &at, &end, e) == -1)
			return -1;
	w->done = told->total == 0;
	for (int64_t i = told->total; ask->limit > 0 && i > ask->limit; i--)
		if (bounds(w->zone, ask->grain, w->end, &w->start, &w->end,
		    e) == -1)
			return -1;
	return 0;
}

static int
read_all(struct walk *w, struct store *st, struct err *e)
{
	const struct reading *latest = w->ask->series->latest;
	int64_t margin = is_of_readings(w) ? coverage_reach_of(
	    w->ask->log_interval, latest->interval, COVERAGE_MEAN_S) : DAY_S;
	struct store_range range = series_range(w->ask->series);

	range.from = w->start - margin;
	range.to = w->until + margin;
	return is_of_readings(w) ?
	    store_readings(st, &range, take_reading, w, e) :
	    store_rollups(st, w->ask->grain == PERIOD_HOUR ? ROLLUP_HOUR :
	    ROLLUP_DAY, &range, take_bucket, w, e);
}

int
period_read(struct store *st, const struct period_ask *ask, period_fn *fn,
    void *arg, struct period_told *told, struct err *e)
{
	const struct series *s = ask->series;
	int64_t reach = coverage_reach_of(ask->log_interval,
	    s->latest->interval, 0);
	struct walk w = { .ask = ask, .zone = range_zone(s->site),
	    .until = s->range.to < ask->now ? s->range.to : ask->now,
	    .known_to = ask->now - s->latest->at < reach ? s->latest->at :
	    ask->now, .fn = fn, .arg = arg };
	int rc = 0;

	*told = (struct period_told){ .gone_before = INT64_MIN };
	if (find_first(&w, st, told, e) == -1) {
		err_ctx(e, "site %s", s->site->id);
		return -1;
	}
	if (w.done)
		return 0;
	begin(&w);
	if (read_all(&w, st, e) == -1)
		return -1;
	while (rc == 0 && !w.done)
		rc = turn(&w, e);
	return rc == -1 ? -1 : 0;
}
