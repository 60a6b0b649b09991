/* tests/unit/quoted.h - JSON in C strings: 'x' is written for "x" */
#ifndef QUOTED_H
#define QUOTED_H
#include "base/js.h"
#include "base/mem.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static inline char *
quoted_text(const char *s)
{
	char *t = xstrdup(s);

	for (char *p = t; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	return t;
}

static inline json_t *
quoted(const char *s)
{
	char *t = quoted_text(s);
	json_t *v = js_parse(t, strlen(t), NULL);

	ck_assert_msg(v != NULL, "not JSON: %s", t);
	free(t);
	return v;
}

#endif
