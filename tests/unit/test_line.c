/* tests/unit/test_line.c */
#include "line/line.h"

#include "base/clock.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_line(void);

enum { NOW = 1765368600 };	/* 2025-12-10T12:10:00Z */

static int
parse(struct line *l, const char *text, struct err *e)
{
	*e = (struct err){ .kind = ERR_NONE };
	return line_parse(l, text, strlen(text), NOW, e);
}

#define AT "\"timestamp\":\"2025-12-10T12:00:00Z\",\"installation_id\":\"1\""

START_TEST(the_line_of_the_manual_is_read_member_by_member)
{
	struct line l;
	struct err e;

	ck_assert_int_eq(parse(&l, "{\"timestamp\":\"2025-12-10T12:00:00Z\","
	    "\"installation_id\":\"123456\",\"battery\":\"system\","
	    "\"instance\":288,\"source\":\"victron\",\"soc\":67.0,"
	    "\"voltage\":26.4,\"current\":12.5,\"power\":330.0,"
	    "\"state\":\"charging\",\"temperature\":23.5}", &e), 0);
	ck_assert_int_eq(l.type, LINE_READING);
	ck_assert_int_eq(l.reading.at, 1765368000);
	ck_assert_str_eq(l.reading.site, "123456");
	ck_assert_str_eq(l.reading.battery, "system");
	ck_assert_int_eq(l.reading.instance, 288);
	ck_assert_double_eq(l.reading.soc, 67);
	ck_assert_double_eq(l.reading.voltage, 26.4);
	ck_assert_double_eq(l.reading.power, 330);
	ck_assert_int_eq(l.reading.state, READING_CHARGING);
	ck_assert(!l.reading.history);
}
END_TEST

/* Known or not, members come as they like; null and missing are the same. */
START_TEST(a_line_is_what_it_tells_in_any_order)
{
	struct line l;
	struct err e;

	ck_assert_int_eq(parse(&l, "{\"soc\":67,\"x\":[{}],\"source\":null,"
	    "\"installation_id\":123456,\"type\":null,\"battery\":null,"
	    "\"timestamp\":\"2025-12-10T13:00:00.9+01:00\"}", &e), 0);
	ck_assert_int_eq(l.type, LINE_READING);
	ck_assert_int_eq(l.reading.at, 1765368000);
	ck_assert_str_eq(l.reading.site, "123456");
	ck_assert_str_eq(l.reading.battery, "system");
	ck_assert_str_eq(l.reading.source, "victron");
	ck_assert_double_eq(l.reading.soc, 67);
	ck_assert(isnan(l.reading.voltage));
	ck_assert_int_eq(l.reading.instance, -1);
	ck_assert(!l.reading.history);
}
END_TEST

static const char *const accepted[] = {
	"{" AT ",\"soc\":0}",
	"{" AT ",\"soc\":100}",
	"{\"timestamp\":\"2000-01-01T00:00:00Z\",\"installation_id\":\"1\","
	    "\"soc\":5}",
	"{" AT ",\"soc\":5,\"voltage\":26.4,\"current\":12.5,\"power\":-9999}",
	"{" AT ",\"voltage\":12}",
	"{" AT ",\"soc\":50,\"installation_id\":410001}",
	"{" AT ",\"soc\":50,\"unknown\":{\"deep\":[1,2]}}",
	"{" AT ",\"soc\":null,\"voltage\":13.1,\"state\":null}",
	"{" AT ",\"soc\":50,\"battery\":\"0\",\"instance\":0}",
	"{" AT ",\"soc\":50,\"origin\":\"history\",\"interval\":60}",
	"{\"type\":\"later invention\",\"x\":1}",
	"{\"type\":\"gap\",\"installation_id\":7,"
	    "\"from\":\"2025-12-10T11:00:00Z\","
	    "\"to\":\"2025-12-10T12:00:00Z\",\"priority\":1}",
	"{\"type\":\"site\",\"installation_id\":7,\"timezone\":\"UTC\"}",
	"{\"type\":\"site\",\"installation_id\":\"7\","
	    "\"name\":\"caf\xc3\xa9\"}",
};

