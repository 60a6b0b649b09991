/* answer/missing.c - see missing.h */
#include "answer/missing.h"

#include "base/mem.h"
#include "line/coverage.h"

#include <stdlib.h>

void
missing_free(struct missing *m)
{
	free(m->gaps);
	*m = (struct missing){ .n = 0 };
}

/* [from, to), if that is anything. */
static void
add_gap(struct missing *m, int64_t from, int64_t to, int64_t spoke_at)
{
	bool is_cut = from < m->from;

	if (is_cut)
		from = m->from;
	if (to > m->to)
		to = m->to;
	if (from >= to)
		return;
	if (m->n == m->size) {
		m->size = m->size * 2 + 8;
		m->gaps = xrealloc(m->gaps, m->size, sizeof(*m->gaps));
	}
	m->gaps[m->n++] = (struct schedule_gap){ .from = from, .to = to,
		.is_cut = is_cut, .spoke_at = spoke_at };
}

void
missing_begin(struct missing *m, int log_interval,
    const struct missing_time *t)
{
	*m = (struct missing){ .from = t->horizon,
		.to = t->now - 2 * t->poll_interval_s,
		.log_interval = log_interval };
}

static bool
is_near(const struct missing *m, const struct jump *j)
{
	return j->at - j->older_at < coverage_reach_of(m->log_interval,
	    j->interval, j->older_interval);
}

static int64_t
spoke_at(const struct missing *m, const struct jump *j)
{
	return j->live_at == INT64_MAX ? m->newest.at : j->live_at;
}

void
missing_add(struct missing *m, const struct jump *j)
{
	if (!m->some) {
		m->some = true;
		m->newest = *j;
		if (m->to - j->at >= coverage_reach_of(m->log_interval,
		    j->interval, 0))
			add_gap(m, j->at, m->to, INT64_MAX);
	}
	m->oldest = *j;
	if (j->older_at != INT64_MIN && !is_near(m, j))
		add_gap(m, j->older_at, j->at, spoke_at(m, j));
}

void
missing_end(struct missing *m, int64_t older_at)
{
	if (older_at == INT64_MIN)
		return;
	if (!m->some)
		add_gap(m, older_at, m->to, INT64_MAX);
	else
		add_gap(m, older_at, m->oldest.at, spoke_at(m, &m->oldest));
}

/* ---- from the database ---- */

static int
take_jump(void *arg, const struct jump *j, struct err *e)
{
	(void)e;
	missing_add(arg, j);
	return 0;
}

static int
take_older(void *arg, const struct reading *r, struct err *e)
{
	(void)e;
	*(struct reading *)arg = *r;
	return 0;
}

struct askings {
	struct asked *v;
	size_t n, size;
};

static int
take_asked(void *arg, const struct asked *a, struct err *e)
{
	struct askings *list = arg;

	(void)e;
	if (list->n == list->size) {
		list->size = list->size * 2 + 16;
		list->v = xrealloc(list->v, list->size, sizeof(*list->v));
	}
	list->v[list->n++] = *a;
	return 0;
}

static int
judge(struct missing *m, struct store *st, const struct reading *series,
    const struct missing_time *t, struct err *e)
{
	struct askings asked = { .n = 0 };
	int rc = 0;

	if (m->n > 0)
		rc = store_asked(st, series->site, series->battery,
		    m->gaps[m->n - 1].from, m->gaps[0].to, take_asked, &asked,
		    e);
	for (size_t i = 0; rc == 0 && i < m->n; i++)
		schedule_judge(&m->gaps[i], asked.v, asked.n,
		    t->poll_interval_s, t->now);
	free(asked.v);
	return rc;
}

int
missing_horizon(struct missing_time *t, struct store *st,
    const struct reading *latest, struct err *e)
{
	struct store_range series = { latest->site, latest->battery,
		latest->source, INT64_MIN, INT64_MAX, 0 };
	struct store_horizon h = { .at = INT64_MIN };
	int rc = store_horizon(st, &series, &h, e);

	t->horizon = h.at > 0 ? h.at : 0;
	t->edge = h.edge;
	if (t->edge.at < 0)
		t->edge.at = 0;
	return rc;
}

/* Does one before the range cover the time up to its first? */
static bool
reaches(const struct missing *m, const struct reading *older)
{
	return m->some && m->oldest.at - older->at < coverage_reach_of(
	    m->log_interval, m->oldest.interval, older->interval);
}

/* Read is from one reach before the horizon, or before since, where only
 * gaps that reach so far are wanted. */
int
missing_load(struct missing *m, struct store *st, const struct reading *latest,
    int log_interval, const struct missing_time *t, struct err *e)
{
	int64_t begin = t->since > t->horizon ? t->since : t->horizon;
	struct reading older = { .at = 0 };
	struct store_range range = { latest->site, latest->battery,
		latest->source, begin - coverage_reach_of(log_interval,
		latest->interval, 0), INT64_MAX, 0 };

	missing_begin(m, log_interval, t);
	if (store_jumps(st, &range, COVERAGE_NEAR_S, take_jump, m, e) == -1)
		return -1;
	if (!m->some || m->oldest.at > begin) {
		range.to = range.from;
		range.from = INT64_MIN;
		range.limit = 1;
		if (store_readings(st, &range, take_older, &older, e) == -1)
			return -1;
		if (older.at == 0)
			older = t->edge;
		missing_end(m, older.at == 0 || reaches(m, &older) ?
		    INT64_MIN : older.at);
	}
	return judge(m, st, latest, t, e);
}
