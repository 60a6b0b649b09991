/* answer/trend.c - see trend.h */
#include "answer/trend.h"

#include "line/coverage.h"

#include <math.h>
#include <stddef.h>

static const double LEAST_RATE = 0.5;	/* % an hour */

const char *
trend_reason(enum trend_why why)
{
	static const char *const reason[] = {
		[TREND_FINE] = NULL,
		[TREND_STALE] = "the newest reading is stale",
		[TREND_NO_SOC] = "the state of charge is not known",
		[TREND_RESTS] = "the battery is neither charging nor "
		    "discharging",
		[TREND_DONE] = "it is full or empty already",
		[TREND_SHORT] = "it has not been charging or discharging "
		    "without a break for 15 minutes",
		[TREND_SLOW] = "the state of charge hardly changes"
	};

	return reason[why];
}

static void
begin(struct trend *t, const struct reading *r, enum trend_before before)
{
	t->run = r->at;
	t->before = before;
	t->measured = false;
}

/* A state that was not told contradicts none. */
static bool
is_other_state(const struct trend *t, const struct reading *r)
{
	return r->state != READING_UNKNOWN &&
	    t->last.state != READING_UNKNOWN && r->state != t->last.state;
}

void
trend_add(struct trend *t, const struct reading *r)
{
	int64_t reach = coverage_reach_of(t->log_interval, r->interval,
	    t->some ? t->last.interval : 0);

	if (!t->some)
		begin(t, r, r->at < t->from + reach ? TREND_LOOK_BACK :
		    TREND_NO_READINGS);
	else if (r->at - t->last.at >= reach)
		begin(t, r, TREND_NO_READINGS);
	else if (is_other_state(t, r))
		begin(t, r, TREND_OTHER_STATE);
	if (!isnan(r->soc) && r->at >= t->newest - TREND_RATE_S &&
	    !t->measured) {
		t->first = *r;
		t->measured = true;
	}
	if (r->state == READING_UNKNOWN && t->some) {
		enum reading_state known = t->last.state;

		t->last = *r;
		t->last.state = known;
	} else
		t->last = *r;
	t->some = true;
}

static enum trend_why
judge(struct trend *t, bool is_stale)
{
	const struct reading *now = &t->last;
	bool charges = now->state == READING_CHARGING;

	if (is_stale)
		return TREND_STALE;
	if (isnan(now->soc) || !t->measured)
		return TREND_NO_SOC;
	if (!charges && now->state != READING_DISCHARGING)
		return TREND_RESTS;
	if (charges ? now->soc >= 100 : now->soc <= 0)
		return TREND_DONE;
	t->rate_s = now->at - t->first.at;
	if (t->rate_s < TREND_LEAST_S)
		return TREND_SHORT;
	t->rate = (now->soc - t->first.soc) * 3600 / (double)t->rate_s;
	return (charges ? t->rate : -t->rate) < LEAST_RATE ? TREND_SLOW :
	    TREND_FINE;
}

void
trend_end(struct trend *t, bool is_stale)
{
	double hours;

	t->rate = NAN;
	t->since = t->full_at = t->empty_at = INT64_MIN;
	t->why = is_stale ? TREND_STALE : TREND_NO_SOC;
	if (!t->some)
		return;
	if (t->last.state != READING_UNKNOWN)
		t->since = t->run;
	t->why = judge(t, is_stale);
	if (t->why != TREND_FINE)
		return;
	hours = ((t->rate > 0 ? 100 : 0) - t->last.soc) / t->rate;
	*(t->rate > 0 ? &t->full_at : &t->empty_at) = t->last.at +
	    (int64_t)(hours * 3600);
}
