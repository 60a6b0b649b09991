/* tests/unit/test_lines.c */
#include "base/lines.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TCase *tcase_lines(void);

/* A descriptor from which exactly this text can be read. */
static int
fd_of(const char *text, size_t len)
{
	char path[] = "/tmp/vrm-lines-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ne(fd, -1);
	(void)unlink(path);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

START_TEST(every_line_comes_once_with_its_number)
{
	int fd = fd_of("one\n\nthree\nlast", 15);
	struct lines *l = lines_new(fd, 8);
	static const char *const want[] = { "one", "", "three", "last" };
	struct lines_item item;

	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(lines_next(l, &item), 1);
		ck_assert_str_eq(item.text, want[i]);
		ck_assert_uint_eq(item.number, i + 1);
		ck_assert(!item.too_long);
	}
	ck_assert_int_eq(lines_next(l, &item), 0);
	ck_assert_int_eq(lines_next(l, &item), 0);
	lines_free(l);
	close(fd);
}
END_TEST

START_TEST(a_long_line_is_cut_and_the_next_one_is_whole)
{
	enum { LONG = 1000 };
	char text[LONG + 16];
	struct lines_item item;
	struct lines *l;
	int fd;

	memset(text, 'x', LONG);
	strcpy(text + LONG, "\nnext\n");
	fd = fd_of(text, LONG + 6);
	l = lines_new(fd, 8);
	ck_assert_int_eq(lines_next(l, &item), 1);
	ck_assert(item.too_long);
	ck_assert_uint_eq(item.len, 8);
	ck_assert_str_eq(item.text, "xxxxxxxx");
	ck_assert_int_eq(lines_next(l, &item), 1);
	ck_assert_str_eq(item.text, "next");
	ck_assert_uint_eq(item.number, 2);
	ck_assert_int_eq(lines_next(l, &item), 0);
	lines_free(l);
	close(fd);
}
END_TEST

START_TEST(lengths_around_the_bound_are_told_apart)
{
	char text[32];
	struct lines_item item;
	struct lines *l;
	int fd;

	memset(text, 'y', sizeof(text));
	text[_i] = '\n';
	fd = fd_of(text, (size_t)_i + (_i % 2 == 0));
	l = lines_new(fd, 8);
	ck_assert_int_eq(lines_next(l, &item), 1);
	ck_assert_int_eq(item.too_long, _i > 8);
	ck_assert_uint_eq(item.len, _i > 8 ? 8 : (size_t)_i);
	ck_assert_int_eq(lines_next(l, &item), 0);
	lines_free(l);
	close(fd);
}
END_TEST

START_TEST(a_nul_byte_is_part_of_its_line)
{
	int fd = fd_of("a\0b\nc\n", 6);
	struct lines *l = lines_new(fd, 8);
	struct lines_item item;

	ck_assert_int_eq(lines_next(l, &item), 1);
	ck_assert_uint_eq(item.len, 3);
	ck_assert(lines_ready(l));
	ck_assert_int_eq(lines_next(l, &item), 1);
	ck_assert(!lines_ready(l));
	ck_assert_str_eq(item.text, "c");
	lines_free(l);
	close(fd);
}
END_TEST

TCase *
tcase_lines(void)
{
	TCase *t = tcase_create("lines");

	tcase_add_test(t, every_line_comes_once_with_its_number);
	tcase_add_test(t, a_long_line_is_cut_and_the_next_one_is_whole);
	tcase_add_loop_test(t, lengths_around_the_bound_are_told_apart, 1, 20);
	tcase_add_test(t, a_nul_byte_is_part_of_its_line);
	return t;
}
