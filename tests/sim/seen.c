/* seen.c - see seen.h */
#include "seen.h"

#include "base/clock.h"

#include <string.h>

void
seen_init(struct seen *s)
{
	*s = (struct seen){ .by_path = json_object(), .list = json_array() };
}

void
seen_close(struct seen *s)
{
	json_decref(s->by_path);
	json_decref(s->list);
}

void
seen_reset(struct seen *s)
{
	seen_close(s);
	seen_init(s);
}

static const char *
scheme(const char *auth)
{
	if (auth == NULL)
		return NULL;
	if (strncmp(auth, "Token ", 6) == 0)
		return "Token";
	return strncmp(auth, "Bearer ", 7) == 0 ? "Bearer" : "other";
}

void
seen_add(struct seen *s, const struct ask *q, int64_t now_ms, int status)
{
	json_int_t before = json_integer_value(json_object_get(s->by_path,
	    q->path));
	char at[CLOCK_TEXT];

	s->total++;
	json_object_set_new(s->by_path, q->path, json_integer(before + 1));
	if (json_array_size(s->list) == SEEN_MAX)
		json_array_remove(s->list, 0);
	json_array_append_new(s->list, json_pack("{s:s, s:s, s:s, s:s?, s:s?, "
	    "s:s, s:I, s:i}", "method", q->method, "path", q->path, "query",
	    q->query, "auth_scheme", scheme(q->auth), "type", q->type, "at",
	    clock_format(at, now_ms / 1000), "at_ms", (json_int_t)now_ms,
	    "status", status));
}

json_t *
seen_report(const struct seen *s)
{
	return json_pack("{s:I, s:I, s:O, s:O}", "total", (json_int_t)s->total,
	    "connections", (json_int_t)s->connections, "by_path", s->by_path,
	    "list", s->list);
}
