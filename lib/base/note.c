/* base/note.c - see note.h */
#include "base/note.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static const char *program = "vrm";
static enum note_level level = NOTE_NORMAL;
static uint64_t progress;	/* on the terminal now; 0 none */

void
note_start(const char *name)
{
	program = name;
}

void
note_level(enum note_level l)
{
	level = l;
}

const char *
note_program(void)
{
	return program;
}

int
note_wanted(void)
{
	return level == NOTE_VERBOSE ||
	    (level == NOTE_NORMAL && isatty(STDERR_FILENO));
}

void
note_progress(uint64_t n, const char *what)
{
	enum { STEP = 100000 };

	if (n == 0 && progress > 0)
		(void)fputs("\r\033[K", stderr);
	else if (n / STEP > progress / STEP && level == NOTE_NORMAL &&
	    isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r%s: %" PRIu64 " %s", program, n,
		    what);
	else
		return;
	progress = n;
}

static void __attribute__((format(printf, 2, 0)))
say(const char *prefix, const char *fmt, va_list ap)
{
	char line[2048];

	(void)vsnprintf(line, sizeof(line), fmt, ap);
	text_clean(line);
	note_progress(0, "");
	(void)fprintf(stderr, "%s: %s%s\n", program, prefix, line);
}

void
note_error(const struct err *e)
{
	const char *advice = err_advice(e);

	(void)fprintf(stderr, "%s: %s\n", program, e->msg);
	if (advice[0] != '\0')
		(void)fprintf(stderr, "%s: hint: %s\n", program, advice);
}

void
note_warn(const char *fmt, ...)
{
	va_list ap;

	if (level == NOTE_QUIET)
		return;
	va_start(ap, fmt);
	say("warning: ", fmt, ap);
	va_end(ap);
}

void
note_info(const char *fmt, ...)
{
	va_list ap;

	if (!note_wanted())
		return;
	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
}
