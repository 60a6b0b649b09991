/* tests/unit/test_ahead.c - lines are read ahead, and handed over at a pause */
#include "line/ahead.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

TCase *tcase_ahead(void);

static const struct clock noon = { .is_virtual = true,
	.at_ms = INT64_C(1765368000000) };
static const char LINE[] = "{\"timestamp\":\"2025-12-10T12:00:00Z\","
    "\"installation_id\":\"1\",\"soc\":50}\n";

struct pipe {
	int in, out;
	struct ahead *ahead;
};

static struct pipe
open_pipe(size_t most)
{
	struct err e = { .kind = ERR_NONE };
	struct pipe p;
	int fd[2];

	ck_assert_int_eq(pipe(fd), 0);
	p = (struct pipe){ .out = fd[0], .in = fd[1] };
	ck_assert_int_eq(ahead_open(&p.ahead, p.out, &noon, most, &e), 0);
	return p;
}

static void
say(const struct pipe *p, const char *text)
{
	ck_assert_int_eq(write(p->in, text, strlen(text)),
	    (ssize_t)strlen(text));
}

static const struct ahead_load *
next(const struct pipe *p)
{
	const struct ahead_load *load;
	struct err e = { .kind = ERR_NONE };

	ck_assert_int_eq(ahead_next(p->ahead, &load, &e), 1);
	return load;
}

static void
assert_end(struct pipe *p)
{
	const struct ahead_load *load;
	struct err e = { .kind = ERR_NONE };

	(void)close(p->in);
	ck_assert_int_eq(ahead_next(p->ahead, &load, &e), 0);
	ck_assert_int_eq(ahead_next(p->ahead, &load, &e), 0);
	ahead_close(p->ahead);
	(void)close(p->out);
}

START_TEST(a_pause_hands_over_what_came)
{
	struct pipe p = open_pipe(100);

	for (int i = 0; i < 3; i++) {
		say(&p, LINE);
		ck_assert_uint_eq(next(&p)->n, 1);
	}
	assert_end(&p);
}
END_TEST

START_TEST(loads_are_full_and_in_order)
{
	struct pipe p = open_pipe(10);
	uint64_t number = 0;

	for (int i = 0; i < 35; i++)
		say(&p, LINE);
	(void)close(p.in);
	for (int i = 0; i < 4; i++) {
		const struct ahead_load *l = next(&p);

		ck_assert_uint_eq(l->n, i < 3 ? 10 : 5);
		for (size_t k = 0; k < l->n; k++)
			ck_assert_uint_eq(l->numbers[k], ++number);
	}
	assert_end(&p);
}
END_TEST

START_TEST(bad_lines_come_with_their_number_and_reason)
{
	struct pipe p = open_pipe(10);
	const struct ahead_load *l;

	say(&p, LINE);
	say(&p, "nonsense\n{\"type\":\"later invention\"}\n");
	say(&p, LINE);
	(void)close(p.in);
	l = next(&p);
	ck_assert_uint_eq(l->read, 4);
	ck_assert_uint_eq(l->n, 2);
	ck_assert_uint_eq(l->numbers[1], 4);
	ck_assert_uint_eq(l->n_bad, 1);
	ck_assert_uint_eq(l->bad[0].number, 2);
	ck_assert_str_eq(l->bad[0].text, "nonsense");
	ck_assert_ptr_nonnull(strstr(l->bad[0].reason, "not JSON"));
	assert_end(&p);
}
END_TEST

START_TEST(nobody_waits_for_a_silent_pipe_to_close_it)
{
	struct pipe p = open_pipe(10);

	ahead_close(p.ahead);		/* the thread reads for ever */
	(void)close(p.in);
	(void)close(p.out);
}
END_TEST

START_TEST(a_failing_descriptor_is_told_behind_what_came)
{
	const struct ahead_load *load;
	struct err e = { .kind = ERR_NONE };
	struct ahead *a;

	ck_assert_int_eq(ahead_open(&a, -1, &noon, 10, &e), 0);
	ck_assert_int_eq(ahead_next(a, &load, &e), -1);
	ck_assert_int_eq(e.kind, ERR_SYSTEM);
	ahead_close(a);
}
END_TEST

TCase *
tcase_ahead(void)
{
	TCase *t = tcase_create("ahead");

	tcase_add_test(t, a_pause_hands_over_what_came);
	tcase_add_test(t, loads_are_full_and_in_order);
	tcase_add_test(t, bad_lines_come_with_their_number_and_reason);
	tcase_add_test(t, nobody_waits_for_a_silent_pipe_to_close_it);
	tcase_add_test(t, a_failing_descriptor_is_told_behind_what_came);
	return t;
}
