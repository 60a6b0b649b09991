/* store/told.h - lines of other types: sites, and what was asked of VRM */
#ifndef STORE_TOLD_H
#define STORE_TOLD_H
#include "line/line.h"
#include "store/backend.h"

#include <stdbool.h>
#include <stddef.h>

struct told_site {
	struct site site;
	bool moved;	/* its zone or logging interval is not what it was */
};

struct told {
	struct told_site *sites;	/* by id, one each */
	size_t n_sites;
	struct asked *asked;		/* by key, one each */
	size_t n_asked;
};

/* From lines in the order they came. */
void told_take(struct told *, const struct line *, size_t n);
void told_free(struct told *);

/* What is told is added to what is known; the sites here are whole then. */
int told_write(struct told *, const struct backend *, void *db, struct err *);

const struct told_site *told_find(const struct told *, const char *id);

#endif
