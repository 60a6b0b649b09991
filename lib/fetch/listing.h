/* fetch/listing.h - the account's sites, one by one as VRM's answer arrives */
#ifndef FETCH_LISTING_H
#define FETCH_LISTING_H
#include "vrm/installations.h"
#include "net/session.h"

#include <stdbool.h>

struct listing {
	enum rate_use use;
	const char *site;	/* idSite: only this one; NULL all */
	bool extended;		/* with what the GX shows of the battery */
	/* An answer begins, or begins anew after a failed try: what each was
	 * given before is void. */
	void (*start)(void *arg);
	void (*each)(void *arg, const struct installations_site *);
	void *arg;
};

/* -1: an error, though some sites may have been read: they stand. */
int listing_run(struct session *, const struct listing *, struct err *);

#endif
