/* cli/opt.c - see opt.h */
#include "cli/opt.h"

#include "base/text.h"

#include <getopt.h>
#include <string.h>

enum { MAX_OPTIONS = 48, FIRST_LONG = 256, COLUMNS = 80 };

/* Every program has these; their places are in struct opt_parsed. */
static const struct opt common[] = {
	{ 'c', "config", "FILE", OPT_TEXT,
	    offsetof(struct opt_parsed, config), 0,
	    "read settings from FILE" },
	{ 'h', "help", NULL, OPT_FLAG, offsetof(struct opt_parsed, help), 0,
	    "show this and leave" },
	{ 'q', "quiet", NULL, OPT_FLAG, offsetof(struct opt_parsed, quiet), 0,
	    "say nothing but errors" },
	{ 'v', "verbose", NULL, OPT_FLAG,
	    offsetof(struct opt_parsed, verbose), 0, "say what is done" },
	{ 'V', "version", NULL, OPT_FLAG,
	    offsetof(struct opt_parsed, version), 0,
	    "show the version and leave" },
	{ 0, "show-config", NULL, OPT_FLAG,
	    offsetof(struct opt_parsed, show_config), 0,
	    "show every setting and where it came from" },
	{ 0, "state-dir", "DIR", OPT_SETTING, CFG_STATE_DIR, 0,
	    "keep state in DIR" },
	{ 0, "describe", NULL, OPT_FLAG,
	    offsetof(struct opt_parsed, describe), 0,
	    "show commands and options as JSON, for programs" },
	{ 0, "completion", "bash|zsh|fish", OPT_CHOICE,
	    offsetof(struct opt_parsed, completion), 0,
	    "show what lets this shell complete command lines" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

const struct opt *
opt_common(void)
{
	return common;
}

bool
opt_is_of(const struct opt *o, int command)
{
	return o->commands == 0 || (o->commands & OPT_IN(command)) != 0;
}

struct table {
	const struct opt *opts[MAX_OPTIONS];
	bool is_common[MAX_OPTIONS];
	struct option longs[MAX_OPTIONS + 1];
	char letters[2 * MAX_OPTIONS + 2];
	int n;
};

static void
add_options(struct table *t, const struct opt *opts, bool is_common)
{
	char *letter = t->letters + strlen(t->letters);

	for (; opts->name != NULL && t->n < MAX_OPTIONS; opts++) {
		t->opts[t->n] = opts;
		t->is_common[t->n] = is_common;
		t->longs[t->n] = (struct option){ opts->name,
		    opts->arg == NULL ? no_argument : required_argument, NULL,
		    FIRST_LONG + t->n };
		if (opts->letter != 0)
			*letter++ = opts->letter;
		if (opts->letter != 0 && opts->arg != NULL)
			*letter++ = ':';
		t->n++;
	}
	*letter = '\0';
}

static void
make_table(struct table *t, const struct opt_program *p)
{
	memset(t, 0, sizeof(*t));
	t->letters[0] = ':';		/* getopt is silent, ':' is no value */
	add_options(t, p->options, false);
	add_options(t, common, true);
}

static int
find(const struct table *t, int got)
{
	if (got >= FIRST_LONG)
		return got - FIRST_LONG;
	for (int i = 0; i < t->n; i++)
		if (t->opts[i]->letter == got)
			return i;
	return -1;
}

bool
opt_is_choice(const char *choices, const char *value)
{
	size_t len = strcspn(value, "|");

	if (value[len] != '\0')
		return false;
	for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
		at += *at == '|';
		if (strncmp(at, value, len) == 0 &&
		    (at[len] == '|' || at[len] == '\0'))
			return len > 0;
	}
	return false;
}

static int
usage_error(struct err *e, const struct opt_program *p)
{
	if (e->hint[0] == '\0')
		err_hint(e, "%s --help shows the options", p->name);
	return -1;
}

/* Puts the value where the option's row says. */
static int
bind(const struct opt *o, char *value, void *base, struct opt_parsed *parsed,
    struct err *e)
{
	char *place = (char *)base + (o->kind == OPT_SETTING ? 0 : o->place);
	struct opt_list *list = (void *)place;

	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)(void *)place = true;
		return 0;
	case OPT_CHOICE:
		if (!opt_is_choice(o->arg, value)) {
			err_set(e, ERR_USAGE, "--%s: %s: not one of %s",
			    o->name, value, o->arg);
			err_allow_choices(e, o->arg);
			return -1;
		}
		/* FALLTHROUGH */
	case OPT_TEXT:
		*(const char **)(void *)place = value;
		return 0;
	case OPT_LIST:
		if (list->n == sizeof(list->items) / sizeof(list->items[0]))
			break;
		list->items[list->n++] = value;
		return 0;
	case OPT_COUNT:
		if (text_to_int64(value, (int64_t *)(void *)place) &&
		    *(int64_t *)(void *)place >= 0)
			return 0;
		err_set(e, ERR_USAGE, "--%s: %s: not a whole number", o->name,
		    value);
		return -1;
	case OPT_SETTING:
		if (parsed->n_settings == (int)(sizeof(parsed->setting) /
		    sizeof(parsed->setting[0])))
			break;
		parsed->setting[parsed->n_settings].key =
		    (enum cfg_key)o->place;
		parsed->setting[parsed->n_settings].argument =
		    o->arg == NULL ? NULL : value;
		parsed->setting[parsed->n_settings++].value =
		    o->arg == NULL ? o->name : value;
		return 0;
	}
	err_set(e, ERR_USAGE, "--%s: given too often", o->name);
	return -1;
}

