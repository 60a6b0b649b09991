/* store/listing.h - batteries and sites in the order that people expect
 *
 * By site, as number where both are, then battery and source.
 */
#ifndef STORE_LISTING_H
#define STORE_LISTING_H
#include "store/backend.h"
#include "store/merge.h"

struct listing_sites {
	struct site *v;			/* the caller frees it */
	size_t n, size;
};

/* Both append to what is zeroed; NULL matches all. */
int listing_latest(const struct backend *, void *db, const char *site,
    const char *battery, const char *source, struct merge_rows *,
    struct err *);
int listing_sites(const struct backend *, void *db, const char *site,
    struct listing_sites *, struct err *);
/* Of rows only site and battery: those that were asked of. */
int listing_asked_of(const struct backend *, void *db, struct merge_rows *,
    struct err *);

#endif
