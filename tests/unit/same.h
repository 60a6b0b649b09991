/* tests/unit/same.h - are two readings the same, to the bit? */
#ifndef SAME_H
#define SAME_H
#include "line/reading.h"

#include <string.h>

static inline bool
same_bits(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static inline bool
same_reading(const struct reading *a, const struct reading *b)
{
	return a->at == b->at && strcmp(a->site, b->site) == 0 &&
	    strcmp(a->battery, b->battery) == 0 &&
	    strcmp(a->source, b->source) == 0 &&
	    a->instance == b->instance && same_bits(a->soc, b->soc) &&
	    same_bits(a->voltage, b->voltage) &&
	    same_bits(a->current, b->current) &&
	    same_bits(a->power, b->power) &&
	    same_bits(a->temperature, b->temperature) &&
	    a->state == b->state && a->history == b->history &&
	    a->interval == b->interval;
}

#endif
