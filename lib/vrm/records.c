/* vrm/records.c - see records.h */
#include "vrm/records.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
	char *p;
	size_t len, size, max;
};

struct records {
	records_fn *each;
	void *arg;
	struct bytes frame;	/* all but the elements */
	struct bytes element;	/* the one that is arriving */
	size_t depth;		/* open brackets */
	size_t list;		/* depth inside of "records"; 0: not there */
	size_t key_at;		/* in frame: the newest string at depth 1 */
	size_t n;		/* elements delivered */
	size_t mark;		/* bytes of a byte order mark that came */
	bool begun;		/* a byte that is no white space has come */
	bool in_element, in_string, escaped;
	struct err broken;	/* of the first element that is not JSON */
};

struct records *
records_new(records_fn *each, void *arg)
{
	struct records *r = xcalloc(1, sizeof(*r));

	r->each = each;
	r->arg = arg;
	r->frame.max = RECORDS_FRAME_MAX;
	r->element.max = RECORDS_ELEMENT_MAX;
	return r;
}

void
records_free(struct records *r)
{
	if (r == NULL)
		return;
	free(r->frame.p);
	free(r->element.p);
	free(r);
}

static int
bad(const struct records *r, const char *why, struct err *e)
{
	err_set(e, ERR_NOT_JSON, "the answer is not JSON: %s (after %zu whole "
	    "records)", why, r->n);
	return -1;
}

static int
append(struct bytes *b, const char *s, size_t n, struct err *e)
{
	if (n > b->max - b->len) {
		err_set(e, ERR_TOO_BIG, "a part of the answer is over %zu MiB",
		    b->max >> 20);
		return -1;
	}
	if (b->len + n > b->size) {
		b->size = (b->len + n) * 2;
		b->p = xrealloc(b->p, b->size, 1);
	}
	if (n > 0)
		memcpy(b->p + b->len, s, n);
	b->len += n;
	return 0;
}

/* Bytes since *from go where they belong; *from moves to p. */
static int
flush(struct records *r, const char **from, const char *p, struct err *e)
{
	struct bytes *b = r->in_element ? &r->element : &r->frame;
	int rc = append(b, *from, (size_t)(p - *from), e);

	*from = p;
	return rc;
}

static int
deliver(struct records *r, struct err *e)
{
	char why[JSON_ERROR_TEXT_LENGTH];
	json_t *v = NULL;
	int rc = 0;

	if (js_is_bearable(r->element.p, r->element.len))
		v = js_parse_answer(r->element.p, r->element.len, why);
	else
		(void)text_copy(why, sizeof(why), "a record holds too much");

	r->element.len = 0;
	r->in_element = false;
	if (v == NULL) {
		if (r->broken.kind == ERR_NONE)
			(void)bad(r, why, &r->broken);
	} else {
		r->n++;
		rc = r->each(r->arg, v, e);
		json_decref(v);
	}
	return rc == -1 ? -1 : append(&r->frame, "0", 1, e);
}

/* Does the frame end in the key "records" and its colon, at depth 1? */
static bool
after_key(const struct records *r)
{
	static const char key[] = "\"records\"";
	const char *p;
	size_t len = r->frame.len - r->key_at;
	size_t colons = 0;

	if (r->depth != 1 || len < sizeof(key))
		return false;
	p = r->frame.p + r->key_at;
	if (memcmp(p, key, sizeof(key) - 1) != 0)
		return false;
	for (size_t i = sizeof(key) - 1; i < len; i++)
		if (p[i] == ':')
			colons++;
		else if (strchr(" \t\r\n", p[i]) == NULL)
			return false;
	return colons == 1;
}

static int
open_bracket(struct records *r, const char **from, const char *p,
    struct err *e)
{
	if (!r->in_element && flush(r, from, p, e) == -1)
		return -1;
	if (!r->in_element && r->list != 0 && r->depth == r->list)
		r->in_element = true;
	else if (after_key(r))
		r->list = 2;
	r->depth++;
	return 0;
}

static int
close_bracket(struct records *r, const char **from, const char *p,
    struct err *e)
{
	if (r->depth == 0)
		return bad(r, "a bracket too many", e);
	r->depth--;
	if (r->depth < r->list)
		r->list = 0;
	if (!r->in_element || r->depth != r->list)
		return 0;
	return flush(r, from, p + 1, e) == -1 ? -1 : deliver(r, e);
}

/* The next byte that may change what the following ones mean. */
static const char *
next_mark(const struct records *r, const char *p, const char *end)
{
	static const bool is_mark[256] = {
		['"'] = true, ['{'] = true, ['}'] = true, ['['] = true,
		[']'] = true
	};

	if (r->in_string)
		while (p < end && *p != '"' && *p != '\\')
			p++;
	else
		while (p < end && !is_mark[(unsigned char)*p])
			p++;
	return p;
}

static int
step(struct records *r, const char **from, const char *p, struct err *e)
{
	switch (*p) {
	case '\\':
		r->escaped = true;
		return 0;
	case '"':
		if (!r->in_string && !r->in_element && r->depth == 1)
			r->key_at = r->frame.len + (size_t)(p - *from);
		r->in_string = !r->in_string;
		return 0;
	case '{':
	case '[':
		return open_bracket(r, from, p, e);
	default:
		return close_bracket(r, from, p, e);
	}
}

/* Nothing but an object can be an answer: HTML is seen at its first byte. */
static int
begin(struct records *r, const char *s, size_t n, struct err *e)
{
	static const char mark[] = "\xef\xbb\xbf";

	for (size_t i = 0; i < n && !r->begun; i++) {
		if (strchr(" \t\r\n", s[i]) != NULL && s[i] != '\0')
			continue;
		if (s[i] == mark[r->mark] && s[i] != '\0') {
			r->mark++;
			continue;
		}
		r->begun = true;
		if (s[i] == '[') {
			err_set(e, ERR_SHAPE, "the answer is a list");
			return -1;
		}
		if (s[i] != '{')
			return bad(r, s[i] == '<' ? "it looks like a web page" :
			    "it does not begin with {", e);
	}
	return 0;
}

int
records_feed(struct records *r, const char *s, size_t n, struct err *e)
{
	const char *from = s, *p = s, *end = s + n;

	if (!r->begun && begin(r, s, n, e) == -1)
		return -1;
	while (p < end) {
		if (r->escaped) {
			r->escaped = false;
			p++;
			continue;
		}
		p = next_mark(r, p, end);
		if (p == end)
			break;
		if (step(r, &from, p, e) == -1)
			return -1;
		p++;
	}
	return flush(r, &from, end, e);
}

int
records_end(struct records *r, json_t **frame, struct err *e)
{
	char why[JSON_ERROR_TEXT_LENGTH];

	*frame = NULL;
	if (!r->begun)
		return 0;
	if (r->depth > 0)
		return bad(r, "it is cut off", e);
	*frame = js_parse_answer(r->frame.p, r->frame.len, why);
	if (*frame == NULL)
		return bad(r, why, e);
	if (r->broken.kind == ERR_NONE)
		return 0;
	*e = r->broken;
	json_decref(*frame);
	*frame = NULL;
	return -1;
}
