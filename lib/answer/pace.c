/* answer/pace.c - see pace.h */
#include "answer/pace.h"

#include "line/coverage.h"

#include <stdlib.h>

/* Fewer tell nothing. */
enum { FEW = 4 };

struct times {
	int64_t at[PACE_READINGS];
	size_t n;
};

static int
compare(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

int
pace_of_times(const int64_t *at, size_t n)
{
	int64_t step[PACE_READINGS], usual;

	if (n < FEW)
		return 0;
	for (size_t i = 1; i < n; i++)
		step[i - 1] = at[i] - at[i - 1];
	qsort(step, n - 1, sizeof(*step), compare);
	usual = step[(n - 2) / 2];
	return usual < COVERAGE_NEAR_S || usual > READING_MAX_INTERVAL ? 0 :
	    (int)usual;
}

static int
take(void *arg, const struct reading *r, struct err *e)
{
	struct times *times = arg;

	(void)e;
	if (times->n < PACE_READINGS)
		times->at[times->n++] = r->at;
	return 0;
}

int
pace_of(int *log_interval, struct store *st, const struct site *s,
    const struct reading *latest, struct err *e)
{
	struct times times = { .n = 0 };
	struct store_range newest = { latest->site, latest->battery,
		latest->source, INT64_MIN, INT64_MAX, PACE_READINGS };

	*log_interval = s->log_interval > 0 ? s->log_interval :
	    latest->interval;
	if (*log_interval > 0)
		return 0;
	if (store_readings(st, &newest, take, &times, e) == -1)
		return -1;
	*log_interval = pace_of_times(times.at, times.n);
	return 0;
}

int
pace_of_readings(const struct site *s, const struct reading *latest,
    const struct reading *v, size_t n)
{
	size_t first = n > PACE_READINGS ? n - PACE_READINGS : 0;
	struct times times = { .n = 0 };

	if (s->log_interval > 0 || latest->interval > 0)
		return s->log_interval > 0 ? s->log_interval :
		    latest->interval;
	for (size_t i = first; i < n; i++)
		times.at[times.n++] = v[i].at;
	return pace_of_times(times.at, times.n);
}
