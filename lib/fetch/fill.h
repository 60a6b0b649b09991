/* fetch/fill.h - the gaps that a stream of lines tells of */
#ifndef FETCH_FILL_H
#define FETCH_FILL_H
#include "fetch/history.h"

#include <stdint.h>

/* Reads all lines of fd; gaps become ranges, other lines are passed over.  Bad
 * ones are told with their number and counted.  -1: it cannot be read. */
int fill_read(int fd, int64_t now, struct history *, int64_t *bad,
    struct err *);

#endif
