/* fetch/choice.h - which sites a person means */
#ifndef FETCH_CHOICE_H
#define FETCH_CHOICE_H
#include "line/reading.h"
#include "state/sites.h"
#include "net/session.h"

#include <stddef.h>

struct choice {			/* zero is none; choice_free() ends it */
	char (*id)[READING_ID];	/* in the order they were named */
	size_t n, size;
};

void choice_free(struct choice *);
void choice_add(struct choice *, const char *id);

/* Add, once each, what the words name: an idSite as it is; a portal id or a
 * unique part of a name (installations_match) by what is remembered, else by
 * asking VRM for the list.  Words may hold several, comma separated.  What
 * names no site is told to fail (ERR_NO_SITE, or ERR_USAGE where it names
 * several), and the others go on.  -1: VRM could not be asked. */
struct choice_ask {
	struct session *session;
	struct sites *sites;
	const char *const *words;
	size_t n;
	void (*fail)(void *arg, const struct err *);
	void *arg;
};
int choice_make(struct choice *, const struct choice_ask *, struct err *);

#endif
