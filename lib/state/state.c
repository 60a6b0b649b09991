/* state/state.c - see state.h */
#include "state/state.h"

#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_BYTES = 64 << 20 };

struct state {
	char *dir;
	mode_t mode;
};

int
state_open(struct state **out, const char *dir, struct err *e)
{
	struct state *s;
	struct stat st;

	if (stat(dir, &st) == -1 && file_make_dirs(dir, 0700, e) == -1) {
		err_ctx(e, "state directory");
		return -1;
	}
	if (stat(dir, &st) == -1 || !S_ISDIR(st.st_mode)) {
		err_set(e, ERR_CREATE, "state directory: %s: not a directory",
		    dir);
		return -1;
	}
	s = xcalloc(1, sizeof(*s));
	s->dir = xstrdup(dir);
	s->mode = (st.st_mode & S_IRGRP) != 0 ? 0640 : 0600;
	*out = s;
	return 0;
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
	char *path = xasprintf("%s/%s.lock", s->dir, name);
	int fd = file_lock(path, s->mode, e);

	free(path);
	return fd;
}

int
state_load(const struct state *s, const char *name, json_t **out,
    struct err *e)
{
	char *path = state_path(s, name);
	char *text;
	size_t len;
	int rc = file_read(path, MAX_BYTES, &text, &len, e);

	*out = NULL;
	if (rc == 0) {
		*out = js_parse(text, len, NULL);
		if (!json_is_object(*out)) {
			json_decref(*out);
			*out = NULL;
			file_set_aside(path, "damaged");
			rc = 1;
		}
	}
	free(text);
	free(path);
	return rc;
}

int
state_save(const struct state *s, const char *name, const json_t *v,
    struct err *e)
{
	char *path = state_path(s, name);
	char *text = js_dump(v);
	int rc = -1;

	if (text == NULL)
		err_set(e, ERR_BUG, "%s: cannot be written as JSON", path);
	else
		rc = file_replace(path, s->mode, text, strlen(text), e);
	free(text);
	free(path);
	return rc;
}
