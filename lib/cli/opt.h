/* cli/opt.h - a command line as tables
 *
 * A program is a table of commands and a table of options; parsing, --help and
 * usage errors all come from them.  Options are bound to members of the
 * program's own argument struct by offset, so that main() holds no switch.
 * Options and operands may come in any order; "--" ends the options.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H
#include "base/err.h"
#include "conf/cfg.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct emit;

enum opt_kind {
	OPT_FLAG,		/* bool */
	OPT_TEXT,		/* const char * */
	OPT_CHOICE,		/* const char *, one of arg's a|b|c */
	OPT_LIST,		/* struct opt_list; may be repeated */
	OPT_COUNT,		/* int64_t, 0 or more */
	OPT_SETTING		/* overrides a setting of conf/cfg.h; one that
				 * takes no value gives its own name */
};

struct opt_list {
	const char *items[64];	/* borrowed from argv */
	size_t n;
};

struct opt {
	char letter;		/* 's', or 0 */
	const char *name;	/* "site" */
	const char *arg;	/* "ID", "auto|summary"; NULL for flags */
	enum opt_kind kind;
	size_t place;		/* offsetof(struct args, x), or the cfg_key */
	unsigned commands;	/* OPT_IN(command) | ...; 0: all of them */
	const char *help;	/* one line; "(100)" in it is the default */
};
#define OPT_IN(command) (1U << (command))

struct opt_command {
	const char *name;	/* "battery", "token set"; NULL: no commands */
	const char *synopsis;	/* behind the name, as in the man page */
	const char *help;	/* one line */
	int operands;		/* how many may follow */
};

struct opt_program {
	const char *name;
	const char *about;			/* one line */
	const struct opt_command *commands;	/* ends with a NULL help */
	int default_command;			/* -1: one must be named */
	const struct opt *options;		/* ends with a NULL name */
	const char *const *examples;		/* ends with NULL */
	void (*units)(struct emit *);	/* of the answers' members, or NULL */
	const char *const *statuses;	/* from 0 on; NULL: those of err.h */
	bool hides_operands;	/* a wrong one may be a secret: name it not */
};

struct opt_parsed {
	int command;			/* index into commands */
	const char *operands[8];	/* borrowed from argv */
	int n_operands;
	const char *config;		/* -c, --config FILE */
	const char *completion;		/* for this shell */
	bool help, version, show_config, describe, quiet, verbose;
	struct {
		enum cfg_key key;
		const char *value;	/* borrowed from argv */
		char *argument;		/* the same; NULL for a flag */
	} setting[16];
	int n_settings;
};

/* args: the program's struct with its defaults; only what was given changes.
 * -1: ERR_USAGE.  --help and --version excuse a missing command. */
int opt_parse(const struct opt_program *, int argc, char *argv[], void *args,
    struct opt_parsed *, struct err *);

/* "usage: vrm-fetch battery [...]", folded for a terminal: the man page's
 * SYNOPSIS says the same. */
void opt_usage(const struct opt_program *, FILE *);
void opt_help(const struct opt_program *, FILE *);	/* usage and tables */

/* For whoever tells of the tables in other words: what every program has
 * beside its own (ends with a NULL name), and whether an option is one of the
 * command. */
const struct opt *opt_common(void);
bool opt_is_of(const struct opt *, int command);
bool opt_is_choice(const char *choices, const char *);	/* of "a|b|c" */

#endif
