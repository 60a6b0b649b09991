/* tests/unit/test_rate.c - the sliding hour, its reserve, VRM's limiter */
#include "state/rate.h"

#include <check.h>

TCase *tcase_rate(void);

enum { S = 1000, MIN = 60 * S, HOUR = 60 * MIN };

static const struct rate_limits fifty = { 50, 180 };
static const int64_t noon = INT64_C(1784548800000);
static struct rate r;

static void
set_up(void)
{
	r = (struct rate){ .n = 0 };
}

static void
tear_down(void)
{
	rate_free(&r);
}

/* n requests of a kind, this far apart, the first at "from". */
static void
spend(int n, enum rate_use use, int64_t from, int64_t apart)
{
	for (int i = 0; i < n; i++)
		rate_spend(&r, use, from + i * apart);
}

static const struct {
	int per_hour, interval_s, warning, refusal, extra;
} lines[] = {
	{ 50, 180, 40, 45, 25 },	/* design: 45 - 20 */
	{ 50, 60, 40, 45, 9 },		/* polls would leave nothing: a fifth */
	{ 50, 600, 40, 45, 39 },
	{ 2000, 180, 1600, 1800, 1780 },
	{ 10, 180, 8, 9, 1 },
	{ 1, 180, 0, 1, 1 },
	{ 50, 7, 40, 45, 9 },
};
START_TEST(the_lines_follow_from_limit_and_poll_interval)
{
	struct rate_limits l = { lines[_i].per_hour, lines[_i].interval_s };

	ck_assert_int_eq(rate_warning(&l), lines[_i].warning);
	ck_assert_int_eq(rate_refusal(&l), lines[_i].refusal);
	ck_assert_int_eq(rate_extra(&l), lines[_i].extra);
}
END_TEST

START_TEST(the_forty_sixth_request_waits_until_the_first_is_an_hour_old)
{
	spend(44, RATE_POLL, noon, S);
	ck_assert_int_eq(rate_wait(&r, &fifty, RATE_POLL, noon + MIN), 0);
	rate_spend(&r, RATE_POLL, noon + MIN);
	ck_assert_int_eq(rate_wait(&r, &fifty, RATE_POLL, noon + MIN),
	    59 * MIN);
	rate_settle(&r, noon + HOUR);
	ck_assert_int_eq(rate_used(&r), 44);
	ck_assert_int_eq(rate_wait(&r, &fifty, RATE_POLL, noon + HOUR), 0);
}
END_TEST

START_TEST(extras_end_at_their_share_and_leave_the_poll_its_own)
{
	spend(25, RATE_EXTRA, noon, S);
	ck_assert_int_gt(rate_wait(&r, &fifty, RATE_EXTRA, noon + MIN), 0);
	for (int i = 0; i < 20; i++) {
		ck_assert_int_eq(rate_wait(&r, &fifty, RATE_POLL, noon + MIN),
		    0);
		rate_spend(&r, RATE_POLL, noon + MIN);
	}
	ck_assert_int_gt(rate_wait(&r, &fifty, RATE_POLL, noon + MIN), 0);
}
END_TEST

START_TEST(an_extra_waits_for_the_oldest_extra_not_the_oldest_request)
{
	rate_spend(&r, RATE_POLL, noon);
	spend(25, RATE_EXTRA, noon + 10 * MIN, 0);
	ck_assert_int_eq(rate_wait(&r, &fifty, RATE_EXTRA, noon + 20 * MIN),
	    50 * MIN);
}
END_TEST

/* A poll every 3 min and an extra whenever it may: a day long. */
START_TEST(in_a_day_of_greedy_extras_no_poll_is_ever_refused)
{
	int polls = 0, extras = 0;

	for (int64_t t = noon; t < noon + 24 * HOUR; t += MIN) {
		rate_settle(&r, t);
		if ((t - noon) % (3 * MIN) == 0) {
			ck_assert_int_eq(rate_wait(&r, &fifty, RATE_POLL, t),
			    0);
			rate_spend(&r, RATE_POLL, t);
			polls++;
		}
		if (rate_wait(&r, &fifty, RATE_EXTRA, t) == 0) {
			rate_spend(&r, RATE_EXTRA, t);
			extras++;
		}
		ck_assert_int_le(rate_used(&r), 45);
	}
	ck_assert_int_eq(polls, 480);
	ck_assert_int_eq(extras, 24 * 25);
}
END_TEST

