/* conf/mask.c - see mask.h */
#include "conf/mask.h"

#include <string.h>

/* The next secret at or behind from in a text such as
 * scheme://user:SECRET@host/db?password=SECRET, as [start, end).  A text that
 * is no good URL, a "/" in its password, hides too much rather than too
 * little. */
static bool
find_secret(const char *text, const char *from, const char **start,
    const char **end)
{
	const char *authority = strstr(text, "://");
	const char *query = strstr(from, "password="), *at, *colon;

	colon = authority == NULL ? NULL : strchr(authority + 3, ':');
	at = query != NULL ? query : text + strlen(text);
	while (at > text && *at != '@')
		at--;
	if (from == text && colon != NULL && colon < at) {
		*start = colon + 1;
		*end = at;
		return true;
	}
	if (query == NULL)
		return false;
	*start = query + strlen("password=");
	*end = *start + strcspn(*start, "& ");
	return true;
}

bool
mask_hides(const char *value)
{
	const char *start, *end;

	return find_secret(value, value, &start, &end);
}

void
mask_print(FILE *fp, const char *value)
{
	const char *from = value, *start, *end;

	while (find_secret(value, from, &start, &end)) {
		(void)fprintf(fp, "%.*s********", (int)(start - from), from);
		from = end;
	}
	(void)fputs(from, fp);
}

void
mask_blank(char *value)
{
	const char *from = value, *start, *end;

	while (find_secret(value, from, &start, &end)) {
		memset(value + (start - value), '*', (size_t)(end - start));
		from = end;
	}
}
