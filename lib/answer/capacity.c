/* answer/capacity.c - see capacity.h */
#include "answer/capacity.h"

#include "base/text.h"

#include <math.h>
#include <string.h>
#include <strings.h>

bool
capacity_parse(const char *s, struct capacity *c)
{
	static const struct { const char *unit; bool ah; double scale; }
	    table[] = { { "kWh", false, 1000 }, { "Wh", false, 1 },
		{ "Ah", true, 1 } };
	size_t digits = strspn(s, "0123456789.");
	char number[32];
	double v;

	*c = (struct capacity){ 0, 0 };
	if (digits >= sizeof(number))
		return false;
	memcpy(number, s, digits);
	number[digits] = '\0';
	s += digits + (s[digits] == ' ');
	if (!text_to_double(number, &v) || !(v > 0))
		return false;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcasecmp(s, table[i].unit) == 0) {
			*(table[i].ah ? &c->ah : &c->wh) = v * table[i].scale;
			return true;
		}
	return false;
}

double
capacity_cycles(const struct capacity *c, double out_wh, double mean_voltage)
{
	double wh = c->ah > 0 ? c->ah * mean_voltage : c->wh;

	return wh > 0 ? out_wh / wh : NAN;
}
