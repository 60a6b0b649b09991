/* answer/metrics.c - see metrics.h */
#include "answer/metrics.h"

#include "base/text.h"

void
metrics_family(FILE *fp, const char *name, const char *unit, const char *help)
{
	(void)fprintf(fp, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
	if (*unit != '\0')
		(void)fprintf(fp, "# UNIT %s %s\n", name, unit);
}

static void
put_escaped(FILE *fp, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\\' || *s == '"' || *s == '\n')
			(void)putc('\\', fp);
		(void)putc(*s == '\n' ? 'n' : *s, fp);
	}
}

void
metrics_sample(FILE *fp, const char *name, const struct metrics_label *label,
    size_t n, double value)
{
	char text[TEXT_NUMBER];

	(void)fputs(name, fp);
	for (size_t i = 0; i < n; i++) {
		(void)fprintf(fp, "%c%s=\"", i == 0 ? '{' : ',',
		    label[i].name);
		put_escaped(fp, label[i].text);
		(void)putc('"', fp);
	}
	text_number(text, value);
	(void)fprintf(fp, "%s %s\n", n > 0 ? "}" : "", text);
}

void
metrics_end(FILE *fp)
{
	(void)fputs("# EOF\n", fp);
}
