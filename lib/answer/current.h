/* answer/current.h - how full is the battery, and can that be trusted?
 *
 * The newest reading of one battery or of all, with its age, whether it is
 * stale, and how much of the last 24 hours readings stand for.
 */
#ifndef ANSWER_CURRENT_H
#define ANSWER_CURRENT_H
#include "answer/book.h"
#include "answer/format.h"
#include "line/coverage.h"

enum { CURRENT_WINDOW_S = 86400 };

struct current {
	struct reading reading;		/* first: columns of readings fit */
	const struct site *site;	/* borrowed */
	int64_t age_s;			/* never below 0 */
	int64_t stale_after_s;
	bool stale;
	struct coverage coverage;	/* of CURRENT_WINDOW_S */
};

/* Readings older than this are stale: the setting, or 3 logging intervals of
 * the site (else the reading's own) if that is longer. */
int64_t current_stale_after(const struct site *, const struct reading *,
    int64_t setting_s);

/* The answer in words: a sentence or two, and a newline. */
void current_say(FILE *, const struct current *);

struct current_ask {
	const char *site, *battery, *source;	/* NULL: not named */
	const char *configured;			/* as book_site() wants it */
	bool all;		/* every battery that fits, as a list */
	int64_t stale_after_s;	/* the setting */
	int64_t now;
	enum format format;
};

/* Writes the answer.  -1: what book_site() and book_series() say, or the
 * database, or the stream. */
int current_answer(FILE *, struct store *, const struct current_ask *,
    struct err *);

#endif
