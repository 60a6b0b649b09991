/* answer/bound.c - see bound.h */
#include "answer/bound.h"

#include "base/js.h"
#include "base/note.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROW = 32,		/* bytes of the shortest row */
	REST = 160		/* bytes of what is said about the rest */
};

FILE *
bound_open(struct bound *b, FILE *out)
{
	b->out = out;
	b->memory = NULL;
	b->text = NULL;
	b->len = 0;
	if (b->max >= 0)
		b->memory = open_memstream(&b->text, &b->len);
	return b->memory == NULL ? out : b->memory;
}

bool
bound_is_enough(FILE *fp, int64_t max)
{
	return max >= 0 && ftello(fp) > max;
}

int64_t
bound_limit(const struct bound *b, int64_t limit)
{
	int64_t most = b->max / ROW + 1;

	return b->max < 0 || limit < 0 || (limit > 0 && limit < most) ?
	    limit : most;
}

/* How to ask for the rows that are left out: from where the answer begins, if
 * that is known, to the first of those kept. */
static void
say_rest(char *buf, const struct bound *b, const char *since,
    const char *first)
{
	if (b->newest && *first != '\0')
		(void)snprintf(buf, REST, "%s%.40s%s--until %.40s",
		    *since == '\0' ? "" : "--since ", since,
		    *since == '\0' ? "" : " ", first);
	else
		(void)snprintf(buf, REST, "ask for less at a time (one "
		    "site, a shorter time), or raise --max-bytes");
}

static int
fail(const struct bound *b, struct err *e)
{
	err_set(e, ERR_USAGE, "--max-bytes: %" PRId64 ": too few for this "
	    "answer, which has no rows to leave out", b->max);
	return -1;
}

/* ---- lines ---- */

/* The head of CSV stays, whatever is cut. */
static size_t
measure_head(const struct bound *b)
{
	const char *end = b->format == FORMAT_CSV ? memchr(b->text, '\n',
	    b->len) : NULL;

	return end == NULL ? 0 : (size_t)(end - b->text) + 1;
}

/* Of a row of CSV the field that the head calls "timestamp" or "from"; those
 * before it are plain words. */
static void
find_field(char *buf, size_t size, const char *head, const char *row)
{
	for (;;) {
		size_t name = strcspn(head, ",\r\n");
		size_t len = strcspn(row, ",\r\n");

		if ((name == 9 && strncmp(head, "timestamp", name) == 0) ||
		    (name == 4 && strncmp(head, "from", name) == 0)) {
			(void)snprintf(buf, size, "%.*s", (int)len, row);
			return;
		}
		if (head[name] != ',' || row[len] != ',')
			return;
		head += name + 1;
		row += len + 1;
	}
}

/* The "timestamp" of a line, or else its "from". */
static void
find_time(char *buf, size_t size, const char *head, const char *line,
    enum format format)
{
	json_t *o;
	const char *at = "";

	*buf = '\0';
	if (format == FORMAT_CSV)
		find_field(buf, size, head, line);
	if (format != FORMAT_NDJSON)
		return;
	o = js_parse(line, strcspn(line, "\n"), NULL);
	at = js_text(json_object_get(o, "timestamp"));
	if (*at == '\0')
		at = js_text(json_object_get(o, "from"));
	(void)snprintf(buf, size, "%s", at);
	json_decref(o);
}

static int
write_lines(const struct bound *b, struct err *e)
{
	size_t head = measure_head(b), max = (size_t)b->max;
	const char *from = b->text + head, *to = b->text + b->len;
	bool newest = b->newest &&
	    (b->format == FORMAT_CSV || b->format == FORMAT_NDJSON);
	char first[64], rest[REST];

	while (head + (size_t)(to - from) > max && from < to)
		if (newest)
			from = (const char *)memchr(from, '\n',
			    (size_t)(to - from)) + 1;
		else
			for (to--; to > from && to[-1] != '\n'; to--)
				continue;
	if (from == to)
		return fail(b, e);
	(void)fwrite(b->text, 1, head, b->out);
	(void)fwrite(from, 1, (size_t)(to - from), b->out);
	find_time(first, sizeof(first), b->text, from,
	    newest ? b->format : FORMAT_TEXT);
	say_rest(rest, b, "", first);
	note_warn("--max-bytes: not all of the answer; the rest: %s", rest);
	return format_check(b->out, e);
}

/* ---- a document ---- */

static int
set_rest(json_t *document, const struct bound *b)
{
	json_t *data = json_object_get(document, "data");
	json_t *row = json_array_get(data, 0);
	const char *first = js_text(json_object_get(row, "timestamp"));
	char rest[REST];

	if (*first == '\0')
		first = js_text(json_object_get(row, "from"));
	say_rest(rest, b, js_text(json_object_get(document, "from")), first);
	return json_object_set_new(document, "count", json_integer(
	    (json_int_t)json_array_size(data))) == -1 ||
	    json_object_set_new(document, "truncated", json_true()) == -1 ||
	    json_object_set_new(document, "rest", json_string(rest)) == -1 ?
	    -1 : 0;
}

/* Rows go until the text is short enough: as many at once as it is too long
 * by, at the mean length of a row, and at least one. */
static char *
shorten(json_t *document, const struct bound *b)
{
	json_t *data = json_object_get(document, "data");
	size_t max = (size_t)b->max - 1;	/* and a newline */
	char *text = NULL;

	while (json_array_size(data) > 1) {
		size_t n = json_array_size(data), len, gone = 1;

		len = text == NULL ? b->len : strlen(text);
		if (len > max)
			gone += (len - max) * n / len / 2;
		for (; gone > 0 && json_array_size(data) > 1; gone--)
			(void)json_array_remove(data, b->newest ? 0 :
			    json_array_size(data) - 1);
		free(text);
		text = set_rest(document, b) == -1 ? NULL : js_dump(document);
		if (text == NULL || strlen(text) <= max)
			return text;
	}
	free(text);
	return NULL;
}

static int
write_document(const struct bound *b, struct err *e)
{
	json_t *document = js_parse(b->text, b->len, NULL);
	char *text = shorten(document, b);

	if (text != NULL)
		(void)fprintf(b->out, "%s\n", text);
	json_decref(document);
	if (text == NULL)
		return fail(b, e);
	free(text);
	return format_check(b->out, e);
}

int
bound_close(struct bound *b, int rc, struct err *e)
{
	if (b->memory == NULL)
		return rc;
	if (fclose(b->memory) == EOF && rc == 0) {
		err_sys(e, ERR_SYSTEM, "--max-bytes");
		rc = -1;
	}
	if (rc == 0 && b->len <= (size_t)b->max) {
		(void)fwrite(b->text, 1, b->len, b->out);
		rc = format_check(b->out, e);
	} else if (rc == 0)
		rc = b->format == FORMAT_JSON ? write_document(b, e) :
		    b->format == FORMAT_METRICS ? fail(b, e) :
		    write_lines(b, e);
	free(b->text);
	return rc;
}
