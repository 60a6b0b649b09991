/* store/batch.h - one batch of lines into a backend, in one transaction */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H
#include "line/line.h"
#include "store/backend.h"
#include "store/merge.h"
#include "store/past.h"
#include "store/restore.h"
#include "store/tails.h"

#include <stdbool.h>

struct batch_how {
	bool write;		/* false: judge only, and change nothing */
	bool rollups;		/* keep the buckets up; else let them be */
	struct past *past;	/* what this run brought of sealed days */
	struct tails *tails;	/* where its last batch ended */
};

/* Lines in the order they came.  verdicts counts what became of the readings,
 * only if all went well. */
int batch_put(const struct backend *, void *db, const struct line *, size_t n,
    const struct batch_how *, uint64_t verdicts[MERGE_VERDICTS],
    struct restore_count *, struct err *);

#endif
