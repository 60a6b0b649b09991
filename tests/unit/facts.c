/* tests/unit/facts.c - see facts.h */
#include "facts.h"

struct facts
facts_good(void)
{
	struct facts f = { .now = NOW, .poll_interval_s = 180,
	    .token = CHECK_TOKEN_ACCESS,
	    .requests = { .used = 20, .limit = 50, .refusal = 45,
	    .remaining = 25, .today = 240 }, .requests_warning = 40,
	    .last_poll = NOW - 60, .last_own_poll = NOW - 60,
	    .first_own_poll = NOW - 9 * DAY, .own_polls = 10,
	    .hour_attempts = 20, .day_attempts = 480, .skew_known = true,
	    .skew_s = 1, .last_success = NOW - 59, .latency_ms = 2,
	    .sites = 1, .worst = { .id = "123456", .name = "Boathouse" },
	    .worst_at = NOW - 90, .worst_age_s = 90, .worst_stale_s = 300,
	    .readings = 478, .expected = 480, .soc_known = true, .soc = 18.5,
	    .lowest = { .id = "123456", .name = "Boathouse" } };

	check_limits_init(f.limits);
	return f;
}

void
facts_silence(struct facts *f)
{
	f->worst_age_s = DAY;
	f->readings = 10;
}
