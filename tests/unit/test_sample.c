/* tests/unit/test_sample.c */
#include "vrm/sample.h"

#include <check.h>
#include <math.h>

TCase *tcase_sample(void);

enum { NOW = 1784548763 };

static struct sample
full(int64_t soc_at, int64_t v_at, int64_t i_at)
{
	struct sample s = { .interval = 60 };

	sample_take(&s, SAMPLE_SOC, 81.5, soc_at);
	sample_take(&s, SAMPLE_VOLTAGE, 26.61, v_at);
	sample_take(&s, SAMPLE_CURRENT, -9, i_at);
	return s;
}

START_TEST(the_newest_of_soc_voltage_and_current_dates_the_reading)
{
	struct sample s = full(NOW - 60, NOW, NOW - 120);
	struct reading r;

	sample_take(&s, SAMPLE_TEMPERATURE, 24, NOW + 5);
	reading_init(&r, "1", 0);
	ck_assert(sample_reading(&s, &r));
	ck_assert_int_eq(r.at, NOW);
	ck_assert_double_eq(r.soc, 81.5);
	ck_assert_double_eq(r.temperature, 24);
	ck_assert_int_eq(r.interval, 60);
}
END_TEST

/* Ages behind the newest, and whether the value stays, at logs of 60 s. */
static const struct { int64_t behind; int interval; bool stays; } old_case[] = {
	{ 0, 60, true }, { 600, 60, true },
	{ 900, 60, true },		/* unchanged since the full upload */
	{ 3600, 60, true }, { 3601, 60, false }, { 86400, 60, false },
	{ 7200, 3600, true }, { 10801, 3600, false },	/* it logs each hour */
	{ 7200, 0, false }
};

START_TEST(a_value_much_older_than_the_others_is_left_out)
{
	struct sample s = full(NOW - old_case[_i].behind, NOW, NOW);
	struct reading r;

	s.interval = old_case[_i].interval;
	reading_init(&r, "1", 0);
	ck_assert(sample_reading(&s, &r));
	ck_assert_int_eq(r.at, NOW);
	ck_assert_int_eq(isnan(r.soc) == 0, old_case[_i].stays);
	ck_assert_double_eq(r.voltage, 26.61);
}
END_TEST

START_TEST(values_that_are_old_together_go_out_with_their_own_time)
{
	struct sample s = full(NOW - 263521, NOW - 263521, NOW - 263521);
	struct reading r;

	reading_init(&r, "1", 0);
	ck_assert(sample_reading(&s, &r));
	ck_assert_int_eq(r.at, NOW - 263521);
	ck_assert_double_eq(r.soc, 81.5);
	ck_assert_double_eq(r.current, -9);
}
END_TEST

START_TEST(a_lonely_fresh_current_does_not_date_old_values)
{
	struct sample s = full(NOW - 90000, NOW - 90001, NOW);
	struct reading r;

	reading_init(&r, "1", 0);
	ck_assert(sample_reading(&s, &r));
	ck_assert_int_eq(r.at, NOW - 90000);
	ck_assert_double_eq(r.voltage, 26.61);
	ck_assert(isnan(r.current));
	ck_assert(isnan(r.power));
}
END_TEST

START_TEST(current_alone_is_no_reading)
{
	struct sample s = { .interval = 0 };
	struct reading r;

	reading_init(&r, "1", 7);
	ck_assert(!sample_reading(&s, &r));
	sample_take(&s, SAMPLE_CURRENT, 1, NOW);
	ck_assert(!sample_reading(&s, &r));
	ck_assert_int_eq(r.at, 7);
}
END_TEST

START_TEST(a_missing_soc_is_not_zero_and_zero_is_a_value)
{
	struct sample s = { .interval = 0 };
	struct reading r;

	reading_init(&r, "1", 0);
	sample_take(&s, SAMPLE_VOLTAGE, 13.4, NOW);
	sample_take(&s, SAMPLE_CURRENT, 0, NOW);
	ck_assert(sample_reading(&s, &r));
	ck_assert(isnan(r.soc));
	ck_assert_double_eq(r.power, 0);
	ck_assert_int_eq(r.state, READING_IDLE);
	sample_take(&s, SAMPLE_SOC, 0, NOW);
	ck_assert(sample_reading(&s, &r));
	ck_assert_double_eq(r.soc, 0);
}
END_TEST

/* bst, or -1 for none; V * I; what comes out */
static const struct {
	double bst, watt;
	enum reading_state want;
} state_case[] = {
	{ 2, 500, READING_DISCHARGING },	/* VRM's word beats the sign */
	{ 0, -100, READING_IDLE },
	{ 1, 0, READING_CHARGING },
	{ -1, 31, READING_CHARGING },
	{ -1, 30, READING_IDLE },
	{ -1, -30, READING_IDLE },
	{ -1, -31, READING_DISCHARGING }
};

START_TEST(vrm_names_the_state_else_the_rule_of_the_gx_does)
{
	struct sample s = { .interval = 0 };
	struct reading r;

	reading_init(&r, "1", 0);
	sample_take(&s, SAMPLE_VOLTAGE, 10, NOW);
	sample_take(&s, SAMPLE_CURRENT, state_case[_i].watt / 10, NOW);
	sample_take(&s, SAMPLE_STATE, state_case[_i].bst, NOW);
	ck_assert(sample_reading(&s, &r));
	ck_assert_int_eq(r.state, state_case[_i].want);
}
END_TEST

START_TEST(the_newer_of_two_twins_stays)
{
	struct sample s = full(NOW, NOW, NOW);

	sample_take(&s, SAMPLE_SOC, 12, NOW - 1);
	ck_assert_double_eq(s.member[SAMPLE_SOC].value, 81.5);
	sample_take(&s, SAMPLE_SOC, 80, NOW + 1);
	ck_assert_double_eq(s.member[SAMPLE_SOC].value, 80);
}
END_TEST

START_TEST(what_no_battery_can_have_is_no_value)
{
	struct sample s = { .interval = 0 };

	sample_take(&s, SAMPLE_SOC, 100.5, NOW);
	sample_take(&s, SAMPLE_SOC, -1, NOW);
	sample_take(&s, SAMPLE_SOC, NAN, NOW);
	sample_take(&s, SAMPLE_CURRENT, INFINITY, NOW);
	sample_take(&s, SAMPLE_TEMPERATURE, -274, NOW);
	for (int m = 0; m < SAMPLE_MEMBERS; m++)
		ck_assert(!s.member[m].known);
}
END_TEST

#define LOOP(tc, test, table) \
	tcase_add_loop_test(tc, test, 0, sizeof(table) / sizeof((table)[0]))

TCase *
tcase_sample(void)
{
	TCase *tc = tcase_create("sample");

	tcase_add_test(tc,
	    the_newest_of_soc_voltage_and_current_dates_the_reading);
	LOOP(tc, a_value_much_older_than_the_others_is_left_out, old_case);
	tcase_add_test(tc,
	    values_that_are_old_together_go_out_with_their_own_time);
	tcase_add_test(tc, a_lonely_fresh_current_does_not_date_old_values);
	tcase_add_test(tc, current_alone_is_no_reading);
	tcase_add_test(tc, a_missing_soc_is_not_zero_and_zero_is_a_value);
	LOOP(tc, vrm_names_the_state_else_the_rule_of_the_gx_does, state_case);
	tcase_add_test(tc, the_newer_of_two_twins_stays);
	tcase_add_test(tc, what_no_battery_can_have_is_no_value);
	return tc;
}
