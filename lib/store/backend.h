/* store/backend.h - what store.c needs of an engine
 *
 * A backend reads ranges and writes rows; what to write is not its business.
 * db is its own connection.  Functions return -1 with err filled (ERR_DB_DOWN,
 * ERR_DB_REFUSED, ERR_DB_SCHEMA, ERR_DB; ERR_BAD_LINE if what was to be written
 * is to blame) where not told otherwise.
 */
#ifndef STORE_BACKEND_H
#define STORE_BACKEND_H
#include "base/err.h"
#include "line/line.h"
#include "store/jump.h"
#include "line/rollup.h"
#include "store/target.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct backend_range {		/* store.h says what they mean */
	const char *site, *battery, *source;
	int64_t from, to;
	int64_t limit;
};

struct backend_window {		/* rows of a series, from <= at <= to */
	const struct reading *series;
	int64_t from, to;
};

struct backend_latest {
	struct reading row;
	int reach;		/* longest interval of its rows, s */
};

struct backend_series {		/* a series and what is known of it */
	struct backend_latest latest;	/* row.at INT64_MIN: only its key */
	char zone[LINE_ZONE];		/* of the site; "" unknown */
	int log_interval;		/* of the site; 0 unknown */
	int64_t horizon;		/* INT64_MIN: none yet */
	struct reading edge;		/* the last one before the horizon, its
					   values; at INT64_MIN: none */
};

struct backend_rollup {
	const struct reading *series;	/* borrowed */
	struct rollup r;
};

/* 0 go on, 1 stop, -1 fail. */
typedef int backend_reading_fn(void *, const struct reading *, struct err *);
typedef int backend_latest_fn(void *, const struct backend_latest *,
    struct err *);
typedef int backend_window_fn(void *, size_t index, const struct reading *,
    struct err *);
typedef int backend_rollup_fn(void *, const struct rollup *, struct err *);
typedef int backend_site_fn(void *, const struct site *, struct err *);
typedef int backend_jump_fn(void *, const struct jump *, struct err *);
typedef int backend_asked_fn(void *, const struct asked *, struct err *);

struct backend_names {		/* NULL: whatever it is, or no such column */
	const char *site;	/* never NULL */
	const char *battery, *source;
};

struct backend_extension {	/* of the engine, in this database */
	const char *name;	/* "timescaledb" */
	const char *sql;	/* has the tables make use of it */
	bool is_applied;	/* they do */
};
typedef int backend_extension_fn(void *, const struct backend_extension *,
    struct err *);

struct backend {
	/* write: make what is missing, with this mode if it is a file; else
	 * change nothing.  ERR_NO_READING: not writing, and no such file. */
	int (*open)(void **db, const struct target *, bool write,
	    unsigned mode, struct err *);
	void (*close)(void *db);		/* NULL is fine */

	/* One transaction; a writing one waits until it is the only writer, and
	 * sees all that was committed before.  rollback after a failed commit
	 * is fine.  turn, NULL or filled if writing: if it is turn_step more
	 * than that of this connection's last one, nobody else has written in
	 * between.  When in doubt it is not. */
	int (*begin)(void *db, bool write, int64_t *turn, struct err *);
	int turn_step;
	int (*commit)(void *db, struct err *);
	void (*rollback)(void *db);

	/* The newest migration; 0: the database is empty. */
	int (*version)(void *db, int *, struct err *);
	int (*script)(void *db, const char *sql, struct err *);
	int (*record)(void *db, int version, const char *name, struct err *);
	/* The extensions that are there. */
	int (*extensions)(void *db, backend_extension_fn *, void *,
	    struct err *);
	/* Have an extension do its part, within a transaction: readings are
	 * kept for so long at least; INT64_MAX: for ever. */
	int (*policies)(void *db, int64_t keep_s, struct err *);

	/* Rows come in no order from these two. */
	int (*latest)(void *db, const char *site, const char *battery,
	    const char *source, backend_latest_fn *, void *, struct err *);
	int (*sites)(void *db, const char *site, backend_site_fn *, void *,
	    struct err *);
	/* Fills one of v for each of them, known or not. */
	int (*series)(void *db, const struct reading *const *series, size_t n,
	    struct backend_series *v, struct err *);
	/* Streamed, window by window, each in time order.  Nothing else may be
	 * asked of db meanwhile. */
	int (*windows)(void *db, const struct backend_window *, size_t n,
	    backend_window_fn *, void *, struct err *);
	/* One series in time order, streamed. */
	int (*readings)(void *db, const struct backend_range *,
	    backend_reading_fn *, void *, struct err *);
	int (*count)(void *db, const struct backend_range *, int64_t *,
	    struct err *);
	/* The time of the oldest; INT64_MAX: none. */
	int (*oldest)(void *db, const struct backend_range *, int64_t *,
	    struct err *);
	/* In the order that store.h tells. */
	int (*jumps)(void *db, const struct backend_range *, int far_s,
	    backend_jump_fn *, void *, struct err *);
	int (*asked)(void *db, const struct backend_range *,
	    backend_asked_fn *, void *, struct err *);
	/* Each site and battery that was asked of, once; of the rest of a
	 * struct asked nothing. */
	int (*asked_of)(void *db, backend_asked_fn *, void *arg, struct err *);

	/* Whole rows, no key twice: of keys that are not there, that are.  add
	 * may say 1: one is there, and the transaction is broken. */
	int (*add)(void *db, const struct reading *, size_t n, struct err *);
	int (*change)(void *db, const struct reading *, size_t n,
	    struct err *);
	int (*drop)(void *db, const struct reading *keys, size_t n,
	    struct err *);
	/* Rows, no key twice; a row that is there is replaced. */
	int (*put_latest)(void *db, const struct backend_latest *, size_t n,
	    struct err *);
	int (*put_sites)(void *db, const struct site *, size_t n,
	    struct err *);
	int (*put_asked)(void *db, const struct asked *, size_t n,
	    struct err *);
	/* What was asked of time before this goes. */
	int (*drop_asked)(void *db, const char *site, const char *battery,
	    int64_t before, struct err *);

	/* Buckets of one series in time order; limit is 0. */
	int (*rollups)(void *db, enum rollup_grain,
	    const struct backend_range *, backend_rollup_fn *, void *,
	    struct err *);
	/* What hours of [from, to) say of each series; v is zeroed. */
	int (*covers)(void *db, const struct reading *const *series, size_t n,
	    int64_t from, int64_t to, struct rollup_cover *v, struct err *);
	int (*put_rollups)(void *db, enum rollup_grain,
	    const struct backend_rollup *, size_t n, struct err *);
	int (*drop_rollups)(void *db, enum rollup_grain,
	    const struct backend_rollup *, size_t n, struct err *);
	/* All of a series that start here or later. */
	int (*clear_rollups)(void *db, enum rollup_grain,
	    const struct reading *series, int64_t from, struct err *);

	/* The series' horizon and edge; its readings before the horizon go. */
	int (*retire)(void *db, const struct backend_series *, struct err *);
	/* The rows of a table go that are of these; *n: so many were. */
	int (*erase)(void *db, const char *table,
	    const struct backend_names *, int64_t *n, struct err *);
	/* When maintenance was last done; INT64_MIN never. */
	int (*maintained)(void *db, int64_t *, struct err *);
	int (*set_maintained)(void *db, int64_t, struct err *);
};

#endif
