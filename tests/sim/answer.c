/* answer.c - see answer.h */
#include "answer.h"

#include "base/js.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void
answer_put(struct answer_buf *b, const char *data, size_t len)
{
	if (b->len + len > b->room) {
		b->room = 2 * (b->len + len);
		b->data = xrealloc(b->data, b->room, 1);
	}
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

void
answer_start(struct answer *a, int64_t now_ms)
{
	*a = (struct answer){ .headers = json_object(), .now_ms = now_ms,
	    .truncate = ANSWER_WHOLE };
}

void
answer_free(struct answer *a)
{
	free(a->body);
	if (a->stream.arg != NULL)
		a->stream.free(a->stream.arg);
	json_decref(a->headers);
	*a = (struct answer){ .truncate = ANSWER_WHOLE };
}

void
answer_header(struct answer *a, const char *name, const char *value)
{
	json_object_set_new(a->headers, name,
	    value == NULL ? json_null() : json_string(value));
}

void
answer_body(struct answer *a, int status, const char *type, const char *data,
    size_t len)
{
	char *copy = xmalloc(len + 1);

	memcpy(copy, data, len);
	copy[len] = '\0';
	free(a->body);
	a->body = copy;
	a->len = len;
	a->status = status;
	answer_header(a, "Content-Type", type);
}

void
answer_json(struct answer *a, int status, json_t *v)
{
	char *text = js_dump(v);

	json_decref(v);
	answer_body(a, status, "application/json", text, strlen(text));
	free(text);
}

void
answer_error(struct answer *a, int status, const char *code, const char *text)
{
	answer_json(a, status, json_pack("{s:b, s:s, s:s?}", "success", 0,
	    "errors", text, "error_code", code));
}
