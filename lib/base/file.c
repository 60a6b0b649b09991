/* base/file.c - see file.h */
#include "base/file.h"

#include "base/mem.h"
#include "base/note.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_kind
kind_of_errno(void)
{
	return errno == EACCES || errno == EPERM || errno == EROFS ?
	    ERR_PERMISSION : ERR_CREATE;
}

int
file_write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Reads to the end of fd into a new buffer; -1 with errno, EFBIG over max. */
static int
slurp(int fd, size_t max, char **out, size_t *len)
{
	size_t size = 4096, used = 0;
	char *buf = xmalloc(size);
	ssize_t n;

	for (;;) {
		if (used + 1 == size) {
			size *= 2;
			buf = xrealloc(buf, size, 1);
		}
		n = read(fd, buf + used, size - used - 1);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		used += (size_t)n;
		if (used > max) {
			errno = EFBIG;
			n = -1;
			break;
		}
	}
	if (n == -1) {
		free(buf);
		return -1;
	}
	buf[used] = '\0';
	*out = buf;
	*len = used;
	return 0;
}

int
file_read(const char *path, size_t max, char **out, size_t *len, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	*out = NULL;
	*len = 0;
	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR))
		return 1;
	if (fd == -1) {
		err_sys(e, kind_of_errno(), "%s", path);
		return -1;
	}
	rc = slurp(fd, max, out, len);
	if (rc == -1)
		err_sys(e, ERR_SYSTEM, "%s", path);
	(void)close(fd);
	return rc;
}

/* The directory a path is in; the caller frees it. */
static char *
parent(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? xstrdup(".") :
	    xstrndup(path, (size_t)(slash - path) + 1);
}

/* Are we root, and the directory that path is in is another's? */
static bool
is_guest(const char *path, struct stat *st)
{
	char *dir = parent(path);
	bool is = geteuid() == 0 && stat(dir, st) == 0 && st->st_uid != 0;

	free(dir);
	return is;
}

/* As SQLite does it: what root makes is the directory's owner's, lest a run by
 * hand lock the account out that polls.  Where that cannot be, it is root's. */
static void
give_away(int fd, const char *path)
{
	struct stat st;

	if (is_guest(path, &st) && fchown(fd, st.st_uid, st.st_gid) == -1)
		errno = 0;
}

/* Some file systems cannot fsync a directory, and some directories cannot be
 * opened: their loss, not an error. */
int
file_sync_parent(const char *path, struct err *e)
{
	char *dir = parent(path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = 0;

	if (fd != -1 && fsync(fd) == -1 && errno != EINVAL &&
	    errno != ENOTSUP) {
		err_sys(e, ERR_WRITE, "%s", dir);
		rc = -1;
	}
	if (fd != -1)
		(void)close(fd);
	free(dir);
	return rc;
}

/* A new file of this name; what a killed program left there goes. */
static int
make_anew(const char *path, mode_t mode)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = open(path, flags, mode);

	if (fd == -1 && errno == EEXIST && unlink(path) == 0)
		fd = open(path, flags, mode);
	return fd;
}

/* Writes, and leaves nothing beside path, whatever happens. */
static int
replace(const char *path, mode_t mode, const char *data, size_t len,
    struct err *e)
{
	char *beside = xasprintf("%s.new", path);
	int fd = make_anew(beside, mode);
	int rc = -1;

	if (fd == -1) {
		err_sys(e, kind_of_errno(), "%s", path);
		goto out;
	}
	give_away(fd, path);
	if (fchmod(fd, mode) == -1 || file_write_all(fd, data, len) == -1 ||
	    fsync(fd) == -1) {
		err_sys(e, ERR_WRITE, "%s", path);
		(void)unlink(beside);
		goto out;
	}
	if (rename(beside, path) == -1) {
		err_sys(e, kind_of_errno(), "%s", path);
		(void)unlink(beside);
		goto out;
	}
	rc = 0;
out:
	if (fd != -1)
		(void)close(fd);
	free(beside);
	return rc;
}

int
file_replace(const char *path, mode_t mode, const char *data, size_t len,
    struct err *e)
{
	sigset_t block, before;
	int rc;

	/* Ctrl-C waits these few milliseconds: no half-made file stays */
	(void)sigemptyset(&block);
	(void)sigaddset(&block, SIGINT);
	(void)sigaddset(&block, SIGTERM);
	(void)sigaddset(&block, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &block, &before);
	rc = replace(path, mode, data, len, e);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}

int
file_make(const char *path, mode_t mode)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd == -1)
		return -1;
	give_away(fd, path);
	(void)fchmod(fd, mode);
	return fd;
}

