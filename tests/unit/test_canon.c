/* tests/unit/test_canon.c - the fast reader and jansson: the same readings */
#include "line/canon.h"

#include "line/line.h"
#include "same.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_canon(void);

enum { NOW = 1765368600 };	/* 2025-12-10T12:10:00Z */

/* Is it read fast?  If so, jansson (told by a space, which only it allows) must
 * read the same. */
static bool
is_read(const char *text)
{
	struct err e = { .kind = ERR_NONE };
	struct reading fast;
	struct line slow;
	char spaced[1024];
	int len = snprintf(spaced, sizeof(spaced), " %s", text);

	ck_assert_int_lt(len, (int)sizeof(spaced));
	if (!canon_read(&fast, text, strlen(text), NOW))
		return false;
	ck_assert_msg(line_parse(&slow, spaced, (size_t)len, NOW, &e) == 0,
	    "%s: %s", text, e.msg);
	ck_assert_int_eq(slow.type, LINE_READING);
	ck_assert_msg(same_reading(&fast, &slow.reading), "%s", text);
	return true;
}

static const struct reading printed[] = {
	{ .at = 946684800, .site = "1", .battery = "system",
	    .source = "victron", .instance = 288, .soc = 0, .voltage = NAN,
	    .current = -0.1, .power = -1e7, .temperature = NAN },
	{ .at = NOW + 600, .site = "410001", .battery = "0", .source = "solark",
	    .instance = -1, .soc = NAN, .voltage = 52.713, .current = 0.001,
	    .power = 33.3, .temperature = -40, .state = READING_CHARGING,
	    .history = true, .interval = 900 },
	{ .at = 1709251199, .site = "a b", .battery = "288", .source = "x",
	    .instance = INT32_MAX, .soc = 99.9999999999999, .voltage = 1e5,
	    .current = -99999.9999999999, .power = 9999999.99999999,
	    .temperature = 1e4, .state = READING_DISCHARGING,
	    .interval = 86400 }
};

START_TEST(a_line_as_it_is_printed_is_read_fast)
{
	char *text = line_of_reading(&printed[_i]);
	struct reading r;

	ck_assert(is_read(text));
	ck_assert(canon_read(&r, text, strlen(text), NOW));
	ck_assert(same_reading(&r, &printed[_i]));
	free(text);
}
END_TEST

#define LINE(time, id, soc, more) "{\"timestamp\":" time \
	",\"installation_id\":" id ",\"battery\":\"system\",\"instance\":0," \
	"\"source\":\"victron\",\"soc\":" soc ",\"voltage\":null," \
	"\"current\":null,\"power\":null,\"state\":null," \
	"\"temperature\":null" more "}"
#define AT "\"2025-12-10T12:00:00Z\""

static const char *const left_to_jansson[] = {
	"", "{}", "null",
	LINE(AT, "\"1\"", "null", ""),
	LINE(AT, "\"1\"", "100.1", ""),
	LINE(AT, "\"1\"", "-1", ""),
	LINE(AT, "\"1\"", "1e1", ""),
	LINE(AT, "\"1\"", "01", ""),
	LINE(AT, "\"1\"", "1.", ""),
	LINE(AT, "\"1\"", ".5", ""),
	LINE(AT, "\"1\"", "-", ""),
	LINE(AT, "\"1\"", "-null", ""),
	LINE(AT, "\"1\"", "00null", ""),
	LINE(AT, "\"1\"", "+1", ""),
	LINE(AT, "\"1\"", "NaN", ""),
	LINE(AT, "\"1\"", "\"50\"", ""),
	LINE(AT, "\"1\"", "1.234567890123456", ""),
	LINE(AT, "\"1\"", "50 ", ""),
	LINE(AT, "1", "50", ""),
	LINE(AT, "\"\"", "50", ""),
	LINE(AT, "\"\\u0031\"", "50", ""),
	LINE(AT, "\"caf\xc3\xa9\"", "50", ""),
	LINE(AT, "\"\x7f\"", "50", ""),
	LINE(AT, "\"12345678901234567890123456789012"
	    "34567890123456789012345678901234\"", "50", ""),
	LINE("\"1999-12-31T23:59:59Z\"", "\"1\"", "50", ""),
	LINE("\"2025-12-10T12:20:01Z\"", "\"1\"", "50", ""),
	LINE("\"2025-02-29T12:00:00Z\"", "\"1\"", "50", ""),
	LINE("1765368000", "\"1\"", "50", ""),
	LINE(AT, "\"1\"", "50", ",\"interval\":86401"),
	LINE(AT, "\"1\"", "50", ",\"interval\":-1"),
	LINE(AT, "\"1\"", "50", ",\"interval\":007"),
	LINE(AT, "\"1\"", "50", ",\"origin\":\"live\""),
	LINE(AT, "\"1\"", "50", ",\"soc\":51"),
	LINE(AT, "\"1\"", "50", "") "}",
	" " LINE(AT, "\"1\"", "50", "")
};

