/* store/writer.h - batches into the database, over a connection made when the
 * first comes and made anew when it was lost
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H
#include "store/store.h"

struct writer_how {
	const char *url;
	unsigned file_mode;		/* of a SQLite file made now */
	bool dry_run;			/* judge, and change nothing */
	bool no_rollups;		/* leave the buckets as they are */
	int64_t keep_s;			/* the retention; INT64_MAX: forever */
};

struct writer {				/* zeroed but for how: not connected */
	struct writer_how how;
	struct store *store;
	bool is_scratch;		/* a dry run into an empty database */
};
void writer_close(struct writer *);

/* In one transaction: 0 it is committed and counted, or, at -1, it is not, or
 * the connection was lost over its COMMIT. */
int writer_put(struct writer *, const struct line *, size_t n,
    struct store_count *, struct err *);

/* Maintenance, if it is due; after a writer_put(). */
int writer_upkeep(struct writer *, int64_t now, struct err *);

#endif
