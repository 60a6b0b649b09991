/* state/rejects.c - see rejects.h */
#include "state/rejects.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char FILE_NAME[] = "rejected.ndjson";
enum { FLUSH_BYTES = 65536 };

struct rejects {
	const struct state *state;
	char *buf;
	size_t len, size;
};

struct rejects *
rejects_new(const struct state *state)
{
	struct rejects *r = xcalloc(1, sizeof(*r));

	r->state = state;
	return r;
}

void
rejects_free(struct rejects *r)
{
	if (r == NULL)
		return;
	free(r->buf);
	free(r);
}

/* RFC 4648; the caller frees it */
static char *
base64(const char *data, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)data;
	char *out = xmalloc((len + 2) / 3 * 4 + 1), *o = out;

	for (size_t i = 0; i < len; i += 3) {
		uint32_t three = (uint32_t)in[i] << 16;

		if (i + 1 < len)
			three |= (uint32_t)in[i + 1] << 8;
		if (i + 2 < len)
			three |= in[i + 2];
		*o++ = digits[three >> 18];
		*o++ = digits[three >> 12 & 63];
		*o++ = i + 1 < len ? digits[three >> 6 & 63] : '=';
		*o++ = i + 2 < len ? digits[three & 63] : '=';
	}
	*o = '\0';
	return out;
}

static json_t *
encode(const struct reject *reject)
{
	char at[CLOCK_TEXT];
	json_t *o = json_pack("{s:s, s:I, s:s}", "at",
	    clock_format(at, reject->at), "line", (json_int_t)reject->line,
	    "reason", reject->reason);
	json_t *text = json_stringn(reject->text, reject->len);
	char *coded;

	if (text != NULL) {
		(void)json_object_set_new(o, "text", text);
	} else {
		coded = base64(reject->text, reject->len);
		(void)json_object_set_new(o, "base64", json_string(coded));
		free(coded);
	}
	if (reject->cut)
		(void)json_object_set_new(o, "cut", json_true());
	return o;
}

int
rejects_add(struct rejects *r, const struct reject *reject, struct err *e)
{
	json_t *o = encode(reject);
	char *line = js_dump(o);
	size_t len = line == NULL ? 0 : strlen(line);

	json_decref(o);
	if (r->len + len + 1 > r->size) {
		r->size = r->len + len + 1 + FLUSH_BYTES;
		r->buf = xrealloc(r->buf, r->size, 1);
	}
	if (line != NULL) {
		memcpy(r->buf + r->len, line, len);
		r->buf[r->len + len] = '\n';
		r->len += len + 1;
	}
	free(line);
	return r->len < FLUSH_BYTES ? 0 : rejects_flush(r, e);
}

static void
rotate(const char *path, size_t more)
{
	char *old = xasprintf("%s.1", path);
	struct stat st;

	if (stat(path, &st) == 0 && (size_t)st.st_size + more > REJECTS_MAX)
		(void)rename(path, old);
	free(old);
}

int
rejects_flush(struct rejects *r, struct err *e)
{
	char *path;
	int lock, rc;

	if (r->len == 0)
		return 0;
	lock = state_lock(r->state, FILE_NAME, e);
	if (lock == -1)
		return -1;
	path = state_path(r->state, FILE_NAME);
	rotate(path, r->len);
	rc = file_append(path, state_mode(r->state), r->buf, r->len, 0, e);
	if (rc == 0)
		rc = file_sync_parent(path, e);
	r->len = 0;
	free(path);
	(void)close(lock);
	return rc;
}
