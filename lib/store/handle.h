/* store/handle.h - what a struct store is, for the two halves of store.h */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H
#include "store/backend.h"
#include "store/past.h"
#include "store/tails.h"
#include "store/target.h"

struct store {
	struct target target;
	const struct backend *be;
	void *db;
	bool no_rollups;
	bool in_snapshot;
	struct past past;
	struct tails tails;
	int64_t maintained;		/* 0: not asked yet */
};

/* Every message names the database.  -1 always. */
int handle_where(const struct store *, struct err *);

#endif
