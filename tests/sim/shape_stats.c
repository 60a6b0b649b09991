/* shape_stats.c - installations/ID/stats (vrm-api.md 8); see shape.h */
#include "shape.h"

#include <string.h>

enum { DAY_S = 86400 };

static const struct {
	const char *name;
	int64_t width, max_days;
} intervals[] = {
	{ "15mins", 900, 31 },
	{ "hours", 3600, 31 },
	{ "2hours", 7200, 31 },
	{ "days", DAY_S, 180 },
	{ "weeks", 7 * DAY_S, 140 * 7 },
	{ "months", 30 * DAY_S, 24 * 31 },
	{ "years", 365 * DAY_S, 5 * 366 },
};

static bool
window(struct shape_walk *w, const struct ask *q, const char **why)
{
	const char *name = ask_arg(q, "interval");

	w->end = ask_int(q, "end", w->now);
	w->start = w->at = ask_int(q, "start", w->end - DAY_S);
	for (size_t i = 0; i < sizeof(intervals) / sizeof(intervals[0]); i++) {
		if (strcmp(name == NULL ? "hours" : name,
		    intervals[i].name) != 0)
			continue;
		w->width = intervals[i].width;
		if (w->end - w->start <= intervals[i].max_days * DAY_S)
			return true;
		*why = "the period is too long for this interval";
		return false;
	}
	*why = "unknown interval";
	return false;
}

/* Times in milliseconds; SOC of the system comes with minimum and maximum. */
static json_t *
point(const struct shape_bucket *b, bool min_max)
{
	json_t *p = json_pack("[I, o]", (json_int_t)b->start * 1000,
	    dec_json(dec_of(b->mean, b->places + 1)));

	if (min_max) {
		json_array_append_new(p, dec_json(dec_of(b->min, b->places)));
		json_array_append_new(p, dec_json(dec_of(b->max, b->places)));
	}
	return p;
}

/* false where an attribute has no data, and for every unknown one. */
static void
add(json_t *records, json_t *totals, const char *code, int instance,
    struct shape_walk w)
{
	json_t *points = json_array();
	struct shape_bucket b;
	double sum = 0;

	w.attr = shape_attr(w.site, code, 0, instance, &w.device);
	while (w.attr != NULL && shape_next_bucket(&w, &b)) {
		if (b.n == 0)
			continue;
		json_array_append_new(points, point(&b,
		    strcmp(code, "bs") == 0));
		sum += b.mean;
	}
	if (json_array_size(points) == 0) {
		json_decref(points);
		json_object_set_new(records, code, json_false());
		json_object_set_new(totals, code, json_false());
		return;
	}
	json_object_set_new(records, code, points);
	json_object_set_new(totals, code, dec_json(dec_of(sum, 2)));
}

static bool
is_empty(json_t *records)
{
	const char *key;
	json_t *v;

	json_object_foreach(records, key, v)
		if (!json_is_false(v))
			return false;
	return true;
}

static json_t *
wrap(json_t *records, json_t *totals, const struct ask *q, int instance)
{
	if (is_empty(records)) {
		json_decref(records);
		json_decref(totals);
		return json_pack("{s:b, s:[], s:[]}", "success", 1, "records",
		    "totals");
	}
	if (ask_int(q, "show_instance", 0) != 0)
		records = json_pack("[{s:o, s:i}]", "stats", records,
		    "instance", instance);
	return json_pack("{s:b, s:o, s:o}", "success", 1, "records", records,
	    "totals", totals);
}

json_t *
shape_stats(const struct site *s, int64_t now, const struct ask *q,
    const char **why)
{
	struct shape_walk w = { .site = s, .now = now };
	const char *type = ask_arg(q, "type");
	int instance = (int)ask_int(q, "instance", 0);
	json_t *records, *totals;

	if (!window(&w, q, why))
		return NULL;
	records = json_object();
	totals = json_object();
	if (type == NULL || strcmp(type, "custom") != 0) {
		add(records, totals, "bs", instance, w);
		add(records, totals, "Pdc", instance, w);
	} else {
		for (int i = 0; i < q->n_args; i++)
			if (strcmp(q->args[i].key, "attributeCodes[]") == 0)
				add(records, totals, q->args[i].value,
				    instance, w);
	}
	return wrap(records, totals, q, instance);
}
