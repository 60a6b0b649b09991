/* tests/unit/test_sheet.c: one row, every format */
#include "answer/sheet.h"

#include "line/reading.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_sheet(void);

static const struct column *const columns[] = {
	&column_reading[COLUMN_TIMESTAMP], &column_reading[COLUMN_BATTERY],
	&column_reading[COLUMN_INSTANCE], &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_CURRENT], &column_reading[COLUMN_STATE],
	&column_reading[COLUMN_INTERVAL], NULL
};

static struct reading
sample(void)
{
	struct reading r;

	reading_init(&r, "123456", 1765368000);
	r.soc = 67;
	r.current = -0.04;
	r.state = READING_CHARGING;
	return r;
}

static char *
written(enum format format, const struct reading *r)
{
	char *text = NULL;
	size_t len;
	FILE *fp = open_memstream(&text, &len);
	struct sheet s = { .out = { .fp = fp }, .format = format,
	    .columns = columns };
	struct err e = { .kind = ERR_NONE };

	sheet_head(&s);
	ck_assert_int_eq(sheet_row(&s, r, &e), 0);
	(void)fclose(fp);
	return text;
}

static const struct {
	enum format format;
	const char *want;
} format_case[] = {
	{ FORMAT_JSON, "{\"timestamp\":\"2025-12-10T12:00:00Z\","
	    "\"battery\":\"system\",\"instance\":null,\"soc\":67.0,"
	    "\"current\":-0.04,\"state\":\"charging\",\"interval\":null}" },
	{ FORMAT_NDJSON, "{\"timestamp\":\"2025-12-10T12:00:00Z\","
	    "\"battery\":\"system\",\"instance\":null,\"soc\":67.0,"
	    "\"current\":-0.04,\"state\":\"charging\",\"interval\":null}\n" },
	{ FORMAT_CSV,
	    "timestamp,battery,instance,soc,current,state,interval\r\n"
	    "2025-12-10T12:00:00Z,system,,67,-0.04,charging,\r\n" },
	{ FORMAT_TABLE,
	    "TIME UTC             BATTERY  DEVICE   SOC %  CURRENT A  "
	    "STATE        EVERY s\n"
	    "2025-12-10 12:00:00  system        -    67.0        0.0  "
	    "charging           -\n" }
};

START_TEST(a_row_is_written_in_the_format_that_was_asked_for)
{
	struct reading r = sample();
	char *text = written(format_case[_i].format, &r);

	ck_assert_str_eq(text, format_case[_i].want);
	free(text);
}
END_TEST

START_TEST(zero_is_a_value_and_unknown_is_none)
{
	struct reading r = sample();
	char *text;

	r.soc = 0;
	r.current = NAN;
	text = written(FORMAT_JSON, &r);
	ck_assert_ptr_nonnull(strstr(text, "\"soc\":0.0,\"current\":null"));
	free(text);
	text = written(FORMAT_CSV, &r);
	ck_assert_ptr_nonnull(strstr(text, ",0,,charging,"));
	free(text);
}
END_TEST

START_TEST(odd_text_is_quoted_and_escaped)
{
	struct reading r = sample();
	char *text;

	(void)snprintf(r.battery, sizeof(r.battery), "a \"b\", c\\");
	text = written(FORMAT_CSV, &r);
	ck_assert_ptr_nonnull(strstr(text, ",\"a \"\"b\"\", c\\\","));
	free(text);
	text = written(FORMAT_JSON, &r);
	ck_assert_ptr_nonnull(strstr(text, "\"a \\\"b\\\", c\\\\\""));
	free(text);
}
END_TEST

START_TEST(units_are_told_once)
{
	char text[200] = "";
	struct emit m = { .fp = fmemopen(text, sizeof(text), "w") };

	sheet_units(&m, columns);
	(void)fclose(m.fp);
	ck_assert_str_eq(text,
	    "\"units\":{\"soc\":\"%\",\"current\":\"A\",\"interval\":\"s\"}");
}
END_TEST

START_TEST(an_error_is_a_document_too)
{
	char text[300] = "";
	FILE *fp = fmemopen(text, sizeof(text), "w");
	struct err e = { .kind = ERR_NONE };

	err_set(&e, ERR_NO_SITE, "site \"x\": not known");
	err_hint(&e, "sites: 1 (Boat)");
	format_error(fp, &e);
	(void)fclose(fp);
	ck_assert_str_eq(text, "{\"status\":\"error\",\"schema\":1,\"error\":{"
	    "\"code\":\"no_such_site\","
	    "\"message\":\"site \\\"x\\\": not known\","
	    "\"hint\":\"sites: 1 (Boat)\"}}\n");
}
END_TEST

TCase *
tcase_sheet(void)
{
	TCase *tc = tcase_create("sheet");

	tcase_add_loop_test(tc,
	    a_row_is_written_in_the_format_that_was_asked_for, 0,
	    sizeof(format_case) / sizeof(format_case[0]));
	tcase_add_test(tc, zero_is_a_value_and_unknown_is_none);
	tcase_add_test(tc, odd_text_is_quoted_and_escaped);
	tcase_add_test(tc, units_are_told_once);
	tcase_add_test(tc, an_error_is_a_document_too);
	return tc;
}