START_TEST(these_lines_are_good)
{
	struct line l;
	struct err e;

	ck_assert_msg(parse(&l, accepted[_i], &e) == 0, "%s: %s", accepted[_i],
	    e.msg);
	line_free(&l);
}
END_TEST

static const struct { const char *text, *why; } refused[] = {
	{ "", "not JSON" },
	{ "nonsense", "not JSON" },
	{ "{" AT ",\"soc\":50", "not JSON" },
	{ "[1]", "not a JSON object" },
	{ "{" AT ",\"soc\":\"50\"}", "soc: not a number" },
	{ "{" AT ",\"soc\":NaN}", "not JSON" },
	{ "{" AT ",\"soc\":1e999}", "not JSON" },
	{ "{" AT ",\"soc\":-Infinity}", "not JSON" },
	{ "{" AT ",\"soc\":101}", "soc: outside" },
	{ "{" AT ",\"soc\":-0.1}", "soc: outside" },
	{ "{" AT ",\"soc\":true}", "soc: not a number" },
	{ "{" AT "}", "soc and voltage: both missing" },
	{ "{" AT ",\"soc\":5,\"current\":1e6}", "current: absurd" },
	{ "{" AT ",\"soc\":5,\"current\":-100001}", "current: absurd" },
	{ "{" AT ",\"soc\":5,\"power\":-1e9}", "power: absurd" },
	{ "{" AT ",\"soc\":5,\"power\":10000001}", "power: absurd" },
	{ "{" AT ",\"soc\":5,\"voltage\":\"12\"}", "voltage: not" },
	{ "{" AT ",\"soc\":5,\"current\":[1]}", "current: not" },
	{ "{" AT ",\"soc\":5,\"power\":false}", "power: not" },
	{ "{" AT ",\"soc\":5,\"temperature\":\"warm\"}", "temperature: not" },
	{ "{" AT ",\"soc\":5,\"battery\":288}", "battery: not" },
	{ "{" AT ",\"soc\":5,\"source\":7}", "source: not" },
	{ "{" AT ",\"soc\":5,\"state\":1}", "state: not" },
	{ "{" AT ",\"soc\":5,\"origin\":true}", "origin: not" },
	{ "{" AT ",\"soc\":5,\"instance\":\"288\"}", "instance: not" },
	{ "{" AT ",\"soc\":5,\"interval\":\"60\"}", "interval: not" },
	{ "{" AT ",\"soc\":5,\"state\":\"full\"}", "state: not" },
	{ "{" AT ",\"soc\":5,\"instance\":-1}", "instance: not" },
	{ "{" AT ",\"soc\":5,\"instance\":1.5}", "instance: not" },
	{ "{" AT ",\"soc\":5,\"origin\":\"guess\"}", "origin: not" },
	{ "{" AT ",\"soc\":5,\"interval\":86401}", "interval: not" },
	{ "{" AT ",\"soc\":5,\"battery\":\"\"}", "empty" },
	{ "{" AT ",\"soc\":5,\"source\":\"a\\u001bb\"}", "source: holds" },
	{ "{" AT ",\"soc\":5,\"source\":\"a\\u0000b\"}", "source: holds" },
	{ "{" AT ",\"soc\":5,\"source\":\"a\\u009b2J\"}", "source: holds" },
	{ "{\"installation_id\":\"1\",\"soc\":5}", "timestamp: missing" },
	{ "{\"timestamp\":1765368000,\"installation_id\":\"1\",\"soc\":5}",
	    "timestamp: not" },
	{ "{\"timestamp\":\"2025-12-10T12:20:01Z\",\"installation_id\":\"1\","
	    "\"soc\":5}", "timestamp: in the future" },
	{ "{\"timestamp\":\"1999-12-31T23:59:59Z\",\"installation_id\":\"1\","
	    "\"soc\":5}", "timestamp: before" },
	{ "{\"timestamp\":\"2025-12-10T12:00:00Z\",\"soc\":5}",
	    "installation_id: missing" },
	{ "{\"timestamp\":\"2025-12-10T12:00:00Z\",\"installation_id\":1.5,"
	    "\"soc\":5}", "installation_id: not" },
	{ "{\"type\":\"site\",\"installation_id\":7,"
	    "\"timezone\":\"../../etc/passwd\"}", "timezone: no such" },
	{ "{\"type\":\"site\",\"installation_id\":7,"
	    "\"timezone\":\"Mars/Olympus\"}", "timezone: no such" },
	{ "{\"type\":\"site\",\"installation_id\":7,\"name\":8}",
	    "name: not" },
	{ "{\"type\":\"site\",\"installation_id\":7,"
	    "\"log_interval\":\"60\"}", "log_interval: not" },
	{ "{\"type\":\"asked\",\"installation_id\":7,"
	    "\"from\":\"2025-12-10T11:00:00Z\",\"to\":\"2025-12-10T12:00:00Z\","
	    "\"asked_at\":\"2025-12-10T12:00:00Z\",\"found\":-1}",
	    "found: not" },
	{ "{\"type\":\"horizon\",\"installation_id\":7,\"battery\":\"0\","
	    "\"source\":\"x\",\"horizon\":\"2025-12-10T00:00:00Z\","
	    "\"timestamp\":\"2025-12-10T00:00:00Z\"}",
	    "timestamp: not before the horizon" },
	{ "{\"type\":7}", "type: not a string" },
	{ "{\"type\":\"gap\",\"installation_id\":7,"
	    "\"from\":\"2025-12-10T11:00:00Z\"}", "to: missing" },
	{ "{\"type\":\"asked\",\"installation_id\":7,"
	    "\"from\":\"2025-12-10T11:00:00Z\",\"to\":\"2025-12-10T11:00:00Z\","
	    "\"asked_at\":\"2025-12-10T12:00:00Z\"}", "to: not after" },
};

