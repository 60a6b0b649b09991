/* state/token.c - see token.h */
#include "state/token.h"

#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char DIR_NAME[] = "private";
static const char FILE_NAME[] = "private/token.json";
static const char OWNER_HINT[] = "run this as the user who saved the token, or "
    "give VRM_STATE_DIR a directory of your own";

enum { MAX_BYTES = 64 << 10, ACCESS_LENGTH = 64 };

static int
base64url_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* Decodes up to the first other character; returns the bytes written, at most
 * three quarters of what was read. */
static size_t
base64url_decode(const char *in, char *out)
{
	unsigned long bits = 0;
	int held = 0;
	size_t n = 0;

	for (; base64url_digit(*in) != -1; in++) {
		bits = bits << 6 | (unsigned long)base64url_digit(*in);
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[n++] = (char)(bits >> held & 0xff);
		}
	}
	return n;
}

/* Three base64url parts with two dots between. */
static bool
is_jwt(const char *s)
{
	for (int part = 0; part < 3; part++) {
		size_t len = 0;

		while (base64url_digit(s[len]) != -1)
			len++;
		if (len == 0 || s[len] != (part < 2 ? '.' : '\0'))
			return false;
		s += len + 1;
	}
	return true;
}

/* The "exp" of a JWT, Unix seconds; 0 if it has none. */
static int64_t
jwt_expiry(const char *text)
{
	char payload[TOKEN_TEXT];
	size_t len = base64url_decode(strchr(text, '.') + 1, payload);
	json_t *v = js_parse(payload, len, NULL);
	int64_t exp = 0;

	if (!js_time(json_object_get(v, "exp"), &exp))
		exp = 0;
	json_decref(v);
	mem_wipe(payload, sizeof(payload));
	return exp;
}

static bool
is_visible(char c)
{
	return c > ' ' && c < 0x7f;
}

int
token_of_text(struct token *t, const char *text, struct err *e)
{
	*t = (struct token){ .scheme = TOKEN_ACCESS };
	if (!text_copy(t->text, sizeof(t->text), text)) {
		err_set(e, ERR_CONFIG, "token: longer than %d bytes",
		    TOKEN_TEXT - 1);
		goto bad;
	}
	text_trim(t->text);
	if (t->text[0] == '\0') {
		err_set(e, ERR_CONFIG, "token: empty");
		goto bad;
	}
	if (!text_all(t->text, is_visible)) {
		err_set(e, ERR_CONFIG, "token: white space or control "
		    "characters inside; was it pasted in parts?");
		goto bad;
	}
	if (is_jwt(t->text)) {
		t->scheme = TOKEN_BEARER;
		t->expires_at = jwt_expiry(t->text);
	}
	return 0;
bad:
	token_wipe(t);
	return -1;
}

void
token_wipe(struct token *t)
{
	mem_wipe(t, sizeof(*t));
}

const char *
token_scheme_name(enum token_scheme scheme)
{
	return scheme == TOKEN_BEARER ? "Bearer" : "Token";
}

bool
token_is_usual(const struct token *t)
{
	return t->scheme == TOKEN_BEARER ||
	    (strlen(t->text) == ACCESS_LENGTH &&
	    text_all(t->text, text_is_hex_lower));
}

char *
token_header(const struct token *t)
{
	return xasprintf("%s %s", token_scheme_name(t->scheme), t->text);
}

/* It need not resist forgers, only keep the token: a token holds 256 random
 * bits, and no function gives back what 64 bits do not hold. */
void
token_fingerprint(const struct token *t, char print[TOKEN_PRINT])
{
	(void)snprintf(print, TOKEN_PRINT, "%016" PRIx64, text_hash(t->text));
}

/* Opened without following links, judged through the descriptor. */
static int
open_private(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd == -1) {
		err_sys(e, ERR_PERMISSION, "%s", path);
		if (errno == EACCES)
			err_hint(e, "%s", OWNER_HINT);
		return -1;
	}
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		err_set(e, ERR_PERMISSION, "%s: not a plain file", path);
	} else if (st.st_uid != geteuid() && st.st_uid != 0 &&
	    geteuid() != 0) {
		err_set(e, ERR_PERMISSION, "%s: belongs to another user", path);
		err_hint(e, "%s", OWNER_HINT);
	} else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		err_set(e, ERR_PERMISSION, "%s: others can read the token "
		    "(mode %04o)", path, (unsigned)(st.st_mode & 07777));
		err_hint(e, "chmod 600 %s, and if others had it, make a new "
		    "token", path);
	} else {
		return fd;
	}
	(void)close(fd);
	return -1;
}

