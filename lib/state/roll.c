/* state/roll.c - see roll.h */
#include "state/roll.h"

#include "base/js.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct line {			/* "410001":{...}, without comma and newline */
	const char *at;
	size_t len;
};

struct roll {
	const struct state *state;
	const char *name, *member;
	json_t *head;
	char *text;		/* of the file; NULL none */
	struct line *lines;	/* its entries, sorted */
	size_t n;
	json_t *seen;		/* asked for or set: goes before lines; null is
				 * one that was removed */
};

/* Bytes, a prefix before what it begins. */
static int
compare(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int c = memcmp(x->at, y->at, x->len < y->len ? x->len : y->len);

	return c != 0 ? c : (x->len > y->len) - (x->len < y->len);
}

/* "{..., "sites":{" is the first line: the object without what follows. */
static json_t *
head_of(const struct roll *r, const char *text, size_t len)
{
	char *end = xasprintf("\"%s\":{", r->member), *whole;
	size_t n = strlen(end);
	json_t *v = NULL;

	if (len > n && memcmp(text + len - n, end, n) == 0) {
		whole = xasprintf("%.*s}}", (int)len, text);
		v = js_parse(whole, strlen(whole), NULL);
		free(whole);
	}
	free(end);
	return v;
}

/* An entry's line ends before its comma. */
static bool
add_line(struct roll *r, size_t *room, const char *at, size_t len)
{
	if (r->n == *room) {
		*room = *room * 2 + 64;
		r->lines = xrealloc(r->lines, *room, sizeof(r->lines[0]));
	}
	if (len > 0 && at[len - 1] == ',')
		len--;
	r->lines[r->n++] = (struct line){ at, len };
	return len > 4 && at[0] == '"' && at[len - 1] == '}';
}

/* False: the text has another layout, or is cut off. */
static bool
split(struct roll *r, const char *text, size_t len)
{
	const char *at = memchr(text, '\n', len), *stop = text + len, *next;
	size_t room = 0;

	if (at == NULL || stop - at < 3 || memcmp(stop - 3, "\n}}", 3) != 0)
		return false;
	r->head = head_of(r, text, (size_t)(at - text));
	if (!state_is_ours(r->head))
		return false;
	for (at++; at < stop - 2; at = next + 1) {
		next = memchr(at, '\n', (size_t)(stop - at));
		if (!add_line(r, &room, at, (size_t)(next - at)))
			return false;
	}
	for (size_t i = 1; i < r->n; i++)
		if (compare(&r->lines[i - 1], &r->lines[i]) >= 0) {
			qsort(r->lines, r->n, sizeof(r->lines[0]), compare);
			break;
		}
	return true;
}

/* Whatever its layout: all entries are seen. */
static int
load_whole(struct roll *r, struct err *e)
{
	json_t *entries;
	int rc;

	json_decref(r->head);
	r->n = 0;
	rc = state_load(r->state, r->name, &r->head, e);
	if (r->head == NULL)
		r->head = json_object();
	entries = json_object_get(r->head, r->member);
	if (json_is_object(entries))
		(void)json_object_update(r->seen, entries);
	return rc == -1 ? -1 : 0;
}

int
roll_load(struct roll **out, const struct state *state, const char *name,
    const char *member, struct err *e)
{
	struct roll *r = xcalloc(1, sizeof(*r));
	size_t len;
	int rc;

	r->state = state;
	r->name = name;
	r->member = member;
	r->seen = json_object();
	*out = r;
	rc = state_load_text(state, name, &r->text, &len, e);
	if (rc == 0 && !split(r, r->text, len))
		rc = load_whole(r, e);
	if (r->head == NULL)
		r->head = json_object();
	(void)json_object_del(r->head, member);
	return rc == -1 ? -1 : 0;
}

void
roll_free(struct roll *r)
{
	if (r == NULL)
		return;
	json_decref(r->head);
	json_decref(r->seen);
	free(r->lines);
	free(r->text);
	free(r);
}

json_t *
roll_head(struct roll *r)
{
	return r->head;
}

/* {"410001":{...}}: an object of its own; NULL if the line is damaged. */
static json_t *
parse(const struct line *l)
{
	char *text = xasprintf("{%.*s}", (int)l->len, l->at);
	json_t *v = js_parse(text, strlen(text), NULL);

	free(text);
	return v;
}

/* "410001": as it stands in the file; the caller frees it. */
static char *
key_of(const char *id)
{
	json_t *v = json_string(id);
	char *name = v == NULL ? NULL : js_dump(v);
	char *key = xasprintf("%s:", name == NULL ? "" : name);

	json_decref(v);
	free(name);
	return key;
}

