/* store/libpq.h - libpq, loaded by those who name a PostgreSQL
 *
 * It brings two dozen libraries along, which take longer to start than a poll
 * into SQLite takes as a whole.  So the programs are not linked to it: the PQ
 * functions they call are defined in libpq.c, and work after libpq_load (which
 * target_parse calls).  One that is missing there is missing when linking.
 */
#ifndef STORE_LIBPQ_H
#define STORE_LIBPQ_H
#include "base/err.h"

#include <libpq-fe.h>

/* Once is enough, again is fine.  -1: ERR_SYSTEM, it is not installed. */
int libpq_load(struct err *);

#endif
