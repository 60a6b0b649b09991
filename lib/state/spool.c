/* state/spool.c - see spool.h */
#include "state/spool.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "state/segment.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char DIR_NAME[] = "spool", TARGET[] = "target";
enum {
	SEGMENT_MAX = 256 << 20,
	BLOCK = 4096			/* the least that a file takes */
};

struct spool {
	const struct state *state;
	char *name;			/* "spool/4f0c..." */
	char *shown;
};

struct spool *
spool_new(const struct state *state, const char *target, const char *shown)
{
	struct spool *s = xcalloc(1, sizeof(*s));

	s->state = state;
	s->name = xasprintf("%s/%016" PRIx64, DIR_NAME, text_hash(target));
	s->shown = xstrdup(shown);
	return s;
}

void
spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	free(s->name);
	free(s->shown);
	free(s);
}

bool
spool_waits(const struct spool *s)
{
	char *path = state_path(s->state, s->name);
	struct segments l;
	bool waits = false;

	if (segment_list(&l, path) == -1)
		waits = true;		/* draining says why */
	for (size_t i = 0; i < l.n; i++)
		waits |= l.v[i].kind != SEGMENT_SET_ASIDE;
	free(l.v);
	free(path);
	return waits;
}

/* ---- how much there is ---- */

/* What files of this target take on disk, and of it what waits. */
static int
measure(const char *path, struct spool_depth *d, uint64_t *taken,
    struct err *e)
{
	struct segments l;

	if (segment_list(&l, path) == -1) {
		err_sys(e, ERR_PERMISSION, "%s", path);
		return -1;
	}
	for (size_t i = 0; i < l.n; i++) {
		const struct segment *g = &l.v[i];
		char *file = xasprintf("%s/%s", path, g->name);
		struct stat st;

		if (stat(file, &st) == -1)	/* just drained */
			st.st_size = -1;
		free(file);
		if (st.st_size == -1)
			continue;
		*taken += ((uint64_t)st.st_size / BLOCK + 1) * BLOCK;
		d->set_aside += g->kind == SEGMENT_SET_ASIDE;
		if (g->kind != SEGMENT_WHOLE)
			continue;
		if (d->segments++ == 0 || g->at < d->oldest)
			d->oldest = g->at;
		d->lines += g->lines;
		d->bytes += (uint64_t)st.st_size;
	}
	free(l.v);
	return 0;
}

static char *
read_target(const char *path)
{
	struct err ignored = { .kind = ERR_NONE };
	char *file = xasprintf("%s/%s", path, TARGET), *text;
	size_t len;

	if (file_read(file, LINE_MAX, &text, &len, &ignored) != 0)
		text = xstrdup(path);
	free(file);
	text_trim(text);
	text_clean(text);
	return text;
}

typedef void each_fn(void *, const char *, const struct spool_depth *);

/* taken: bytes on disk of all targets */
static int
walk(const struct state *state, each_fn *each, void *arg, uint64_t *taken,
    struct err *e)
{
	char *top = state_path(state, DIR_NAME);
	DIR *d = opendir(top);
	struct dirent *entry;
	int rc = 0;

	*taken = 0;
	if (d == NULL && errno != ENOENT) {
		err_sys(e, ERR_PERMISSION, "%s", top);
		rc = -1;
	}
	while (rc == 0 && d != NULL && (entry = readdir(d)) != NULL) {
		char *path = xasprintf("%s/%s", top, entry->d_name);
		struct spool_depth depth = { 0 };
		char *shown;

		if (entry->d_name[0] != '.')
			rc = measure(path, &depth, taken, e);
		if (rc == 0 && depth.segments + depth.set_aside > 0) {
			shown = read_target(path);
			each(arg, shown, &depth);
			free(shown);
		}
		free(path);
	}
	if (d != NULL)
		(void)closedir(d);
	free(top);
	return rc;
}

int
spool_each(const struct state *state, each_fn *each, void *arg,
    struct err *e)
{
	uint64_t taken;

	return walk(state, each, arg, &taken, e);
}

static void
add_depth(void *arg, const char *shown, const struct spool_depth *d)
{
	struct spool_depth *sum = arg;

	(void)shown;
	if (d->segments > 0 && (sum->segments == 0 || d->oldest < sum->oldest))
		sum->oldest = d->oldest;
	sum->segments += d->segments;
	sum->lines += d->lines;
	sum->bytes += d->bytes;
	sum->set_aside += d->set_aside;
}

int
spool_depth(const struct state *state, struct spool_depth *d, struct err *e)
{
	*d = (struct spool_depth){ 0 };
	return spool_each(state, add_depth, d, e);
}

/* ---- adding ---- */

static void
ignore(void *arg, const char *shown, const struct spool_depth *d)
{
	(void)arg;
	(void)shown;
	(void)d;
}

/* Is there room for so many bytes more? */
static int
check_room(const struct spool *s, const char *path, size_t len, struct err *e)
{
	struct statvfs fs;
	uint64_t taken, room, limit = SPOOL_MAX;

	if (walk(s->state, ignore, NULL, &taken, e) == -1)
		return -1;
	if (statvfs(path, &fs) == 0) {
		room = (taken + (uint64_t)fs.f_bavail * fs.f_frsize) /
		    SPOOL_SHARE;
		limit = room < limit ? room : limit;
	}
	if (taken + (len / BLOCK + 1) * BLOCK <= limit)
		return 0;
	err_set(e, ERR_WRITE, "%s: the spool is full, %" PRIu64 " of %" PRIu64
	    " KiB", path, taken / 1024, limit / 1024);
	err_hint(e, "get the database back, or make room on the disk; "
	    "vrm-store spool lists what waits");
	return -1;
}

