/* answer/fleet.h - every battery that fits what is asked for, one after another
 *
 *	struct series s = { .site = NULL };
 *
 *	rc = fleet_load(&s, st, &ask, e);
 *	while (rc == 0 && fleet_next(&s, &ask))
 *		rc = tell(&s, e);
 *	series_free(&s);
 */
#ifndef ANSWER_FLEET_H
#define ANSWER_FLEET_H
#include "answer/series.h"

/* To before the first one; from here on all that is read is of one moment.
 * Nothing stored yet, anywhere or of that site, is no error.  -1: what else
 * book_several() says, or the database; what range_parse() says, if it says so
 * of every site; ERR_SYSTEM, this machine does not know the zone of one of
 * them. */
int fleet_load(struct series *, struct store *, const struct series_ask *,
    struct err *);

/* The next, in the order of store_latest(), each with the range in the zone of
 * its site.  A range that is empty there, because its day is yet to come which
 * elsewhere has begun, is from 0 to 0.  False: that was the last, and the next
 * is the first again. */
bool fleet_next(struct series *, const struct series_ask *);

#endif
