/* answer/nagios.c - see nagios.h */
#include "answer/nagios.h"

#include "base/text.h"

#include <math.h>

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

/* A threshold as a range of what is good. */
static void
write_range(FILE *fp, enum check_sense sense, double v)
{
	(void)putc(';', fp);
	if (sense == CHECK_APART)
		write_number(fp, -v);
	if (sense == CHECK_APART && !isnan(v))
		(void)putc(':', fp);
	write_number(fp, v);
	if (sense == CHECK_BELOW && !isnan(v))
		(void)putc(':', fp);
}

/* label=value[unit];warning;critical;min */
static void
write_perfdata(FILE *fp, const struct health *h)
{
	for (int i = 0; i < CHECK_COUNT; i++) {
		const struct check *c = &h->check[i];
		enum check_sense sense = check_sense(c->name);
		const char *unit = check_unit(c->name);

		if (!c->known)
			continue;
		(void)fprintf(fp, " %s=", check_name(c->name));
		write_number(fp, c->value);
		(void)fputs(unit, fp);
		write_range(fp, sense, c->warning);
		write_range(fp, sense, c->critical);
		if (c->name != CHECK_TOKEN && sense != CHECK_APART &&
		    *unit != '%')
			(void)fputs(";0", fp);
	}
}

static void
write_advice(FILE *fp, const char *advice)
{
	if (*advice == '\0')
		return;
	(void)fputs("what to do: ", fp);
	write_without_bars(fp, advice);
	(void)putc('\n', fp);
}

void
nagios_write(FILE *fp, const struct health *h)
{
	(void)fprintf(fp, "VRM %s - ", check_verdict_capitals(h->verdict));
	write_without_bars(fp, h->summary);
	(void)fputs(" |", fp);
	write_perfdata(fp, h);
	(void)putc('\n', fp);
	write_advice(fp, h->advice);
	for (int i = 0; i < CHECK_COUNT; i++) {
		const struct check *c = &h->check[i];

		if (c->verdict == CHECK_OK)
			continue;
		(void)fprintf(fp, "%s %s: ", check_verdict_name(c->verdict),
		    check_name(c->name));
		write_without_bars(fp, c->message);
		if (c->cause != -1)
			(void)fprintf(fp, " (follows from %s)",
			    check_name((enum check_name)c->cause));
		(void)putc('\n', fp);
	}
}

void
nagios_fail(FILE *fp, const struct err *e)
{
	(void)fprintf(fp, "VRM %s - ", check_verdict_capitals(CHECK_UNKNOWN));
	write_without_bars(fp, e->msg);
	(void)putc('\n', fp);
	write_advice(fp, err_advice(e));
}
