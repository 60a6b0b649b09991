/* cli/describe.c - see describe.h */
#include "cli/describe.h"

#include "answer/emit.h"
#include "base/text.h"

#include <string.h>

enum { WORD = 160 };

/* "(24)" within a help text, or "(history: 24)" of that command, as a value:
 * false if there is none. */
static bool
find_default(const struct opt *o, const char *command, char *word)
{
	size_t before = command == NULL ? 0 : strlen(command) + 2;

	for (const char *at = strchr(o->help, '('); at != NULL;
	    at = strchr(at + 1, '(')) {
		size_t len = strcspn(at + 1, ")");
		int64_t n;

		if (len <= before || len >= WORD || at[1 + len] != ')' ||
		    (command != NULL && (at[before - 1] != ':' ||
		    strncmp(at + 1, command, before - 2) != 0)))
			continue;
		memcpy(word, at + 1 + before, len - before);
		word[len - before] = '\0';
		if (o->kind == OPT_COUNT ? text_to_int64(word, &n) :
		    o->kind == OPT_CHOICE && opt_is_choice(o->arg, word))
			return true;
	}
	return false;
}

static void
write_choices(struct emit *m, const char *choices)
{
	char word[WORD];

	emit_open(m, "enum", '[');
	while (*choices != '\0') {
		size_t len = strcspn(choices, "|");

		if (len < sizeof(word)) {
			memcpy(word, choices, len);
			word[len] = '\0';
			emit_text(m, NULL, word);
		}
		choices += len + (choices[len] == '|');
	}
	emit_close(m, ']');
}

static void
write_default(struct emit *m, const struct opt *o, const char *command)
{
	char word[WORD];
	int64_t n;

	if (!find_default(o, command, word))
		return;
	if (text_to_int64(word, &n))
		emit_whole(m, "default", n);
	else
		emit_text(m, "default", word);
}

/* An option as a JSON Schema. */
static void
write_option(struct emit *m, const struct opt *o)
{
	static const char *const types[] = {
		[OPT_FLAG] = "boolean", [OPT_TEXT] = "string",
		[OPT_CHOICE] = "string", [OPT_LIST] = "array",
		[OPT_COUNT] = "integer", [OPT_SETTING] = "string"
	};

	emit_open(m, o->name, '{');
	emit_text(m, "type", o->arg == NULL ? "boolean" : types[o->kind]);
	if (o->kind == OPT_CHOICE)
		write_choices(m, o->arg);
	if (o->kind == OPT_COUNT)
		emit_whole(m, "minimum", 0);
	if (o->kind == OPT_LIST) {
		emit_open(m, "items", '{');
		emit_text(m, "type", "string");
		emit_close(m, '}');
	}
	write_default(m, o, NULL);
	emit_text(m, "description", o->help);
	emit_close(m, '}');
}

/* What is the same whatever is asked: a place, not a question. */
static bool
is_always(const struct opt *o)
{
	return o->kind == OPT_SETTING && o->commands == 0;
}

/* Those of a program, or all: "config FILE". */
static void
write_always(struct emit *m, const struct opt *o, bool all)
{
	char words[WORD];

	for (; o->name != NULL; o++) {
		if (!all && !is_always(o))
			continue;
		(void)snprintf(words, sizeof(words), "%s%s%s", o->name,
		    o->arg == NULL ? "" : " ", o->arg == NULL ? "" : o->arg);
		emit_text(m, NULL, words);
	}
}

static void
write_parameters(struct emit *m, const struct opt_program *p, int command)
{
	emit_open(m, "parameters", '{');
	emit_text(m, "type", "object");
	emit_open(m, "properties", '{');
	for (const struct opt *o = p->options; o->name != NULL; o++) {
		char ref[WORD] = "#/$defs/";

		if (is_always(o) || !opt_is_of(o, command))
			continue;
		(void)text_copy(ref + strlen(ref), sizeof(ref) - strlen(ref),
		    o->name);
		emit_open(m, o->name, '{');
		emit_text(m, "$ref", ref);
		if (p->commands[command].name != NULL)
			write_default(m, o, p->commands[command].name);
		emit_close(m, '}');
	}
	emit_close(m, '}');
	emit_close(m, '}');
}

/* Does the example call this command? */
static bool
is_example_of(const char *example, const struct opt_program *p,
    const struct opt_command *c)
{
	size_t len = c->name == NULL ? 0 : strlen(c->name);
	const char *at = strstr(example, p->name);

	if (at == NULL || len == 0)
		return at != NULL;
	at += strlen(p->name);
	return *at == ' ' && strncmp(at + 1, c->name, len) == 0 &&
	    (at[1 + len] == ' ' || at[1 + len] == '\0');
}

static void
write_command(struct emit *m, const struct opt_program *p, int command)
{
	const struct opt_command *c = &p->commands[command];

	emit_open(m, NULL, '{');
	if (c->name != NULL)
		emit_text(m, "name", c->name);
	emit_text(m, "description", c->help);
	write_parameters(m, p, command);
	if (c->operands > 0)
		emit_whole(m, "operands", c->operands);
	for (const char *const *x = p->examples; *x != NULL; x++)
		if (is_example_of(*x, p, c)) {
			emit_text(m, "example", *x);
			break;
		}
	emit_close(m, '}');
}

static void
write_status(struct emit *m, int status, const char *meaning)
{
	char number[TEXT_NUMBER];

	text_number(number, status);
	if (meaning != NULL)
		emit_text(m, number, meaning);
}

static void
write_statuses(struct emit *m, const char *const *own)
{
	emit_open(m, "exit_status", '{');
	for (int status = 0; own != NULL && own[status] != NULL; status++)
		write_status(m, status, own[status]);
	for (int status = 0; own == NULL && status < 128; status++)
		write_status(m, status, err_meaning(status));
	emit_close(m, '}');
}

void
describe(const struct opt_program *p, FILE *fp)
{
	struct emit m = { .fp = fp };

	emit_open(&m, NULL, '{');
	emit_text(&m, "name", p->name);
	emit_text(&m, "version", VRM_VERSION);
	emit_text(&m, "description", p->about);
	emit_text(&m, "usage", p->commands[0].name == NULL ?
	    "--OPTION VALUE; a boolean that is true: --OPTION" :
	    "COMMAND --OPTION VALUE; a boolean that is true: --OPTION");
	emit_open(&m, "commands", '[');
	for (int i = 0; p->commands[i].help != NULL; i++)
		write_command(&m, p, i);
	emit_close(&m, ']');
	emit_open(&m, "$defs", '{');
	for (const struct opt *o = p->options; o->name != NULL; o++)
		if (!is_always(o))
			write_option(&m, o);
	emit_close(&m, '}');
	emit_open(&m, "always", '[');
	write_always(&m, p->options, false);
	write_always(&m, opt_common(), true);
	emit_close(&m, ']');
	if (p->units != NULL)
		p->units(&m);
	write_statuses(&m, p->statuses);
	emit_close(&m, '}');
	(void)putc('\n', fp);
}
