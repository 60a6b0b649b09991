/* tests/unit/test_truth.c - the simulator's battery, and what is seen of it */
#include "../sim/dec.h"
#include "../sim/limiter.h"
#include "../sim/site.h"
#include "../sim/truth.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_truth(void);

enum { SITES = 40, DAY_S = 86400 };
static const int64_t NOON = 1784548800;	/* 2026-07-20T12:00:00Z */

START_TEST(the_same_question_has_the_same_answer)
{
	struct truth a, b;

	truth_at(&a, 1, _i, TRUTH_SYSTEM, NOON);
	truth_at(&b, 1, _i + 1, TRUTH_SYSTEM, NOON);
	ck_assert(memcmp(&a, &b, sizeof(a)) != 0);
	truth_at(&b, 2, _i, TRUTH_SYSTEM, NOON);
	ck_assert(memcmp(&a, &b, sizeof(a)) != 0);
	truth_at(&b, 1, _i, TRUTH_SYSTEM, NOON);
	ck_assert(memcmp(&a, &b, sizeof(a)) == 0);
}
END_TEST

/* An assertion writes to a pipe: none for each of a million readings. */
static bool
is_believable(const struct truth *now)
{
	return now->soc_permille >= 0 && now->soc_permille <= 1000 &&
	    now->voltage_cv >= 1000 && now->voltage_cv <= 6000 &&
	    abs(now->current_da) <= 1500 &&
	    now->temperature_dc >= -200 && now->temperature_dc <= 450;
}

START_TEST(a_day_of_it_is_believable)
{
	bool seen[3] = { false };
	struct truth now;

	for (int64_t t = NOON; t < NOON + 7 * DAY_S; t += 60) {
		truth_at(&now, 1, _i, TRUTH_SYSTEM, t);
		if (!is_believable(&now))
			ck_abort_msg("at %lld: %d %d %d %d", (long long)t,
			    now.soc_permille, now.voltage_cv, now.current_da,
			    now.temperature_dc);
		seen[truth_state(&now)] = true;
	}
	ck_assert(seen[TRUTH_IDLE] && seen[TRUTH_CHARGING] &&
	    seen[TRUTH_DISCHARGING]);
}
END_TEST

START_TEST(rounding_the_power_is_never_in_doubt)
{
	struct truth now;

	for (int64_t t = NOON; t < NOON + DAY_S; t += 60)
		for (int device = TRUTH_SYSTEM; device < 3; device++) {
			int64_t mw;

			truth_at(&now, 1, _i, device, t);
			mw = llabs(truth_power_mw(&now));
			if ((mw > 29800 && mw < 30200) || mw % 100 == 50)
				ck_abort_msg("at %lld: %lld mW", (long long)t,
				    (long long)mw);
		}
}
END_TEST

/* The battery feeds on itself: the current over a day is the change of SOC. */
START_TEST(the_current_is_the_slope_of_the_charge)
{
	struct truth first, last, now;
	double ah = 0;

	truth_at(&first, 1, _i, TRUTH_SYSTEM, NOON);
	for (int64_t t = NOON; t < NOON + DAY_S / 4; t += 60) {
		truth_at(&now, 1, _i, TRUTH_SYSTEM, t);
		ah += now.current_da / 10.0 / 60;
	}
	truth_at(&last, 1, _i, TRUTH_SYSTEM, NOON + DAY_S / 4);
	ck_assert_double_eq_tol(ah / truth_capacity_ah(1, _i) * 100,
	    (last.soc_permille - first.soc_permille) / 10.0, 7);
}
END_TEST

START_TEST(a_log_is_seen_when_it_was_uploaded)
{
	struct site s;
	int64_t log;

	site_init(&s, 1, _i);
	s.latency = 7;
	log = site_newest(&s, NOON);
	ck_assert(log <= NOON - 7 && log > NOON - 7 - 60);
	ck_assert_int_eq((log - s.log_offset) % 60, 0);
	ck_assert_int_eq(site_newest(&s, log + 6), log - 60);
	ck_assert_int_eq(site_newest(&s, log + 7), log);
}
END_TEST

START_TEST(a_backlog_arrives_later_and_a_loss_never)
{
	struct site s;
	int64_t hole;

	site_init(&s, 1, 0);
	hole = site_newest(&s, NOON);
	ck_assert(site_set(&s, "backlog",
	    "2026-07-20T10:00:00Z..2026-07-20T13:00:00Z:1784560000"));
	ck_assert_int_lt(site_newest(&s, NOON), 1784541600);
	ck_assert_int_eq(site_next(&s, 1784541600, NOON), SITE_NEVER);
	ck_assert_int_gt(site_next(&s, 1784541600, 1784559999), 1784552400);
	ck_assert_int_eq(site_next(&s, hole, 1784560000), hole);
	ck_assert(site_set(&s, "lost", "1784540000..1784541000"));
	ck_assert_int_gt(site_next(&s, 1784540500, 2 * NOON), 1784541000);
	ck_assert(site_set(&s, "spans", "none"));
	ck_assert_int_le(site_next(&s, 1784540500, NOON), 1784540560);
}
END_TEST

