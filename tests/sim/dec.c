/* dec.c - see dec.h */
#include "dec.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t
power_of_ten(int places)
{
	int64_t p = 1;

	while (places-- > 0)
		p *= 10;
	return p;
}

struct dec
dec_round(struct dec d, int places)
{
	int64_t unit, half;

	if (places >= d.places)
		return d;
	unit = power_of_ten(d.places - places);
	half = d.m < 0 ? -unit / 2 : unit / 2;
	return (struct dec){ (d.m + half) / unit, places };
}

struct dec
dec_of(double x, int places)
{
	return (struct dec){ llround(x * (double)power_of_ten(places)),
	    places };
}

double
dec_double(struct dec d)
{
	return (double)d.m / (double)power_of_ten(d.places);
}

const char *
dec_fixed(char *buf, struct dec d)
{
	int64_t unit = power_of_ten(d.places);
	int64_t size = llabs(d.m);

	if (d.places == 0)
		(void)snprintf(buf, DEC_TEXT, "%" PRId64, d.m);
	else
		(void)snprintf(buf, DEC_TEXT, "%s%" PRId64 ".%0*" PRId64,
		    d.m < 0 ? "-" : "", size / unit, d.places, size % unit);
	return buf;
}

static struct dec
shortest(struct dec d)
{
	while (d.places > 0 && d.m % 10 == 0)
		d = (struct dec){ d.m / 10, d.places - 1 };
	return d;
}

const char *
dec_text(char *buf, struct dec d)
{
	return dec_fixed(buf, shortest(d));
}

json_t *
dec_json(struct dec d)
{
	d = shortest(d);
	return d.places == 0 ? json_integer(d.m) : json_real(dec_double(d));
}
