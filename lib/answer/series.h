/* answer/series.h - one battery and a range of time, as asked for */
#ifndef ANSWER_SERIES_H
#define ANSWER_SERIES_H
#include "answer/book.h"
#include "answer/emit.h"
#include "answer/range.h"

#include <stdio.h>

struct series_ask {
	const char *site, *battery, *source;	/* NULL: not named */
	const char *configured;			/* as book_site() wants it */
	struct range_words words;
	int64_t now;
};

struct series {
	struct book book;
	const struct site *site;	/* NULL: there is none at all */
	const struct reading *latest;	/* NULL: the site has none */
	struct range range;		/* in the site's zone */
	struct book_some some;		/* answer/fleet.h's own */
};

/* Nothing stored yet, anywhere or of that site, is no error.  -1: what
 * book_site(), book_series() and range_parse() say, or the database.  The
 * caller ends it with series_free(), also after an error. */
int series_load(struct series *, struct store *, const struct series_ask *,
    struct err *);
void series_free(struct series *);

/* Its range, as the database wants it. */
struct store_range series_range(const struct series *);

/* Who it is: a line above a table; among words, "Boathouse, battery 288, source
 * solark" without what is usual; members of a document, range first. */
void series_head(const struct series *, FILE *);
void series_say(const struct series *, FILE *);
void series_members(const struct series *, struct emit *);

/* Where readings that the range asks for have gone: raises *before, to which
 * they have.  -1: the database. */
int series_gone(const struct series *, struct store *, int64_t *before,
    struct err *);

/* Older readings that were asked for are gone (INT64_MIN: none): told in a
 * document, elsewhere as a warning. */
void series_emit_gone(struct emit *, int64_t before);
void series_warn_gone(int64_t before);

#endif
