/* vrm/series.c - see series.h */
#include "vrm/series.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/text.h"
#include "vrm/attr.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* vrm-api.md 5.1 and 5.2 */
static const struct series_attr of_system[] = {
	{ "bs", ATTR_BS, SAMPLE_SOC },
	{ "bv", ATTR_BV, SAMPLE_VOLTAGE },
	{ "bc", ATTR_BC, SAMPLE_CURRENT },
	{ "bst", ATTR_BST, SAMPLE_STATE },
	{ "bp", 243, SAMPLE_POWER },
	{ "bT", 1035, SAMPLE_TEMPERATURE },
	{ NULL, 0, SAMPLE_MEMBERS }
};

static const struct series_attr of_monitor[] = {
	{ "SOC", ATTR_SOC, SAMPLE_SOC },
	{ "V", ATTR_V, SAMPLE_VOLTAGE },
	{ "I", ATTR_I, SAMPLE_CURRENT },
	{ "BT", ATTR_BT, SAMPLE_TEMPERATURE },
	{ NULL, 0, SAMPLE_MEMBERS }
};

const struct series_attr *
series_attrs(const struct series_battery *b)
{
	return b->instance == -1 ? of_system : of_monitor;
}

void
series_free(struct series *s)
{
	free(s->points);
	*s = (struct series){ .n = 0 };
}

static bool
is_named(const struct series_attr *a, const char *key, const char *code)
{
	int64_t id;

	if (*code != '\0')
		return strcmp(code, a->code) == 0;
	return strcmp(key, a->code) == 0 ||
	    (text_to_int64(key, &id) && id == a->id);
}

/* A mean of several states is none of them. */
static bool
is_mixed(json_t *point)
{
	double min, max;

	return js_number(js_at(point, 2), &min) &&
	    js_number(js_at(point, 3), &max) && min != max;
}

static void
take_point(struct series *s, enum sample_member m, json_t *point)
{
	int64_t at;
	double v;

	if (!attr_time(js_at(point, 0), &at) ||
	    !js_number(js_at(point, 1), &v) ||
	    (m == SAMPLE_STATE && is_mixed(point)))
		return;
	if (s->n == s->size) {
		s->size = s->size * 2 + 512;
		s->points = xrealloc(s->points, s->size,
		    sizeof(s->points[0]));
	}
	s->points[s->n] = (struct series_point){ at, m, v, s->n };
	s->n++;
}

void
series_take(struct series *s, const struct series_battery *b, json_t *data,
    const json_t *meta)
{
	const char *key, *code;
	json_t *list, *point;

	json_object_foreach(data, key, list) {
		const struct series_attr *a = series_attrs(b);
		struct js_walk w = { .all = list };

		code = js_text(json_object_get(json_object_get(meta, key),
		    "code"));
		while (a->code != NULL && !is_named(a, key, code))
			a++;
		while (a->code != NULL && (point = js_next(&w)) != NULL)
			take_point(s, a->member, point);
	}
}

static int
by_time(const void *a, const void *b)
{
	const struct series_point *p = a, *q = b;

	if (p->at != q->at)
		return (p->at > q->at) - (p->at < q->at);
	return (p->order > q->order) - (p->order < q->order);
}

/* Join the points of one time, from i on; the index behind them. */
static size_t
join_one(const struct series *s, size_t i, struct sample *out)
{
	int64_t at = s->points[i].at;

	*out = (struct sample){ .interval = 0 };
	for (; i < s->n && s->points[i].at == at; i++)
		sample_take(out, s->points[i].member, s->points[i].value, at);
	return i;
}

size_t
series_join(struct series *s, const struct series_battery *b, int width_s,
    struct reading **out)
{
	struct sample one;
	size_t n = 0, i = 0;

	*out = NULL;
	if (s->n == 0)
		return 0;
	qsort(s->points, s->n, sizeof(s->points[0]), by_time);
	while (i < s->n) {
		struct reading r;

		i = join_one(s, i, &one);
		reading_init(&r, b->site, 0);
		if (!sample_reading(&one, &r))
			continue;
		if ((n & (n + 1)) == 0)		/* full at 0, 1, 3, 7, ... */
			*out = xrealloc(*out, 2 * n + 1, sizeof(r));
		r.instance = b->instance;
		if (b->instance != -1)
			(void)snprintf(r.battery, sizeof(r.battery),
			    "%" PRId64, b->instance);
		r.history = true;
		r.interval = width_s;
		(*out)[n++] = r;
	}
	return n;
}