START_TEST(every_other_line_is_left_to_jansson)
{
	ck_assert_msg(!is_read(left_to_jansson[_i]), "%s",
	    left_to_jansson[_i]);
}
END_TEST

static const char *const read_fast[] = {
	LINE(AT, "\"1\"", "50", ""), LINE(AT, "\"1\"", "-0", ""),
	LINE(AT, "\"1\"", "-0.0", ""), LINE(AT, "\"1\"", "0", ""),
	LINE(AT, "\"1\"", "99.9999999999999", ""),
	LINE(AT, "\"1\"", "0.00000000000001", ""),
	LINE("\"2025-12-10t12:00:00.25Z\"", "\"1\"", "50", ""),
	LINE(AT, "\"1\"", "50", ",\"interval\":0"),
	LINE(AT, "\"1\"", "50", ",\"origin\":\"history\",\"interval\":60")
};

START_TEST(these_are_read_fast)
{
	ck_assert_msg(is_read(read_fast[_i]), "%s", read_fast[_i]);
}
END_TEST

START_TEST(every_number_of_15_digits_is_the_nearest_double)
{
	uint64_t state = 1;
	char text[1024], soc[32];

	for (int i = 0; i < 50000; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		(void)snprintf(soc, sizeof(soc), "%d.%0*llu",
		    (int)(state >> 58), 1 + i % 13,
		    (unsigned long long)(state >> 13 & 0xfffffffff));
		(void)snprintf(text, sizeof(text), LINE(AT, "\"1\"", "%s", ""),
		    soc);
		ck_assert_msg(is_read(text), "%s", soc);
	}
}
END_TEST

/* One byte of a good line changed, left out or doubled, in every way. */
START_TEST(no_slip_of_one_byte_is_read_otherwise)
{
	char good[] = LINE(AT, "\"1\"", "50.25", ",\"interval\":60");
	char bad[sizeof(good) + 1];
	size_t len = strlen(good);

	for (size_t i = 0; i < len; i++) {
		for (int c = 1; c < 256; c++) {
			memcpy(bad, good, sizeof(good));
			bad[i] = (char)c;
			(void)is_read(bad);
		}
		memcpy(bad, good, i);
		memcpy(bad + i, good + i + 1, len - i);
		(void)is_read(bad);
		memcpy(bad, good, i + 1);
		memcpy(bad + i + 1, good + i, len + 1 - i);
		(void)is_read(bad);
	}
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

TCase *
tcase_canon(void)
{
	TCase *t = tcase_create("canon");

	tcase_add_loop_test(t, a_line_as_it_is_printed_is_read_fast, 0,
	    COUNT(printed));
	tcase_add_loop_test(t, every_other_line_is_left_to_jansson, 0,
	    COUNT(left_to_jansson));
	tcase_add_loop_test(t, these_are_read_fast, 0, COUNT(read_fast));
	tcase_add_test(t, every_number_of_15_digits_is_the_nearest_double);
	tcase_add_test(t, no_slip_of_one_byte_is_read_otherwise);
	return t;
}
