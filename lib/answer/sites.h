/* answer/sites.h - every site in a line, those to worry about first */
#ifndef ANSWER_SITES_H
#define ANSWER_SITES_H
#include "answer/format.h"
#include "store/store.h"

struct sites_ask {
	const char *site;	/* NULL: all */
	int64_t stale_after_s;	/* the setting */
	int64_t now;
	enum format format;
};

/* Writes the answer: sites without any reading, then stale ones (the oldest
 * first), then the emptiest batteries.  No sites are an empty answer.  -1: what
 * book_site() says, or the database, or the stream. */
int sites_answer(FILE *, struct store *, const struct sites_ask *,
    struct err *);

#endif
