/* answer/verdict.c - see verdict.h */
#include "answer/verdict.h"

#include "answer/emit.h"
#include "answer/format.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum verdict_format
verdict_choose(const char *name, FILE *fp)
{
	if (name == NULL)
		return isatty(fileno(fp)) ? VERDICT_TEXT : VERDICT_JSON;
	return strcmp(name, "json") == 0 ? VERDICT_JSON :
	    strcmp(name, "text") == 0 ? VERDICT_TEXT : VERDICT_NAGIOS;
}

static void
emit_moment(struct emit *m, const char *key, int64_t at)
{
	if (at == 0)
		emit_null(m, key);
	else
		emit_time(m, key, at);
}

static void
emit_known(struct emit *m, const char *key, bool known, int64_t n)
{
	if (known)
		emit_whole(m, key, n);
	else
		emit_null(m, key);
}

static void
write_check(struct emit *m, const struct health *h, int i)
{
	const struct check *c = &h->check[i];
	const char *unit = check_unit((enum check_name)i);

	emit_open(m, NULL, '{');
	emit_text(m, "name", check_name((enum check_name)i));
	emit_text(m, "verdict", check_verdict_name(c->verdict));
	emit_real(m, "value", c->known ? c->value : NAN);
	emit_text(m, "unit", *unit == '\0' ? NULL : unit);
	emit_real(m, "warning", c->warning);
	emit_real(m, "critical", c->critical);
	emit_text(m, "message", c->message);
	emit_text(m, "advice", *c->advice == '\0' ? NULL : c->advice);
	emit_text(m, "caused_by", c->cause == -1 ? NULL :
	    check_name((enum check_name)c->cause));
	emit_close(m, '}');
}

static void
write_json(FILE *fp, const struct health *h, const struct facts *f)
{
	struct emit m = { .fp = fp };
	bool stored = f->database.kind == ERR_NONE;
	bool counted = f->requests_err.kind == ERR_NONE;

	format_open(&m, "success");
	emit_open(&m, "data", '{');
	emit_text(&m, "status", check_verdict_name(h->verdict));
	emit_text(&m, "summary", h->summary);
	emit_text(&m, "advice", *h->advice == '\0' ? NULL : h->advice);
	emit_bool(&m, "poller_running", h->poller_running);
	emit_moment(&m, "last_poll", f->last_poll);
	emit_moment(&m, "last_success", f->last_success);
	emit_known(&m, "readings_count", stored, f->readings);
	emit_known(&m, "readings_expected", stored, f->expected);
	emit_known(&m, "api_calls_last_hour", counted, f->requests.used);
	emit_known(&m, "api_calls_today", counted, f->requests.today);
	emit_known(&m, "rate_limit_remaining", counted, f->requests.remaining);
	emit_open(&m, "checks", '[');
	for (int i = 0; i < CHECK_COUNT; i++)
		write_check(&m, h, i);
	emit_close(&m, ']');
	emit_close(&m, '}');
	emit_close(&m, '}');
	(void)putc('\n', fp);
}

static void
write_capitals(FILE *fp, const char *s)
{
	for (; *s != '\0'; s++)
		(void)putc(toupper((unsigned char)*s), fp);
}

/* The roots of trouble first, then what follows from them, then the rest. */
static int
turn(const struct check *c)
{
	return c->verdict == CHECK_OK ? 2 : c->cause != -1;
}

static void
write_text(FILE *fp, const struct health *h)
{
	write_capitals(fp, check_verdict_name(h->verdict));
	(void)fprintf(fp, ": %s\n", h->summary);
	if (*h->advice != '\0')
		(void)fprintf(fp, "  what to do: %s\n", h->advice);
	for (int t = 0; t <= 2; t++)
		for (int i = 0; i < CHECK_COUNT; i++) {
			const struct check *c = &h->check[i];

			if (turn(c) != t)
				continue;
			(void)fprintf(fp, "%-8s  %-12s  %s",
			    check_verdict_name(c->verdict),
			    check_name((enum check_name)i), c->message);
			if (c->cause != -1)
				(void)fprintf(fp, " (follows from %s)",
				    check_name((enum check_name)c->cause));
			(void)putc('\n', fp);
			if (*c->advice != '\0' && t == 0 && i != h->root)
				(void)fprintf(fp, "%24swhat to do: %s\n", "",
				    c->advice);
		}
}

/* A vertical bar would begin the performance data. */
static void
write_without_bars(FILE *fp, const char *s)
{
	for (; *s != '\0'; s++)
		(void)putc(*s == '|' ? '/' : *s, fp);
}

static void
write_number(FILE *fp, double v)
{
	char text[TEXT_NUMBER];

	if (isnan(v))
		return;
	text_number(text, v);
	(void)fputs(text, fp);
}

/* Of checks where less is worse the thresholds are ranges from there up. */
static void
write_perfdata(FILE *fp, const struct health *h)
{
	for (int i = 0; i < CHECK_COUNT; i++) {
		const struct check *c = &h->check[i];
		bool less_is_worse = i == CHECK_TOKEN || i == CHECK_SUCCESS ||
		    i == CHECK_READINGS;

		if (!c->known)
			continue;
		(void)fprintf(fp, " %s=", check_name((enum check_name)i));
		write_number(fp, c->value);
		(void)fprintf(fp, "%s;", check_unit((enum check_name)i));
		write_number(fp, c->warning);
		if (less_is_worse && !isnan(c->warning))
			(void)putc(':', fp);
		(void)putc(';', fp);
		write_number(fp, c->critical);
		if (less_is_worse && !isnan(c->critical))
			(void)putc(':', fp);
	}
}

static void
write_nagios(FILE *fp, const struct health *h)
{
	(void)fputs("VRM ", fp);
	write_capitals(fp, check_verdict_name(h->verdict));
	(void)fputs(" - ", fp);
	write_without_bars(fp, h->summary);
	(void)fputs(" |", fp);
	write_perfdata(fp, h);
	(void)putc('\n', fp);
	for (int i = 0; i < CHECK_COUNT; i++) {
		const struct check *c = &h->check[i];

		if (c->verdict == CHECK_OK)
			continue;
		(void)fprintf(fp, "%s %s: ", check_verdict_name(c->verdict),
		    check_name((enum check_name)i));
		write_without_bars(fp, c->message);
		(void)putc('\n', fp);
	}
}

void
verdict_write(FILE *fp, enum verdict_format format, const struct health *h,
    const struct facts *f)
{
	if (format == VERDICT_JSON)
		write_json(fp, h, f);
	else if (format == VERDICT_TEXT)
		write_text(fp, h);
	else
		write_nagios(fp, h);
}
