/* tests/unit/test_bucket.c - hours and days as lines */
#include "line/line.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NOW = 1784548800, HOUR = 1784545200 };	/* 2026-07-20T11:00:00Z */

static struct bucket
hour(void)
{
	struct bucket b = { .site = "1", .battery = "\"b\\", .source = "ä" };

	b.r = (struct rollup){ .start = HOUR, .end = HOUR + 3600, .count = 20,
		.soc_first = 0.1, .soc_last = NAN, .charged_wh = 1.0 / 3,
		.discharged_wh = -0.0, .observed_s = 3000, .filled_s = 600 };
	for (int v = 0; v < ROLLUP_VALUES; v++)
		b.r.value[v] = (struct rollup_stat){ 13.38,
			nextafter(13.38, 14), (double)(v + 1) / 7 };
	return b;
}

START_TEST(a_bucket_is_read_back_to_the_last_bit)
{
	struct bucket b = hour();
	char *text = bucket_text(&b, ROLLUP_HOUR);
	struct line l;
	struct err e = { 0 };

	ck_assert_msg(line_parse(&l, text, strlen(text), NOW, &e) == 0, "%s",
	    e.msg);
	ck_assert_int_eq(l.type, LINE_HOUR);
	ck_assert_str_eq(l.bucket->battery, b.battery);
	ck_assert_str_eq(l.bucket->source, b.source);
	ck_assert(rollup_equal(&l.bucket->r, &b.r));
	line_free(&l);
	free(text);
}
END_TEST

START_TEST(what_needs_few_digits_has_few)
{
	struct bucket b = hour();
	char *text = bucket_text(&b, ROLLUP_HOUR);

	ck_assert_ptr_nonnull(strstr(text, "\"soc_min\":13.38,"));
	ck_assert_ptr_nonnull(strstr(text, "\"soc_last\":null,"));
	ck_assert_ptr_nonnull(strstr(text, "\"discharged_wh\":0.0,"));
	free(text);
}
END_TEST

static const struct { const char *was, *is; } spoil[] = {
	{ "11:00:00Z", "11:00:01Z" },		/* no hour */
	{ "12:00:00Z", "13:00:00Z" },
	{ "2026-07-20T11", "2026-07-21T11" },	/* to come */
	{ "\"hour\"", "\"day\"" },		/* no day */
	{ "\"count\":20", "\"count\":-1" },
	{ "\"count\":20", "\"count\":1.5" },
	{ "\"filled_s\":600", "\"filled_s\":601" },	/* more than an hour */
	{ "\"soc_min\":13.38", "\"soc_min\":1e99" },
	{ "\"soc_min\":13.38", "\"soc_min\":\"13\"" },
	{ "\"installation_id\":\"1\"", "\"installation_id\":\"\"" }
};

START_TEST(a_bucket_that_cannot_be_is_refused)
{
	struct bucket b = hour();
	char *text = bucket_text(&b, ROLLUP_HOUR);
	char *at = strstr(text, spoil[_i].was);
	char bad[2048];
	struct line l;
	struct err e = { 0 };

	ck_assert_ptr_nonnull(at);
	(void)snprintf(bad, sizeof(bad), "%.*s%s%s", (int)(at - text), text,
	    spoil[_i].is, at + strlen(spoil[_i].was));
	ck_assert_int_eq(line_parse(&l, bad, strlen(bad), NOW, &e), -1);
	ck_assert_int_eq(e.kind, ERR_BAD_LINE);
	free(text);
}
END_TEST

START_TEST(horizons_and_latest_rows_are_read_back)
{
	struct line l = { .type = LINE_HORIZON }, back;
	struct err e = { 0 };
	char *text, *again;

	for (int i = 0; i < 3; i++) {
		reading_init(&l.horizon.edge, "1", INT64_MIN);
		l.horizon.at = HOUR;
		if (i > 0) {
			l.horizon.edge.at = HOUR - 60;
			l.horizon.edge.soc = 5.5;
			l.horizon.edge.history = true;
			l.horizon.edge.interval = 900;
		}
		if (i == 2) {
			l.latest = (struct latest){ l.horizon.edge, 900 };
			l.type = LINE_LATEST;
		}
		text = line_text(&l);
		ck_assert_msg(line_parse(&back, text, strlen(text), NOW,
		    &e) == 0, "%s: %s", text, e.msg);
		again = line_text(&back);
		ck_assert_str_eq(text, again);
		free(text);
		free(again);
	}
}
END_TEST

TCase *tcase_bucket(void);
TCase *
tcase_bucket(void)
{
	TCase *tc = tcase_create("bucket");

	tcase_add_test(tc, a_bucket_is_read_back_to_the_last_bit);
	tcase_add_test(tc, what_needs_few_digits_has_few);
	tcase_add_loop_test(tc, a_bucket_that_cannot_be_is_refused, 0,
	    sizeof(spoil) / sizeof(spoil[0]));
	tcase_add_test(tc, horizons_and_latest_rows_are_read_back);
	return tc;
}
