/* answer/emit.c - see emit.h */
#include "answer/emit.h"

#include "base/clock.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

static void
begin(struct emit *m, const char *key)
{
	if (m->comma)
		(void)putc(',', m->fp);
	m->comma = true;
	if (key == NULL)
		return;
	(void)putc('"', m->fp);
	(void)fputs(key, m->fp);
	(void)fputs("\":", m->fp);
}

void
emit_open(struct emit *m, const char *key, char bracket)
{
	begin(m, key);
	(void)putc(bracket, m->fp);
	m->comma = false;
}

void
emit_close(struct emit *m, char bracket)
{
	(void)putc(bracket, m->fp);
	m->comma = true;
}

void
emit_null(struct emit *m, const char *key)
{
	begin(m, key);
	(void)fputs("null", m->fp);
}

void
emit_bool(struct emit *m, const char *key, bool yes)
{
	begin(m, key);
	(void)fputs(yes ? "true" : "false", m->fp);
}

void
emit_whole(struct emit *m, const char *key, int64_t n)
{
	char text[TEXT_NUMBER];

	begin(m, key);
	text_whole(text, n);
	(void)fputs(text, m->fp);
}

/* A whole one keeps its point: 67.0, as in vrm-line(5). */
void
emit_real(struct emit *m, const char *key, double v)
{
	char text[TEXT_NUMBER];

	if (!isfinite(v)) {
		emit_null(m, key);
		return;
	}
	begin(m, key);
	text_number(text, v);
	(void)fputs(text, m->fp);
	if (text[strcspn(text, ".e")] == '\0')
		(void)fputs(".0", m->fp);
}

/* In JSON as it is; bytes of UTF-8 are, control characters are not. */
static bool
is_plain(char c)
{
	return c != '"' && c != '\\' && c != 0x7f && (unsigned char)c >= 0x20;
}

void
emit_text(struct emit *m, const char *key, const char *s)
{
	if (s == NULL) {
		emit_null(m, key);
		return;
	}
	begin(m, key);
	(void)putc('"', m->fp);
	while (*s != '\0') {
		size_t plain = 0;

		while (is_plain(s[plain]))
			plain++;
		(void)fwrite(s, 1, plain, m->fp);
		s += plain;
		if (*s == '"' || *s == '\\')
			(void)fprintf(m->fp, "\\%c", *s++);
		else if (*s != '\0')
			(void)fprintf(m->fp, "\\u%04x", (unsigned)*s++);
	}
	(void)putc('"', m->fp);
}

void
emit_time(struct emit *m, const char *key, int64_t unix_s)
{
	char text[CLOCK_TEXT];

	emit_text(m, key, clock_format(text, unix_s));
}
