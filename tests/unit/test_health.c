/* tests/unit/test_health.c: all is well, then one trouble each */
#include "answer/health.h"

#include "facts.h"

#include <check.h>
#include <string.h>

TCase *tcase_health(void);

static void
nothing(struct facts *f)
{
	(void)f;
}

static void
fresh_machine(struct facts *f)
{
	*f = (struct facts){ .now = NOW, .poll_interval_s = 180,
	    .requests_warning = 40, .requests = { .limit = 50, .refusal = 45,
	    .remaining = 45 } };
	check_limits_init(f->limits);
	err_set(&f->database, ERR_NO_READING, "vrm.db: no such file");
}

static void
no_state_directory(struct facts *f)
{
	fresh_machine(f);
	err_set(&f->state, ERR_PERMISSION, "state directory /x: not there");
	f->requests_err = f->state;
}

static void
token_refused(struct facts *f)
{
	err_set(&f->last_result, ERR_TOKEN_REFUSED, "401 from VRM");
	f->last_success = NOW - 7200;
	f->worst_age_s = 7300;
	f->hour_failed = 20;
	f->readings = 440;
	f->day_failed = 40;
}

static void
token_of_the_future(struct facts *f)
{
	token_refused(f);
	f->token_obtained_at = NOW + DAY;
}

static void
token_saved_since(struct facts *f)
{
	err_set(&f->last_result, ERR_TOKEN_MISSING, "no VRM access token");
	f->token = CHECK_TOKEN_ACCESS;
	f->token_obtained_at = NOW - 10;
}

static void
token_readable_by_all(struct facts *f)
{
	err_set(&f->token_err, ERR_PERMISSION, "token: others can read it");
	err_hint(&f->token_err, "chmod 600 token.json");
}

static void
token_expires_soon(struct facts *f)
{
	f->token_expires_at = NOW + 2 * DAY;
}

static void
token_expired(struct facts *f)
{
	f->token_expires_at = NOW - 3600;
}

static void
login_lasts_a_day(struct facts *f)
{
	f->token = CHECK_TOKEN_LOGIN;
	f->token_expires_at = NOW + DAY;
}

static void
token_of_another_user(struct facts *f)
{
	f->token = CHECK_TOKEN_UNSEEN;
}

static void
forty_requests(struct facts *f)
{
	f->requests.used = 40;
}

static void
budget_spent(struct facts *f)
{
	f->requests.used = 45;
	f->requests.remaining = 0;
	err_set(&f->last_result, ERR_BUDGET, "45 of 50 requests are spent");
}

static void
held_by_vrm(struct facts *f)
{
	f->requests.hold_until = NOW + 300;
	err_set(&f->last_result, ERR_LIMITED, "429");
}

static void
clock_behind(struct facts *f)
{
	f->skew_s = 120;
}

static void
clock_far_off(struct facts *f)
{
	f->skew_s = -86400;
}

static void
cron_is_dead(struct facts *f)
{
	f->last_own_poll = NOW - 7200;
	f->last_poll = f->last_success = NOW - 30;
}

static void
only_by_hand(struct facts *f)
{
	f->last_own_poll = 0;
}

static void
poller_at_its_limit(struct facts *f)
{
	f->last_own_poll = f->last_poll = f->last_success = NOW - 600;
	f->worst_age_s = 300;
}

static void
all_stopped(struct facts *f)
{
	f->last_own_poll = f->last_poll = f->last_success = NOW - 7200;
	f->worst_age_s = 7300;
}

static void
slow_poller(struct facts *f)
{
	f->poll_interval_s = 900;
	f->last_own_poll = f->last_poll = f->last_success = NOW - 2000;
}

static void
last_poll_failed(struct facts *f)
{
	err_set(&f->last_result, ERR_TIMEOUT, "timeout after 4 tries");
	f->hour_failed = 2;
	f->day_failed = 2;
}

static void
many_failures(struct facts *f)
{
	f->hour_failed = 3;
	f->day_failed = 3;
}

static void
few_attempts(struct facts *f)
{
	f->hour_attempts = f->day_attempts = 9;
	f->hour_failed = f->day_failed = 8;
}

static void
failures_all_day(struct facts *f)
{
	f->day_failed = 10;
}

static void
database_down(struct facts *f)
{
	err_set(&f->database, ERR_DB_DOWN, "connection refused");
	f->sites = 0;
	f->last_success = NOW - 900;
}

static void
database_slow(struct facts *f)
{
	f->latency_ms = 1500;
}

static void
never_stored(struct facts *f)
{
	f->last_success = 0;
	f->sites = 0;
}

static void
site_is_late(struct facts *f)
{
	f->worst_age_s = 301;
}