/* A link in another's directory would lead root wherever that one wants. */
static int
open_or_make(const char *path, mode_t mode)
{
	struct stat st;
	int how = O_RDWR | O_CLOEXEC | (is_guest(path, &st) ? O_NOFOLLOW : 0);
	int fd = open(path, how);

	if (fd == -1 && errno == ENOENT)
		fd = file_make(path, mode);
	if (fd == -1 && errno == EEXIST)	/* somebody was faster */
		fd = open(path, how);
	return fd;
}

/* Does the file end within a line, as after a power cut? */
static bool
is_cut(int fd, off_t end)
{
	char last = '\n';

	return end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n';
}

/* All of it at the end, or nothing: half a line would spoil the next one. */
static int
add(int fd, const char *data, size_t len)
{
	off_t end = lseek(fd, 0, SEEK_END);
	int why;

	if (end == -1)
		return -1;
	if ((!is_cut(fd, end) || file_write_all(fd, "\n", 1) == 0) &&
	    file_write_all(fd, data, len) == 0)
		return 0;
	why = errno;
	if (ftruncate(fd, end) == 0)
		errno = why;
	return -1;
}

/* Keep the newest half of an over-long log: read it, cut at a line, rewrite it
 * in place (the file is never renamed, so that locks on it stay good).  Whoever
 * reads meanwhile without the lock sees some lines twice, but never none. */
static int
keep_newest_half(int fd, size_t max)
{
	char *buf = NULL;
	const char *cut;
	size_t len;
	int rc;

	if (lseek(fd, -(off_t)(max / 2), SEEK_END) == -1 ||
	    slurp(fd, max, &buf, &len) == -1)
		return -1;
	cut = memchr(buf, '\n', len);
	cut = cut == NULL ? buf + len : cut + 1;
	len -= (size_t)(cut - buf);
	rc = lseek(fd, 0, SEEK_SET) == -1 ||
	    file_write_all(fd, cut, len) == -1 ? -1 : ftruncate(fd, (off_t)len);
	free(buf);
	return rc;
}

int
file_append(const char *path, mode_t mode, const char *data, size_t len,
    size_t max, struct err *e)
{
	int fd = open_or_make(path, mode);
	struct stat st;
	int rc = -1;

	if (fd == -1) {
		err_sys(e, kind_of_errno(), "%s", path);
		return -1;
	}
	if (add(fd, data, len) == -1 || fstat(fd, &st) == -1 ||
	    (max != 0 && (size_t)st.st_size > max &&
	    keep_newest_half(fd, max) == -1) ||
	    (max == 0 && fsync(fd) == -1))
		err_sys(e, ERR_WRITE, "%s", path);
	else
		rc = 0;
	(void)close(fd);
	return rc;
}

/* mkdir(2), and it is the owner's of what it is in. */
static int
make_dir(const char *path, mode_t mode)
{
	int fd;

	if (mkdir(path, mode) == -1)
		return -1;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd != -1) {
		give_away(fd, path);
		(void)close(fd);
	}
	return 0;
}

int
file_make_dirs(const char *path, mode_t mode, struct err *e)
{
	char *p = xstrdup(path);
	int rc = 0;

	for (char *s = p + (*p != '\0'); rc == 0; s++) {
		char c = *s;
		int why;

		if (c != '/' && c != '\0')
			continue;
		*s = '\0';
		why = make_dir(p, mode) == -1 ? errno : 0;
		if (why == 0) {
			rc = file_sync_parent(p, e);
		} else if (why != EEXIST &&
		    (c == '\0' || access(p, F_OK) == -1)) {
			errno = why;
			err_sys(e, kind_of_errno(), "%s", p);
			rc = -1;
		}
		*s = c;
		if (c == '\0')
			break;
	}
	free(p);
	return rc;
}

int
file_lock(const char *path, mode_t mode, struct err *e)
{
	int fd = open_or_make(path, mode);

	if (fd == -1) {
		err_sys(e, kind_of_errno(), "%s", path);
		return -1;
	}
	while (flock(fd, LOCK_EX) == -1)
		if (errno != EINTR) {
			err_sys(e, ERR_SYSTEM, "%s: lock", path);
			(void)close(fd);
			return -1;
		}
	return fd;
}

void
file_set_aside(const char *path, const char *why)
{
	char *bad = xasprintf("%s.bad", path);

	if (rename(path, bad) == 0)
		note_warn("%s: %s; moved to %s", path, why, bad);
	else
		note_warn("%s: %s; ignored", path, why);
	free(bad);
}
