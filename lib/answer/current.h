/* answer/current.h - how full is the battery, and can that be trusted?
 *
 * The newest reading of one battery or of all, with its age, whether it is
 * stale, since when it charges or discharges and until when if that goes on,
 * and how much of the last 24 hours readings stand for.
 */
#ifndef ANSWER_CURRENT_H
#define ANSWER_CURRENT_H
#include "answer/book.h"
#include "answer/format.h"

/* Coverage is that of the hours since the one that began so long ago; states
 * are followed back so long, and not so far where many batteries are asked
 * for. */
enum { CURRENT_WINDOW_S = 86400, CURRENT_SHORT_S = 3 * 3600 };

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
