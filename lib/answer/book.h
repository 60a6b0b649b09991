/* answer/book.h - which site and which battery is meant?
 *
 * The sites and the newest reading of every battery, read once; who is meant
 * is then a question to the book alone.
 */
#ifndef ANSWER_BOOK_H
#define ANSWER_BOOK_H
#include "base/err.h"
#include "line/line.h"
#include "line/reading.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

struct book {
	struct site *sites;	/* also those that have nothing but readings */
	size_t n_sites;
	struct reading *latest;	/* ordered as store_latest() orders them */
	size_t n_latest;
	size_t found;		/* private: the site that was looked for last */
};

/* All of it; or, where name is a site's id, only what concerns that site.  The
 * caller ends it with book_free(), also after an error. */
int book_load(struct book *, struct store *, const char *name, struct err *);
void book_free(struct book *);

/* The site of this id, portal id, name or part of its name; where name is NULL,
 * the only one, else the one the settings name (configured:
 * VICTRON_INSTALLATION_ID or NULL).  Borrowed.  NULL: ERR_NO_SITE or ERR_USAGE
 * with the sites as hint; ERR_NO_READING for a book without any site. */
const struct site *book_site(const struct book *, const char *name,
    const char *configured, struct err *);

/* The newest reading of the battery meant, and by that its name and source;
 * where they are NULL: the source that is the only one, else victron, and the
 * battery that is the only one, else system.  Borrowed.  NULL: ERR_NO_BATTERY,
 * or ERR_USAGE with the batteries as hint; ERR_NO_READING where the site has
 * none at all. */
const struct reading *book_series(const struct book *, const struct site *,
    const char *battery, const char *source, struct err *);

struct book_names {		/* as named; NULL: not named */
	const char *site, *battery, *source;
};

struct book_some {		/* those that fit; NULL: any.  All borrowed */
	const struct site *site;
	const char *battery, *source;
};

/* Where any number may be meant: those that fit the names, of which there is
 * one at least.  -1: what book_site() says of the name; ERR_NO_BATTERY; or
 * ERR_NO_READING where there is none of any name.  Also then *some is made. */
int book_several(const struct book *, const struct book_names *,
    struct book_some *, struct err *);

/* The newest reading of the next battery that fits, behind that of the one
 * before (NULL: of the first).  Borrowed.  NULL: there is no other. */
const struct reading *book_next(const struct book *, const struct book_some *,
    const struct reading *before);

/* The site of a reading; never NULL for one of the book's own. */
const struct site *book_site_of(struct book *, const struct reading *);

/* "Boathouse", or "site 123456" where there is no name.  Borrowed from buf
 * (LINE_NAME + 8 bytes) or the site. */
enum { BOOK_TITLE = LINE_NAME + 8 };
const char *book_title(const struct site *, char *buf);

#endif
