/* tests/unit/test_retry.c - which failures deserve another try, and when */
#include "net/retry.h"

#include <check.h>

TCase *tcase_retry(void);

static const struct { enum err_kind kind; bool may; } kinds[] = {
	{ ERR_DNS, true }, { ERR_CONNECT, true }, { ERR_TIMEOUT, true },
	{ ERR_HTTP, true }, { ERR_LIMITED, true },
	{ ERR_TLS, false }, { ERR_REDIRECT, false }, { ERR_REJECTED, false },
	{ ERR_TOKEN_REFUSED, false }, { ERR_FORBIDDEN, false },
	{ ERR_NOT_JSON, false }, { ERR_SHAPE, false }, { ERR_TOO_BIG, false },
	{ ERR_BUDGET, false }, { ERR_LOGIN_REFUSED, false },
};
START_TEST(only_what_may_pass_by_itself_is_tried_again)
{
	ck_assert_int_eq(retry_may(kinds[_i].kind), kinds[_i].may);
}
END_TEST

START_TEST(waits_double_and_jitter_adds_less_than_half)
{
	for (uint32_t random = 0; random < 100000; random += 777)
		for (int done = 1; done <= RETRY_MAX; done++) {
			int64_t base = INT64_C(1000) << (done - 1);
			int64_t wait = retry_wait(done, -1, 170000, random);

			ck_assert_int_ge(wait, base);
			ck_assert_int_lt(wait, base + base / 2);
		}
}
END_TEST

static const struct {
	int done;
	int64_t after_ms, left_ms, least, most;	/* -1: given up */
} waits[] = {
	{ 4, -1, 170000, -1, -1 },		/* three retries, no more */
	{ 1, 17000, 170000, 17000, 18000 },	/* as VRM wishes */
	{ 1, 0, 170000, 0, 1000 },
	{ 1, 17000, 17000, -1, -1 },		/* would end too late */
	{ 1, INT64_MAX, 170000, -1, -1 },
	{ 3, -1, 500, -1, -1 },
	{ 1, -1, -5, -1, -1 },
};
START_TEST(vrms_wish_is_obeyed_if_it_fits_the_deadline)
{
	int64_t wait = retry_wait(waits[_i].done, waits[_i].after_ms,
	    waits[_i].left_ms, 999);

	ck_assert_int_ge(wait, waits[_i].least);
	ck_assert_int_le(wait, waits[_i].most);
}
END_TEST

TCase *
tcase_retry(void)
{
	TCase *t = tcase_create("retry");

	tcase_add_loop_test(t, only_what_may_pass_by_itself_is_tried_again, 0,
	    (int)(sizeof(kinds) / sizeof(kinds[0])));
	tcase_add_test(t, waits_double_and_jitter_adds_less_than_half);
	tcase_add_loop_test(t, vrms_wish_is_obeyed_if_it_fits_the_deadline, 0,
	    (int)(sizeof(waits) / sizeof(waits[0])));
	return t;
}
