/* shape_series.c - logs of one attribute, gathered in buckets; see shape.h */
#include "shape.h"

#include "truth.h"

#include <string.h>

/* A bucket with more logs than this is sampled. */
enum { SAMPLES = 1440 };

static const struct attr *
pick(const struct attr *list, int n, const char *code, int id)
{
	for (int i = 0; i < n; i++)
		if (code != NULL ? strcmp(list[i].code, code) == 0 :
		    list[i].id == id)
			return &list[i];
	return NULL;
}

const struct attr *
shape_attr(const struct site *s, const char *code, int id, int instance,
    int *device)
{
	const struct attr *a = NULL;

	*device = TRUTH_SYSTEM;
	if (instance == 0)
		a = pick(attr_system, ATTR_SYSTEM_COUNT, code, id);
	if (a != NULL || !site_has_instance(s, instance) ||
	    instance == s->stale)
		return a;
	*device = instance;
	return pick(attr_monitor, ATTR_MONITOR_COUNT, code, id);
}

/* The attribute has a series at all, be it of nulls. */
static bool
is_logged(const struct attr_sample *v, int64_t log)
{
	return (v->mode == SITE_OK && v->at == log) || v->mode == SITE_NULL ||
	    v->mode == SITE_DASHES;
}

static void
gather(struct shape_bucket *b, const struct attr_sample *v)
{
	double x = dec_double(v->value);

	if (v->mode != SITE_OK) {
		b->is_null = true;
		return;
	}
	b->places = v->value.places;
	b->min = b->n == 0 || x < b->min ? x : b->min;
	b->max = b->n == 0 || x > b->max ? x : b->max;
	b->mean += (x - b->mean) / ++b->n;
}

bool
shape_next_bucket(struct shape_walk *w, struct shape_bucket *b)
{
	const struct site *s = w->site;
	int64_t skip = w->width / s->log_interval / SAMPLES * s->log_interval;
	int64_t close = w->end + 1;
	struct attr_sample v;
	int64_t log;

	*b = (struct shape_bucket){ .is_null = false };
	for (log = site_next(s, w->at, w->now);
	    log != SITE_NEVER && log < close;
	    log = site_next(s, log + 1 + skip, w->now)) {
		attr_read(&v, s, w->attr, w->device, log);
		if (!is_logged(&v, log))
			continue;
		if (b->n == 0 && !b->is_null) {
			b->start = log - (log - w->start) % w->width;
			if (b->start + w->width < close)
				close = b->start + w->width;
		}
		gather(b, &v);
	}
	w->at = close;
	return b->n > 0 || b->is_null;
}
