/* tests/unit/test_trend.c: since when is it so, and until when? */
#include "answer/trend.h"

#include <check.h>
#include <math.h>

TCase *tcase_trend(void);

enum { MIN = 60, C = READING_CHARGING,
	D = READING_DISCHARGING, I = READING_IDLE, U = READING_UNKNOWN,
	NOTHING = -1 };

struct point {
	int min;			/* the look-back begins at 0 */
	int state;			/* NOTHING: none until the next */
	double soc;
};

/* Readings every 3 min from this minute to the next point's, the charge in a
 * straight line. */
static const struct {
	struct point at[5];		/* the last is the newest reading */
	int n;
	bool stale;
	int since_min;			/* -1: not known */
	enum trend_before before;
	enum trend_why why;
	double rate;			/* NAN: not known */
	int full_min, empty_min;	/* -1: none */
} trend_case[] = {
	/* it turned two hours ago; 20 % an hour of late */
	{ { { 0, D, 60 }, { 1320, C, 50 }, { 1380, C, 60 }, { 1440, C, 80 } },
	    4, false, 1320, TREND_OTHER_STATE, TREND_FINE, 20, 1500, -1 },
	{ { { 0, C, 60 }, { 1200, D, 50 }, { 1440, D, 40 } }, 3, false, 1200,
	    TREND_OTHER_STATE, TREND_FINE, -2.5, -1, 2400 },
	/* all the time that was looked at */
	{ { { 0, D, 90 }, { 1440, D, 66 } }, 2, false, 0, TREND_LOOK_BACK,
	    TREND_FINE, -1, -1, 1440 + 66 * 60 },
	/* a hole: before it may have been the same */
	{ { { 0, C, 20 }, { 1200, NOTHING, 50 }, { 1400, C, 60 },
	    { 1440, C, 70 } }, 4, false, 1400, TREND_NO_READINGS, TREND_FINE,
	    15, 1560, -1 },
	{ { { 1400, C, 60 }, { 1440, C, 70 } }, 2, false, 1400,
	    TREND_NO_READINGS, TREND_FINE, 15, 1560, -1 },
	/* too short, too slow, backwards, resting, done, stale, unknown */
	{ { { 0, D, 60 }, { 1428, C, 50 }, { 1440, C, 51 } }, 3, false, 1428,
	    TREND_OTHER_STATE, TREND_SHORT, NAN, -1, -1 },
	{ { { 0, C, 60 }, { 1440, C, 66 } }, 2, false, 0, TREND_LOOK_BACK,
	    TREND_SLOW, 0.25, -1, -1 },
	{ { { 0, C, 60 }, { 1440, C, 36 } }, 2, false, 0, TREND_LOOK_BACK,
	    TREND_SLOW, -1, -1, -1 },
	{ { { 0, C, 60 }, { 1200, I, 90 }, { 1440, I, 90 } }, 3, false, 1200,
	    TREND_OTHER_STATE, TREND_RESTS, NAN, -1, -1 },
	{ { { 0, C, 60 }, { 1440, C, 100 } }, 2, false, 0, TREND_LOOK_BACK,
	    TREND_DONE, NAN, -1, -1 },
	{ { { 0, C, 60 }, { 1440, C, 84 } }, 2, true, 0, TREND_LOOK_BACK,
	    TREND_STALE, NAN, -1, -1 },
	{ { { 0, C, NAN }, { 1440, C, NAN } }, 2, false, 0, TREND_LOOK_BACK,
	    TREND_NO_SOC, NAN, -1, -1 },
	{ { { 0, U, 50 }, { 1440, U, 74 } }, 2, false, -1, TREND_LOOK_BACK,
	    TREND_RESTS, NAN, -1, -1 },
	/* a state that was not told in between contradicts none */
	{ { { 0, D, 60 }, { 1320, C, 50 }, { 1380, U, 60 },
	    { 1440, C, 70 } }, 4, false, 1320, TREND_OTHER_STATE, TREND_FINE,
	    10, 1620, -1 },
	{ { { 0, C, 0 } }, 0, false, -1, TREND_OTHER_STATE, TREND_NO_SOC, NAN,
	    -1, -1 }
};

static void
feed(struct trend *t, const struct point *a, const struct point *b)
{
	struct reading r;

	for (int m = a->min; m < b->min && a->state != NOTHING; m += 3) {
		reading_init(&r, "1", (int64_t)m * MIN);
		r.state = (enum reading_state)a->state;
		r.soc = a->soc + (b->soc - a->soc) * (m - a->min) /
		    (b->min - a->min);
		trend_add(t, &r);
	}
}

static int64_t
seconds(int min)
{
	return min == -1 ? INT64_MIN : (int64_t)min * MIN;
}

START_TEST(a_state_has_a_beginning_and_a_rate_an_end)
{
	const struct point *at = trend_case[_i].at;
	int n = trend_case[_i].n;
	struct trend t = { .newest = n == 0 ? 0 : at[n - 1].min * MIN };
	struct reading r;

	for (int i = 0; i + 1 < n; i++)
		feed(&t, &at[i], &at[i + 1]);
	if (n > 0) {
		reading_init(&r, "1", t.newest);
		r.state = (enum reading_state)at[n - 1].state;
		r.soc = at[n - 1].soc;
		trend_add(&t, &r);
	}
	trend_end(&t, trend_case[_i].stale);
	ck_assert_int_eq(t.since, seconds(trend_case[_i].since_min));
	ck_assert_int_eq(t.why, trend_case[_i].why);
	ck_assert_int_eq(t.full_at, seconds(trend_case[_i].full_min));
	ck_assert_int_eq(t.empty_at, seconds(trend_case[_i].empty_min));
	if (t.since != INT64_MIN)
		ck_assert_int_eq(t.before, trend_case[_i].before);
	if (isnan(trend_case[_i].rate))
		ck_assert(isnan(t.rate));
	else
		ck_assert_double_eq_tol(t.rate, trend_case[_i].rate, 1e-9);
	ck_assert((trend_reason(t.why) == NULL) == (t.why == TREND_FINE));
}
END_TEST

TCase *
tcase_trend(void)
{
	TCase *tc = tcase_create("trend");

	tcase_add_loop_test(tc, a_state_has_a_beginning_and_a_rate_an_end, 0,
	    sizeof(trend_case) / sizeof(trend_case[0]));
	return tc;
}
