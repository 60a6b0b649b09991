/* answer/dump.h - all that the database holds, as lines for another one
 *
 * Sites; then battery by battery the horizon, the sealed hours and days, the
 * readings and the latest row; then what was asked of VRM.  Streamed in
 * constant memory, of one moment.  Two databases that hold the same say the
 * same, to the byte, whatever their engines.
 */
#ifndef ANSWER_DUMP_H
#define ANSWER_DUMP_H
#include "store/store.h"

#include <stdio.h>

/* site: NULL, or only this one, named as book_site() takes it.  -1: no such
 * site, the database, or the stream. */
int dump_answer(FILE *, struct store *, const char *site, struct err *);

#endif