START_TEST(a_bad_line_is_refused_with_its_reason)
{
	struct line l;
	struct err e;

	ck_assert_msg(parse(&l, refused[_i].text, &e) == -1, "%s",
	    refused[_i].text);
	ck_assert_int_eq(e.kind, ERR_BAD_LINE);
	ck_assert_msg(strncmp(e.msg, refused[_i].why, strlen(refused[_i].why))
	    == 0 || strstr(e.msg, refused[_i].why) != NULL, "%s: got %s",
	    refused[_i].text, e.msg);
}
END_TEST

START_TEST(ten_minutes_ahead_is_still_believed)
{
	struct line l;
	struct err e;

	ck_assert_int_eq(parse(&l, "{\"timestamp\":\"2025-12-10T12:20:00Z\","
	    "\"installation_id\":\"1\",\"soc\":5}", &e), 0);
}
END_TEST

START_TEST(a_reading_is_printed_with_every_member_and_short_numbers)
{
	struct reading r;
	char *text;

	reading_init(&r, "123456", 1765368000);
	r.soc = 67;
	r.voltage = 13.38;
	r.current = -0.0;
	r.state = READING_IDLE;
	text = line_of_reading(&r);
	ck_assert_str_eq(text, "{\"timestamp\":\"2025-12-10T12:00:00Z\","
	    "\"installation_id\":\"123456\",\"battery\":\"system\","
	    "\"instance\":null,\"source\":\"victron\",\"soc\":67.0,"
	    "\"voltage\":13.38,\"current\":0.0,\"power\":null,"
	    "\"state\":\"idle\",\"temperature\":null}");
	free(text);
}
END_TEST

