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

struct span {
	int64_t start, end, width, now;
	int instance;
};

static bool
span_of(struct span *p, const struct ask *q, int64_t now, const char **why)
{
	const char *name = ask_arg(q, "interval");

	*p = (struct span){ .end = ask_int(q, "end", now), .now = now,
	    .instance = (int)ask_int(q, "instance", 0) };
	p->start = ask_int(q, "start", p->end - DAY_S);
	for (size_t i = 0; i < sizeof(intervals) / sizeof(intervals[0]); i++) {
		if (strcmp(name == NULL ? "hours" : name,
		    intervals[i].name) != 0)
			continue;
		p->width = intervals[i].width;
		if (p->end - p->start <= intervals[i].max_days * DAY_S)
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
add(json_t *records, json_t *totals, const struct site *s, const char *code,
    const struct span *p)
{
	int device;
	const struct attr *a = shape_attr(s, code, 0, p->instance, &device);
	json_t *points = json_array();
	struct shape_bucket b;
	int64_t t = p->start;
	double sum = 0;

	while (a != NULL && shape_next_bucket(&b, s, a, device, p->start,
	    p->width, p->end, &t, p->now)) {
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
	const char *type = ask_arg(q, "type");
	json_t *records, *totals;
	struct span p;

	if (!span_of(&p, q, now, why))
		return NULL;
	records = json_object();
	totals = json_object();
	if (type == NULL || strcmp(type, "custom") != 0) {
		add(records, totals, s, "bs", &p);
		add(records, totals, s, "Pdc", &p);
	} else {
		for (int i = 0; i < q->n_args; i++)
			if (strcmp(q->args[i].key, "attributeCodes[]") == 0)
				add(records, totals, s, q->args[i].value, &p);
	}
	return wrap(records, totals, q, p.instance);
}
