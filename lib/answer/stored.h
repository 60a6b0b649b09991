/* answer/stored.h - are there readings, and are they fresh and whole?
 *
 * Each judges one check; see answer/polling.h.
 */
#ifndef ANSWER_STORED_H
#define ANSWER_STORED_H
#include "answer/check.h"

void stored_database(struct check *, const struct facts *);
void stored_spool(struct check *, const struct facts *);
void stored_last(struct check *, const struct facts *);
void stored_data_age(struct check *, const struct facts *);
void stored_readings(struct check *, const struct facts *);
void stored_gaps(struct check *, const struct facts *);
void stored_soc(struct check *, const struct facts *);

#endif
