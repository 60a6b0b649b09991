/* store/target.h - which database a URL names */
#ifndef STORE_TARGET_H
#define STORE_TARGET_H
#include "base/err.h"

enum target_kind {
	TARGET_SQLITE,
	TARGET_POSTGRESQL
};

struct target {
	enum target_kind kind;
	char *place;		/* the file or ":memory:"; libpq's URL */
	char *shown;		/* for messages: never a password */
	char *identity;		/* the same for every user and password */
};

/* sqlite:PATH, sqlite:///ABSOLUTE, sqlite::memory:, postgresql://... or
 * postgres://...  -1: ERR_DB_URL (ERR_SYSTEM: no libpq), nothing to free. */
int target_parse(struct target *, const char *url, struct err *);
void target_free(struct target *);	/* a zeroed one is fine */

#endif
