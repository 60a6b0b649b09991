/* store/tuple.h - readings as COPY (FORMAT binary) brings them
 *
 * Faster than a result for every row.  What a server sends is not believed:
 * whatever ends early, has a column too few or too many, or one of another size
 * than its type's, is no row.
 */
#ifndef STORE_TUPLE_H
#define STORE_TUPLE_H
#include "line/reading.h"

#include <stdbool.h>
#include <stddef.h>

enum tuple { TUPLE_ROW, TUPLE_END, TUPLE_BROKEN };

/* One message, of the columns WIRE_MEASURED; the first has COPY's head before
 * it.  The reading's series is left alone. */
enum tuple tuple_measured(struct reading *, const void *data, size_t len,
    bool first);

#endif
