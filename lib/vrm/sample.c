/* vrm/sample.c - see sample.h */
#include "vrm/sample.h"

#include "vrm/attr.h"

#include <math.h>
#include <stdlib.h>

static bool
is_possible(enum sample_member m, double v)
{
	static const struct { double min, max; } range[SAMPLE_MEMBERS] = {
		[SAMPLE_SOC] = { 0, 100 },
		[SAMPLE_VOLTAGE] = { -1e5, 1e5 },
		[SAMPLE_CURRENT] = { -1e5, 1e5 },
		[SAMPLE_POWER] = { -READING_MAX_W, READING_MAX_W },
		[SAMPLE_TEMPERATURE] = { -273.15, 1e4 },
		[SAMPLE_STATE] = { 0, 2 }
	};

	return v >= range[m].min && v <= range[m].max;
}

void
sample_take(struct sample *s, enum sample_member m, double value, int64_t at)
{
	if (!is_possible(m, value) ||
	    (s->member[m].known && s->member[m].at >= at))
		return;
	s->member[m].known = true;
	s->member[m].value = value;
	s->member[m].at = at;
}

/* The newest time of the first n members; false if none is known. */
static bool
newest(const struct sample *s, enum sample_member n, int64_t *at)
{
	bool found = false;

	for (int m = 0; m < (int)n; m++)
		if (s->member[m].known && (!found || s->member[m].at > *at)) {
			*at = s->member[m].at;
			found = true;
		}
	return found;
}

static double
value_near(const struct sample *s, enum sample_member m, int64_t at)
{
	int64_t apart = llabs(s->member[m].at - at);
	int64_t logs = (int64_t)SAMPLE_LOGS * s->interval;

	return s->member[m].known &&
	    (apart <= SAMPLE_TOGETHER_S || apart <= logs) ?
	    s->member[m].value : NAN;
}

bool
sample_reading(const struct sample *s, struct reading *r)
{
	int64_t at = 0;
	double state;

	if (!newest(s, SAMPLE_CURRENT + 1, &at))
		return false;
	if (isnan(value_near(s, SAMPLE_SOC, at)) &&
	    isnan(value_near(s, SAMPLE_VOLTAGE, at)) &&
	    !newest(s, SAMPLE_VOLTAGE + 1, &at))
		return false;	/* a current alone is no reading */
	r->at = at;
	r->interval = s->interval;
	r->soc = value_near(s, SAMPLE_SOC, at);
	r->voltage = value_near(s, SAMPLE_VOLTAGE, at);
	r->current = value_near(s, SAMPLE_CURRENT, at);
	r->power = value_near(s, SAMPLE_POWER, at);
	if (isnan(r->power))
		r->power = reading_power(r->voltage, r->current);
	r->temperature = value_near(s, SAMPLE_TEMPERATURE, at);
	state = value_near(s, SAMPLE_STATE, at);
	r->state = isnan(state) ? READING_UNKNOWN : attr_state(state);
	if (r->state == READING_UNKNOWN)
		r->state = reading_state_of_power(r->power);
	return true;
}
