/* cli/completion.c - see completion.h */
#include "cli/completion.h"

#include <string.h>

/* A site a line: its id, and its name if that holds no comma and no quote. */
static const char SITES[] = "vrm-query sites --format csv 2>/dev/null | "
    "sed -n '2,$s/^\\([^,\"]*\\),\\([^,\"]*\\),.*/\\1\\n\\2/p' | tr -d '\\r' | "
    "grep .";

enum takes { NOTHING, WORDS, A_FILE, A_DIRECTORY, A_SITE, ANYTHING };

static enum takes
takes(const struct opt *o)
{
	return o->arg == NULL ? NOTHING : o->kind == OPT_CHOICE ? WORDS :
	    strcmp(o->arg, "FILE") == 0 ? A_FILE :
	    strcmp(o->arg, "DIR") == 0 ? A_DIRECTORY :
	    strcmp(o->name, "site") == 0 ? A_SITE : ANYTHING;
}

/* "a|b" with blanks between */
static void
put_words(FILE *fp, const char *choices)
{
	for (; *choices != '\0'; choices++)
		(void)putc(*choices == '|' ? ' ' : *choices, fp);
}

/* Within single quotes; before what is special a backslash (zsh, fish). */
static void
put_quoted(FILE *fp, const char *s, const char *special)
{
	for (; *s != '\0'; s++)
		if (*s == '\'')
			(void)fputs("'\\''", fp);
		else
			(void)fprintf(fp, strchr(special, *s) != NULL ?
			    "\\%c" : "%c", *s);
}

/* vrm_query: a program as a part of a shell's names */
static void
put_name(FILE *fp, const char *program)
{
	for (; *program != '\0'; program++)
		(void)putc(*program == '-' ? '_' : *program, fp);
}

/* Calls put for the program's options of this command (-1: all of them) and,
 * if told so, for those that every program has. */
static void
each_option(FILE *fp, const struct opt_program *p, int command, bool common,
    void (*put)(FILE *, const struct opt *))
{
	for (const struct opt *o = p->options; o->name != NULL; o++)
		if (command == -1 || opt_is_of(o, command))
			put(fp, o);
	for (const struct opt *o = opt_common(); common && o->name != NULL; o++)
		put(fp, o);
}

static bool
has_commands(const struct opt_program *p)
{
	return p->commands[0].name != NULL;
}

/* ---- bash ---- */

static void
put_long(FILE *fp, const struct opt *o)
{
	(void)fprintf(fp, "--%s ", o->name);
}

static void
put_bash_value(FILE *fp, const struct opt *o)
{
	if (takes(o) == NOTHING)
		return;
	(void)fprintf(fp, "\t--%s", o->name);
	if (o->letter != 0)
		(void)fprintf(fp, "|-%c", o->letter);
	(void)fputs(") ", fp);
	switch (takes(o)) {
	case WORDS:
		(void)fputs("words='", fp);
		put_words(fp, o->arg);
		(void)fputs("'", fp);
		break;
	case A_FILE:
		(void)fputs("COMPREPLY=($(compgen -f -- \"$cur\")); return",
		    fp);
		break;
	case A_DIRECTORY:
		(void)fputs("COMPREPLY=($(compgen -d -- \"$cur\")); return",
		    fp);
		break;
	case A_SITE:
		(void)fprintf(fp, "_vrm_words \"$(%s)\"; return", SITES);
		break;
	default:
		(void)fputs("return", fp);
		break;
	}
	(void)fputs(" ;;\n", fp);
}

static void
put_bash_value_pattern(FILE *fp, const struct opt *o)
{
	if (takes(o) == NOTHING)
		return;
	(void)fprintf(fp, "|--%s", o->name);
	if (o->letter != 0)
		(void)fprintf(fp, "|-%c", o->letter);
}

/* Which command is it?  The first words that are no options nor their values,
 * as far as they begin a command. */
