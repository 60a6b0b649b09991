/* store/wire.h - values in PostgreSQL's binary format
 *
 * Rows travel by the thousand as one array a column: exact, and a handful of
 * round trips.
 */
#ifndef STORE_WIRE_H
#define STORE_WIRE_H
#include "line/reading.h"

#include <libpq-fe.h>
#include <stddef.h>
#include <stdint.h>

/* ---- parameters of a statement ---- */

enum wire_type {		/* object ids of pg_type.dat */
	WIRE_INT8 = 20,
	WIRE_INT4 = 23,
	WIRE_TEXT = 25,
	WIRE_FLOAT8 = 701,
	WIRE_TIMESTAMPTZ = 1184
};

enum { WIRE_PARAMS = 32 };

/* The columns of a reading in the order of wire_add_reading: its series, and
 * what was measured. */
#define WIRE_MEASURED "timestamp, instance, soc, voltage, current, power, " \
	"state, temperature, origin, interval_s"
#define WIRE_READING "installation_id, battery, source, " WIRE_MEASURED
enum { WIRE_READING_COLUMNS = 13, WIRE_MEASURED_COLUMNS = 10 };

enum {
	WIRE_EPOCH_S = 946684800,	/* PostgreSQL's: 2000-01-01 */
	WIRE_COPY_HEAD = 19		/* bytes */
};
extern const char wire_copy_head[WIRE_COPY_HEAD];	/* no flags */

struct wire_param {
	char *buf;		/* owned; NULL is NULL */
	size_t len, size;
	int32_t n;		/* elements of an array so far */
};

struct wire {			/* $1 is param[0]; a zeroed one is empty */
	struct wire_param param[WIRE_PARAMS];
	int n;
};

void wire_free(struct wire *);

/* Append a parameter. */
void wire_text(struct wire *, const char *);		/* NULL is NULL */
void wire_whole(struct wire *, int64_t);
void wire_time(struct wire *, int64_t unix_s);	/* INT64_MIN, _MAX: infinite */

/* Append n empty arrays, then elements to each, by index. */
void wire_arrays(struct wire *, const enum wire_type *, int n);
void wire_add_null(struct wire *, int);
void wire_add_text(struct wire *, int, const char *);	/* NULL is NULL */
void wire_add_whole(struct wire *, int, int64_t, int64_t unknown);
void wire_add_int(struct wire *, int, int);		/* WIRE_INT4 */
void wire_add_number(struct wire *, int, double);	/* NAN is NULL */
void wire_add_time(struct wire *, int, int64_t unix_s);
void wire_add_series(struct wire *, const struct reading *);	/* 0 to 2 */
void wire_add_reading(struct wire *, const struct reading *);	/* 0 to 12 */

/* Rows for COPY (FORMAT binary), all in param[0]. */
void wire_copy_begin(struct wire *);
void wire_copy_reading(struct wire *, const struct reading *);
void wire_copy_end(struct wire *);

struct wire_values {		/* as PQexecParams wants them */
	const char *values[WIRE_PARAMS];
	int lengths[WIRE_PARAMS], formats[WIRE_PARAMS];
};
void wire_seal(struct wire *, struct wire_values *);	/* borrows */

/* ---- results: row and column from 0 ---- */

/* "" for NULL. */
const char *wire_get_text(const PGresult *, int row, int col);
int64_t wire_get_whole(const PGresult *, int row, int col, int64_t unknown);
double wire_get_number(const PGresult *, int row, int col);	/* NAN: NULL */
int64_t wire_get_time(const PGresult *, int row, int col);	/* 0 for NULL */
void wire_get_reading(const PGresult *, int row, struct reading *);

#endif