/* Does the command's name ("token set") begin the operands?  Its words. */
static int
words_matched(const char *name, const struct opt_parsed *parsed)
{
	int words = 0;

	while (*name != '\0') {
		size_t len = strcspn(name, " ");

		if (words == parsed->n_operands ||
		    strlen(parsed->operands[words]) != len ||
		    strncmp(parsed->operands[words], name, len) != 0)
			return 0;
		name += len + (name[len] == ' ');
		words++;
	}
	return words;
}

/* The commands, for programs and for people. */
static void
allow_commands(const struct opt_program *p, struct err *e)
{
	char names[256] = "";

	for (const struct opt_command *c = p->commands;
	    c->help != NULL && c->name != NULL; c++) {
		size_t len = strlen(names);

		err_allow(e, c->name, strlen(c->name));
		(void)snprintf(names + len, sizeof(names) - len, "%s%s",
		    len == 0 ? "" : ", ", c->name);
	}
	err_hint(e, "one of %s; %s --help tells more", names, p->name);
}

static const char *
show_operand(const struct opt_program *p, const struct opt_parsed *parsed,
    int i)
{
	return p->hides_operands ? "an operand (not shown)" :
	    parsed->operands[i];
}

static int
find_command(const struct opt_program *p, struct opt_parsed *parsed,
    struct err *e)
{
	const struct opt_command *c = p->commands;
	int words = 0;

	parsed->command = p->default_command;
	for (int i = 0; c[i].help != NULL; i++)
		if (c[i].name != NULL) {
			words = words_matched(c[i].name, parsed);
			if (words > 0) {
				parsed->command = i;
				break;
			}
		}
	parsed->n_operands -= words;
	memmove(parsed->operands, parsed->operands + words,
	    (size_t)parsed->n_operands * sizeof(parsed->operands[0]));
	if (parsed->help || parsed->version || parsed->show_config ||
	    parsed->describe || parsed->completion != NULL)
		return 0;
	if (parsed->command == -1 && parsed->n_operands == 0) {
		err_set(e, ERR_USAGE, "which command?");
		allow_commands(p, e);
		return -1;
	}
	if (parsed->command == -1) {
		err_set(e, ERR_USAGE, "%s: no such command",
		    show_operand(p, parsed, 0));
		allow_commands(p, e);
		return -1;
	}
	if (parsed->n_operands > c[parsed->command].operands) {
		err_set(e, ERR_USAGE, "%s: unexpected", show_operand(p, parsed,
		    c[parsed->command].operands));
		return -1;
	}
	return 0;
}

static void
allow_options(const struct table *t, int command, struct err *e)
{
	for (int i = 0; i < t->n; i++)
		if (!t->is_common[i] && opt_is_of(t->opts[i], command))
			err_allow(e, t->opts[i]->name,
			    strlen(t->opts[i]->name));
}

static int
check_options(const struct opt_program *p, const struct table *t,
    const bool *used, const struct opt_parsed *parsed, struct err *e)
{
	const char *name = parsed->command == -1 ? NULL :
	    p->commands[parsed->command].name;

	if (name == NULL)
		name = "";
	for (int i = 0; i < t->n && parsed->command != -1; i++)
		if (used[i] && !opt_is_of(t->opts[i], parsed->command)) {
			err_set(e, ERR_USAGE, "--%s: not an option of %s%s%s",
			    t->opts[i]->name, p->name, *name == '\0' ? "" : " ",
			    name);
			allow_options(t, parsed->command, e);
			return -1;
		}
	return 0;
}

/* What getopt took for an option, not spelt out?  "--password secret" is to be
 * a mistake, and no file of that name. */
static bool
is_shortened(const struct opt *o, int got, const char *word)
{
	return got >= FIRST_LONG &&
	    strcspn(word + 2, "=") < strlen(o->name);
}

/* One element of getopt's walk; index of the option or -1. */
static int
take(const struct table *t, int got, char *argv[], void *args,
    struct opt_parsed *parsed, struct err *e)
{
	int i = got == '?' || got == ':' ? -1 : find(t, got);
	const char *word = argv[optind - 1];