static void
put_bash_command(FILE *fp, const struct opt_program *p)
{
	(void)fputs("\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	    "\t\tcase ${COMP_WORDS[i-1]} in ''", fp);
	each_option(fp, p, -1, true, put_bash_value_pattern);
	(void)fputs(") continue ;; esac\n"
	    "\t\tcase ${COMP_WORDS[i]} in -*) continue ;; esac\n"
	    "\t\tcommand=\"$command${command:+ }${COMP_WORDS[i]}\"\n"
	    "\tdone\n"
	    "\tcase $command in\n\t'') words='", fp);
	for (int i = 0; has_commands(p) && p->commands[i].name != NULL; i++)
		(void)fprintf(fp, "%.*s ", (int)strcspn(p->commands[i].name,
		    " "), p->commands[i].name);
	each_option(fp, p, p->default_command, true, put_long);
	(void)fputs("' ;;\n", fp);
	for (int i = 0; has_commands(p) && p->commands[i].name != NULL; i++) {
		const char *name = p->commands[i].name;
		const char *second = strchr(name, ' ');

		if (second != NULL)
			(void)fprintf(fp, "\t%.*s) words='%s' ;;\n",
			    (int)(second - name), name, second + 1);
		(void)fprintf(fp, "\t'%s'*) words='", name);
		each_option(fp, p, i, true, put_long);
		(void)fputs("' ;;\n", fp);
	}
	(void)fputs("\tesac\n", fp);
}

static void
put_bash(FILE *fp, const struct opt_program *p)
{
	(void)fprintf(fp, "# bash completion for %s(1)\n"
	    "_vrm_words()\n{\n"
	    "\tlocal word\n"
	    "\twhile IFS= read -r word; do\n"
	    "\t\t[[ ${word,,} != \"${cur,,}\"* ]] ||\n"
	    "\t\t\tCOMPREPLY+=(\"$(printf %%q \"$word\")\")\n"
	    "\tdone <<<\"$1\"\n}\n_", p->name);
	put_name(fp, p->name);
	(void)fputs("()\n{\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} i command= words=\n"
	    "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	    "\tCOMPREPLY=()\n", fp);
	put_bash_command(fp, p);
	(void)fputs("\tcase $prev in\n", fp);
	each_option(fp, p, -1, true, put_bash_value);
	(void)fputs("\tesac\n"
	    "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
	    "complete -F _", fp);
	put_name(fp, p->name);
	(void)fprintf(fp, " %s\n", p->name);
}

/* ---- zsh ---- */

static void
put_zsh_option(FILE *fp, const struct opt *o)
{
	const char *many = o->kind == OPT_LIST ? "*" : "";

	(void)fprintf(fp, "\t\t'%s", many);
	if (*many == '\0' && o->letter != 0)
		(void)fprintf(fp, "(-%c --%s)", o->letter, o->name);
	if (o->letter != 0)
		(void)fprintf(fp, "'{-%c,--%s}'", o->letter, o->name);
	else
		(void)fprintf(fp, "--%s", o->name);
	(void)putc('[', fp);
	put_quoted(fp, o->help, "[]:\\");
	(void)putc(']', fp);
	if (takes(o) != NOTHING)
		(void)fprintf(fp, ":%s:", takes(o) == WORDS ? o->name : o->arg);
	if (takes(o) == WORDS) {
		(void)putc('(', fp);
		put_words(fp, o->arg);
		(void)putc(')', fp);
	} else if (takes(o) == A_FILE)
		(void)fputs("_files", fp);
	else if (takes(o) == A_DIRECTORY)
		(void)fputs("_files -/", fp);
	else if (takes(o) == A_SITE)
		(void)fputs("{compadd -- ${(f)\"$(_vrm_sites)\"}}", fp);
	else if (takes(o) == ANYTHING)
		(void)putc(' ', fp);
	(void)fputs("'\n", fp);
}

static void
put_zsh_commands(FILE *fp, const struct opt_program *p)
{
	(void)fputs("\tcase $command in\n\t'') specs+=('*:command:((", fp);
	for (const struct opt_command *c = p->commands; c->name != NULL; c++) {
		(void)fprintf(fp, "%.*s\\:\"", (int)strcspn(c->name, " "),
		    c->name);
		put_quoted(fp, c->help, "\":\\");
		(void)fputs("\" ", fp);
	}
	(void)fputs("))') ;;\n", fp);
	for (int i = 0; p->commands[i].name != NULL; i++) {
		const char *name = p->commands[i].name;
		const char *second = strchr(name, ' ');

		if (second != NULL)
			(void)fprintf(fp, "\t%.*s) specs+=('*:command:(%s)') "
			    ";;\n", (int)(second - name), name, second + 1);
		(void)fprintf(fp, "\t'%s'*) specs+=(\n", name);
		each_option(fp, p, i, false, put_zsh_option);
		(void)fprintf(fp, "\t\t'1:command:(%.*s)'", (int)strcspn(name,
		    " "), name);
		if (second != NULL)
			(void)fprintf(fp, " '2:command:(%s)'", second + 1);
		(void)fputs(") ;;\n", fp);
	}
	(void)fputs("\tesac\n", fp);
}

static void
put_zsh(FILE *fp, const struct opt_program *p)
{
	(void)fprintf(fp, "#compdef %s\n"
	    "_vrm_sites()\n{\n\t%s\n}\n_", p->name, SITES);
	put_name(fp, p->name);
	(void)fputs("()\n{\n\tlocal i command=\n\tlocal -a specs\n"
	    "\tfor ((i = 2; i < CURRENT; i++)); do\n"
	    "\t\tcase ${words[i-1]} in ''", fp);
	each_option(fp, p, -1, true, put_bash_value_pattern);
	(void)fputs(") continue ;; esac\n"
	    "\t\tcase ${words[i]} in -*) continue ;; esac\n"
	    "\t\tcommand=\"$command${command:+ }${words[i]}\"\n"
	    "\tdone\n\tspecs=(\n", fp);
	for (const struct opt *o = opt_common(); o->name != NULL; o++)
		put_zsh_option(fp, o);
	if (!has_commands(p))
		each_option(fp, p, -1, false, put_zsh_option);
	(void)fputs("\t)\n", fp);
	if (has_commands(p))
		put_zsh_commands(fp, p);
	(void)fputs("\t_arguments -s $specs\n}\n_", fp);
	put_name(fp, p->name);
	(void)fputs(" \"$@\"\n", fp);
}

/* ---- fish ---- */

static void
put_fish_option(FILE *fp, const struct opt *o)
{
	(void)fprintf(fp, " -l %s", o->name);
	if (o->letter != 0)
		(void)fprintf(fp, " -s %c", o->letter);
	if (takes(o) == A_FILE || takes(o) == A_DIRECTORY)
		(void)fputs(" -r -F", fp);
	else if (takes(o) != NOTHING)
		(void)fputs(" -x", fp);
	if (takes(o) == WORDS) {
		(void)fputs(" -a '", fp);
		put_words(fp, o->arg);
		(void)putc('\'', fp);
	} else if (takes(o) == A_SITE)
		(void)fputs(" -a '(_vrm_sites)'", fp);
	(void)fputs(" -d '", fp);
	put_quoted(fp, o->help, "\\");
	(void)fputs("'\n", fp);
}

static void
put_fish_condition(FILE *fp, const struct opt_program *p, const struct opt *o)
{
	(void)fprintf(fp, "complete -c %s", p->name);
	if (o->commands == 0)
		return;
	(void)fputs(" -n '__fish_seen_subcommand_from", fp);
	for (int i = 0; p->commands[i].name != NULL; i++)
		if (opt_is_of(o, i))
			(void)fprintf(fp, " %.*s", (int)strcspn(
			    p->commands[i].name, " "), p->commands[i].name);
	(void)putc('\'', fp);
}

static void
put_fish(FILE *fp, const struct opt_program *p)
{
	(void)fprintf(fp, "# fish completion for %s(1)\n"
	    "function _vrm_sites\n\t%s\nend\n"
	    "complete -c %s -f\n", p->name, SITES, p->name);
	for (const struct opt_command *c = p->commands;
	    has_commands(p) && c->name != NULL; c++) {
		const char *second = strchr(c->name, ' ');

		(void)fprintf(fp, "complete -c %s -n __fish_use_subcommand "
		    "-a %.*s -d '", p->name, (int)strcspn(c->name, " "),
		    c->name);
		put_quoted(fp, c->help, "\\");
		(void)fputs("'\n", fp);
		if (second != NULL)
			(void)fprintf(fp, "complete -c %s -n "
			    "'__fish_seen_subcommand_from %.*s' -a %s\n",
			    p->name, (int)(second - c->name), c->name,
			    second + 1);
	}
	for (const struct opt *o = p->options; o->name != NULL; o++) {
		put_fish_condition(fp, p, o);
		put_fish_option(fp, o);
	}
	for (const struct opt *o = opt_common(); o->name != NULL; o++) {
		put_fish_condition(fp, p, o);
		put_fish_option(fp, o);
	}
}

void
completion(const struct opt_program *p, const char *shell, FILE *fp)
{
	if (strcmp(shell, "bash") == 0)
		put_bash(fp, p);
	else if (strcmp(shell, "zsh") == 0)
		put_zsh(fp, p);
	else
		put_fish(fp, p);
}