static const struct line *
find(const struct roll *r, const char *id)
{
	char *key = key_of(id);
	size_t len = strlen(key), low = 0, high = r->n;
	const struct line wanted = { key, len };
	const struct line *found = NULL;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&r->lines[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < r->n && r->lines[low].len > len &&
	    memcmp(r->lines[low].at, key, len) == 0)
		found = &r->lines[low];
	free(key);
	return found;
}

json_t *
roll_get(struct roll *r, const char *id)
{
	json_t *entry = json_object_get(r->seen, id), *v;
	const struct line *l;

	if (entry == NULL) {
		l = find(r, id);
		v = l == NULL ? NULL : parse(l);
		(void)json_object_set(r->seen, id, json_object_get(v, id));
		json_decref(v);
		entry = json_object_get(r->seen, id);
	}
	return json_is_null(entry) ? NULL : entry;
}

void
roll_set(struct roll *r, const char *id, json_t *entry)
{
	if (entry != NULL)
		(void)json_object_set(r->seen, id, entry);
	else
		(void)json_object_set_new(r->seen, id, json_null());
}

/* Those of the file that were not seen; as roll_each(). */
static bool
each_line(struct roll *r, bool (*each)(void *, const char *, json_t *),
    void *arg)
{
	const char *id;
	bool more = true;
	json_t *entry;

	for (size_t i = 0; more && i < r->n; i++) {
		json_t *v = parse(&r->lines[i]);

		json_object_foreach(v, id, entry)
			if (json_object_get(r->seen, id) == NULL)
				more = each(arg, id, entry);
		json_decref(v);
	}
	return more;
}

void
roll_each(struct roll *r, bool (*each)(void *, const char *, json_t *),
    void *arg)
{
	json_t *seen = json_copy(r->seen), *entry;
	const char *id;

	if (each_line(r, each, arg))
		json_object_foreach(seen, id, entry)
			if (!json_is_null(entry) && !each(arg, id, entry))
				break;
	json_decref(seen);
}

/* ---- writing ---- */

/* What was seen, as lines of the file, sorted; each owns its text. */
static struct line *
seen_lines(const struct roll *r, size_t *n)
{
	struct line *lines = xcalloc(json_object_size(r->seen) + 1,
	    sizeof(*lines));
	const char *id;
	json_t *entry;

	*n = 0;
	json_object_foreach(r->seen, id, entry) {
		char *key = key_of(id), *value = js_dump(entry), *text;

		text = xasprintf("%s%s", key, value == NULL ? "null" : value);
		lines[(*n)++] = (struct line){ text, strlen(text) };
		free(value);
		free(key);
	}
	qsort(lines, *n, sizeof(lines[0]), compare);
	return lines;
}

/* Bytes of "410001": with its colon. */
static size_t
key_length(const struct line *l)
{
	size_t i = 1;

	while (i < l->len && l->at[i] != '"')
		i += l->at[i] == '\\' ? 2 : 1;
	return i + 2 < l->len ? i + 2 : l->len;
}

static bool
same_key(const struct line *a, const struct line *b)
{
	size_t len = key_length(a);

	return b->len >= len && memcmp(a->at, b->at, len) == 0;
}

static char *
put(char *to, const char *bytes, size_t len)
{
	memcpy(to, bytes, len);
	return to + len;
}

/* One that was removed is null. */
static char *
put_line(char *to, const struct line *l, bool *first)
{
	if (l->at[l->len - 1] != '}')
		return to;
	to = put(to, *first ? "\n" : ",\n", *first ? 1 : 2);
	*first = false;
	return put(to, l->at, l->len);
}

static char *
merge(const struct roll *r, const struct line *seen, size_t n, char *to)
{
	size_t i = 0, j = 0;
	bool first = true;

	while (i < r->n || j < n)
		if (i < r->n && j < n && same_key(&r->lines[i], &seen[j]))
			i++;
		else if (j == n ||
		    (i < r->n && compare(&r->lines[i], &seen[j]) < 0))
			to = put_line(to, &r->lines[i++], &first);
		else
			to = put_line(to, &seen[j++], &first);
	return to;
}

int
roll_save(struct roll *r, struct err *e)
{
	size_t n, size;
	struct line *seen = seen_lines(r, &n);
	char *head, *start, *text, *end;
	int rc;

	state_make_ours(r->head);
	head = js_dump(r->head);
	start = xasprintf("%.*s,\"%s\":{", (int)strlen(head) - 1, head,
	    r->member);
	size = strlen(start) + 4;
	for (size_t i = 0; i < r->n; i++)
		size += r->lines[i].len + 2;
	for (size_t i = 0; i < n; i++)
		size += seen[i].len + 2;
	text = xmalloc(size);
	end = merge(r, seen, n, put(text, start, strlen(start)));
	end = put(end, "\n}}", 3);
	rc = state_save_text(r->state, r->name, text, (size_t)(end - text), e);
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)seen[i].at);
	free(seen);
	free(text);
	free(start);
	free(head);
	return rc;
}
