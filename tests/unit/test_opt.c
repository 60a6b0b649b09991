/* tests/unit/test_opt.c */
#include "cli/opt.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

TCase *tcase_opt(void);

struct args {
	bool all;
	const char *battery, *via;
	struct opt_list sites;
	int64_t limit;
};
enum { FETCH, LIST, TOKEN_SET };

static const struct opt_command commands[] = {
	{ "fetch", "[--site ID]", "fetch it", 0 },
	{ "list", "", "list it", 1 },
	{ "token set", "", "set it", 0 },
	{ NULL, NULL, NULL, 0 }
};
static const struct opt options[] = {
	{ 'a', "all", NULL, OPT_FLAG, offsetof(struct args, all), 0, "x" },
	{ 's', "site", "ID", OPT_LIST, offsetof(struct args, sites), 0, "x" },
	{ 0, "battery", "N", OPT_TEXT, offsetof(struct args, battery),
	    OPT_IN(FETCH), "x" },
	{ 0, "via", "auto|summary|overview", OPT_CHOICE,
	    offsetof(struct args, via), 0, "x" },
	{ 'n', "limit", "N", OPT_COUNT, offsetof(struct args, limit), 0, "x" },
	{ 'd', "database", "URL", OPT_SETTING, CFG_DATABASE_URL, 0, "x" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};
static const char *const examples[] = { "tool fetch", NULL };
static const struct opt_program program = { .name = "tool",
	.about = "does things", .commands = commands, .default_command = -1,
	.options = options, .examples = examples };

/* Splits words at spaces and parses them. */
static int
parse(const char *line, struct args *a, struct opt_parsed *p, struct err *e)
{
	static char copy[256];
	char *argv[32] = { NULL };
	char name[] = "tool";
	int argc = 0;

	(void)strcpy(copy, line);
	argv[argc++] = name;
	for (char *w = strtok(copy, " "); w != NULL; w = strtok(NULL, " "))
		argv[argc++] = w;
	*a = (struct args){ .via = "auto", .limit = 100 };
	*e = (struct err){ .kind = ERR_NONE };
	return opt_parse(&program, argc, argv, a, p, e);
}

START_TEST(options_land_in_their_members_wherever_they_stand)
{
	struct args a;
	struct opt_parsed p;
	struct err e;

	ck_assert_int_eq(parse("-v --site 1 fetch -s 2 --via summary -a "
	    "--battery=all -n 7 -d sqlite:x", &a, &p, &e), 0);
	ck_assert_int_eq(p.command, FETCH);
	ck_assert(p.verbose);
	ck_assert(a.all);
	ck_assert_uint_eq(a.sites.n, 2);
	ck_assert_str_eq(a.sites.items[1], "2");
	ck_assert_str_eq(a.via, "summary");
	ck_assert_str_eq(a.battery, "all");
	ck_assert_int_eq(a.limit, 7);
	ck_assert_int_eq(p.n_settings, 1);
	ck_assert_int_eq(p.setting[0].key, CFG_DATABASE_URL);
}
END_TEST

START_TEST(what_was_not_given_keeps_its_default)
{
	struct args a;
	struct opt_parsed p;
	struct err e;

	ck_assert_int_eq(parse("list thing", &a, &p, &e), 0);
	ck_assert_str_eq(a.via, "auto");
	ck_assert_int_eq(a.limit, 100);
	ck_assert_int_eq(p.n_operands, 1);
	ck_assert_str_eq(p.operands[0], "thing");
}
END_TEST

START_TEST(a_command_may_have_two_words)
{
	struct args a;
	struct opt_parsed p;
	struct err e;

	ck_assert_int_eq(parse("token -q set", &a, &p, &e), 0);
	ck_assert_int_eq(p.command, TOKEN_SET);
	ck_assert_int_eq(p.n_operands, 0);
	ck_assert(p.quiet);
}
END_TEST

static const struct { const char *line, *want; } wrong[] = {
	{ "", "which command" },
	{ "fetsch", "fetsch: no such command" },
	{ "token", "token: no such command" },
	{ "fetch -x", "-x: no such option" },
	{ "fetch --nope", "--nope: no such option" },
	{ "fetch --nope=1", "--nope: no such option" },
	{ "fetch --bat 1", "--bat: no such option; is it --battery?" },
	{ "fetch --vi=auto", "--vi: no such option; is it --via?" },
	{ "fetch --al", "--al: no such option; is it --all?" },
	{ "fetch --all=1", "--all: takes no value" },
	{ "fetch --via", "--via: needs a value" },
	{ "fetch --via magic", "--via: magic: not one of" },
	{ "fetch --via auto|summary", "not one of" },
	{ "fetch -n many", "--limit: many: not a whole number" },
	{ "fetch -n -1", "not a whole number" },
	{ "fetch extra", "extra: unexpected" },
	{ "list --battery 1", "--battery: not an option of tool list" }
};

START_TEST(a_wrong_command_line_is_refused_by_name)
{
	struct args a;
	struct opt_parsed p;
	struct err e;

	ck_assert_int_eq(parse(wrong[_i].line, &a, &p, &e), -1);
	ck_assert_int_eq(err_status(&e), 64);
	ck_assert_msg(strstr(e.msg, wrong[_i].want) != NULL, "%s: %s",
	    wrong[_i].line, e.msg);
	ck_assert_ptr_nonnull(strstr(err_advice(&e), "tool --help"));
}
END_TEST

START_TEST(help_needs_no_command_and_shows_every_option)
{
	struct args a;
	struct opt_parsed p;
	struct err e;
	char *text = NULL;
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);

	ck_assert_int_eq(parse("--help", &a, &p, &e), 0);
	ck_assert(p.help);
	opt_help(&program, fp);
	(void)fclose(fp);
	for (const struct opt *o = options; o->name != NULL; o++)
		ck_assert_ptr_nonnull(strstr(text, o->name));
	ck_assert_ptr_nonnull(strstr(text, "usage: tool fetch [--site ID]\n"));
	ck_assert_ptr_nonnull(strstr(text, "--show-config"));
	free(text);
}
END_TEST

TCase *
tcase_opt(void)
{
	TCase *t = tcase_create("opt");

	tcase_add_test(t, options_land_in_their_members_wherever_they_stand);
	tcase_add_test(t, what_was_not_given_keeps_its_default);
	tcase_add_test(t, a_command_may_have_two_words);
	tcase_add_loop_test(t, a_wrong_command_line_is_refused_by_name, 0,
	    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(t, help_needs_no_command_and_shows_every_option);
	return t;
}
