/* answer/format.c - see format.h */
#include "answer/format.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum format
format_choose(const char *name, FILE *fp)
{
	static const char *const names[] = {
		[FORMAT_JSON] = "json", [FORMAT_NDJSON] = "ndjson",
		[FORMAT_CSV] = "csv", [FORMAT_TABLE] = "table",
		[FORMAT_TEXT] = "text", [FORMAT_METRICS] = "openmetrics"
	};

	for (size_t i = 0; name != NULL && i < sizeof(names) / sizeof(names[0]);
	    i++)
		if (strcmp(names[i], name) == 0)
			return (enum format)i;
	return isatty(fileno(fp)) ? FORMAT_TABLE : FORMAT_JSON;
}

bool
format_has_colour(FILE *fp)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || *no == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0 && isatty(fileno(fp));
}

void
format_open(struct emit *m, const char *status)
{
	emit_open(m, NULL, '{');
	emit_text(m, "status", status);
	emit_whole(m, "schema", FORMAT_SCHEMA);
}

int
format_close(struct emit *m, struct err *e)
{
	emit_close(m, '}');
	(void)putc('\n', m->fp);
	return format_check(m->fp, e);
}

/* What would have been right, where that is known. */
static void
write_allowed(struct emit *m, const char *lines)
{
	char word[sizeof(((struct err *)NULL)->allowed)];

	if (*lines == '\0')
		return;
	emit_open(m, "allowed", '[');
	for (; *lines != '\0'; lines += strlen(word) + 1) {
		(void)snprintf(word, sizeof(word), "%.*s",
		    (int)strcspn(lines, "\n"), lines);
		emit_text(m, NULL, word);
	}
	emit_close(m, ']');
}

void
format_error(FILE *fp, const struct err *e)
{
	struct emit m = { .fp = fp };

	format_open(&m, "error");
	emit_open(&m, "error", '{');
	emit_text(&m, "code", err_slug(e->kind));
	emit_text(&m, "message", e->msg);
	emit_text(&m, "hint", *err_advice(e) == '\0' ? NULL : err_advice(e));
	write_allowed(&m, e->allowed);
	emit_close(&m, '}');
	emit_close(&m, '}');
	(void)putc('\n', fp);
}

int
format_check(FILE *fp, struct err *e)
{
	if (!ferror(fp))
		return 0;
	err_write(e, "stdout");
	return -1;
}