static void
readings_are_missing(struct facts *f)
{
	f->readings = 431;
}

static void
polls_now_and_then(struct facts *f)
{
	f->own_polls = 4;
}

static void
begun_a_while_ago(struct facts *f)
{
	f->own_polls = 4;
	f->first_own_poll = NOW - 800;
}

static void
polls_of_the_future(struct facts *f)
{
	f->ahead = 3;
}

static void
lines_are_spooled(struct facts *f)
{
	f->spool_lines = 40;
	f->spool_oldest = NOW - 7200;
}

static void
spooled_while_the_database_is_down(struct facts *f)
{
	database_down(f);
	lines_are_spooled(f);
}

static void
segment_set_aside(struct facts *f)
{
	f->spool_damaged = 1;
}

static void
nobody_heals(struct facts *f)
{
	f->gaps = 2;
	f->gaps_s = 7200;
	f->due_at = NOW - 5 * 3600;
}

static void
gap_waits_its_turn(struct facts *f)
{
	f->gaps = 1;
	f->gaps_s = 900;
	f->due_at = NOW - 3600;
}

static void
reading_of_the_future(struct facts *f)
{
	f->worst_at = NOW + 3 * DAY;
	f->worst_age_s = 0;
}

static void
one_site_is_not_known(struct facts *f)
{
	err_set(&f->sites_err, ERR_NO_SITE, "site 7: not known here");
}

static const struct {
	void (*spoil)(struct facts *);
	enum check_verdict verdict;
	int root;
	int consequences;
	const char *summary;
} health_case[] = {
	{ nothing, CHECK_OK, -1, 0,
	    "data is 90 seconds old, 478 readings in 24 hours" },
	{ fresh_machine, CHECK_UNKNOWN, CHECK_POLLER, 5,
	    "nothing has run yet" },
	{ no_state_directory, CHECK_UNKNOWN, CHECK_STATE, 5,
	    "nothing has run yet" },
	{ token_refused, CHECK_CRITICAL, CHECK_TOKEN, 5,
	    "signing in failed 60 seconds ago: 401 from VRM" },
	{ token_of_the_future, CHECK_CRITICAL, CHECK_TOKEN, 5,
	    "signing in failed 60 seconds ago: 401 from VRM" },
	{ token_saved_since, CHECK_WARNING, CHECK_LAST_POLL, 0,
	    "the last poll, 60 seconds ago, failed: no VRM access token" },
	{ token_readable_by_all, CHECK_CRITICAL, CHECK_TOKEN, 0,
	    "token: others can read it" },
	{ token_expires_soon, CHECK_WARNING, CHECK_TOKEN, 0,
	    "the access token expires in 2 days" },
	{ token_expired, CHECK_CRITICAL, CHECK_TOKEN, 0,
	    "the access token expired 60 minutes ago" },
	{ login_lasts_a_day, CHECK_OK, -1, 0, NULL },
	{ token_of_another_user, CHECK_OK, -1, 0, NULL },
	{ forty_requests, CHECK_WARNING, CHECK_REQUESTS, 0,
	    "40 of 50 requests in the last hour, 25 remain, 240 today" },
	{ budget_spent, CHECK_CRITICAL, CHECK_REQUESTS, 1,
	    "45 of 50 requests in the last hour, 0 remain, 240 today" },
	{ held_by_vrm, CHECK_WARNING, CHECK_REQUESTS, 1,
	    "VRM wants no requests before 2025-12-10T12:05:00Z" },
	{ clock_behind, CHECK_WARNING, CHECK_CLOCK, 0,
	    "VRM's clock is 2 minutes ahead of ours" },
	{ clock_far_off, CHECK_CRITICAL, CHECK_CLOCK, 0,
	    "VRM's clock is 24 hours behind ours" },
	{ cron_is_dead, CHECK_CRITICAL, CHECK_POLLER, 0,
	    "the poller last ran 2 hours ago" },
	{ only_by_hand, CHECK_WARNING, CHECK_POLLER, 0,
	    "polled by hand only so far" },
	{ poller_at_its_limit, CHECK_OK, -1, 0, NULL },
	{ all_stopped, CHECK_CRITICAL, CHECK_POLLER, 2,
	    "the poller last ran 2 hours ago" },
	{ slow_poller, CHECK_OK, -1, 0, NULL },
	{ last_poll_failed, CHECK_WARNING, CHECK_LAST_POLL, 0,
	    "the last poll, 60 seconds ago, failed: timeout after 4 tries" },
	{ many_failures, CHECK_WARNING, CHECK_FAILURES, 0,
	    "3 of 20 polls failed in the last hour" },
	{ few_attempts, CHECK_OK, -1, 0, NULL },
	{ failures_all_day, CHECK_WARNING, CHECK_SUCCESS, 0,
	    "470 of 480 polls went well in the last 24 hours" },
	{ database_down, CHECK_CRITICAL, CHECK_DATABASE, 5,
	    "connection refused" },
	{ database_slow, CHECK_WARNING, CHECK_DATABASE, 0,
	    "the database answers in 1500 ms" },
	{ never_stored, CHECK_CRITICAL, CHECK_LAST_SUCCESS, 3,
	    "nothing has been stored yet" },
	{ facts_silence, CHECK_CRITICAL, CHECK_DATA_AGE, 1,
	    "the newest reading of Boathouse is 24 hours old" },
	{ site_is_late, CHECK_WARNING, CHECK_DATA_AGE, 0,
	    "the newest reading of Boathouse is 5 minutes old" },
	{ readings_are_missing, CHECK_WARNING, CHECK_READINGS, 0,
	    "431 readings in the last 24 hours, 480 expected" },
	{ polls_now_and_then, CHECK_WARNING, CHECK_POLLER, 0,
	    "the poller ran 4 times in the last 30 minutes, 10 were expected" },
	{ begun_a_while_ago, CHECK_OK, -1, 0, NULL },
	{ polls_of_the_future, CHECK_WARNING, CHECK_CLOCK, 0,
	    "3 polls are logged in the future and do not count: the clock was "
	    "set back" },
	{ lines_are_spooled, CHECK_WARNING, CHECK_SPOOL, 0,
	    "40 lines wait for their database, the oldest for 2 hours" },
	{ spooled_while_the_database_is_down, CHECK_CRITICAL, CHECK_DATABASE,
	    6, "connection refused" },
	{ segment_set_aside, CHECK_WARNING, CHECK_SPOOL, 0,
	    "1 damaged segment of the spool was set aside" },
	{ nobody_heals, CHECK_WARNING, CHECK_GAPS, 0,
	    "2 gaps, 2 hours in all, and nobody asked for 5 hours" },
	{ gap_waits_its_turn, CHECK_OK, -1, 0, NULL },
	{ reading_of_the_future, CHECK_WARNING, CHECK_DATA_AGE, 0,
	    "the newest reading of Boathouse is dated 3 days ahead of now" },
	{ one_site_is_not_known, CHECK_WARNING, CHECK_DATA_AGE, 0,
	    "site 7: not known here" }
};

