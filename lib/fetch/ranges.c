/* fetch/ranges.c - see ranges.h */
#include "fetch/ranges.h"

#include "base/mem.h"
#include "base/text.h"
#include "vrm/graph.h"
#include "vrm/stats.h"

#include <stdlib.h>
#include <string.h>

enum { HOUR_S = 3600 };

void
ranges_free(struct ranges *r)
{
	free(r->v);
	*r = (struct ranges){ .n = 0 };
}

bool
ranges_add(struct ranges *r, const char *site, const char *battery,
    int64_t from, int64_t to)
{
	struct ranges_item x = { .from = from, .to = to, .told = from,
		.done = from };

	if (strcmp(battery, "system") == 0)
		x.battery.instance = -1;
	else if (!text_all(battery, text_is_digit) ||
	    !text_to_int64(battery, &x.battery.instance) ||
	    x.battery.instance > INT32_MAX)
		return false;
	(void)text_copy(x.battery.site, sizeof(x.battery.site), site);
	if (r->n == r->size) {
		r->size = r->size * 2 + 8;
		r->v = xrealloc(r->v, r->size, sizeof(x));
	}
	r->v[r->n++] = x;
	return true;
}

static int64_t
hour_of(int64_t at)
{
	return at - at % HOUR_S;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

bool
ranges_add_long(struct ranges *r, const char *site, const char *battery,
    int64_t from, int64_t to)
{
	while (from < to) {
		int64_t end = least(hour_of(from) + GRAPH_MAX_S, to);

		if (!ranges_add(r, site, battery, from, end))
			return false;
		from = end;
	}
	return true;
}

static int
by_battery(const struct ranges_item *a, const struct ranges_item *b)
{
	int c = strcmp(a->battery.site, b->battery.site);

	return c != 0 ? c : (a->battery.instance > b->battery.instance) -
	    (a->battery.instance < b->battery.instance);
}

static int
by_time(const void *a, const void *b)
{
	const struct ranges_item *p = a, *q = b;
	int c = by_battery(p, q);

	if (c != 0)
		return c;
	if (p->from != q->from)
		return (p->from > q->from) - (p->from < q->from);
	return (p->to > q->to) - (p->to < q->to);
}

void
ranges_sort(struct ranges *r)
{
	if (r->n > 0)
		qsort(r->v, r->n, sizeof(r->v[0]), by_time);
}

bool
ranges_next(const struct ranges *r, struct ranges_part *p)
{
	p->i = p->end;
	if (p->i == r->n)
		return false;
	do
		p->end++;
	while (p->end < r->n && by_battery(&r->v[p->i], &r->v[p->end]) == 0);
	return true;
}

bool
ranges_window(const struct ranges *r, struct ranges_part p,
    struct archive_window *w)
{
	const struct ranges_item *x;
	bool found = false;

	*w = (struct archive_window){ .from = INT64_MAX };
	for (size_t i = p.i; i < p.end; i++) {
		x = &r->v[i];
		if (x->done < x->to && x->done < w->from) {
			w->from = x->done;
			found = true;
		}
	}
	if (!found)
		return false;
	w->from = hour_of(w->from);
	for (size_t i = p.i; i < p.end; i++) {
		int64_t day = w->from + GRAPH_MAX_S;
		int64_t month = w->from + STATS_MAX_S;

		x = &r->v[i];
		if (x->done == x->to || x->from >= month)
			continue;
		if (w->until < least(x->to, month))
			w->until = least(x->to, month);
		if (x->from < day && w->to < least(x->to, day))
			w->to = least(x->to, day);
	}
	return true;
}
