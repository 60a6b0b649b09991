/* ask.c - see ask.h */
#include "ask.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = 4 << 20 };

void
ask_free(struct ask *a)
{
	if (a == NULL)
		return;
	for (int i = 0; i < a->n_args; i++) {
		free(a->args[i].key);
		free(a->args[i].value);
	}
	free(a->args);
	free(a->method);
	free(a->path);
	free(a->query);
	free(a->auth);
	free(a->type);
	free(a->body);
	free(a);
}

void
ask_add_arg(struct ask *a, const char *key, const char *value)
{
	a->args = xrealloc(a->args, (size_t)a->n_args + 1, sizeof(*a->args));
	a->args[a->n_args].key = xstrdup(key);
	a->args[a->n_args++].value = xstrdup(value == NULL ? "" : value);
}

/* What exceeds the bound is dropped: no request of ours is that long. */
void
ask_add_body(struct ask *a, const char *data, size_t len)
{
	if (a->len + len > BODY_MAX)
		len = BODY_MAX - a->len;
	a->body = xrealloc(a->body, a->len + len + 1, 1);
	memcpy(a->body + a->len, data, len);
	a->len += len;
	a->body[a->len] = '\0';
}

const char *
ask_arg(const struct ask *a, const char *key)
{
	for (int i = 0; i < a->n_args; i++)
		if (strcmp(a->args[i].key, key) == 0)
			return a->args[i].value;
	return NULL;
}

int64_t
ask_int(const struct ask *a, const char *key, int64_t otherwise)
{
	const char *text = ask_arg(a, key);
	int64_t n;

	return text != NULL && text_to_int64(text, &n) ? n : otherwise;
}

bool
ask_is(const struct ask *a, const char *method)
{
	return strcmp(a->method, method) == 0;
}

int
ask_split(const char *path, char *buf, size_t size, char **part, int max)
{
	char *rest = buf, *one;
	int n = 0;

	if (!text_copy(buf, size, path))
		return -1;
	for (one = strtok_r(buf, "/", &rest); one != NULL;
	    one = strtok_r(NULL, "/", &rest)) {
		if (n == max)
			return -1;
		part[n++] = one;
	}
	return n;
}