START_TEST(a_silent_site_keeps_its_last_log)
{
	struct site s;
	int64_t last;

	site_init(&s, 1, 3);
	ck_assert(site_set(&s, "silent_since", "1784540000"));
	last = site_newest(&s, NOON);
	ck_assert(last <= 1784540000 && last > 1784540000 - 60);
	ck_assert_int_eq(site_newest(&s, NOON + DAY_S), last);
	ck_assert_int_eq(site_next(&s, last + 1, NOON), SITE_NEVER);
	ck_assert(site_set(&s, "silent_since", "never"));
	ck_assert_int_gt(site_newest(&s, NOON), last);
}
END_TEST

static const struct {
	const char *key, *value;
} bad_case[] = {
	{ "soc", "sometimes" }, { "colour", "blue" }, { "log_interval", "0" },
	{ "log_interval", "59" }, { "latency", "-1" }, { "lost", "1784540000" },
	{ "backlog", "1784540000..1784541000" }, { "silent_since", "noon" },
	{ "instances", "1,2,3,4,5,6,7,8,9" }, { "hidden", "" },
};

START_TEST(a_setting_that_makes_no_sense_changes_nothing)
{
	struct site s, before;

	memset(&s, 0, sizeof(s));
	site_init(&s, 1, 0);
	before = s;
	ck_assert(!site_set(&s, bad_case[_i].key, bad_case[_i].value));
	ck_assert_mem_eq(&s, &before, sizeof(s));
}
END_TEST

START_TEST(vrm_lets_200_through_and_then_three_a_second)
{
	struct limiter l = { 0 };
	int passed = 0;

	for (int i = 0; i < LIMITER_WINDOW; i++)
		ck_assert_int_eq(limiter_take(&l, 1000), 0);
	ck_assert_int_eq(limiter_take(&l, 1000), 330);
	ck_assert_int_eq(limiter_take(&l, 1329), 1);
	ck_assert_int_eq(limiter_take(&l, 1330), 0);
	for (int64_t t = 1331; t <= 1330 + 33 * 1000; t++)
		passed += limiter_take(&l, t) == 0;
	ck_assert_int_eq(passed, 100);
	ck_assert_int_eq(limiter_take(&l, 10 * 1000 * 1000), 0);
	ck_assert_int_eq(l.used, 1);
}
END_TEST

START_TEST(a_clock_that_goes_back_does_not_freeze_the_limit)
{
	struct limiter l = { 0 };

	for (int i = 0; i < LIMITER_WINDOW; i++)
		(void)limiter_take(&l, 1000000);
	ck_assert_int_eq(limiter_take(&l, 0), 330);
	ck_assert_int_eq(limiter_take(&l, 330), 0);
}
END_TEST

static const struct {
	struct dec in;
	int places;
	const char *want;
} dec_case[] = {
	{ { 1340, 2 }, 2, "13.4" }, { { 1345, 3 }, 2, "1.35" },
	{ { -1345, 3 }, 2, "-1.35" }, { { -5, 2 }, 2, "-0.05" },
	{ { -4, 2 }, 1, "0" }, { { 460, 1 }, 1, "46" }, { { 7, 0 }, 2, "7" },
};

START_TEST(a_decimal_has_one_spelling)
{
	char text[DEC_TEXT];

	ck_assert_str_eq(dec_text(text, dec_round(dec_case[_i].in,
	    dec_case[_i].places)), dec_case[_i].want);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

TCase *
tcase_truth(void)
{
	TCase *t = tcase_create("truth");

	tcase_add_loop_test(t, the_same_question_has_the_same_answer, 0, SITES);
	tcase_add_loop_test(t, a_day_of_it_is_believable, 0, SITES);
	tcase_add_loop_test(t, rounding_the_power_is_never_in_doubt, 0, SITES);
	tcase_add_loop_test(t, the_current_is_the_slope_of_the_charge, 0,
	    SITES);
	tcase_add_loop_test(t, a_log_is_seen_when_it_was_uploaded, 0, 10);
	tcase_add_test(t, a_backlog_arrives_later_and_a_loss_never);
	tcase_add_test(t, a_silent_site_keeps_its_last_log);
	tcase_add_loop_test(t, a_setting_that_makes_no_sense_changes_nothing, 0,
	    COUNT(bad_case));
	tcase_add_test(t, vrm_lets_200_through_and_then_three_a_second);
	tcase_add_test(t, a_clock_that_goes_back_does_not_freeze_the_limit);
	tcase_add_loop_test(t, a_decimal_has_one_spelling, 0, COUNT(dec_case));
	return t;
}
