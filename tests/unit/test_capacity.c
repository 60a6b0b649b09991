/* tests/unit/test_capacity.c: what labels of batteries say */
#include "answer/capacity.h"

#include <check.h>
#include <math.h>

TCase *tcase_capacity(void);

static const struct {
	const char *text;
	double wh, ah;			/* both 0: it is no size */
} size_case[] = {
	{ "10kWh", 10000, 0 }, { "9600Wh", 9600, 0 }, { "200Ah", 0, 200 },
	{ "4.8 kwh", 4800, 0 }, { "460 AH", 0, 460 },
	{ "10", 0, 0 }, { "kWh", 0, 0 }, { "", 0, 0 }, { "0kWh", 0, 0 },
	{ "-5kWh", 0, 0 }, { "1.2.3kWh", 0, 0 }, { "10kW", 0, 0 },
	{ "10kWh ", 0, 0 }, { "10  kWh", 0, 0 },
	{ "1000000000000000000000000000000000Wh", 0, 0 }
};

START_TEST(a_size_is_a_number_and_its_unit)
{
	struct capacity c = { 7, 7 };

	ck_assert_int_eq(capacity_parse(size_case[_i].text, &c),
	    size_case[_i].wh > 0 || size_case[_i].ah > 0);
	ck_assert_double_eq(c.wh, size_case[_i].wh);
	ck_assert_double_eq(c.ah, size_case[_i].ah);
}
END_TEST

START_TEST(a_cycle_is_the_energy_of_a_full_battery)
{
	const struct capacity none = { 0, 0 }, wh = { 10000, 0 };
	const struct capacity ah = { 0, 200 };

	ck_assert_double_eq(capacity_cycles(&wh, 25000, NAN), 2.5);
	ck_assert_double_eq(capacity_cycles(&ah, 5000, 50), 0.5);
	ck_assert(isnan(capacity_cycles(&ah, 5000, NAN)));
	ck_assert(isnan(capacity_cycles(&wh, NAN, 50)));
	ck_assert(isnan(capacity_cycles(&none, 5000, 50)));
}
END_TEST

TCase *
tcase_capacity(void)
{
	TCase *tc = tcase_create("capacity");

	tcase_add_loop_test(tc, a_size_is_a_number_and_its_unit, 0,
	    sizeof(size_case) / sizeof(size_case[0]));
	tcase_add_test(tc, a_cycle_is_the_energy_of_a_full_battery);
	return tc;
}
