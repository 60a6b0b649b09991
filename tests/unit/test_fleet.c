/* tests/unit/test_fleet.c: three sites, where it is not the same day */
#include "answer/fleet.h"

#include "buckets.h"

#include <check.h>

TCase *tcase_fleet(void);

static struct site sites[] = {
	{ .id = "1", .timezone = "Asia/Kolkata" },
	{ .id = "2", .timezone = "America/New_York" },
	{ .id = "3" }
};

static struct reading latest[] = {
	{ .site = "1", .battery = "0", .source = "victron" },
	{ .site = "1", .battery = "system", .source = "victron" },
	{ .site = "2", .battery = "0", .source = "solark" },
	{ .site = "2", .battery = "0", .source = "victron" },
	{ .site = "3", .battery = "0", .source = "victron" }
};

static struct series
all(void)
{
	return (struct series){ .book = { sites, 3, latest, 5, 0 },
	    .some = { NULL, "0", "victron" } };
}

START_TEST(all_that_fit_come_in_order_and_then_anew)
{
	struct series s = all();
	struct series_ask ask = { .words = { -1, NULL, NULL },
	    .now = 1765368120 };
	static const int order[] = { 0, 3, 4 };

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 3; i++) {
			ck_assert(fleet_next(&s, &ask));
			ck_assert_ptr_eq(s.latest, &latest[order[i]]);
			ck_assert_str_eq(s.site->id, s.latest->site);
		}
		ck_assert(!fleet_next(&s, &ask));
	}
	s.some.site = &sites[1];
	ck_assert(fleet_next(&s, &ask));
	ck_assert_ptr_eq(s.latest, &latest[3]);
	ck_assert(!fleet_next(&s, &ask));
}
END_TEST

START_TEST(a_day_begins_at_the_midnight_of_each_and_may_yet_have_to)
{
	struct series s = all();
	struct series_ask ask = { .words = { -1, "2025-12-11", NULL },
	    .now = buckets_at("2025-12-11T02:00:00Z") };

	ck_assert(fleet_next(&s, &ask));
	ck_assert_int_eq(s.range.from, buckets_at("2025-12-10T18:30:00Z"));
	ck_assert_int_eq(s.range.to, ask.now);
	ck_assert(fleet_next(&s, &ask));
	ck_assert_int_eq(s.range.from, 0);
	ck_assert_int_eq(s.range.to, 0);
	ck_assert(fleet_next(&s, &ask));
	ck_assert_int_eq(s.range.from, buckets_at("2025-12-11T00:00:00Z"));
}
END_TEST

TCase *
tcase_fleet(void)
{
	TCase *tc = tcase_create("fleet");

	tcase_add_test(tc, all_that_fit_come_in_order_and_then_anew);
	tcase_add_test(tc,
	    a_day_begins_at_the_midnight_of_each_and_may_yet_have_to);
	return tc;
}