START_TEST(one_trouble_is_found_named_and_told_from_its_consequences)
{
	struct facts f = facts_good();
	struct health h;
	int consequences = 0;

	health_case[_i].spoil(&f);
	health_judge(&h, &f);
	ck_assert_int_eq(h.verdict, health_case[_i].verdict);
	ck_assert_int_eq(h.root, health_case[_i].root);
	if (health_case[_i].summary != NULL)
		ck_assert_str_eq(h.summary, health_case[_i].summary);
	for (int i = 0; i < CHECK_COUNT; i++)
		consequences += h.check[i].cause != -1;
	ck_assert_int_eq(consequences, health_case[_i].consequences);
}
END_TEST

START_TEST(whoever_is_not_well_is_told_what_to_do)
{
	struct facts f = facts_good();
	struct health h;

	health_case[_i].spoil(&f);
	health_judge(&h, &f);
	ck_assert((h.verdict != CHECK_OK) == (h.advice[0] != '\0'));
}
END_TEST

START_TEST(polling_by_hand_does_not_run_a_poller)
{
	struct facts f = facts_good();
	struct health h;

	health_judge(&h, &f);
	ck_assert(h.poller_running);
	cron_is_dead(&f);
	health_judge(&h, &f);
	ck_assert(!h.poller_running);
}
END_TEST

START_TEST(trouble_has_a_beginning)
{
	struct facts f = facts_good();
	struct health h;

	token_refused(&f);
	f.failing_since = NOW - 7200;
	health_judge(&h, &f);
	ck_assert_int_eq(h.check[CHECK_TOKEN].since, NOW - 7200);
	ck_assert_int_eq(h.check[CHECK_LAST_SUCCESS].since, NOW - 7200);
	ck_assert_int_eq(h.check[CHECK_POLLER].since, 0);
}
END_TEST

TCase *
tcase_health(void)
{
	TCase *tc = tcase_create("health");
	int n = sizeof(health_case) / sizeof(health_case[0]);

	tcase_add_loop_test(tc,
	    one_trouble_is_found_named_and_told_from_its_consequences, 0, n);
	tcase_add_loop_test(tc, whoever_is_not_well_is_told_what_to_do, 0, n);
	tcase_add_test(tc, polling_by_hand_does_not_run_a_poller);
	tcase_add_test(tc, trouble_has_a_beginning);
	return tc;
}
