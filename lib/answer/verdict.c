/* answer/verdict.c - see verdict.h */
#include "answer/verdict.h"

#include "answer/emit.h"
#include "answer/format.h"
#include "answer/nagios.h"
#include "answer/scrape.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

enum verdict_format
verdict_choose(const char *name, FILE *fp)
{
	static const char *const names[] = {
		[VERDICT_JSON] = "json", [VERDICT_TEXT] = "text",
		[VERDICT_NAGIOS] = "nagios", [VERDICT_METRICS] = "openmetrics"
	};

	for (size_t i = 0; name != NULL && i < sizeof(names) / sizeof(names[0]);
	    i++)
		if (strcmp(names[i], name) == 0)
			return (enum verdict_format)i;
	return isatty(fileno(fp)) ? VERDICT_TEXT : VERDICT_JSON;
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
	emit_moment(m, "since", c->since);
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
	emit_known(&m, "spool_lines", f->spool_err.kind == ERR_NONE,
	    f->spool_lines);
	emit_open(&m, "checks", '[');
	for (int i = 0; i < CHECK_COUNT; i++)
		write_check(&m, h, i);
	emit_close(&m, ']');
	emit_close(&m, '}');
	emit_close(&m, '}');
	(void)putc('\n', fp);
}

/* The roots of trouble first, then what follows from them, then the rest. */
static int
turn(const struct check *c)
{
	return c->verdict == CHECK_OK ? 2 : c->cause != -1;
}

static void
say_check(FILE *fp, const struct health *h, const struct check *c)
{
	char at[CLOCK_TEXT];

	(void)fprintf(fp, "%-8s  %-12s  %s", check_verdict_name(c->verdict),
	    check_name(c->name), c->message);
	if (c->since != 0)
		(void)fprintf(fp, ", since %s", clock_format(at, c->since));
	if (c->cause != -1)
		(void)fprintf(fp, " (follows from %s)",
		    check_name((enum check_name)c->cause));
	(void)putc('\n', fp);
	if (*c->advice != '\0' && turn(c) == 0 && (int)c->name != h->root)
		(void)fprintf(fp, "%24swhat to do: %s\n", "", c->advice);
}

static void
write_text(FILE *fp, const struct health *h)
{
	(void)fprintf(fp, "%s: %s\n", check_verdict_capitals(h->verdict),
	    h->summary);
	if (*h->advice != '\0')
		(void)fprintf(fp, "  what to do: %s\n", h->advice);
	for (int t = 0; t <= 2; t++)
		for (int i = 0; i < CHECK_COUNT; i++)
			if (turn(&h->check[i]) == t)
				say_check(fp, h, &h->check[i]);
}

void
verdict_fail(FILE *fp, enum verdict_format format, const struct err *e)
{
	if (format == VERDICT_JSON)
		format_error(fp, e);
	else if (format == VERDICT_NAGIOS)
		nagios_fail(fp, e);
}

void
verdict_write(FILE *fp, enum verdict_format format, const struct health *h,
    const struct facts *f)
{
	if (format == VERDICT_JSON)
		write_json(fp, h, f);
	else if (format == VERDICT_TEXT)
		write_text(fp, h);
	else if (format == VERDICT_METRICS)
		scrape_write(fp, h, f);
	else
		nagios_write(fp, h);
}
