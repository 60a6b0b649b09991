/* tests/unit/test_schedule.c: a gap from 100 h to 0 h before the site spoke
 *
 * Hours count from then on; NEVER is never.
 */
#include "answer/schedule.h"

#include <check.h>
#include <stdlib.h>

TCase *tcase_schedule(void);

enum { SPOKE = 1700000000, H = 3600, D = 24, NEVER = 999999 };
#define MIN10 (1.0 / 6)

struct asking {			/* over [from, to) before the site spoke */
	double from, to, at;
	int found;
};
#define ALL(at) { -100, 0, (at), 0 }
#define END { 0, 0, 0, 0 }

static const struct {
	struct asking asked[8];
	double now;
	const char *state;
	double ask_at;
	bool is_due;
} judge_case[] = {
	/* ten minutes after, not before */
	{ { END }, 0.1, "pending", MIN10, false },
	{ { END }, MIN10, "due", MIN10, true },
	{ { END }, 20, "due", MIN10, true },
	/* an asking while the site was silent is too early to count */
	{ { ALL(-5), END }, 0.1, "pending", MIN10, false },
	{ { ALL(0.1), END }, MIN10, "due", MIN10, true },
	/* then after 1, 6, 24 and 48 h */
	{ { ALL(MIN10), END }, 0.5, "pending", 1, false },
	{ { ALL(MIN10), END }, 1, "due", 1, true },
	{ { ALL(1), END }, 1.5, "pending", 6, false },
	{ { ALL(6), END }, 7, "pending", 24, false },
	{ { ALL(24), END }, 47, "pending", 48, false },
	{ { ALL(24), END }, 48, "due", 48, true },
	/* one asking makes up for all before it */
	{ { ALL(MIN10), END }, 30, "due", 1, true },
	{ { ALL(MIN10), ALL(30), END }, 31, "pending", 48, false },
	{ { ALL(30), ALL(MIN10), END }, 31, "pending", 48, false },
	/* then it is given up, and asked every week */
	{ { ALL(48), END }, 49, "empty", 9 * D, false },
	{ { ALL(48), END }, 9 * D, "empty", 9 * D, true },
	{ { ALL(9 * D + 1), END }, 10 * D, "empty", 16 * D, false },
	{ { ALL(50), END }, 20 * D, "empty", 9 * D, true },
	{ { ALL(20 * D), END }, 21 * D, "empty", 23 * D, false },
	/* to the thirtieth day, or what is left of it */
	{ { ALL(24 * D), END }, 30 * D + 0.5, "empty", 30 * D, true },
	{ { ALL(30 * D), END }, 30 * D + 1, "empty", NEVER, false },
	{ { END }, 30 * D + 0.5, "due", MIN10, true },
	{ { END }, 31 * D, "empty", NEVER, false },
	{ { ALL(24), END }, 31 * D, "empty", NEVER, false },
	/* asked is what was asked as a whole */
	{ { { -100, -50, 2, 0 }, END }, 3, "due", MIN10, true },
	{ { { -100, -50, 2, 0 }, { -49, 0, 2, 0 }, END }, 3, "due", MIN10,
	    true },
	{ { { -100, -50, 2, 0 }, { -50, 0, 7, 0 }, END }, 8, "due", 6,
	    true },
	{ { { -100, -50, 2, 0 }, { -100, -50, 7, 0 }, { -60, 0, 8, 0 },
	    END }, 8, "pending", 24, false },
	/* by something larger too: what is left inherits */
	{ { { -200, 50, 7, 300 }, END }, 8, "pending", 24, false },
	{ { { -200, 50, 7, 300 }, { -150, -101, 9, 0 }, { 1, 50, 9, 0 },
	    END }, 10, "pending", 24, false },
	/* a find that left less begins anew, if it had been given up */
	{ { { -200, 0, 60, 10 }, END }, 60.1, "pending", 60 + MIN10, false },
	{ { { -200, 0, 60, 10 }, END }, 61, "due", 60 + MIN10, true },
	{ { { -200, 0, 60, 10 }, ALL(61), END }, 62, "pending", 66, false },
	{ { { -200, 0, 60, 10 }, ALL(108), END }, 109, "empty", 60 + 9 * D,
	    false },
	{ { { -100, 10, 60, 10 }, END }, 60.1, "pending", 60 + MIN10,
	    false },
	{ { { -200, 0, 40, 10 }, END }, 41, "pending", 48, false },
	/* one that left as much, or found nothing, does not */
	{ { { -100, 0, 60, 10 }, END }, 61, "empty", 9 * D, false },
	{ { { -200, 0, 60, 0 }, END }, 61, "empty", 9 * D, false },
	{ { { -200, -100, 60, 10 }, ALL(50), END }, 61, "empty", 9 * D,
	    false },
	/* and not beyond the thirty days */
	{ { { -200, 0, 30 * D, 10 }, END }, 30 * D + 0.1, "empty", NEVER,
	    false },
	{ { { -200, 0, 29 * D, 10 }, END }, 29 * D + 1, "due",
	    29 * D + MIN10, true }
};

