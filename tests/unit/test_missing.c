/* tests/unit/test_missing.c: minutes; the horizon is 1000, now is 2006 and two
 * polls are 6 minutes, so that [1000, 2000) is looked at
 */
#include "answer/missing.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

TCase *tcase_missing(void);

enum { M = 60, NONE = -1 };

static const struct {
	struct {		/* at 0 ends the list */
		int at, older_at, live_at, interval;
	} jumps[6];		/* newest first */
	int older_at;		/* before all of them */
	int log_interval;
	const char *gaps;	/* newest first */
} derive_case[] = {
	/* nothing was ever measured */
	{ { { 0, 0, 0, 0 } }, NONE, 60, "" },
	/* readings all the time */
	{ { { 2005, 2002, 2005, 0 }, { 999, NONE, 999, 0 } }, NONE, 60, "" },
	/* before the first reading nothing is missing */
	{ { { 2005, 2002, 2005, 0 }, { 1100, NONE, 1100, 0 } }, NONE, 60,
	    "" },
	/* unless there was an older one */
	{ { { 2005, 2002, 2005, 0 }, { 1100, NONE, 1100, 0 } }, 500, 60,
	    "1000-1100 spoke 1100 cut, " },
	/* an hour is missing; 4 min are covered, 5 are not */
	{ { { 2005, 2002, 2005, 0 }, { 1260, 1200, 1260, 0 },
	    { 1199, 1195, 1199, 0 }, { 1104, 1099, 1104, 0 },
	    { 999, NONE, 999, 0 } }, NONE, 60, "1200-1260 spoke 1260, "
	    "1099-1104 spoke 1104, " },
	/* the horizon cuts */
	{ { { 2005, 2002, 2005, 0 }, { 1030, 990, 1030, 0 },
	    { 990, NONE, 990, 0 } }, NONE, 60, "1000-1030 spoke 1030 cut, " },
	{ { { 2005, 2002, 2005, 0 }, { 999, 990, 999, 0 },
	    { 990, NONE, 990, 0 } }, NONE, 60, "" },
	/* so do the last two polls */
	{ { { 2005, 1990, 2005, 0 }, { 999, NONE, 999, 0 } }, NONE, 60,
	    "1990-2000 spoke 2005, " },
	{ { { 2006, 2001, 2006, 0 }, { 999, NONE, 999, 0 } }, NONE, 60, "" },
	/* a silent site: the tail of a gap is not yet one */
	{ { { 1995, 1992, 1995, 0 }, { 999, NONE, 999, 0 } }, NONE, 60,
	    "1995-2000 silent, " },
	{ { { 1996, 1992, 1996, 0 }, { 999, NONE, 999, 0 } }, NONE, 60, "" },
	{ { { 0, 0, 0, 0 } }, 300, 60, "1000-2000 silent cut, " },
	/* a site that logs every 15 minutes is not one long gap */
	{ { { 2004, 1989, 2004, 0 }, { 1989, 1974, 1989, 0 },
	    { 1974, 1944, 1974, 0 }, { 1944, 1915, 1944, 0 },
	    { 999, NONE, 999, 0 } }, NONE, 900, "1944-1974 spoke 1974, " },
	{ { { 1971, 1956, 1971, 0 }, { 999, NONE, 999, 0 } }, NONE, 900, "" },
	{ { { 1970, 1955, 1970, 0 }, { 999, NONE, 999, 0 } }, NONE, 900,
	    "1970-2000 silent, " },
	/* also if only its readings tell */
	{ { { 2004, 1989, 2004, 900 }, { 1989, 1974, 1989, 900 },
	    { 999, NONE, 999, 900 } }, NONE, 0, "" },
	/* VRM's archive does not tell when the site spoke */
	{ { { 2005, 2002, 2005, 0 }, { 1100, 1050, 1500, 60 },
	    { 999, NONE, 999, 0 } }, NONE, 60, "1050-1100 spoke 1500, " },
	{ { { 1998, 1997, NONE, 60 }, { 1100, 1050, NONE, 60 },
	    { 999, NONE, 999, 0 } }, NONE, 60, "1050-1100 spoke 1998, " }
};

static void
tell(char *text, size_t size, const struct missing *m)
{
	text[0] = '\0';
	for (size_t i = 0; i < m->n; i++) {
		const struct schedule_gap *g = &m->gaps[i];
		size_t len = strlen(text);

		(void)snprintf(text + len, size - len, "%" PRId64 "-%" PRId64,
		    g->from / M, g->to / M);
		len = strlen(text);
		if (g->spoke_at == INT64_MAX)
			(void)snprintf(text + len, size - len, " silent");
		else
			(void)snprintf(text + len, size - len,
			    " spoke %" PRId64, g->spoke_at / M);
		len = strlen(text);
		(void)snprintf(text + len, size - len, "%s, ",
		    g->is_cut ? " cut" : "");
	}
}

static int64_t
minute(int n, int64_t none)
{
	return n == NONE ? none : (int64_t)n * M;
}

START_TEST(what_neighbours_do_not_cover_is_missing)
{
	struct missing_time t = { .horizon = 1000 * M, .poll_interval_s = 180,
		.now = 2006 * M };
	struct missing m;
	char text[200];

	missing_begin(&m, derive_case[_i].log_interval, &t);
	for (int i = 0; derive_case[_i].jumps[i].at != 0; i++)
		missing_add(&m, &(struct jump){
		    .at = minute(derive_case[_i].jumps[i].at, 0),
		    .older_at = minute(derive_case[_i].jumps[i].older_at,
		    INT64_MIN),
		    .live_at = minute(derive_case[_i].jumps[i].live_at,
		    INT64_MAX),
		    .interval = derive_case[_i].jumps[i].interval });
	missing_end(&m, minute(derive_case[_i].older_at, INT64_MIN));
	tell(text, sizeof(text), &m);
	ck_assert_str_eq(text, derive_case[_i].gaps);
	missing_free(&m);
}
END_TEST

START_TEST(the_older_of_two_may_tell_how_far_they_reach)
{
	struct missing_time t = { .horizon = 1000 * M, .poll_interval_s = 180,
		.now = 2006 * M };
	struct jump j = { .at = 2004 * M, .older_at = 1989 * M,
		.live_at = 2004 * M, .older_interval = 900 };
	struct missing m;

	missing_begin(&m, 60, &t);
	missing_add(&m, &j);
	missing_end(&m, INT64_MIN);
	ck_assert_uint_eq(m.n, 0);
	missing_free(&m);
}
END_TEST

TCase *
tcase_missing(void)
{
	TCase *tc = tcase_create("missing");

	tcase_add_loop_test(tc, what_neighbours_do_not_cover_is_missing, 0,
	    sizeof(derive_case) / sizeof(derive_case[0]));
	tcase_add_test(tc, the_older_of_two_may_tell_how_far_they_reach);
	return tc;
}
