/* tests/unit/test_http.c - Retry-After; the rest of http.c needs a server and
 * is in tests/t/11-transport.t */
#include "net/http.h"

#include <check.h>

TCase *tcase_http(void);

enum { NOON = 1784548800 };	/* Mon, 20 Jul 2026 12:00:00 GMT */

static const struct { const char *value; int64_t ms; } cases[] = {
	{ "17", 17000 }, { "0", 0 }, { "3600", 3600000 },
	{ "Mon, 20 Jul 2026 12:00:17 GMT", 17000 },
	{ "Monday, 20-Jul-26 12:01:00 GMT", 60000 },
	{ "Mon Jul 20 12:00:05 2026", 5000 },
	{ "Mon, 20 Jul 2026 11:00:00 GMT", 0 },		/* has passed */
	{ "", -1 }, { "-5", -1 }, { "soon", -1 }, { "1.5", -1 },
	{ "17 s", -1 }, { "99999999999999999999", -1 },
	{ "9223372036854775807", INT64_MAX },
};
START_TEST(retry_after_is_seconds_or_a_date)
{
	ck_assert_int_eq(http_retry_after_ms(cases[_i].value, NOON),
	    cases[_i].ms);
}
END_TEST

TCase *
tcase_http(void)
{
	TCase *t = tcase_create("http");

	tcase_add_loop_test(t, retry_after_is_seconds_or_a_date, 0,
	    (int)(sizeof(cases) / sizeof(cases[0])));
	return t;
}