static int64_t
at(double hours)
{
	return SPOKE + (int64_t)(hours * H);
}

static int
compare(const void *va, const void *vb)
{
	const struct asked *a = va, *b = vb;

	return (a->from > b->from) - (a->from < b->from);
}

static void
judge(struct schedule_gap *g, const struct asking *list, int64_t poll_interval,
    double now)
{
	struct asked asked[8];
	size_t n = 0;

	for (; list[n].from < list[n].to; n++)
		asked[n] = (struct asked){ .from = at(list[n].from),
			.to = at(list[n].to), .asked_at = at(list[n].at),
			.found = list[n].found };
	qsort(asked, n, sizeof(*asked), compare);
	schedule_judge(g, asked, n, poll_interval, at(now));
}

START_TEST(a_gap_is_asked_at_its_times)
{
	struct schedule_gap g = { .from = at(-100), .to = at(0),
		.spoke_at = SPOKE };

	judge(&g, judge_case[_i].asked, 180, judge_case[_i].now);
	ck_assert_str_eq(schedule_state_name(g.state), judge_case[_i].state);
	if (judge_case[_i].ask_at == NEVER)
		ck_assert_int_eq(g.ask_at, INT64_MAX);
	else
		ck_assert_int_eq(g.ask_at, at(judge_case[_i].ask_at));
	ck_assert_int_eq(schedule_is_due(&g, at(judge_case[_i].now)),
	    judge_case[_i].is_due);
}
END_TEST

START_TEST(nobody_asks_while_the_site_is_silent)
{
	static const struct asking asked[] = { ALL(-1), END };
	struct schedule_gap g = { .from = at(-100), .to = at(0),
		.spoke_at = INT64_MAX };

	judge(&g, asked, 180, 1000);
	ck_assert_int_eq(g.state, SCHEDULE_ONGOING);
	ck_assert_int_eq(g.asked_at, at(-1));
	ck_assert(!schedule_is_due(&g, at(1000)));
}
END_TEST

START_TEST(two_polls_pass_before_the_first_asking)
{
	static const struct asking none[] = { END };
	static const struct asking one[] = { ALL(2), END };
	struct schedule_gap g = { .from = at(-100), .to = at(0),
		.spoke_at = SPOKE };

	judge(&g, none, H, 1.9);
	ck_assert_int_eq(g.state, SCHEDULE_PENDING);
	ck_assert_int_eq(g.ask_at, at(2));
	judge(&g, one, H, 3);
	ck_assert_int_eq(g.ask_at, at(6));
}
END_TEST

START_TEST(what_the_horizon_took_was_not_found)
{
	static const struct asking asked[] = { { -200, 0, 60, 1 }, END };
	struct schedule_gap g = { .from = at(-100), .to = at(0),
		.spoke_at = SPOKE, .is_cut = true };

	judge(&g, asked, 180, 61);
	ck_assert_int_eq(g.state, SCHEDULE_EMPTY);
}
END_TEST

TCase *
tcase_schedule(void)
{
	TCase *tc = tcase_create("schedule");

	tcase_add_loop_test(tc, a_gap_is_asked_at_its_times, 0,
	    sizeof(judge_case) / sizeof(judge_case[0]));
	tcase_add_test(tc, nobody_asks_while_the_site_is_silent);
	tcase_add_test(tc, two_polls_pass_before_the_first_asking);
	tcase_add_test(tc, what_the_horizon_took_was_not_found);
	return tc;
}
