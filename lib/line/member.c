/* line/member.c - see member.h */
#include "line/member.h"

#include "base/clock.h"
#include "base/js.h"
#include "base/text.h"
#include "line/reading.h"

#include <math.h>
#include <string.h>

int
member_bad(struct err *e, const char *member, const char *why)
{
	err_set(e, ERR_BAD_LINE, "%s: %s", member, why);
	return -1;
}

/* A member that is missing or null leaves *out as it was. */
int
member_number(const json_t *o, const char *name, double max, double *out,
    struct err *e)
{
	const json_t *v = json_object_get(o, name);

	if (v == NULL || json_is_null(v))
		return 0;
	if (!json_is_number(v))
		return member_bad(e, name, "not a number");
	if (!isfinite(json_number_value(v)) || fabs(json_number_value(v)) > max)
		return member_bad(e, name, "absurd value");
	*out = json_number_value(v);
	return 0;
}

int
member_whole(const json_t *o, const char *name, int64_t max, int64_t *out,
    struct err *e)
{
	const json_t *v = json_object_get(o, name);

	if (v == NULL || json_is_null(v))
		return 0;
	if (!json_is_integer(v) || json_integer_value(v) < 0 ||
	    json_integer_value(v) > max)
		return member_bad(e, name, "not a whole number in its range");
	*out = json_integer_value(v);
	return 0;
}

/* A string of printable bytes that fits; required ones must be there. */
int
member_text(const json_t *o, const char *name, bool required, char *out,
    size_t size, struct err *e)
{
	const json_t *v = json_object_get(o, name);

	if (v == NULL || json_is_null(v))
		return required ? member_bad(e, name, "missing") : 0;
	if (!json_is_string(v))
		return member_bad(e, name, "not a string");
	if (strlen(js_text(v)) != json_string_length(v) ||
	    text_has_control(js_text(v)))
		return member_bad(e, name, "holds control characters");
	if (required && *js_text(v) == '\0')
		return member_bad(e, name, "empty");
	if (!text_copy(out, size, js_text(v)))
		return member_bad(e, name, "too long");
	return 0;
}

int
member_id(const json_t *o, const char *name, char *out, struct err *e)
{
	const json_t *v = json_object_get(o, name);

	if (json_is_integer(v) && js_id(v, out, READING_ID))
		return 0;
	return member_text(o, name, true, out, READING_ID, e);
}

int
member_time(const json_t *o, const char *name, int64_t now, int64_t *out,
    struct err *e)
{
	const json_t *v = json_object_get(o, name);

	if (v == NULL || json_is_null(v))
		return member_bad(e, name, "missing");
	if (!json_is_string(v) || !clock_parse(js_text(v), out))
		return member_bad(e, name, "not an RFC 3339 time");
	if (*out > now + CLOCK_AHEAD_S)
		return member_bad(e, name, "in the future");
	if (*out < CLOCK_OLDEST_S)
		return member_bad(e, name, "before the year 2000");
	return 0;
}
