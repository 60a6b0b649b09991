/* shape_graph.c - widgets/Graph (vrm-api.md 7); see shape.h */
#include "shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, MINUTE_S = 60 };

/* Buckets of a minute, counted from start; wider when the window holds more
 * of them than the picture has points.  Minutes are forgotten after a while. */
static struct shape_walk
window(const struct site *s, const struct ask *q, int64_t now)
{
	int64_t points = ask_int(q, "width", 768) *
	    ask_int(q, "pointsPerPixel", 2);
	int64_t forgotten = now - s->minute_days * DAY_S;
	struct shape_walk w = { .site = s, .width = MINUTE_S,
	    .end = ask_int(q, "end", now), .now = now };
	int64_t minutes;

	w.start = ask_int(q, "start", w.end - DAY_S);
	w.at = w.start < forgotten ? forgotten : w.start;
	minutes = (w.end - w.start) / MINUTE_S;
	if (points > 0 && minutes > points)
		w.width *= (minutes + points - 1) / points;
	return w;
}

static json_t *
point(const struct shape_bucket *b, bool min_max)
{
	int places = b->n > 1 ? b->places + 2 : b->places;
	json_t *p = json_pack("[I]", (json_int_t)b->start);

	if (b->n == 0) {
		json_array_append_new(p, json_null());
		return p;
	}
	json_array_append_new(p, dec_json(dec_of(b->mean, places)));
	if (min_max) {
		json_array_append_new(p, dec_json(dec_of(b->min, places)));
		json_array_append_new(p, dec_json(dec_of(b->max, places)));
	}
	return p;
}

static json_t *
series(struct shape_walk w, bool min_max)
{
	json_t *points = json_array();
	struct shape_bucket b;

	while (shape_next_bucket(&w, &b))
		json_array_append_new(points, point(&b, min_max));
	return points;
}

/* Nothing is an empty list, false or no key at all. */
static void
add(json_t *data, json_t *meta, const struct site *s, const struct attr *a,
    json_t *points)
{
	char key[16], only[ATTR_TEXT], format[ATTR_TEXT];
	bool empty = json_array_size(points) == 0;

	(void)snprintf(key, sizeof(key), "%d", a->id);
	if (empty && s->types != SITE_NUMBERS) {
		json_decref(points);
		if (s->types == SITE_STRINGS)
			return;
		points = json_false();
	}
	json_object_set_new(data, key, points);
	json_object_set_new(meta, key, json_pack("{s:s, s:s, s:s, s:s, s:s?}",
	    "code", a->code, "description", attr_name(a, s), "formatValueOnly",
	    attr_format(only, a, false), "formatWithUnit",
	    attr_format(format, a, true), "axisGroup", a->axis));
}

static json_t *
list_if_empty(json_t *o)
{
	if (json_object_size(o) > 0)
		return o;
	json_decref(o);
	return json_array();
}

json_t *
shape_graph(const struct site *s, int64_t now, const struct ask *q)
{
	struct shape_walk w = window(s, q, now);
	json_t *data = json_object(), *meta = json_object();
	int instance = (int)ask_int(q, "instance", 0);
	bool min_max = ask_int(q, "useMinMax", 1) != 0;
	int asked = 0;

	for (int i = 0; i < q->n_args; i++) {
		bool by_code = strcmp(q->args[i].key, "attributeCodes[]") == 0;
		const char *value = q->args[i].value;

		if (!by_code && strcmp(q->args[i].key, "attributeIds[]") != 0)
			continue;
		asked++;
		w.attr = shape_attr(s, by_code ? value : NULL, atoi(value),
		    instance, &w.device);
		if (w.attr != NULL)
			add(data, meta, s, w.attr, series(w, min_max));
	}
	data = list_if_empty(data);
	meta = list_if_empty(meta);
	if (asked == 0 || w.start > w.end) {
		json_decref(data);
		json_decref(meta);
		return NULL;
	}
	return json_pack("{s:b, s:{s:o, s:o, s:i}}", "success", 1, "records",
	    "data", data, "meta", meta, "instance", instance);
}