static int
make_dir(const struct spool *s, const char *path, struct err *e)
{
	char *file = xasprintf("%s/%s", path, TARGET);
	char *text = xasprintf("%s\n", s->shown);
	int rc = 0;

	if (access(file, F_OK) == -1 && (file_make_dirs(path,
	    (state_mode(s->state) & S_IRGRP) != 0 ? 0750 : 0700, e) == -1 ||
	    file_replace(file, state_mode(s->state), text, strlen(text),
	    e) == -1))
		rc = -1;
	free(text);
	free(file);
	return rc;
}

/* Under the lock. */
static int
add(const struct spool *s, const char *path, const char *text, size_t len,
    size_t n, int64_t now, struct err *e)
{
	struct segments l;
	uint64_t number = 1;
	char *file;
	int rc = -1;

	if (check_room(s, path, len, e) == -1)
		return -1;
	if (segment_list(&l, path) == -1) {
		err_sys(e, ERR_PERMISSION, "%s", path);
		return -1;
	}
	if (l.n > 0)
		number = l.v[l.n - 1].number + 1;
	file = xasprintf("%s/%08" PRIu64 "-%" PRId64 "-%zu", path, number, now,
	    n);
	if (file_replace(file, state_mode(s->state), text, len, e) == 0)
		rc = file_sync_parent(file, e);
	free(file);
	free(l.v);
	return rc;
}

static int
lock(const struct spool *s, struct err *e)
{
	char *name = xasprintf("%s/%s", s->name, TARGET);
	int fd = state_lock(s->state, name, e);

	free(name);
	return fd;
}

int
spool_add(struct spool *s, const char *lines, size_t n, int64_t now,
    struct err *e)
{
	char *path = state_path(s->state, s->name), *text;
	size_t len;
	int fd = -1, rc = -1;

	if (state_usable(s->state, e) == 0 && make_dir(s, path, e) == 0)
		fd = lock(s, e);
	if (fd != -1) {
		text = segment_text(lines, n, &len);
		rc = add(s, path, text, len, n, now, e);
		free(text);
		(void)close(fd);
	}
	free(path);
	return rc;
}

/* ---- draining ---- */

/* Its lines are kept: away with it. */
static int
finish(const struct segment *g, const char *file, size_t n, struct err *e)
{
	char why[120];

	if (g->kind == SEGMENT_WHOLE && n != g->lines) {
		(void)snprintf(why, sizeof(why), "damaged: %zu of %" PRIu64
		    " lines were good, and are stored", n, g->lines);
		file_set_aside(file, why);
		return 0;
	}
	if (g->kind == SEGMENT_CUT_SHORT && n > 0)
		note_warn("%s: a crash cut it short; %zu whole line%s stored",
		    file, n, n == 1 ? " is" : "s are");
	if (unlink(file) == -1 && errno != ENOENT) {
		err_sys(e, ERR_PERMISSION, "%s", file);
		return -1;
	}
	return 0;
}

struct drain {
	const struct spool *spool;
	spool_take_fn *take;
	void *arg;
	bool is_over;			/* take has had enough */
	bool some;			/* segments are gone */
};

static int
drain_one(struct drain *d, const struct segment *g, struct err *e)
{
	char *name = xasprintf("%s/%s", d->spool->name, g->name);
	char *file = state_path(d->spool->state, name), *text;
	struct spool_segment segment = { .name = name };
	struct segment_line *lines = NULL;
	size_t len;
	int rc = file_read(file, SEGMENT_MAX, &text, &len, e);

	if (rc == 0) {
		lines = segment_lines(text, len, &segment.n);
		segment.lines = lines;
		d->is_over = segment.n > 0 && d->take(d->arg, &segment,
		    e) == -1;
		rc = d->is_over ? -1 : finish(g, file, segment.n, e);
		d->some |= rc == 0;
	}
	free(lines);
	free(text);
	free(file);
	free(name);
	return rc == -1 ? -1 : 0;
}

/* A segment that a power cut brought back would be stored again, over newer
 * values perhaps: what follows waits until it cannot. */
static int
sync_dir(const char *path, struct err *e)
{
	char *file = xasprintf("%s/%s", path, TARGET);
	int rc = file_sync_parent(file, e);

	free(file);
	return rc;
}

int
spool_drain(struct spool *s, spool_take_fn *take, void *arg, struct err *e)
{
	char *path = state_path(s->state, s->name);
	struct drain d = { .spool = s, .take = take, .arg = arg };
	struct segments l = { .n = 0 };
	int fd = lock(s, e);
	int rc = fd == -1 ? -1 : segment_list(&l, path);

	if (fd != -1 && rc == -1)
		err_sys(e, ERR_PERMISSION, "%s", path);
	for (size_t i = 0; i < l.n && !d.is_over; i++)
		if (l.v[i].kind != SEGMENT_SET_ASIDE &&
		    drain_one(&d, &l.v[i], e) == -1)
			rc = -1;
	if (d.some && sync_dir(path, e) == -1)
		rc = -1;
	free(l.v);
	free(path);
	if (fd != -1)
		(void)close(fd);
	return rc;
}
