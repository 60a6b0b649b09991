/* state/state.c - see state.h */
#include "state/state.h"

#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_BYTES = 64 << 20, VERSION = 1 };

struct state {
	char *dir;
	mode_t mode;
	struct err trouble;	/* why it could not be made */
};

struct state *
state_open(const char *dir)
{
	struct state *s = xcalloc(1, sizeof(*s));
	struct stat st;

	s->dir = xstrdup(dir);
	s->mode = 0600;
	if (stat(dir, &st) == -1 &&
	    file_make_dirs(dir, 0700, &s->trouble) == -1)
		err_ctx(&s->trouble, "state directory");
	else if (stat(dir, &st) == -1 || !S_ISDIR(st.st_mode))
		err_set(&s->trouble, ERR_CREATE,
		    "state directory: %s: not a directory", dir);
	else if ((st.st_mode & S_IRGRP) != 0)
		s->mode = 0640;
	return s;
}

int
state_usable(const struct state *s, struct err *e)
{
	if (s->trouble.kind == ERR_NONE)
		return 0;
	*e = s->trouble;
	return -1;
}

void
state_close(struct state *s)
{
	if (s == NULL)
		return;
	free(s->dir);
	free(s);
}

const char *
state_dir(const struct state *s)
{
	return s->dir;
}

char *
state_path(const struct state *s, const char *name)
{
	return xasprintf("%s/%s", s->dir, name);
}

mode_t
state_mode(const struct state *s)
{
	return s->mode;
}

int
state_lock(const struct state *s, const char *name, struct err *e)
{
	char *path;
	int fd;

	if (state_usable(s, e) == -1)
		return -1;
	path = xasprintf("%s/%s.lock", s->dir, name);
	fd = file_lock(path, 0600, e);
	free(path);
	return fd;
}

/* One that a later program wrote may mean something else. */
bool
state_is_ours(const json_t *v)
{
	int64_t version;

	return js_int(json_object_get(v, "version"), &version) &&
	    version == VERSION;
}

void
state_make_ours(json_t *v)
{
	(void)json_object_set_new(v, "version", json_integer(VERSION));
}

/* No plain file, or larger than any of ours. */
static bool
is_foreign(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 &&
	    (!S_ISREG(st.st_mode) || st.st_size > MAX_BYTES);
}

int
state_load_text(const struct state *s, const char *name, char **out,
    size_t *len, struct err *e)
{
	char *path;
	int rc = 1;

	*out = NULL;
	if (s->trouble.kind != ERR_NONE)
		return 1;
	path = state_path(s, name);
	if (is_foreign(path))
		file_set_aside(path, "not made by these programs");
	else
		rc = file_read(path, MAX_BYTES, out, len, e);
	free(path);
	return rc;
}

int
state_load(const struct state *s, const char *name, json_t **out,
    struct err *e)
{
	char *path, *text;
	size_t len;
	int rc = state_load_text(s, name, &text, &len, e);

	*out = NULL;
	if (rc != 0)
		return rc;
	*out = js_parse(text, len, NULL);
	free(text);
	if (state_is_ours(*out))
		return 0;
	path = state_path(s, name);
	file_set_aside(path, json_is_object(*out) ?
	    "not of this program's version" : "damaged");
	free(path);
	json_decref(*out);
	*out = NULL;
	return 1;
}

int
state_save_text(const struct state *s, const char *name, const char *text,
    size_t len, struct err *e)
{
	char *path = state_path(s, name);
	int rc = file_replace(path, s->mode, text, len, e);

	free(path);
	return rc;
}

int
state_save(const struct state *s, const char *name, json_t *v, struct err *e)
{
	char *text;
	int rc = -1;

	state_make_ours(v);
	text = js_dump(v);
	if (text == NULL)
		err_set(e, ERR_BUG, "%s: cannot be written as JSON", name);
	else
		rc = state_save_text(s, name, text, strlen(text), e);
	free(text);
	return rc;
}

int
state_remove(const struct state *s, const char *name, struct err *e)
{
	char *path = state_path(s, name);
	int rc = unlink(path);

	if (rc == -1 && errno == ENOENT)
		rc = 0;
	if (rc == -1)
		err_sys(e, ERR_PERMISSION, "%s", path);
	free(path);
	return rc;
}
