/* tests/unit/test_helper.c */
#include "base/helper.h"

#include "base/mem.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

TCase *tcase_helper(void);

static const struct { const char *command, *words; } split_case[] = {
	{ "pass show vrm", "pass|show|vrm|" },
	{ "  pass\t show  ", "pass|show|" },
	{ "pass 'my site'/vrm", "pass|my site/vrm|" },
	{ "a \"b 'c' d\" e", "a|b 'c' d|e|" },
	{ "a '\"\\' b", "a|\"\\|b|" },
	{ "a b\\ c \\\"d\\\" \"e\\\"f\"", "a|b c|\"d\"|e\"f|" },
	{ "a '' b", "a||b|" },
	{ "echo $HOME * ~ `x` ; | & #", "echo|$HOME|*|~|`x`|;|||&|#|" },
	{ "a\\", "a\\|" },
};

START_TEST(a_command_is_words_and_nothing_is_expanded)
{
	char **words = helper_words(split_case[_i].command);
	char joined[256] = "";

	ck_assert_ptr_nonnull(words);
	for (char **w = words; *w != NULL; w++) {
		strcat(joined, *w);
		strcat(joined, "|");
	}
	ck_assert_str_eq(joined, split_case[_i].words);
	helper_free_words(words);
}
END_TEST

static const char *const no_words[] = { "", " \t", "a 'b", "a \"b", "'" };

START_TEST(an_open_quote_or_no_word_is_no_command)
{
	ck_assert_ptr_null(helper_words(no_words[_i]));
}
END_TEST

static const char *const good_case[] = {
	"echo secret",
	"printf 'secret\\r\\nmore\\nand more'",
	"printf secret",
	"sh -c 'echo secret; seq 1000'",
	"sh -c 'sleep 2 & echo secret'",	/* it left one behind */
	"sh -c 'exec echo secret$(cat)'"	/* its stdin is empty */
};

enum { LONG = 60000 };

START_TEST(its_first_line_is_the_secret)
{
	struct err e = { .kind = ERR_NONE };
	char *out = NULL;

	ck_assert_int_eq(helper_line(good_case[_i], LONG, &out, &e), 0);
	ck_assert_str_eq(out, "secret");
	mem_free_secret(out);
}
END_TEST

static const struct { const char *command, *says; int ms; } bad_case[] = {
	{ "false", "false: failed with status 1", LONG },
	{ "sh -c 'echo secret; exit 3'", "sh: failed with status 3", LONG },
	{ "sh -c 'kill -9 $$'", "sh: ended by signal 9", LONG },
	{ "true", "first line of its output is empty", LONG },
	{ "echo", "first line of its output is empty", LONG },
	{ "/no/such/helper x", "/no/such/helper: ", LONG },
	{ "echo 'open", "a quote is not closed", LONG },
	{ "sleep 1000", "sleep: no answer within 1 s", 200 },
	{ "sh -c 'echo secret; exec sleep 1000'", "no answer within 1 s", 200 },
	{ "yes secret", "prints more than 64 KiB", LONG },
};

START_TEST(what_fails_or_hangs_or_gushes_is_an_error_of_the_settings)
{
	struct err e = { .kind = ERR_NONE };
	char *out = NULL;

	ck_assert_int_eq(helper_line(bad_case[_i].command, bad_case[_i].ms,
	    &out, &e), -1);
	ck_assert_int_eq(e.kind, ERR_CONFIG);
	ck_assert_ptr_nonnull(strstr(e.msg, bad_case[_i].says));
	ck_assert_ptr_null(strstr(e.msg, "secret"));
	ck_assert_ptr_null(out);
}
END_TEST

START_TEST(a_helper_dies_of_sigpipe_though_we_do_not)
{
	struct err e = { .kind = ERR_NONE };
	char *out = NULL;

	(void)signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(helper_line("sh -c 'kill -PIPE $$; echo alive'", LONG,
	    &out, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "ended by signal 13"));
	(void)signal(SIGPIPE, SIG_DFL);
}
END_TEST

/* The first number of a file, once it is there. */
static long
number_in(const char *path)
{
	const struct timespec tick = { 0, 5000000 };
	long n = 0;

	for (int i = 0; i < 4000 && n == 0; i++) {
		FILE *fp = fopen(path, "r");

		if (fp == NULL || fscanf(fp, "%ld\n", &n) != 1)
			(void)nanosleep(&tick, NULL);
		if (fp != NULL)
			(void)fclose(fp);
	}
	return n;
}

START_TEST(what_ends_us_ends_the_helper_first)
{
	char dir[] = "/tmp/vrm-helper-XXXXXX";
	struct err e = { .kind = ERR_NONE };
	char *command, *path, *out = NULL;
	int status;
	long helper;
	pid_t us;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = xasprintf("%s/pid", dir);
	command = xasprintf("sh -c 'echo $$ >%s; exec sleep 50'", path);
	us = fork();
	if (us == 0) {
		(void)signal(SIGTERM, SIG_DFL);	/* not the test's own */
		(void)helper_line(command, 40000, &out, &e);
		_exit(0);
	}
	helper = number_in(path);
	ck_assert_int_gt(helper, 0);
	(void)kill(us, SIGTERM);
	ck_assert_int_eq(waitpid(us, &status, 0), us);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	ck_assert_int_eq(kill((pid_t)helper, 0), -1);
	(void)unlink(path);
	(void)rmdir(dir);
	free(command);
	free(path);
}
END_TEST

#define CASES(list) (int)(sizeof(list) / sizeof((list)[0]))

TCase *
tcase_helper(void)
{
	TCase *t = tcase_create("helper");

	tcase_add_loop_test(t, a_command_is_words_and_nothing_is_expanded, 0,
	    CASES(split_case));
	tcase_add_loop_test(t, an_open_quote_or_no_word_is_no_command, 0,
	    CASES(no_words));
	tcase_add_loop_test(t, its_first_line_is_the_secret, 0,
	    CASES(good_case));
	tcase_add_loop_test(t,
	    what_fails_or_hangs_or_gushes_is_an_error_of_the_settings, 0,
	    CASES(bad_case));
	tcase_add_test(t, a_helper_dies_of_sigpipe_though_we_do_not);
	tcase_add_test(t, what_ends_us_ends_the_helper_first);
	return t;
}