	if (optarg != NULL && optarg == word)
		word = argv[optind - 2];	/* before its value */
	if (got == ':') {
		err_set(e, ERR_USAGE, "%s: needs a value", word);
		return -1;
	}
	if (i == -1) {
		if (optopt > 0 && optopt < FIRST_LONG)
			err_set(e, ERR_USAGE, "-%c: no such option", optopt);
		else
			err_set(e, ERR_USAGE, "%.*s: %s",
			    (int)strcspn(word, "="), word,
			    /* its value may be a secret */
			    optopt == 0 ? "no such option" : "takes no value");
		return -1;
	}
	if (is_shortened(t->opts[i], got, word)) {
		err_set(e, ERR_USAGE, "%.*s: no such option; is it --%s?",
		    (int)strcspn(word, "="), word, t->opts[i]->name);
		return -1;
	}
	return bind(t->opts[i], optarg, t->is_common[i] ? (void *)parsed :
	    args, parsed, e) == -1 ? -1 : i;
}

int
opt_parse(const struct opt_program *p, int argc, char *argv[], void *args,
    struct opt_parsed *parsed, struct err *e)
{
	struct table t;
	bool used[MAX_OPTIONS] = { false };
	int got, i;

	*parsed = (struct opt_parsed){ .command = -1 };
	make_table(&t, p);
	optind = 1;
	while ((got = getopt_long(argc, argv, t.letters, t.longs, NULL)) !=
	    -1) {
		i = take(&t, got, argv, args, parsed, e);
		if (i == -1)
			return usage_error(e, p);
		used[i] = true;
	}
	for (; optind < argc; optind++) {
		if (parsed->n_operands == (int)(sizeof(parsed->operands) /
		    sizeof(parsed->operands[0]))) {
			err_set(e, ERR_USAGE, "too many operands");
			return usage_error(e, p);
		}
		parsed->operands[parsed->n_operands++] = argv[optind];
	}
	if (find_command(p, parsed, e) == -1 ||
	    check_options(p, &t, used, parsed, e) == -1)
		return usage_error(e, p);
	return 0;
}

/* The length of the word that begins the text; brackets are not parted. */
static int
word(const char *text)
{
	int depth = 0, n = 0;

	for (; text[n] != '\0' && (text[n] != ' ' || depth > 0); n++)
		depth += (text[n] == '[') - (text[n] == ']');
	return n;
}

/* The text from column at on, no line longer than a terminal's; those behind
 * the first begin at column indent.  Ends the line. */
static void
print_folded(const char *text, int at, int indent, FILE *fp)
{
	for (int n; *text != '\0'; text += n + (text[n] == ' ')) {
		n = word(text);
		if (at > indent && at + 1 + n > COLUMNS) {
			(void)fprintf(fp, "\n%*s", indent, "");
			at = indent;
		} else if (at > indent) {
			(void)putc(' ', fp);
			at++;
		}
		at += fprintf(fp, "%.*s", n, text);
	}
	(void)putc('\n', fp);
}

void
opt_usage(const struct opt_program *p, FILE *fp)
{
	const char *lead = "usage:";
	int indent = (int)(strlen(lead) + strlen(p->name)) + 2, at;

	for (const struct opt_command *c = p->commands; c->help != NULL; c++) {
		at = fprintf(fp, "%s %s%s%s", lead, p->name,
		    c->name == NULL ? "" : " ", c->name == NULL ? "" : c->name);
		if (at < indent) {	/* no command: the options are next */
			(void)putc(' ', fp);
			at = indent;
		}
		print_folded(c->synopsis, at, indent, fp);
		lead = "      ";
	}
}

static void
print_options(const struct opt *o, FILE *fp)
{
	const int indent = 34;

	for (; o->name != NULL; o++) {
		char left[64];

		(void)snprintf(left, sizeof(left), "%c%c%s --%s%s%s",
		    o->letter == 0 ? ' ' : '-',
		    o->letter == 0 ? ' ' : o->letter,
		    o->letter == 0 ? " " : ",", o->name,
		    o->arg == NULL ? "" : " ", o->arg == NULL ? "" : o->arg);
		if (strlen(left) > 30)
			(void)fprintf(fp, "  %s\n%*s", left, indent, "");
		else
			(void)fprintf(fp, "  %-30s  ", left);
		print_folded(o->help, indent, indent, fp);
	}
}

void
opt_help(const struct opt_program *p, FILE *fp)
{
	(void)fprintf(fp, "%s - %s\n\n", p->name, p->about);
	opt_usage(p, fp);
	if (p->commands[0].name != NULL)
		(void)fprintf(fp, "\ncommands:\n");
	for (const struct opt_command *c = p->commands;
	    c->help != NULL && c->name != NULL; c++)
		(void)fprintf(fp, "  %-14s  %s\n", c->name, c->help);
	(void)fprintf(fp, "\noptions:\n");
	print_options(p->options, fp);
	print_options(common, fp);
	(void)fprintf(fp, "\nexamples:\n");
	for (const char *const *x = p->examples; *x != NULL; x++)
		(void)fprintf(fp, "  %s\n", *x);
	(void)fprintf(fp, "\nThe whole story is in %s(1) and vrm(7).\n",
	    p->name);
}
