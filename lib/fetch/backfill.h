/* fetch/backfill.h - which archives a person means */
#ifndef FETCH_BACKFILL_H
#define FETCH_BACKFILL_H
#include "state/sites.h"
#include "fetch/ranges.h"
#include "net/session.h"

#include <stddef.h>
#include <stdint.h>

struct backfill_ask {
	/* In a person's words (fetch/choice.h); none: the account's only site,
	 * if it is known to have no other. */
	const char *const *sites;
	size_t n_sites;
	/* "system" or an instance; none: system. */
	const char *const *batteries;
	size_t n_batteries;
	int64_t from, to;
};

/* Adds the ranges of all of them.  -1: nothing may be asked: a word names no
 * site or no battery. */
int backfill_plan(struct ranges *, struct session *, struct sites *,
    const struct backfill_ask *, int64_t now, struct err *);

#endif
