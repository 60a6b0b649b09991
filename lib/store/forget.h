/* store/forget.h - all that is known of a site or a battery goes: it was sold,
 * or a stray line made it up
 *
 * Not what anybody asks for by accident: names are compared byte by byte.
 */
#ifndef STORE_FORGET_H
#define STORE_FORGET_H
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct backend;

struct forget {
	const char *site;		/* its id */
	const char *battery, *source;	/* NULL: all */
	bool really;			/* else nothing changes */
};

struct forget_count {
	int64_t sites, batteries, readings, hours, days;
};

/* In one transaction; what is not there is no error.  -1: the database. */
int forget_run(const struct backend *, void *db, const struct forget *,
    struct forget_count *, struct err *);

#endif
