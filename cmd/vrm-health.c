/* cmd/vrm-health.c - one verdict and an exit status */
#include "answer/format.h"
#include "answer/health.h"
#include "answer/probe.h"
#include "answer/verdict.h"
#include "cli/cli.h"

#include <stdio.h>

struct args {
	const char *format;
};

static const struct opt_command commands[] = {
	{ NULL, "[--format FORMAT]",
	    "say whether all is well, and if not, what to do", 0 },
	{ NULL, NULL, NULL, 0 }
};

static const struct opt options[] = {
	{ 'f', "format", VERDICT_FORMATS, OPT_CHOICE,
	    offsetof(struct args, format), 0,
	    "form of the answer (text on a terminal, else json)" },
	{ 'd', "database", "URL", OPT_SETTING, CFG_DATABASE_URL, 0,
	    "look into this database" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

static const char *const examples[] = {
	"vrm-health",
	"vrm-health --format nagios",
	"vrm-health | jq .data.summary",
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

/* Monitoring systems know four states and no others: what went wrong with
 * vrm-health itself is unknown. */
int
main(int argc, char *argv[])
{
	struct args args = { .format = NULL };
	struct cli cli;
	struct err e = { .kind = ERR_NONE };
	struct facts facts;
	struct health health = { .verdict = CHECK_OK };
	enum cli_next next = cli_start(&cli, &program, argc, argv, &args, &e);
	enum verdict_format format = verdict_choose(args.format, stdout);

	if (next == CLI_GO) {
		probe(&facts, cli.cfg, &cli.clock);
		health_judge(&health, &facts);
		verdict_write(stdout, format, &health, &facts);
		(void)format_check(stdout, &e);
	}
	if (e.kind != ERR_NONE && format == VERDICT_JSON)
		format_error(stdout, &e);
	return cli_end(&cli, &e) == 0 ? (int)health.verdict : CHECK_UNKNOWN;
}
