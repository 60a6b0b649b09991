/* line/rollup.c - see rollup.h */
#include "line/rollup.h"

#include <math.h>

enum { HOUR_S = 3600 };

void
rollup_begin(struct rollup_work *w, int64_t start, int64_t end)
{
	*w = (struct rollup_work){ .known = { 0 } };
	w->r = (struct rollup){ .start = start, .end = end, .soc_first = NAN,
	    .soc_last = NAN, .charged_wh = NAN, .discharged_wh = NAN };
	for (int v = 0; v < ROLLUP_VALUES; v++)
		w->r.value[v] = (struct rollup_stat){ NAN, NAN, NAN };
}

/* Adding 0 makes -0 a 0: SQLite keeps no sign of it. */
static double
value_of(const struct reading *r, int v)
{
	switch (v) {
	case ROLLUP_SOC:
		return r->soc + 0;
	case ROLLUP_VOLTAGE:
		return r->voltage + 0;
	case ROLLUP_CURRENT:
		return r->current + 0;
	case ROLLUP_POWER:
		return r->power + 0;
	default:
		return r->temperature + 0;
	}
}

void
rollup_count(struct rollup_work *w, const struct reading *r)
{
	w->r.count++;
	for (int v = 0; v < ROLLUP_VALUES; v++) {
		struct rollup_stat *stat = &w->r.value[v];
		double x = value_of(r, v);

		if (isnan(x))
			continue;
		stat->min = fmin(stat->min, x);		/* NAN gives way */
		stat->max = fmax(stat->max, x);
		w->sum[v] += x;
		w->known[v]++;
	}
	if (isnan(r->soc))
		return;
	if (isnan(w->r.soc_first))
		w->r.soc_first = value_of(r, ROLLUP_SOC);
	w->r.soc_last = value_of(r, ROLLUP_SOC);
}

/* Energy under a straight line from p to q watts; what crosses zero charges on
 * one side and discharges on the other. */
static void
add_energy(struct rollup_work *w, double p, double q, double seconds)
{
	double charged = fmax(p, 0) + fmax(q, 0);
	double discharged = fmax(-p, 0) + fmax(-q, 0);

	if (charged > 0 && discharged > 0) {
		double total = charged + discharged;

		charged = charged * charged / total;
		discharged = discharged * discharged / total;
	}
	w->charged_ws += charged / 2 * seconds;
	w->discharged_ws += discharged / 2 * seconds;
}

void
rollup_cover(struct rollup_work *w, const struct reading *a,
    const struct reading *b)
{
	int64_t from = a->at > w->r.start ? a->at : w->r.start;
	int64_t to = b->at < w->r.end ? b->at : w->r.end;
	double span = (double)(b->at - a->at);
	double d = (double)(to - from);

	if (to <= from)
		return;
	if (a->history || b->history)
		w->r.filled_s += to - from;
	else
		w->r.observed_s += to - from;
	for (int v = 0; v < ROLLUP_VALUES; v++) {
		double x = value_of(a, v), y = value_of(b, v);
		double left = x + (y - x) * (double)(from - a->at) / span;
		double right = x + (y - x) * (double)(to - a->at) / span;

		if (isnan(x) || isnan(y))
			continue;
		w->area[v] += (left + right) / 2 * d;
		w->weight[v] += d;
		if (v == ROLLUP_POWER)
			add_energy(w, left, right, d);
	}
}

void
rollup_end(struct rollup_work *w, struct rollup *out)
{
	for (int v = 0; v < ROLLUP_VALUES; v++)
		if (w->weight[v] > 0)
			w->r.value[v].mean = w->area[v] / w->weight[v];
		else if (w->known[v] > 0)
			w->r.value[v].mean = w->sum[v] / (double)w->known[v];
	if (w->weight[ROLLUP_POWER] > 0) {
		w->r.charged_wh = w->charged_ws / HOUR_S;
		w->r.discharged_wh = w->discharged_ws / HOUR_S;
	}
	*out = w->r;
}

bool
rollup_is_empty(const struct rollup *r)
{
	return r->count == 0 && r->observed_s + r->filled_s == 0;
}

static bool
same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

bool
rollup_equal(const struct rollup *a, const struct rollup *b)
{
	for (int v = 0; v < ROLLUP_VALUES; v++)
		if (!same(a->value[v].min, b->value[v].min) ||
		    !same(a->value[v].max, b->value[v].max) ||
		    !same(a->value[v].mean, b->value[v].mean))
			return false;
	return a->start == b->start && a->end == b->end &&
	    a->count == b->count && a->observed_s == b->observed_s &&
	    a->filled_s == b->filled_s &&
	    same(a->soc_first, b->soc_first) &&
	    same(a->soc_last, b->soc_last) &&
	    same(a->charged_wh, b->charged_wh) &&
	    same(a->discharged_wh, b->discharged_wh);
}
