/* answer/schedule.c - see schedule.h */
#include "answer/schedule.h"

enum { HOUR_S = 3600, DAY_S = 86400, WEEK_S = 7 * DAY_S,
	GIVEN_UP_S = 48 * HOUR_S, LAST_S = 30 * DAY_S };

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* When [from, *to) was last asked, INT64_MIN if never; *to is cut to where that
 * is the same for all of it. */
static int64_t
asked_from(int64_t from, int64_t *to, const struct asked *asked, size_t n)
{
	int64_t at = INT64_MIN;

	for (size_t i = 0; i < n && asked[i].from < *to; i++) {
		if (asked[i].from > from)
			*to = asked[i].from;
		else if (asked[i].to > from) {
			*to = least(*to, asked[i].to);
			at = most(at, asked[i].asked_at);
		}
	}
	return at;
}

static int64_t
asked_at(const struct schedule_gap *g, const struct asked *asked, size_t n)
{
	int64_t at = INT64_MAX;

	for (int64_t from = g->from, to; from < g->to && at != INT64_MIN;
	    from = to) {
		to = g->to;
		at = least(at, asked_from(from, &to, asked, n));
	}
	return at;
}

/* From when the moments of asking count: see Found. */
static int64_t
begins_at(const struct schedule_gap *g, const struct asked *asked, size_t n)
{
	int64_t at = g->spoke_at;

	for (size_t i = 0; i < n && asked[i].from < g->to; i++) {
		const struct asked *a = &asked[i];
		bool left_less = a->to > g->to ||
		    (a->from < g->from && !g->is_cut);

		if (a->to > g->from && a->found > 0 && left_less &&
		    a->asked_at >= g->spoke_at + GIVEN_UP_S)
			at = most(at, a->asked_at);
	}
	return at;
}

/* The first moment, in seconds after the beginning, behind the last asking. */
static int64_t
next_moment(int64_t asked_after_s, int64_t first_s)
{
	static const int64_t moments[] = { HOUR_S, 6 * HOUR_S, 24 * HOUR_S,
		GIVEN_UP_S };

	if (asked_after_s < first_s)
		return first_s;
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
		if (moments[i] > asked_after_s)
			return moments[i];
	return GIVEN_UP_S +
	    ((asked_after_s - GIVEN_UP_S) / WEEK_S + 1) * WEEK_S;
}

void
schedule_judge(struct schedule_gap *g, const struct asked *asked, size_t n,
    int64_t poll_interval_s, int64_t now)
{
	int64_t begin, next;

	g->asked_at = asked_at(g, asked, n);
	g->ask_at = INT64_MAX;
	if (g->spoke_at == INT64_MAX) {
		g->state = SCHEDULE_ONGOING;
		return;
	}
	g->state = SCHEDULE_EMPTY;
	if (now >= g->spoke_at + SCHEDULE_END_S)
		return;
	begin = begins_at(g, asked, n);
	next = begin + next_moment(g->asked_at == INT64_MIN ? INT64_MIN :
	    g->asked_at - begin, most(SCHEDULE_FIRST_S, 2 * poll_interval_s));
	if (next > g->spoke_at + LAST_S)
		return;
	g->ask_at = next;
	if (g->asked_at < begin + GIVEN_UP_S)
		g->state = g->ask_at <= now ? SCHEDULE_DUE : SCHEDULE_PENDING;
}

bool
schedule_is_due(const struct schedule_gap *g, int64_t now)
{
	return g->ask_at <= now;
}

const char *
schedule_state_name(enum schedule_state state)
{
	static const char *const names[] = { "ongoing", "due", "pending",
		"empty" };

	return names[state];
}
