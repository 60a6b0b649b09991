/* line/coverage.c - see coverage.h */
#include "line/coverage.h"

#include <math.h>
#include <stddef.h>

int64_t
coverage_reach(int log_interval)
{
	int64_t twice = 2 * (int64_t)log_interval;

	return twice > COVERAGE_NEAR_S ? twice : COVERAGE_NEAR_S;
}

int64_t
coverage_reach_of(int log_interval, int a, int b)
{
	int own = a > b ? a : b;

	return coverage_reach(own > log_interval ? own : log_interval);
}

/* The reach between the last reading and one of this own interval. */
static int64_t
reach(const struct coverage *c, int interval)
{
	return coverage_reach_of(c->log_interval, interval, c->last_interval);
}

static int64_t
clip(const struct coverage *c, int64_t at)
{
	return at < c->from ? c->from : at > c->to ? c->to : at;
}

static void
miss(struct coverage *c, int64_t to)
{
	int64_t from = c->covered_to;

	if (to <= from)
		return;
	c->missing += to - from;
	if (to - from > c->longest_gap)
		c->longest_gap = to - from;
	if (c->gap != NULL)
		c->gap(c->arg, from, to);
	c->covered_to = to;
}

static void
begin(struct coverage *c)
{
	if (c->begun)
		return;
	c->begun = true;
	c->covered_to = c->from;
	c->last_at = INT64_MIN;
}

void
coverage_add(struct coverage *c, const struct reading *r)
{
	bool near;
	int64_t at = clip(c, r->at);

	begin(c);
	near = c->last_at != INT64_MIN &&
	    r->at - c->last_at < reach(c, r->interval);
	if (r->at >= c->from && (r->at < c->to || c->to_now))
		c->count++;
	if (!near)
		miss(c, at);
	else if (at > c->covered_to) {
		if (r->history || c->last_history)
			c->filled += at - c->covered_to;
		else
			c->observed += at - c->covered_to;
		c->covered_to = at;
	}
	c->last_at = r->at;
	c->last_interval = r->interval;
	c->last_history = r->history;
}

void
coverage_end(struct coverage *c)
{
	begin(c);
	if (c->to_now && c->last_at != INT64_MIN &&
	    c->to - c->last_at < reach(c, 0))
		return;
	miss(c, c->to);
}

double
coverage_percent(const struct coverage *c, int64_t seconds)
{
	int64_t all = c->observed + c->filled + c->missing;

	return all == 0 ? 0 :
	    round(1000.0 * (double)seconds / (double)all) / 10;
}
