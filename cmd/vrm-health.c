/* cmd/vrm-health.c - one verdict and an exit status */
#include "answer/format.h"
#include "answer/health.h"
#include "answer/probe.h"
#include "answer/verdict.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

struct args {
	const char *site, *format;
	struct opt_list warning, critical;
};

static const struct opt_command commands[] = {
	{ NULL, "[--site SITE] [--warning CHECK=VALUE]... "
	    "[--critical CHECK=VALUE]... [--format FORMAT]",
	    "say whether all is well, and if not, what to do", 0 },
	{ NULL, NULL, NULL, 0 }
};

#define PLACE(member) offsetof(struct args, member)
static const struct opt options[] = {
	{ 's', "site", "SITE", OPT_TEXT, PLACE(site), 0,
	    "watch these sites alone; several with commas between" },
	{ 'w', "warning", "CHECK=VALUE", OPT_LIST, PLACE(warning), 0,
	    "warn from there on, as in data_age=10m; may be repeated" },
	{ 0, "critical", "CHECK=VALUE", OPT_LIST, PLACE(critical), 0,
	    "from there on it is critical; may be repeated" },
	{ 'f', "format", VERDICT_FORMATS, OPT_CHOICE, PLACE(format), 0,
	    "form of the answer (text on a terminal, else json)" },
	{ 'd', "database", "URL", OPT_SETTING, CFG_DATABASE_URL, 0,
	    "look into this database" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

static const char *const examples[] = {
	"vrm-health",
	"vrm-health --site boathouse --critical data_age=30m",
	"vrm-health --format nagios",
	"vrm-health --format json | jq .data.summary",
	NULL
};

static const char *const statuses[] = {
	"ok", "warning", "critical", "unknown", NULL
};

static const struct opt_program program = {
	.name = "vrm-health",
	.about = "is the polling well?  exit 0 ok, 1 warning, 2 critical, "
	    "3 unknown",
	.commands = commands,
	.options = options,
	.examples = examples,
	.statuses = statuses
};

/* Called as a monitoring system calls its plugins? */
static bool
is_plugin(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, "check_vrm") == 0;
}

static int
choose_limits(struct facts *f, const struct args *a, struct err *e)
{
	for (size_t i = 0; i < a->warning.n; i++)
		if (check_limits_parse(f->limits, a->warning.items[i], false,
		    e) == -1)
			return -1;
	for (size_t i = 0; i < a->critical.n; i++)
		if (check_limits_parse(f->limits, a->critical.items[i], true,
		    e) == -1)
			return -1;
	return 0;
}

static int
run(struct health *health, struct cli *cli, const struct args *a,
    enum verdict_format format, struct err *e)
{
	struct facts facts;

	if (a->site != NULL && cfg_set(cli->cfg, CFG_SITES, a->site, e) == -1)
		return -1;
	if (probe_begin(&facts, cli->cfg, &cli->clock, e) == -1 ||
	    choose_limits(&facts, a, e) == -1)
		return -1;
	probe(&facts, cli->cfg, &cli->clock);
	health_judge(health, &facts);
	verdict_write(stdout, format, health, &facts);
	return format_check(stdout, e);
}

/* Monitoring systems know four states and no others: what went wrong with
 * vrm-health itself is unknown. */
int
main(int argc, char *argv[])
{
	struct args args = { .format = is_plugin(argv[0]) ? "nagios" : NULL };
	struct cli cli;
	struct err e = { .kind = ERR_NONE };
	struct health health = { .verdict = CHECK_OK };
	enum cli_next next = cli_start(&cli, &program, argc, argv, &args, &e);
	enum verdict_format format = verdict_choose(args.format, stdout);

	if (next == CLI_GO)
		(void)run(&health, &cli, &args, format, &e);
	if (e.kind != ERR_NONE)
		verdict_fail(stdout, format, &e);
	return cli_end(&cli, &e) == 0 ? (int)health.verdict : CHECK_UNKNOWN;
}
