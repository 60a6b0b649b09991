/* net/reply.c - see reply.h */
#include "net/reply.h"

#include "base/js.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORDS = 256, DEPTH = 3 };

static void
add(char *buf, size_t size, const char *key, const char *text)
{
	size_t len = strlen(buf);

	if (*text != '\0')
		(void)snprintf(buf + len, size - len, "%s%s%s%s",
		    len == 0 ? "" : "; ", key, *key == '\0' ? "" : ": ", text);
}

/* A text, or all the texts in a list or an object, under their field's name. */
static void
add_texts(char *buf, size_t size, const char *key, json_t *v, int depth)
{
	const char *name;
	json_t *item;
	size_t i;

	add(buf, size, key, js_text(v));
	if (depth == 0)
		return;
	json_array_foreach(v, i, item)
		add_texts(buf, size, key, item, depth - 1);
	json_object_foreach(v, name, item)
		add_texts(buf, size, name, item, depth - 1);
}

static void
words_of(json_t *v, char *buf, size_t size)
{
	char code[WORDS];

	buf[0] = '\0';
	add_texts(buf, size, "", json_object_get(v, "errors"), DEPTH);
	if (*buf == '\0' && js_id(json_object_get(v, "error_code"), code,
	    sizeof(code)))
		add(buf, size, "", code);
	text_clean(buf);
}

/* What VRM says in "errors" (text, object or list) and "error_code"; "" if the
 * body holds no such thing. */
static void
read_words(const struct http_reply *r, char *buf, size_t size)
{
	json_t *v = r->body == NULL ? NULL :
	    js_parse_answer(r->body, r->len, NULL);

	words_of(v, buf, size);
	json_decref(v);
}

static enum err_kind
kind_of(int status)
{
	switch (status) {
	case 401:
		return ERR_TOKEN_REFUSED;
	case 403:
		return ERR_FORBIDDEN;
	case 429:
		return ERR_LIMITED;
	}
	return status >= 400 && status < 500 ? ERR_REJECTED : ERR_HTTP;
}

int
reply_check(const struct http_reply *r, struct err *e)
{
	char words[WORDS];

	if (r->status >= 200 && r->status < 300)
		return 0;
	read_words(r, words, sizeof(words));
	err_set(e, kind_of(r->status), "VRM answered %d%s%s", r->status,
	    *words == '\0' ? "" : ": ", words);
	return -1;
}

static bool
is_blank(const struct http_reply *r)
{
	for (size_t i = 0; i < r->len; i++)
		if (strchr(" \t\r\n", r->body[i]) == NULL || r->body[i] == '\0')
			return false;
	return true;
}

static bool
is_html(const struct http_reply *r)
{
	return strncasecmp(r->type, "text/html", 9) == 0 ||
	    (r->len > 0 && r->body[0] == '<');
}

/* False in any of the ways VRM writes it; a missing one is no verdict. */
static bool
is_failure(const json_t *success)
{
	return success != NULL && !json_is_null(success) && !js_true(success);
}

int
reply_verdict(json_t *v, struct err *e)
{
	char words[WORDS];

	if (v != NULL && !json_is_object(v)) {
		err_set(e, ERR_SHAPE, "VRM's answer is not a JSON object");
		return -1;
	}
	if (!is_failure(json_object_get(v, "success")))
		return 0;
	words_of(v, words, sizeof(words));
	err_set(e, ERR_REJECTED, "VRM refused the request%s%s",
	    *words == '\0' ? "" : ": ", words);
	return -1;
}

int
reply_json(const struct http_reply *r, json_t **out, struct err *e)
{
	char why[JSON_ERROR_TEXT_LENGTH];
	json_t *v;

	*out = NULL;
	if (is_blank(r))
		return 0;
	if (!js_is_bearable(r->body, r->len)) {
		err_set(e, ERR_TOO_BIG, "VRM's answer holds too much: over %d "
		    "MiB in memory", JS_MEMORY_MAX >> 20);
		return -1;
	}
	v = js_parse_answer(r->body, r->len, why);
	if (v == NULL) {
		err_set(e, ERR_NOT_JSON, is_html(r) ?
		    "VRM answered with a web page, not JSON" :
		    "VRM's answer is not JSON: %s", why);
		return -1;
	}
	if (reply_verdict(v, e) == -1) {
		json_decref(v);
		return -1;
	}
	*out = v;
	return 0;
}
