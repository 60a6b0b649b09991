/* store/known.h - what the database knows of the series of a batch */
#ifndef STORE_KNOWN_H
#define STORE_KNOWN_H
#include "store/backend.h"
#include "store/merge.h"
#include "store/told.h"

struct known_last {		/* the latest row before the batch */
	int64_t at;			/* INT64_MIN: none */
	int interval;
};

struct known {			/* a zeroed one is empty */
	struct backend_series *series;	/* by key */
	struct known_last *last;	/* of each */
	size_t n, found;		/* the last one that was looked for */
};
void known_free(struct known *);

/* Of all series of these lines, which are sorted.  Nothing is asked if all are
 * known from before; NULL: none are. */
int known_read(struct known *, struct known *before,
    const struct backend *, void *db, const struct merge_line *, size_t n,
    struct err *);

bool known_retired(const struct known *);	/* any has a horizon */

/* In the order of the series; 0 is the same. */
int known_compare(const struct reading *, const struct reading *);
struct backend_series *known_find(struct known *,
    const struct reading *);			/* NULL: none of them */
const struct known_last *known_last(const struct known *,
    const struct backend_series *);

/* The series learn what is written of them ... */
int known_put_latest(struct known *, const struct backend *, void *db,
    const struct merge_out *, struct err *);
/* ... and what the site lines of the batch told. */
void known_tell(struct known *, const struct told *);

#endif
