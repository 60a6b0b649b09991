/* state/polls.c - see polls.h */
#include "state/polls.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char FILE_NAME[] = "polls.ndjson";

static json_t *
encode(const struct poll *p)
{
	char at[CLOCK_TEXT];

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:I, s:I, s:I, "
	    "s:I}", "at", clock_format(at, p->at), "program", p->program,
	    "command", p->command, "result", err_slug(p->kind), "message",
	    p->message, "by_hand", p->by_hand, "sites", (json_int_t)p->sites,
	    "readings", (json_int_t)p->readings, "stored",
	    (json_int_t)p->stored, "rejected", (json_int_t)p->rejected,
	    "skew_s", (json_int_t)p->skew_s);
}

int
polls_log(const struct state *s, const struct poll *p, struct err *e)
{
	json_t *o = encode(p);
	char *text = js_dump(o);
	char *line = xasprintf("%s\n", text != NULL ? text : "{}");
	char *path = state_path(s, FILE_NAME);
	int lock = state_lock(s, FILE_NAME, e);
	int rc = -1;

	if (lock != -1)
		rc = file_append(path, state_mode(s), line, strlen(line),
		    POLLS_MAX, e);
	if (lock != -1)
		(void)close(lock);
	free(path);
	free(line);
	free(text);
	json_decref(o);
	return rc;
}

static int64_t
whole(const json_t *o, const char *name)
{
	int64_t v = 0;

	(void)js_int(json_object_get(o, name), &v);
	return v;
}

static bool
decode(const json_t *o, struct poll *p)
{
	const char *result = js_text(json_object_get(o, "result"));

	*p = (struct poll){ .kind = err_of_slug(result) };
	if (!clock_parse(js_text(json_object_get(o, "at")), &p->at) ||
	    (p->kind == ERR_NONE && strcmp(result, err_slug(ERR_NONE)) != 0))
		return false;
	(void)text_copy(p->program, sizeof(p->program),
	    js_text(json_object_get(o, "program")));
	(void)text_copy(p->command, sizeof(p->command),
	    js_text(json_object_get(o, "command")));
	(void)text_copy(p->message, sizeof(p->message),
	    js_text(json_object_get(o, "message")));
	text_clean(p->message);
	p->by_hand = json_is_true(json_object_get(o, "by_hand"));
	p->sites = whole(o, "sites");
	p->readings = whole(o, "readings");
	p->stored = whole(o, "stored");
	p->rejected = whole(o, "rejected");
	p->skew_s = whole(o, "skew_s");
	return true;
}

int
polls_read(const struct state *s, int64_t since,
    void (*each)(void *, const struct poll *), void *arg, struct err *e)
{
	char *text, *line, *next;
	size_t len;
	int rc = state_load_text(s, FILE_NAME, &text, &len, e);

	if (rc != 0)
		return rc == 1 ? 0 : -1;
	for (line = text; line < text + len; line = next) {
		struct poll p;
		json_t *o;

		next = memchr(line, '\n', (size_t)(text + len - line));
		next = next == NULL ? text + len : next + 1;
		o = js_parse(line, (size_t)(next - line), NULL);
		if (decode(o, &p) && p.at >= since)
			each(arg, &p);
		json_decref(o);
	}
	free(text);
	return 0;
}
