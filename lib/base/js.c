/* base/js.c - see js.h */
#include "base/js.h"

#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *
js_parse(const char *text, size_t len, char *why)
{
	json_error_t je;
	json_t *v = json_loadb(text, len, JSON_DECODE_ANY | JSON_ALLOW_NUL,
	    &je);

	if (v == NULL && why != NULL)
		(void)text_copy(why, JSON_ERROR_TEXT_LENGTH, je.text);
	return v;
}

json_t *
js_parse_answer(const char *text, size_t len, char *why)
{
	json_t *v;
	char *copy;

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	v = js_parse(text, len, why);
	if (v != NULL || len == 0)
		return v;
	copy = xmalloc(len + 1);
	memcpy(copy, text, len);
	copy[len] = '\0';
	text_mend(copy, len);
	v = json_loadb(copy, len, JSON_DECODE_ANY | JSON_ALLOW_NUL |
	    JSON_DECODE_INT_AS_REAL, NULL);
	mem_wipe(copy, len);
	free(copy);
	return v;
}

bool
js_is_bearable(const char *text, size_t len)
{
	static const unsigned char cost[256] = {
		['{'] = 240, ['['] = 160, [','] = 100, [':'] = 80
	};
	size_t sum = len;

	if (len * (240 + 1) <= JS_MEMORY_MAX)
		return true;
	for (size_t i = 0; i < len; i++)
		sum += cost[(unsigned char)text[i]];
	return sum <= JS_MEMORY_MAX;
}

bool
js_number(const json_t *v, double *out)
{
	if (json_is_string(v))
		return text_to_double(json_string_value(v), out);
	if (!json_is_number(v) || !isfinite(json_number_value(v)))
		return false;
	*out = json_number_value(v);
	return true;
}

bool
js_int(const json_t *v, int64_t *out)
{
	double d;

	if (json_is_integer(v)) {
		*out = json_integer_value(v);
		return true;
	}
	if (json_is_string(v) && text_to_int64(json_string_value(v), out))
		return true;
	if (!js_number(v, &d) || d != floor(d) || fabs(d) > 9e15)
		return false;
	*out = (int64_t)d;
	return true;
}

bool
js_time(const json_t *v, int64_t *out)
{
	int64_t t;

	if (!js_int(v, &t) || t < 0 || t >= INT64_C(1000000000000000))
		return false;
	*out = t;
	return true;
}

bool
js_true(const json_t *v)
{
	const char *s = js_text(v);
	double d;

	return json_is_true(v) || strcmp(s, "true") == 0 ||
	    (js_number(v, &d) && d != 0);
}

const char *
js_text(const json_t *v)
{
	return json_is_string(v) ? json_string_value(v) : "";
}

bool
js_id(const json_t *v, char *buf, size_t size)
{
	int64_t n;

	if (json_is_number(v))
		return js_int(v, &n) &&
		    snprintf(buf, size, "%" PRId64, n) < (int)size;
	return json_is_string(v) && *js_text(v) != '\0' &&
	    text_copy(buf, size, js_text(v));
}

json_t *
js_at(const json_t *v, int64_t key)
{
	char name[24];

	if (json_is_array(v))
		return key < 0 ? NULL : json_array_get(v, (size_t)key);
	(void)snprintf(name, sizeof(name), "%" PRId64, key);
	return json_object_get(v, name);
}

json_t *
js_next(struct js_walk *w)
{
	if (json_is_array(w->all))
		return json_array_get(w->all, w->i++);
	w->place = w->i++ == 0 ? json_object_iter(w->all) :
	    json_object_iter_next(w->all, w->place);
	return json_object_iter_value(w->place);
}

char *
js_dump(const json_t *v)
{
	return json_dumps(v, JSON_COMPACT | JSON_REAL_PRECISION(15) |
	    JSON_ENCODE_ANY);
}
