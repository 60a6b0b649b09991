/* tests/unit/test_sites.c */
#include "state/sites.h"

#include "base/file.h"
#include "base/note.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TCase *tcase_sites(void);

enum { T = 1784548763 };

static char dir[64];
static struct state *state;
static struct sites *sites;
static struct err e;

static void
setup(void)
{
	(void)snprintf(dir, sizeof(dir), "/tmp/test_sites.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	e = (struct err){ .kind = ERR_NONE };
	state = state_open(dir);
	ck_assert_int_eq(sites_open(&sites, state, &e), 0);
	note_level(NOTE_QUIET);
}

static void
teardown(void)
{
	static const char *const files[] = { "sites.json", "sites.json.lock",
	    "sites.json.bad" };

	sites_close(sites);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = state_path(state, files[i]);

		(void)unlink(path);
		free(path);
	}
	state_close(state);
	(void)rmdir(dir);
	note_level(NOTE_NORMAL);
}

static void
reopen(void)
{
	sites_close(sites);
	ck_assert_int_eq(sites_open(&sites, state, &e), 0);
}

START_TEST(what_was_put_is_there_in_the_next_run)
{
	struct sites_entry in = { .site = { .id = "410001",
	    .identifier = "0a1b2c3d4e5f", .name = "Caba\xc3\xb1" "a",
	    .timezone = "Europe/Amsterdam", .log_interval = 60 },
	    .printed_at = T, .discovered_at = T - 1,
	    .feed = 288, .monitors = { 288, 0 }, .n_monitors = 2 }, out;

	ck_assert(!sites_get(sites, "410001", &out));
	ck_assert_str_eq(out.site.id, "410001");
	ck_assert_int_eq(out.feed, -1);
	ck_assert_int_eq(sites_lock(sites, &e), 0);
	sites_put(sites, &in);
	ck_assert_int_eq(sites_commit(sites, &e), 0);
	reopen();
	ck_assert(sites_get(sites, "410001", &out));
	ck_assert_str_eq(out.site.name, in.site.name);
	ck_assert_str_eq(out.site.identifier, in.site.identifier);
	ck_assert_str_eq(out.site.timezone, in.site.timezone);
	ck_assert_int_eq(out.site.log_interval, 60);
	ck_assert_int_eq(out.feed, 288);
	ck_assert_int_eq(out.n_monitors, 2);
	ck_assert_int_eq(out.monitors[1], 0);
	ck_assert_int_eq(out.discovered_at, T - 1);
}
END_TEST

/* First sample, second, and the time the second one is stored under. */
static const struct {
	int64_t first;
	bool first_exact;
	int64_t second;
	bool second_exact;
	int64_t want;
} wobble_case[] = {
	{ T, false, T + 2, false, T },
	{ T, false, T - 5, false, T },
	{ T, false, T + 6, false, T + 6 },
	{ T, false, T - 6, false, T - 6 },
	{ T, true, T + 3, false, T },		/* overview, then summary */
	{ T, false, T + 3, true, T },		/* summary, then overview */
	{ T, true, T + 3, true, T + 3 },	/* both know exactly */
	{ T, true, T + 60, false, T + 60 }
};

START_TEST(one_log_has_one_time_however_its_age_wobbles)
{
	(void)sites_sample_time(sites, "1", "system", wobble_case[_i].first,
	    wobble_case[_i].first_exact);
	ck_assert_int_eq(sites_sample_time(sites, "1", "system",
	    wobble_case[_i].second, wobble_case[_i].second_exact),
	    wobble_case[_i].want);
	ck_assert_int_eq(sites_sample_time(sites, "1", "288", T + 4, false),
	    T + 4);
	ck_assert_int_eq(sites_sample_time(sites, "2", "system", T + 4, false),
	    T + 4);
}
END_TEST

START_TEST(a_wobble_never_drifts)
{
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(sites_sample_time(sites, "1", "system",
		    T + i % 5, false), T);
}
END_TEST

START_TEST(another_process_is_not_overwritten)
{
	struct sites_entry mine, theirs;
	struct sites *other;

	ck_assert_int_eq(sites_open(&other, state, &e), 0);
	(void)sites_get(other, "2", &theirs);
	ck_assert_int_eq(sites_lock(other, &e), 0);
	sites_put(other, &theirs);
	ck_assert_int_eq(sites_commit(other, &e), 0);
	sites_close(other);
	(void)sites_get(sites, "1", &mine);
	sites_put(sites, &mine);
	ck_assert_int_eq(sites_lock(sites, &e), 0);
	ck_assert_int_eq(sites_commit(sites, &e), 0);
	reopen();
	ck_assert(sites_get(sites, "1", &mine));
	ck_assert(sites_get(sites, "2", &theirs));
}
END_TEST

START_TEST(sites_that_left_the_account_are_forgotten_after_a_month)
{
	struct sites_entry old, new;

	(void)sites_get(sites, "1", &old);
	(void)sites_get(sites, "2", &new);
	old.printed_at = T - 31 * 86400;
	new.printed_at = T;
	sites_put(sites, &old);
	sites_put(sites, &new);
	sites_listed(sites, "2", T);
	ck_assert(!sites_get(sites, "1", &old));
	ck_assert(sites_get(sites, "2", &new));
	ck_assert_str_eq(sites_only(sites, 3600, T + 3600), "2");
	ck_assert_str_eq(sites_only(sites, 3600, T + 3601), "");
	ck_assert_str_eq(sites_only(sites, 3600, T - 1), "");
}
END_TEST

#define OURS "{\"version\":1,\"sites\":"
static const char *const foreign_case[] = { OURS " 7}", "[]",
    OURS "{\"1\":[]}}", OURS "{\"1\":{\"last\":3,\"monitors\":9,"
    "\"name\":4,\"feed\":\"x\"}}}", OURS "{\"1\":{\"last\":"
    "{\"system\":{}}}}}", OURS "{\n\"1\":{\"discovered_at\":"
    "-9223372036854775808,\"last\":{\"system\":[-9223372036854775808,"
    "false]}}\n}}", OURS "{\n\"1\":{\"a\":\"\\u0000\"}\n}}", "{\"sites",
    "" };

START_TEST(a_foreign_file_is_no_crash)
{
	char *path = state_path(state, "sites.json");
	struct sites_entry entry;

	ck_assert_int_eq(file_replace(path, 0600, foreign_case[_i],
	    strlen(foreign_case[_i]), &e), 0);
	free(path);
	reopen();
	(void)sites_get(sites, "1", &entry);
	ck_assert_int_eq(entry.feed, -1);
	ck_assert_int_eq(entry.discovered_at, 0);
	ck_assert_int_eq(sites_lock(sites, &e), 0);
	ck_assert_int_eq(sites_sample_time(sites, "1", "system", T, false), T);
	sites_put(sites, &entry);
	ck_assert_int_eq(sites_commit(sites, &e), 0);
}
END_TEST

TCase *
tcase_sites(void)
{
	TCase *tc = tcase_create("sites");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_was_put_is_there_in_the_next_run);
	tcase_add_loop_test(tc, one_log_has_one_time_however_its_age_wobbles, 0,
	    sizeof(wobble_case) / sizeof(wobble_case[0]));
	tcase_add_test(tc, a_wobble_never_drifts);
	tcase_add_test(tc, another_process_is_not_overwritten);
	tcase_add_test(tc,
	    sites_that_left_the_account_are_forgotten_after_a_month);
	tcase_add_loop_test(tc, a_foreign_file_is_no_crash, 0,
	    sizeof(foreign_case) / sizeof(foreign_case[0]));
	return tc;
}
