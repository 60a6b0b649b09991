/* tests/unit/test_rollup.c - a bucket is [1000, 1600), the reach 300 s */
#include "line/rollup.h"

#include <check.h>
#include <math.h>

TCase *tcase_rollup(void);

struct row {
	int64_t at;
	double soc, power;
	bool history;
};

static struct rollup
roll(const struct row *rows, int n)
{
	struct reading reading[16];
	struct rollup_work w;
	struct rollup r;

	rollup_begin(&w, 1000, 1600);
	for (int i = 0; i < n; i++) {
		reading_init(&reading[i], "1", rows[i].at);
		reading[i].soc = rows[i].soc;
		reading[i].power = rows[i].power;
		reading[i].history = rows[i].history;
		if (i > 0 && rows[i].at - rows[i - 1].at < 300)
			rollup_cover(&w, &reading[i - 1], &reading[i]);
		if (rows[i].at >= 1000 && rows[i].at < 1600)
			rollup_count(&w, &reading[i]);
	}
	rollup_end(&w, &r);
	return r;
}

START_TEST(a_mean_is_weighted_by_time_not_by_rows)
{
	/* 100 % held for one reading among many near 50 % */
	static const struct row rows[] = { { 1000, 50, 0, false },
	    { 1200, 50, 0, false }, { 1400, 100, 0, false },
	    { 1410, 100, 0, false }, { 1420, 100, 0, false },
	    { 1600, 100, 0, false } };
	struct rollup r = roll(rows, 6);

	ck_assert_int_eq(r.count, 5);	/* 1600 belongs to the next */
	ck_assert_int_eq(r.observed_s, 600);
	ck_assert_double_eq(r.value[ROLLUP_SOC].mean,
	    (50 * 200 + 75 * 200 + 100 * 200) / 600.0);
	ck_assert_double_eq(r.value[ROLLUP_SOC].min, 50);
	ck_assert_double_eq(r.value[ROLLUP_SOC].max, 100);
}
END_TEST

START_TEST(neighbours_outside_cover_their_part_of_the_bucket)
{
	static const struct row rows[] = { { 900, 40, 0, false },
	    { 1100, 60, 0, false }, { 1500, 60, 0, false },
	    { 1700, 80, 0, false } };
	struct rollup r = roll(rows, 4);

	/* 1100 to 1500 is too far apart; 50 at 1000, 70 at 1600 */
	ck_assert_int_eq(r.observed_s, 200);
	ck_assert_int_eq(r.count, 2);
	ck_assert_double_eq(r.value[ROLLUP_SOC].mean,
	    (55.0 * 100 + 65 * 100) / 200);
	ck_assert_double_eq(r.soc_first, 60);
	ck_assert_double_eq(r.soc_last, 60);
}
END_TEST

START_TEST(time_beside_a_history_reading_is_filled_not_observed)
{
	static const struct row rows[] = { { 1000, 50, 0, false },
	    { 1100, 50, 0, true }, { 1200, 50, 0, false },
	    { 1300, 50, 0, false } };
	struct rollup r = roll(rows, 4);

	ck_assert_int_eq(r.filled_s, 200);
	ck_assert_int_eq(r.observed_s, 100);
}
END_TEST

START_TEST(energy_is_split_where_power_crosses_zero)
{
	/* +360 W falls to -720 W in 180 s: 60 s charge, 120 s discharge */
	static const struct row rows[] = { { 1000, 50, 360, false },
	    { 1180, 50, -720, false } };
	struct rollup r = roll(rows, 2);

	ck_assert_double_eq_tol(r.charged_wh, 360.0 / 2 * 60 / 3600, 1e-12);
	ck_assert_double_eq_tol(r.discharged_wh, 720.0 / 2 * 120 / 3600,
	    1e-12);
}
END_TEST

START_TEST(unknown_values_take_no_part)
{
	static const struct row rows[] = { { 1000, NAN, 100, false },
	    { 1100, 50, NAN, false }, { 1200, 60, NAN, false } };
	struct rollup r = roll(rows, 3);

	ck_assert_int_eq(r.observed_s, 200);
	ck_assert_double_eq(r.value[ROLLUP_SOC].mean, 55);
	ck_assert_double_eq(r.value[ROLLUP_POWER].mean, 100);
	ck_assert(isnan(r.charged_wh));
	ck_assert(isnan(r.value[ROLLUP_VOLTAGE].mean));
}
END_TEST

START_TEST(a_lone_reading_is_its_own_mean_and_covers_nothing)
{
	static const struct row rows[] = { { 1300, 42, 7, false } };
	struct rollup r = roll(rows, 1);

	ck_assert_int_eq(r.count, 1);
	ck_assert_int_eq(r.observed_s + r.filled_s, 0);
	ck_assert_double_eq(r.value[ROLLUP_SOC].mean, 42);
	ck_assert(isnan(r.charged_wh));
}
END_TEST

START_TEST(an_empty_bucket_knows_nothing)
{
	static const struct row rows[] = { { 10, 42, 7, false },
	    { 5000, 42, 7, false } };
	struct rollup r = roll(rows, 2);

	ck_assert_int_eq(r.count, 0);
	ck_assert(isnan(r.value[ROLLUP_SOC].mean));
	ck_assert(isnan(r.soc_first));
}
END_TEST

TCase *
tcase_rollup(void)
{
	TCase *t = tcase_create("rollup");

	tcase_add_test(t, a_mean_is_weighted_by_time_not_by_rows);
	tcase_add_test(t, neighbours_outside_cover_their_part_of_the_bucket);
	tcase_add_test(t, time_beside_a_history_reading_is_filled_not_observed);
	tcase_add_test(t, energy_is_split_where_power_crosses_zero);
	tcase_add_test(t, unknown_values_take_no_part);
	tcase_add_test(t, a_lone_reading_is_its_own_mean_and_covers_nothing);
	tcase_add_test(t, an_empty_bucket_knows_nothing);
	return t;
}
