/* cli/cli.h - how every program begins and ends
 *
 *	struct args args = { .via = "auto" };
 *	struct cli cli;
 *	struct err e = { 0 };
 *
 *	if (cli_start(&cli, &program, argc, argv, &args, &e) == CLI_GO)
 *		(void)run(&cli, &args, &e);
 *	return cli_end(&cli, &e);
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H
#include "base/clock.h"
#include "base/err.h"
#include "cli/opt.h"
#include "conf/cfg.h"

struct cli {
	const struct opt_program *program;
	struct opt_parsed opt;
	struct cfg *cfg;	/* loaded, options applied */
	struct clock clock;
};

enum cli_next {
	CLI_GO,			/* do the work */
	CLI_DONE		/* it was --help or alike, or failed: see err */
};

/* Names the program, forbids core files, ignores SIGPIPE until the end, takes
 * the place of closed standard streams, parses, loads the settings, answers
 * --help, --version and --show-config. */
enum cli_next cli_start(struct cli *, const struct opt_program *, int argc,
    char *argv[], void *args, struct err *);

/* Flushes and checks stdout, reports e, frees; returns the exit status.  When
 * stdout's reader has gone, the program dies of SIGPIPE as a filter should. */
int cli_end(struct cli *, struct err *);

/* Print one line on stdout and flush it; -1: ERR_WRITE. */
int cli_print_line(const char *, struct err *);

#endif
