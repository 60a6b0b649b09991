/* answer/column.c - see column.h */
#include "answer/column.h"

#include "line/reading.h"

#include <math.h>
#include <stddef.h>

struct value
value_text(const char *s)
{
	return s == NULL || *s == '\0' ? (struct value){ .kind = VALUE_NONE } :
	    (struct value){ .kind = VALUE_TEXT, .text = s };
}

struct value
value_time(int64_t t)
{
	return (struct value){ .kind = VALUE_TIME, .whole = t };
}

struct value
value_age(int64_t s)
{
	return (struct value){ .kind = VALUE_AGE, .whole = s };
}

struct value
value_whole(int64_t n)
{
	return (struct value){ .kind = VALUE_WHOLE, .whole = n };
}

struct value
value_real(double v)
{
	return isnan(v) ? (struct value){ .kind = VALUE_NONE } :
	    (struct value){ .kind = VALUE_REAL, .real = v };
}

struct value
value_bool(bool yes)
{
	return (struct value){ .kind = VALUE_BOOL, .yes = yes };
}

static struct value
timestamp(const void *row)
{
	return value_time(((const struct reading *)row)->at);
}

static struct value
site(const void *row)
{
	return value_text(((const struct reading *)row)->site);
}

static struct value
battery(const void *row)
{
	return value_text(((const struct reading *)row)->battery);
}

static struct value
instance(const void *row)
{
	const struct reading *r = row;

	return r->instance < 0 ? (struct value){ .kind = VALUE_NONE } :
	    value_whole(r->instance);
}

static struct value
source(const void *row)
{
	return value_text(((const struct reading *)row)->source);
}

static struct value
soc(const void *row)
{
	return value_real(((const struct reading *)row)->soc);
}

static struct value
voltage(const void *row)
{
	return value_real(((const struct reading *)row)->voltage);
}

static struct value
current(const void *row)
{
	return value_real(((const struct reading *)row)->current);
}

static struct value
power(const void *row)
{
	return value_real(((const struct reading *)row)->power);
}

static struct value
state(const void *row)
{
	return value_text(
	    reading_state_name(((const struct reading *)row)->state));
}

static struct value
temperature(const void *row)
{
	return value_real(((const struct reading *)row)->temperature);
}

static struct value
origin(const void *row)
{
	return value_text(((const struct reading *)row)->history ? "history" :
	    "live");
}

static struct value
interval(const void *row)
{
	const struct reading *r = row;

	return r->interval == 0 ? (struct value){ .kind = VALUE_NONE } :
	    value_whole(r->interval);
}

const struct column column_reading[COLUMN_READING_END] = {
	[COLUMN_TIMESTAMP] = { "timestamp", "TIME", "UTC", 0, -19, timestamp },
	[COLUMN_SITE] = { "installation_id", "SITE", NULL, 0, -9, site },
	[COLUMN_BATTERY] = { "battery", "BATTERY", NULL, 0, -7, battery },
	[COLUMN_INSTANCE] = { "instance", "DEVICE", NULL, 0, 6, instance },
	[COLUMN_SOURCE] = { "source", "SOURCE", NULL, 0, -8, source },
	[COLUMN_SOC] = { "soc", "SOC", "%", 1, 6, soc },
	[COLUMN_VOLTAGE] = { "voltage", "VOLTAGE", "V", 2, 9, voltage },
	[COLUMN_CURRENT] = { "current", "CURRENT", "A", 1, 9, current },
	[COLUMN_POWER] = { "power", "POWER", "W", 0, 7, power },
	[COLUMN_STATE] = { "state", "STATE", NULL, 0, -11, state },
	[COLUMN_TEMPERATURE] = { "temperature", "TEMP", "degC", 1, 9,
	    temperature },
	[COLUMN_ORIGIN] = { "origin", "ORIGIN", NULL, 0, -7, origin },
	[COLUMN_INTERVAL] = { "interval", "EVERY", "s", 0, 7, interval }
};
