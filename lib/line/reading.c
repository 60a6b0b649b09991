/* line/reading.c - see reading.h */
#include "line/reading.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

static const char *const state_names[] = {
	[READING_IDLE] = "idle",
	[READING_CHARGING] = "charging",
	[READING_DISCHARGING] = "discharging"
};

void
reading_init(struct reading *r, const char *site, int64_t at)
{
	*r = (struct reading){ .at = at, .battery = "system",
	    .source = "victron", .instance = -1, .soc = NAN, .voltage = NAN,
	    .current = NAN, .power = NAN, .temperature = NAN };
	(void)text_copy(r->site, sizeof(r->site), site);
}

const char *
reading_state_name(enum reading_state state)
{
	return state_names[state];
}

enum reading_state
reading_state_of_name(const char *name)
{
	for (int s = READING_IDLE; s <= READING_DISCHARGING; s++)
		if (strcmp(state_names[s], name) == 0)
			return (enum reading_state)s;
	return READING_UNKNOWN;
}

enum reading_state
reading_state_of_power(double power_w)
{
	if (isnan(power_w))
		return READING_UNKNOWN;
	if (power_w > 30)
		return READING_CHARGING;
	return power_w < -30 ? READING_DISCHARGING : READING_IDLE;
}

double
reading_power(double voltage, double current)
{
	double w = round(voltage * current * 10) / 10;

	return fabs(w) <= READING_MAX_W ? w + 0.0 : NAN;	/* -0 is 0 */
}

int
reading_compare(const struct reading *a, const struct reading *b)
{
	int c = strcmp(a->site, b->site);

	if (c == 0)
		c = strcmp(a->battery, b->battery);
	if (c == 0)
		c = strcmp(a->source, b->source);
	return c != 0 ? c : (a->at > b->at) - (a->at < b->at);
}

bool
reading_same_series(const struct reading *a, const struct reading *b)
{
	return strcmp(a->site, b->site) == 0 &&
	    strcmp(a->battery, b->battery) == 0 &&
	    strcmp(a->source, b->source) == 0;
}