START_TEST(a_clock_set_back_neither_frees_nor_freezes_the_budget)
{
	int64_t back = noon - 5 * HOUR;

	spend(45, RATE_POLL, noon, 0);
	rate_settle(&r, back);
	ck_assert_int_eq(rate_wait(&r, &fifty, RATE_POLL, back), HOUR);
	rate_settle(&r, back + HOUR - 1);
	ck_assert_int_eq(rate_used(&r), 45);
	rate_settle(&r, back + HOUR);
	ck_assert_int_eq(rate_used(&r), 0);
}
END_TEST

START_TEST(a_clock_set_forward_moves_what_was_sent_along)
{
	int64_t jump = 5 * HOUR;

	spend(45, RATE_POLL, noon, 0);
	rate_hold(&r, 10 * MIN, noon);
	rate_shift(&r, jump);
	rate_settle(&r, noon + jump + MIN);
	ck_assert_int_eq(rate_used(&r), 45);
	ck_assert_int_eq(rate_wait(&r, &fifty, RATE_POLL, noon + jump + MIN),
	    59 * MIN);
	ck_assert_int_eq(rate_held(&r, noon + jump + MIN), 9 * MIN);
}
END_TEST

START_TEST(a_hold_is_kept_until_it_ends_and_never_beyond_an_hour)
{
	rate_hold(&r, 17 * S, noon);
	ck_assert_int_eq(rate_held(&r, noon + 7 * S), 10 * S);
	rate_hold(&r, 5 * S, noon);	/* a shorter one changes nothing */
	ck_assert_int_eq(rate_held(&r, noon), 17 * S);
	rate_hold(&r, INT64_MAX, noon);
	ck_assert_int_eq(rate_held(&r, noon), HOUR);
	rate_settle(&r, noon - 24 * HOUR);	/* the clock went back a day */
	ck_assert_int_eq(rate_held(&r, noon - 24 * HOUR), HOUR);
	rate_settle(&r, noon);
	ck_assert_int_eq(rate_held(&r, noon), 0);
}
END_TEST

START_TEST(what_was_never_sent_is_given_back)
{
	rate_spend(&r, RATE_POLL, noon);
	rate_spend(&r, RATE_EXTRA, noon + 1);
	rate_refund(&r, RATE_POLL);
	ck_assert_int_eq(rate_used(&r), 1);
	ck_assert_int_eq(rate_used_by(&r, RATE_EXTRA), 1);
	rate_refund(&r, RATE_POLL);		/* there is none */
	ck_assert_int_eq(rate_used(&r), 1);
}
END_TEST

START_TEST(the_day_is_counted_from_midnight_utc)
{
	rate_settle(&r, noon);
	spend(3, RATE_POLL, noon, S);
	rate_settle(&r, noon + 11 * HOUR);
	ck_assert_int_eq(r.today, 3);
	rate_settle(&r, noon + 12 * HOUR);
	ck_assert_int_eq(r.today, 0);
}
END_TEST

/* VRM's limiter as vrm-api.md 1.4 has it: 200 slots, one freed every 333 ms. */
START_TEST(paced_requests_never_meet_vrms_own_limit)
{
	double filled = 0;
	int64_t t = noon, sent_at = noon;

	for (int i = 0; i < 1000; i++) {
		int64_t wait = rate_pace(&r, t);

		if (i < 190)
			ck_assert_int_eq(wait, 0);
		t += wait;
		filled -= (double)(t - sent_at) / 333;
		filled = (filled < 0 ? 0 : filled) + 1;
		ck_assert(filled <= 200);
		rate_spend(&r, RATE_POLL, t);
		sent_at = t;
	}
	ck_assert_int_ge(t - noon, 800 * 333);
	ck_assert_int_le(t - noon, 830 * 340);
}
END_TEST

TCase *
tcase_rate(void)
{
	TCase *t = tcase_create("rate");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t,
	    the_lines_follow_from_limit_and_poll_interval, 0,
	    (int)(sizeof(lines) / sizeof(lines[0])));
	tcase_add_test(t,
	    the_forty_sixth_request_waits_until_the_first_is_an_hour_old);
	tcase_add_test(t,
	    extras_end_at_their_share_and_leave_the_poll_its_own);
	tcase_add_test(t,
	    an_extra_waits_for_the_oldest_extra_not_the_oldest_request);
	tcase_add_test(t, in_a_day_of_greedy_extras_no_poll_is_ever_refused);
	tcase_add_test(t,
	    a_clock_set_back_neither_frees_nor_freezes_the_budget);
	tcase_add_test(t, a_clock_set_forward_moves_what_was_sent_along);
	tcase_add_test(t,
	    a_hold_is_kept_until_it_ends_and_never_beyond_an_hour);
	tcase_add_test(t, what_was_never_sent_is_given_back);
	tcase_add_test(t, the_day_is_counted_from_midnight_utc);
	tcase_add_test(t, paced_requests_never_meet_vrms_own_limit);
	return t;
}