/* At most size - 1 bytes; the length or -1. */
static ssize_t
read_up_to(int fd, char *buf, size_t size)
{
	size_t used = 0;
	ssize_t n;

	do {
		n = read(fd, buf + used, size - 1 - used);
		if (n > 0)
			used += (size_t)n;
	} while (n > 0 || (n == -1 && errno == EINTR));
	buf[used] = '\0';
	return n == -1 ? -1 : (ssize_t)used;
}

static int
token_of_json(struct token *t, const json_t *v, struct err *e)
{
	if (token_of_text(t, js_text(json_object_get(v, "token")), e) == -1)
		return -1;
	(void)js_id(json_object_get(v, "user"), t->user, sizeof(t->user));
	(void)text_copy(t->name, sizeof(t->name),
	    js_text(json_object_get(v, "name")));
	(void)text_copy(t->email, sizeof(t->email),
	    js_text(json_object_get(v, "email")));
	(void)js_id(json_object_get(v, "id"), t->id, sizeof(t->id));
	(void)js_time(json_object_get(v, "obtained_at"), &t->obtained_at);
	(void)js_time(json_object_get(v, "expires_at"), &t->expires_at);
	return 0;
}

int
token_load(const struct state *s, struct token *t, struct err *e)
{
	char *path = state_path(s, FILE_NAME);
	char *text = xmalloc(MAX_BYTES);
	struct err why = { .kind = ERR_NONE };
	json_t *v = NULL;
	ssize_t len;
	int fd = -1, rc = -1;

	text[0] = '\0';
	if (access(path, F_OK) == -1 && errno == ENOENT) {
		rc = 1;
		goto out;
	}
	fd = open_private(path, e);
	if (fd == -1)
		goto out;
	len = read_up_to(fd, text, MAX_BYTES);
	if (len == -1) {
		err_sys(e, ERR_SYSTEM, "%s", path);
		goto out;
	}
	v = js_parse(text, (size_t)len, NULL);
	rc = 0;
	if (token_of_json(t, v, &why) == -1) {
		file_set_aside(path, "holds no token");
		rc = 1;
	}
out:
	if (fd != -1)
		(void)close(fd);
	json_decref(v);
	mem_free_secret(text);
	free(path);
	return rc;
}

static int
make_private(const struct state *s, struct err *e)
{
	char *dir = state_path(s, DIR_NAME);
	int rc = file_make_dirs(dir, 0700, e);

	free(dir);
	return rc;
}

int
token_save(const struct state *s, const struct token *t, struct err *e)
{
	char *path = state_path(s, FILE_NAME);
	char *text = NULL;
	json_t *v = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}",
	    "version", 1, "scheme", token_scheme_name(t->scheme),
	    "token", t->text, "user", t->user, "name", t->name,
	    "email", t->email, "id", t->id,
	    "obtained_at", (json_int_t)t->obtained_at,
	    "expires_at", (json_int_t)t->expires_at);
	int rc = -1;

	text = v == NULL ? NULL : js_dump(v);
	if (text == NULL)
		err_set(e, ERR_BUG, "%s: cannot be written as JSON", path);
	else if (make_private(s, e) == 0)
		rc = file_replace(path, 0600, text, strlen(text), e);
	if (rc == 0)		/* the old one may be revoked next */
		rc = file_sync_parent(path, e);
	json_decref(v);
	mem_free_secret(text);
	free(path);
	return rc;
}

int
token_remove(const struct state *s, struct err *e)
{
	return state_remove(s, FILE_NAME, e);
}

int
token_lock(const struct state *s, struct err *e)
{
	return make_private(s, e) == -1 ? -1 : state_lock(s, FILE_NAME, e);
}

int
token_read_secret(const char *path, char **out, struct err *e)
{
	char *text;
	size_t len;

	switch (file_read(path, MAX_BYTES, &text, &len, e)) {
	case -1:
		return -1;
	case 1:
		err_set(e, ERR_CONFIG, "%s: no such file", path);
		return -1;
	}
	*out = xstrndup(text, strcspn(text, "\r\n"));
	mem_wipe(text, len);
	free(text);
	if (**out != '\0')
		return 0;
	err_set(e, ERR_CONFIG, "%s: its first line is empty", path);
	free(*out);
	*out = NULL;
	return -1;
}
