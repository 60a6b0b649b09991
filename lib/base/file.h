/* base/file.h - files that are whole or not there
 *
 * A state file is replaced (written beside, fsync, rename) or appended to;
 * whoever changes one holds the lock beside it.  What root makes belongs to the
 * owner of the directory it is in.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The whole file, NUL after the last byte; *out is malloc'd.  0 read, 1 there
 * is no such file (*out NULL), -1 error (unreadable, over max bytes).  What is
 * no plain file is read to its end too, however long that takes. */
int file_read(const char *path, size_t max, char **out, size_t *len,
    struct err *);

/* Replace path by exactly these bytes, with this mode, or leave it as it was;
 * they are written to PATH.new first.  The caller holds the lock.
 * After a power cut either is there; file_sync_parent() makes sure that it is
 * the new one, for a few milliseconds.  The same after a rename or a file that
 * was made. */
int file_replace(const char *path, mode_t, const char *data, size_t len,
    struct err *);

int file_sync_parent(const char *path, struct err *);

/* Make an empty file with exactly this mode, whatever the umask.  Returns a
 * descriptor to close, or -1 with errno (EEXIST: there is one). */
int file_make(const char *path, mode_t);

/* Append all of it or, on failure, nothing; half a line that a crash left gets
 * an end first.  Of a file larger than max bytes
 * only the newest half stays, cut at a line's end; max 0: all stays, through a
 * power cut.  The caller holds the lock. */
int file_append(const char *path, mode_t, const char *data, size_t len,
    size_t max, struct err *);

/* mkdir -p, through a power cut; only the directories made now get this
 * mode. */
int file_make_dirs(const char *path, mode_t, struct err *);

/* Wait for the exclusive lock on path (made if missing, never removed).
 * Returns a descriptor to close, which frees the lock, or -1. */
int file_lock(const char *path, mode_t, struct err *);

/* Move a file we cannot read as what it should be to PATH.bad, with a warning
 * that says why; never fails. */
void file_set_aside(const char *path, const char *why);

/* Write all bytes, across short writes and signals; -1 with errno. */
int file_write_all(int fd, const void *, size_t);

#endif
