/* store/rollup.c - see rollup.h */
#include "store/rollup.h"

#include <math.h>

enum { HOUR_S = 3600 };

void
rollup_begin(struct rollup_work *w, int64_t start, int64_t end,
    int64_t reach_s)
{
	*w = (struct rollup_work){ .reach_s = reach_s };
	w->r = (struct rollup){ .start = start, .end = end, .soc_first = NAN,
	    .soc_last = NAN, .charged_wh = NAN, .discharged_wh = NAN };
	for (int v = 0; v < ROLLUP_VALUES; v++)
		w->r.value[v] = (struct rollup_stat){ NAN, NAN, NAN };
}

static double
value_of(const struct reading *r, int v)
{
	switch (v) {
	case ROLLUP_SOC:
		return r->soc;
	case ROLLUP_VOLTAGE:
		return r->voltage;
	case ROLLUP_CURRENT:
		return r->current;
	case ROLLUP_POWER:
		return r->power;
	default:
		return r->temperature;
	}
}

static void
count_inside(struct rollup_work *w, const struct reading *r)
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
		w->r.soc_first = r->soc;
	w->r.soc_last = r->soc;
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

/* The time between two neighbours, as far as it lies in the bucket. */
static void
cover(struct rollup_work *w, const struct reading *a, const struct reading *b)
{
	int64_t from = a->at > w->r.start ? a->at : w->r.start;
	int64_t to = b->at < w->r.end ? b->at : w->r.end;
	double span = (double)(b->at - a->at);
	double d = (double)(to - from);

	if (to <= from || b->at - a->at >= w->reach_s)
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
rollup_add(struct rollup_work *w, const struct reading *r)
{
	if (w->begun)
		cover(w, &w->last, r);
	if (r->at >= w->r.start && r->at < w->r.end)
		count_inside(w, r);
	w->last = *r;
	w->begun = 1;
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