/* of a program that computes: 26.1 V times 3.3 A */
START_TEST(a_number_is_good_for_15_digits)
{
	struct line l, again;
	struct err e;
	char *text;

	ck_assert_int_eq(parse(&l, "{" AT ",\"soc\":13.380000000000001,"
	    "\"power\":86.13000000000001,\"voltage\":26.400000000000002,"
	    "\"current\":-0.30000000000000004,"
	    "\"temperature\":0.1234567890123456789}", &e), 0);
	ck_assert_double_eq(l.reading.soc, 13.38);
	ck_assert_double_eq(l.reading.power, 86.13);
	ck_assert_double_eq(l.reading.voltage, 26.4);
	ck_assert_double_eq(l.reading.current, -0.3);
	text = line_of_reading(&l.reading);
	ck_assert_int_eq(parse(&again, text, &e), 0);
	ck_assert_double_eq(again.reading.temperature, l.reading.temperature);
	free(text);
	ck_assert_int_eq(parse(&l, "{" AT ",\"voltage\":-0.0}", &e), 0);
	ck_assert(signbit(l.reading.voltage));
}
END_TEST

START_TEST(what_is_printed_is_read_back_the_same)
{
	struct site s = { "7", "0a1b2c3d4e5f", "\"Boat\\house\" caf\xc3\xa9",
	    "Europe/Amsterdam", 60, 1765368000 };
	struct asked a = { "7", "288", 1765360000, 1765363600, 1765368000, 60 };
	struct gap g = { "7", "system", 1765360000, 1765363600, "due" };
	struct line l;
	struct err e;
	char *text = line_of_site(&s);

	ck_assert_int_eq(parse(&l, text, &e), 0);
	ck_assert_mem_eq(l.site, &s, sizeof(s));
	line_free(&l);
	free(text);
	text = line_of_asked(&a);
	ck_assert_int_eq(parse(&l, text, &e), 0);
	ck_assert_int_eq(l.asked.from, a.from);
	ck_assert_int_eq(l.asked.found, 60);
	ck_assert_str_eq(l.asked.battery, "288");
	free(text);
	text = line_of_gap(&g);
	ck_assert_int_eq(parse(&l, text, &e), 0);
	ck_assert_int_eq(l.type, LINE_GAP);
	ck_assert_mem_eq(&l.gap, &g, sizeof(g));
	free(text);
}
END_TEST

START_TEST(state_follows_the_rule_of_the_gx)
{
	ck_assert_int_eq(reading_state_of_power(30.1), READING_CHARGING);
	ck_assert_int_eq(reading_state_of_power(30), READING_IDLE);
	ck_assert_int_eq(reading_state_of_power(-30), READING_IDLE);
	ck_assert_int_eq(reading_state_of_power(-30.1), READING_DISCHARGING);
	ck_assert_int_eq(reading_state_of_power(NAN), READING_UNKNOWN);
	ck_assert_double_eq(reading_power(13.38, -1.8), -24.1);
	ck_assert(isnan(reading_power(13.38, NAN)));
	ck_assert_double_eq(reading_power(26.4, 0), 0);
	ck_assert(!signbit(reading_power(26.4, -0.0001)));
	ck_assert(isnan(reading_power(22561, 22561)));
}
END_TEST

TCase *
tcase_line(void)
{
	TCase *t = tcase_create("line");

	tcase_add_test(t, the_line_of_the_manual_is_read_member_by_member);
	tcase_add_test(t, a_line_is_what_it_tells_in_any_order);
	tcase_add_loop_test(t, these_lines_are_good, 0,
	    sizeof(accepted) / sizeof(accepted[0]));
	tcase_add_loop_test(t, a_bad_line_is_refused_with_its_reason, 0,
	    sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(t, ten_minutes_ahead_is_still_believed);
	tcase_add_test(t,
	    a_reading_is_printed_with_every_member_and_short_numbers);
	tcase_add_test(t, a_number_is_good_for_15_digits);
	tcase_add_test(t, what_is_printed_is_read_back_the_same);
	tcase_add_test(t, state_follows_the_rule_of_the_gx);
	return t;
}
