/* store/store.h - readings in a database, SQLite or PostgreSQL
 *
 * One contract for every engine; the URL chooses (sqlite:PATH, postgresql://...
 * or postgres://...).  The merge law of vrm-line(5) is store/merge.c; a backend
 * only reads ranges and writes rows.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H
#include "base/err.h"
#include "line/line.h"
#include "store/forget.h"
#include "store/jump.h"
#include "line/rollup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

enum store_mode {
	STORE_WRITE,		/* creates and migrates an empty database */
	STORE_READ		/* changes nothing, not even a SQLite file */
};

/* -1: ERR_DB_URL, ERR_DB_DOWN, ERR_DB_REFUSED, ERR_DB_SCHEMA, ERR_DB; with
 * STORE_READ on a database where nothing was stored yet ERR_NO_READING.
 * file_mode: of a SQLite file made now.  No message ever holds the URL's
 * password. */
int store_open(struct store **, const char *url, enum store_mode,
    unsigned file_mode, struct err *);
void store_close(struct store *);		/* NULL is fine */

/* Bring the database to this program's schema; made if it is not there.
 * TimescaleDB and Citus are made use of where they are; their tables hold what
 * they held.  keep_s: as store_maintain.  *from: the version it had, *to: has
 * now.  -1 as store_open. */
int store_migrate(const char *url, unsigned file_mode, int64_t keep_s,
    int *from, int *to, struct err *);

struct store_migration {
	int version;		/* 0: what an extension asks for */
	const char *name;	/* "readings", "timescaledb" */
	const char *sql;
	bool is_applied;
};

/* Calls each for every migration this program knows, and for the extension of
 * the database if there is one of ours; changes nothing.  -1 as store_open, but
 * an empty database has simply none applied. */
typedef void store_migration_fn(void *arg, const struct store_migration *);
int store_migrations(const char *url, store_migration_fn *each, void *arg,
    struct err *);

/* ---- writing ---- */

struct store_count {		/* what became of the readings of a batch */
	uint64_t stored;	/* new, or added something */
	uint64_t repeated;	/* known already */
	uint64_t superseded;	/* history where a live reading stands */
	uint64_t too_late;	/* of sealed buckets that had more */
	uint64_t restored;	/* lines of a dump other than readings */
};

/* Buckets are kept up by every store_put, unless they are not wanted now:
 * store_rebuild computes them later. */
void store_without_rollups(struct store *);

/* Store lines (LINE_GAP and LINE_OTHER are refused with ERR_BUG) in arrival
 * order in one transaction; counts are added only when it committed.
 * ERR_BAD_LINE: the database refuses one of them for its own sake. */
int store_put(struct store *, const struct line *, size_t n,
    struct store_count *, struct err *);

/* What store_put would count, changing nothing (--dry-run). */
int store_try(struct store *, const struct line *, size_t n,
    struct store_count *, struct err *);

/* ---- maintenance ---- */

/* All buckets that are not sealed, from the readings. */
int store_rebuild(struct store *, struct err *);

/* Readings older than keep_s go, in whole days of their site, once their
 * buckets exist; INT64_MAX: none.  Those buckets are sealed then. */
int store_maintain(struct store *, int64_t now, int64_t keep_s, struct err *);

/* The same if it was not done within the hour.  A database that knows of none
 * has its first in an hour. */
int store_upkeep(struct store *, int64_t now, int64_t keep_s, struct err *);

/* Everything of these goes, or would go: see forget.h. */
int store_forget(struct store *, const struct forget *, struct forget_count *,
    struct err *);

/* ---- reading ---- */

/* Row callbacks return 0 to go on, 1 to stop early, -1 to fail (err filled). */
typedef int store_reading_fn(void *arg, const struct reading *, struct err *);
typedef int store_site_fn(void *arg, const struct site *, struct err *);

/* From here on all that is read is of one moment, until store_close; nothing
 * may be written. */
int store_snapshot(struct store *, struct err *);

/* The newest reading of each battery, ordered by site (as number where both
 * are), battery, source.  NULL matches all. */
int store_latest(struct store *, const char *site, const char *battery,
    const char *source, store_reading_fn *, void *arg, struct err *);

struct store_range {		/* one series, from <= at < to */
	const char *site, *battery, *source;
	int64_t from, to;	/* Unix seconds; INT64_MIN, INT64_MAX: open */
	int64_t limit;		/* the newest so many; 0: all */
};

/* In time order, oldest first, streamed in constant memory. */
int store_readings(struct store *, const struct store_range *,
    store_reading_fn *, void *arg, struct err *);
int store_count(struct store *, const struct store_range *, int64_t *n,
    struct err *);

/* Buckets of one series in time order; the range's limit is 0. */
typedef int store_rollup_fn(void *arg, const struct rollup *, struct err *);
int store_rollups(struct store *, enum rollup_grain,
    const struct store_range *, store_rollup_fn *, void *arg, struct err *);

/* Several series at once: their readings of [from, to), series by series, each
 * in time order; and what their hours in [covered_from, to) say together, into
 * cover[0] to cover[n - 1]. */
struct store_recent {
	const struct reading *const *series;
	size_t n;
	int64_t from, covered_from, to;		/* Unix seconds */
};
typedef int store_recent_fn(void *arg, size_t index, const struct reading *,
    struct err *);
int store_recent(struct store *, const struct store_recent *,
    store_recent_fn *, void *arg, struct rollup_cover *cover, struct err *);

/* Readings before at are gone, of which edge was the last (its key is not
 * filled); INT64_MIN: there were none. */
struct store_horizon {
	int64_t at;
	struct reading edge;
};
int store_horizon(struct store *, const struct store_range *,
    struct store_horizon *, struct err *);

int store_sites(struct store *, const char *site, store_site_fn *, void *arg,
    struct err *);

/* Neighbours of a series that are far apart, newest first; and always the
 * newest and the oldest reading of the range, whose limit means nothing here.
 * Reads the keys of the range and little more. */
typedef int store_jump_fn(void *arg, const struct jump *, struct err *);
int store_jumps(struct store *, const struct store_range *, int far_s,
    store_jump_fn *, void *arg, struct err *);

/* What was asked of VRM that meets [from, to), by from, to and asked_at. */
typedef int store_asked_fn(void *arg, const struct asked *, struct err *);
int store_asked(struct store *, const char *site, const char *battery,
    int64_t from, int64_t to, store_asked_fn *, void *arg, struct err *);
/* Each site and battery that was asked of, in order; the rest of a struct asked
 * is nothing. */
int store_asked_of(struct store *, store_asked_fn *, void *arg, struct err *);

/* What readings do not tell of a battery (line.h). */
int store_kept(struct store *, const struct reading *series, struct horizon *,
    struct latest *, struct err *);

#endif
