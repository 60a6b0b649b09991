/* answer/spark.c - see spark.h */
#include "answer/spark.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { FIRST_WIDTH_S = 60 };

static void
widen(struct spark *s)
{
	for (int i = 0; i < SPARK_CELLS; i++) {
		int a = 2 * i, b = 2 * i + 1;
		bool some = b < SPARK_CELLS;

		s->cell[i].sum = some ? s->cell[a].sum + s->cell[b].sum : 0;
		s->cell[i].n = some ? s->cell[a].n + s->cell[b].n : 0;
	}
	s->width *= 2;
}

void
spark_add(struct spark *s, int64_t at, double percent)
{
	int64_t i;

	if (isnan(percent))
		return;
	if (s->width == 0) {
		s->origin = at;
		s->width = FIRST_WIDTH_S;
	}
	if (at < s->origin)
		return;
	while ((at - s->origin) / s->width >= SPARK_CELLS)
		widen(s);
	i = (at - s->origin) / s->width;
	s->cell[i].sum += percent;
	s->cell[i].n++;
}

const char *
spark_text(const struct spark *s, char *buf)
{
	static const char *const blocks[] = {
		"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
	};
	int used = SPARK_CELLS;

	while (used > 0 && s->cell[used - 1].n == 0)
		used--;
	*buf = '\0';
	for (int i = 0; i < used; i++) {
		double mean = s->cell[i].n == 0 ? 0 : s->cell[i].sum /
		    s->cell[i].n;
		int level = mean <= 0 ? 0 : mean >= 100 ? 7 :
		    (int)(mean * 8 / 100);

		(void)memccpy(buf + strlen(buf), s->cell[i].n == 0 ? " " :
		    blocks[level], '\0', 4);
	}
	return buf;
}

bool
spark_fits(FILE *fp)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *locale = NULL;

	for (size_t i = 0; i < 3 && (locale == NULL || *locale == '\0'); i++)
		locale = getenv(names[i]);
	if (locale == NULL || !isatty(fileno(fp)))
		return false;
	locale = strchr(locale, '.');
	return locale != NULL && (strncasecmp(locale, ".utf-8", 6) == 0 ||
	    strncasecmp(locale, ".utf8", 5) == 0);
}
