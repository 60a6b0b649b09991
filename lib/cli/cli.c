/* cli/cli.c - see cli.h */
#include "cli/cli.h"

#include "base/note.h"
#include "cli/completion.h"
#include "cli/describe.h"
#include "conf/mask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* A core file would hold the token.  One byte is less than any core has, and,
 * other than none, keeps Linux from feeding it to a collector too (core(5)). */
static void
forbid_core(void)
{
	struct rlimit least = { 1, 1 }, none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &least) == -1)
		(void)setrlimit(RLIMIT_CORE, &none);
}

/* A file or a connection must not take the place of a standard stream that is
 * closed.  What stands in fails at each use, as the closed one would. */
static void
occupy_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY :
			    O_RDONLY);
}

static void
set_level(const struct opt_parsed *o)
{
	note_level(o->quiet ? NOTE_QUIET :
	    o->verbose ? NOTE_VERBOSE : NOTE_NORMAL);
}

static int
load_settings(struct cli *cli, struct err *e)
{
	const struct opt_parsed *o = &cli->opt;

	if (clock_from_env(&cli->clock, e) == -1 ||
	    cfg_load(&cli->cfg, o->config, e) == -1)
		return -1;
	for (int i = 0; i < o->n_settings; i++) {
		if (cfg_set(cli->cfg, o->setting[i].key, o->setting[i].value,
		    e) == -1)
			return -1;
		if (o->setting[i].argument != NULL)	/* ps(1) shows it */
			mask_blank(o->setting[i].argument);
	}
	return 0;
}

enum cli_next
cli_start(struct cli *cli, const struct opt_program *program, int argc,
    char *argv[], void *args, struct err *e)
{
	*cli = (struct cli){ .program = program };
	note_start(program->name);
	occupy_streams();
	forbid_core();
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);	/* the write says it, and is undone */
	if (opt_parse(program, argc, argv, args, &cli->opt, e) == -1)
		return CLI_DONE;
	set_level(&cli->opt);
	if (cli->opt.help) {
		opt_help(program, stdout);
		return CLI_DONE;
	}
	if (cli->opt.describe) {
		describe(program, stdout);
		return CLI_DONE;
	}
	if (cli->opt.completion != NULL) {
		completion(program, cli->opt.completion, stdout);
		return CLI_DONE;
	}
	if (cli->opt.version) {
		(void)printf("%s %s\n", program->name, VRM_VERSION);
		return CLI_DONE;
	}
	if (load_settings(cli, e) == -1)
		return CLI_DONE;
	if (cli->opt.show_config) {
		cfg_show(cli->cfg, stdout);
		return CLI_DONE;
	}
	return CLI_GO;
}

/* Whoever read our output has left: end as every filter does. */
static void
die_of_sigpipe(void)
{
	(void)signal(SIGPIPE, SIG_DFL);
	(void)raise(SIGPIPE);
}

int
cli_print_line(const char *line, struct err *e)
{
	if (puts(line) == EOF || fflush(stdout) == EOF) {
		err_write(e, "stdout");
		return -1;
	}
	return 0;
}

int
cli_end(struct cli *cli, struct err *e)
{
	errno = EIO;		/* where only an earlier write failed */
	if ((fflush(stdout) == EOF || ferror(stdout)) && e->kind == ERR_NONE)
		err_write(e, "stdout");
	cfg_free(cli->cfg);
	if (e->kind == ERR_READER_GONE)
		die_of_sigpipe();
	if (e->kind != ERR_NONE)
		note_error(e);
	return err_status(e);
}
