/* shape_summary.c - widgets/BatterySummary (vrm-api.md 6); see shape.h */
#include "shape.h"

#include "truth.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { OLD_S = 300, WITH_VALUES = 10 };

/* A whole number as the site's dialect has it. */
static json_t *
number(const struct site *s, int64_t n)
{
	char text[24];

	if (s->types == SITE_NUMBERS)
		return json_integer(n);
	(void)snprintf(text, sizeof(text), "%" PRId64, n);
	return json_string(text);
}

static json_t *
flag(const struct site *s, bool on)
{
	if (s->types == SITE_STRINGS)
		return json_string(on ? "1" : "0");
	return s->types == SITE_NUMBERS ? json_integer(on) : json_boolean(on);
}

/* VRM's figure errs by a second or two, differently each time. */
static int64_t
age(const struct site *s, int64_t now, int64_t at)
{
	int64_t err = s->wobble == 0 ? 0 : (int64_t)(truth_hash(s->seed,
	    (uint64_t)s->index, (uint64_t)now, 1) % (uint64_t)(s->wobble + 1));

	return now - at + err;
}

static bool
is_old(const struct site *s, int64_t age_s)
{
	int64_t limit = 3 * (int64_t)s->log_interval;

	return age_s > (limit > OLD_S ? limit : OLD_S);
}

/* The members that carry the value, one thing under five names. */
static void
add_value(json_t *o, const struct site *s, const struct attr *a,
    const struct attr_sample *v)
{
	bool is_enum = a->places == -1;
	bool has = v->mode == SITE_OK || v->mode == SITE_OLD ||
	    v->mode == SITE_INVALID;
	char shown[ATTR_TEXT], unit[ATTR_TEXT];
	const char *text = has ? attr_shown(shown, a, s, v->value, false) :
	    v->mode == SITE_DASHES ? "---" : "";
	json_t *raw = has ? attr_json(s, a, v->value) :
	    v->mode == SITE_DASHES ? json_string("---") : json_null();

	json_object_set_new(o, "value", is_enum ? json_string(text) :
	    json_incref(raw));
	json_object_set_new(o, "valueFloat", is_enum ? json_null() :
	    json_incref(raw));
	json_object_set_new(o, "valueString", json_null());
	json_object_set_new(o, "valueEnum", !is_enum ? json_null() :
	    json_incref(raw));
	json_object_set_new(o, "nameEnum", !is_enum ? json_null() :
	    json_string(text));
	json_object_set_new(o, "rawValue", raw);
	json_object_set_new(o, "valueFormattedValueOnly", json_string(text));
	text = has ? attr_shown(unit, a, s, v->value, true) : text;
	json_object_set_new(o, "formattedValue", json_string(text));
	json_object_set_new(o, "valueFormattedWithUnit", json_string(text));
}

static json_t *
attribute(const struct site *s, const struct attr *a, int instance,
    const struct attr_sample *v, int64_t now)
{
	char only[ATTR_TEXT], format[ATTR_TEXT];
	int64_t age_s = age(s, now, v->at);
	json_t *o = json_pack("{s:s, s:o, s:o, s:o, s:s, s:s, s:s, s:i, s:o, "
	    "s:o, s:s, s:s, s:s, s:b}", "code", a->code, "idDataAttribute",
	    number(s, a->id), "secondsAgo", number(s, age_s),
	    "secondsToNextLog", number(s, s->log_interval), "dataType",
	    attr_type(a), "dbusServiceType", "battery", "dbusPath", a->path,
	    "instance", instance, "isValid", flag(s, v->mode == SITE_OK ||
	    v->mode == SITE_OLD), "isKeyDataAttribute", flag(s,
	    a->what == ATTR_VOLTAGE), "formatValueOnly", attr_format(only, a,
	    false), "formatWithUnit", attr_format(format, a, true),
	    "dataAttributeName", attr_name(a, s), "hasOldData",
	    is_old(s, age_s));

	add_value(o, s, a, v);
	if (a->places == -1)
		json_object_set_new(o, "dataAttributeEnumValues",
		    attr_enums(a, s));
	return o;
}

/* "37s", "5m", "3d": coarse, translated in the wild. */
static json_t *
overall_age(const struct site *s, int64_t age_s, bool has_values)
{
	char text[24];

	if (!has_values)
		return json_pack("{s:i, s:s}", "value", 0,
		    "valueFormattedWithUnit", "0s");
	if (age_s >= 86400)
		(void)snprintf(text, sizeof(text), "%" PRId64 "d",
		    age_s / 86400);
	else if (age_s >= 120)
		(void)snprintf(text, sizeof(text), "%" PRId64 "m", age_s / 60);
	else
		(void)snprintf(text, sizeof(text), "%" PRId64 "s", age_s);
	return json_pack("{s:o, s:s}", "value", number(s, age_s),
	    "valueFormattedWithUnit", text);
}

static void
describe(json_t *meta, json_t *order, const struct site *s,
    const struct attr *a)
{
	char key[16], only[ATTR_TEXT], format[ATTR_TEXT];

	(void)snprintf(key, sizeof(key), "%d", a->id);
	json_object_set_new(meta, key, json_pack("{s:s, s:s, s:s, s:s, s:s?}",
	    "code", a->code, "description", attr_name(a, s), "formatValueOnly",
	    attr_format(only, a, false), "formatWithUnit",
	    attr_format(format, a, true), "axisGroup", a->axis));
	json_array_append_new(order, json_integer(a->id));
}

/* Fresh and empty is what a wrong instance looks like: meta is complete, the
 * age is zero, only the values are missing. */
json_t *
shape_summary(const struct site *s, int64_t now, int instance)
{
	bool has = site_has_instance(s, instance);
	int64_t log = site_newest_of(s, instance, now);
	json_t *data = json_object(), *meta = json_object();
	json_t *order = json_array();
	struct attr_sample v;
	char key[16];

	has = has && log != SITE_NEVER;
	for (int i = 0; i < ATTR_MONITOR_COUNT; i++) {
		const struct attr *a = &attr_monitor[i];

		if (a->what == ATTR_CYCLES)
			continue;
		describe(meta, order, s, a);
		attr_read(&v, s, a, instance, log);
		if (!has || v.mode == SITE_MISSING || i >= WITH_VALUES)
			continue;
		(void)snprintf(key, sizeof(key), "%d", a->id);
		json_object_set_new(data, key,
		    attribute(s, a, instance, &v, now));
	}
	json_object_set_new(data, "hasOldData",
	    json_boolean(has && is_old(s, now - log)));
	json_object_set_new(data, "secondsAgo",
	    overall_age(s, age(s, now, log), has));
	return json_pack("{s:b, s:{s:o, s:o, s:o}}", "success", 1, "records",
	    "data", data, "meta", meta, "attributeOrder", order);
}
