/* vrm/attr.c - see attr.h */
#include "vrm/attr.h"

#include "base/js.h"

#include <math.h>
#include <string.h>

bool
attr_is(const json_t *a, const char *code, enum attr_id id)
{
	const char *own = js_text(json_object_get(a, "code"));
	int64_t n;

	if (*own != '\0')
		return strcmp(own, code) == 0;
	return js_int(json_object_get(a, "idDataAttribute"), &n) && n == id;
}

/* Missing, null and "" deny nothing. */
static bool
is_valid(const json_t *v)
{
	if (v == NULL || json_is_null(v) ||
	    (json_is_string(v) && *js_text(v) == '\0'))
		return true;
	return js_true(v);
}

bool
attr_number(const json_t *a, double *out)
{
	return is_valid(json_object_get(a, "isValid")) &&
	    (js_number(json_object_get(a, "valueFloat"), out) ||
	    js_number(json_object_get(a, "rawValue"), out) ||
	    js_number(json_object_get(a, "value"), out) ||
	    js_number(json_object_get(a, "valueEnum"), out));
}

/* Within what an int64_t of seconds and every sum of two of them can hold. */
static bool
is_sane(double n)
{
	return fabs(n) < 1e15;
}

bool
attr_time(const json_t *v, int64_t *at)
{
	double n;

	if (!js_number(v, &n) || n <= 0 || !is_sane(n))
		return false;
	*at = (int64_t)(n > 1e11 ? n / 1000 : n);
	return true;
}

bool
attr_age(const json_t *v, int64_t now, int64_t *at)
{
	double n;

	if (json_is_object(v))
		v = json_object_get(v, "value");
	if (!js_number(v, &n) || !is_sane(n))
		return false;
	if (n > 1e9)
		return attr_time(v, at);
	*at = now - (int64_t)n;
	return true;
}

int64_t
attr_instance(const json_t *owner)
{
	int64_t n;

	return js_int(json_object_get(owner, "instance"), &n) && n >= 0 ? n :
	    -1;
}

enum reading_state
attr_state(double v)
{
	if (v == 0)
		return READING_IDLE;
	if (v == 1)
		return READING_CHARGING;
	return v == 2 ? READING_DISCHARGING : READING_UNKNOWN;
}

int
attr_interval(const json_t *v)
{
	double n;

	return js_number(v, &n) && n >= 1 && n <= READING_MAX_INTERVAL ?
	    (int)n : 0;
}
