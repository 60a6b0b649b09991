/* store/batch.h - one batch of lines into a backend, in one transaction */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H
#include "line/line.h"
#include "store/backend.h"
#include "store/merge.h"
#include "store/part.h"
#include "store/restore.h"

/* Lines in the order they came.  verdicts counts what became of the readings,
 * only if all went well. */
int batch_put(const struct backend *, void *db, const struct line *, size_t n,
    const struct part_how *, uint64_t verdicts[MERGE_VERDICTS],
    struct restore_count *, struct err *);

#endif
