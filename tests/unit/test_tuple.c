/* tests/unit/test_tuple.c - rows of COPY, whole and mangled */
#include "store/tuple.h"

#include "store/wire.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_tuple(void);

enum {
	KEY = 3 * 4 + 4 + 6 + 7,	/* "1234", "system", "victron" */
	ROW = WIRE_COPY_HEAD,		/* where the first row begins */
	SOC = ROW + 2 + 12 + 12		/* and its third column's length */
};

static struct reading
sample(void)
{
	struct reading r;

	reading_init(&r, "1234", 1765368000);
	r.instance = 288;
	r.soc = 67.5;
	r.current = -0.25;
	r.state = READING_DISCHARGING;
	r.history = true;
	r.interval = 900;
	return r;
}

/* What the encoder makes of it, without its series; to be freed. */
static unsigned char *
encode(const struct reading *r, size_t *len)
{
	struct wire p = { .n = 0 };
	unsigned char *bytes;

	wire_copy_begin(&p);
	wire_copy_reading(&p, r);
	*len = p.param[0].len - KEY;
	bytes = malloc(*len + 1);	/* one more is told apart */
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, p.param[0].buf, ROW + 2);
	memcpy(bytes + ROW + 2, p.param[0].buf + ROW + 2 + KEY,
	    *len - ROW - 2);
	bytes[ROW + 1] = WIRE_MEASURED_COLUMNS;
	bytes[*len] = 0;
	wire_free(&p);
	return bytes;
}

/* From a block of its very size, that sanitizers see what is read behind. */
static enum tuple
decode(struct reading *r, const unsigned char *bytes, size_t len, bool first)
{
	unsigned char *exact = malloc(len);
	enum tuple is;

	ck_assert(len == 0 || exact != NULL);
	if (len > 0)
		memcpy(exact, bytes, len);
	is = tuple_measured(r, exact, len, first);
	free(exact);
	return is;
}

START_TEST(what_was_measured_is_read_as_it_was_written)
{
	struct reading r = sample(), got;
	size_t len;
	unsigned char *bytes = encode(&r, &len);

	for (int first = 0; first < 2; first++) {
		size_t from = first ? 0 : ROW;

		reading_init(&got, "other", 0);
		ck_assert_int_eq(decode(&got, bytes + from, len - from, first),
		    TUPLE_ROW);
		ck_assert_str_eq(got.site, "other");
		ck_assert_int_eq(got.at, r.at);
		ck_assert_int_eq(got.instance, 288);
		ck_assert_double_eq(got.soc, 67.5);
		ck_assert_double_eq(got.current, -0.25);
		ck_assert(isnan(got.voltage) && isnan(got.temperature));
		ck_assert_int_eq(got.state, READING_DISCHARGING);
		ck_assert(got.history);
		ck_assert_int_eq(got.interval, 900);
	}
	free(bytes);
}
END_TEST

START_TEST(what_is_unknown_stays_unknown)
{
	struct reading r, got = sample();
	size_t len;
	unsigned char *bytes;

	reading_init(&r, "1234", -1);
	bytes = encode(&r, &len);
	ck_assert_int_eq(decode(&got, bytes, len, true), TUPLE_ROW);
	ck_assert_int_eq(got.at, -1);
	ck_assert_int_eq(got.instance, -1);
	ck_assert(isnan(got.soc) && isnan(got.current));
	ck_assert_int_eq(got.state, READING_UNKNOWN);
	ck_assert(!got.history);
	ck_assert_int_eq(got.interval, 0);
	free(bytes);
}
END_TEST

START_TEST(what_is_cut_off_or_goes_on_is_no_row)
{
	struct reading r = sample(), got;
	size_t len;
	unsigned char *bytes = encode(&r, &len);

	for (size_t n = 0; n < len; n++) {
		ck_assert_int_eq(decode(&got, bytes, n, true), TUPLE_BROKEN);
		if (n >= ROW)
			ck_assert_int_eq(decode(&got, bytes + ROW, n - ROW,
			    false), TUPLE_BROKEN);
	}
	ck_assert_int_eq(decode(&got, bytes, len + 1, true), TUPLE_BROKEN);
	free(bytes);
}
END_TEST

static const struct {
	size_t at;
	unsigned char byte;
} mangled[] = {
	{ 0, 'p' }, { ROW - 1, 1 }, { ROW, 1 },
	{ ROW + 1, WIRE_MEASURED_COLUMNS - 1 },
	{ ROW + 1, WIRE_MEASURED_COLUMNS + 1 },
	{ SOC, 0x7f }, { SOC + 3, 4 }, { SOC + 3, 7 }, { SOC + 3, 9 }
};

START_TEST(other_sizes_and_numbers_of_columns_are_no_row)
{
	struct reading r = sample(), got;
	size_t len;
	unsigned char *bytes = encode(&r, &len);

	bytes[mangled[_i].at] = mangled[_i].byte;
	ck_assert_int_eq(decode(&got, bytes, len, true), TUPLE_BROKEN);
	free(bytes);
}
END_TEST

START_TEST(the_end_is_told_from_a_row)
{
	static const unsigned char end[] = { 0xff, 0xff, 0 };
	struct reading r;

	ck_assert_int_eq(decode(&r, end, 2, false), TUPLE_END);
	ck_assert_int_eq(decode(&r, end, 3, false), TUPLE_BROKEN);
}
END_TEST

TCase *
tcase_tuple(void)
{
	TCase *t = tcase_create("tuple");

	tcase_add_test(t, what_was_measured_is_read_as_it_was_written);
	tcase_add_test(t, what_is_unknown_stays_unknown);
	tcase_add_test(t, what_is_cut_off_or_goes_on_is_no_row);
	tcase_add_loop_test(t, other_sizes_and_numbers_of_columns_are_no_row,
	    0, sizeof(mangled) / sizeof(mangled[0]));
	tcase_add_test(t, the_end_is_told_from_a_row);
	return t;
}
