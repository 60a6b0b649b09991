/* store/libpq.c - see libpq.h */
#include "store/libpq.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* What is called of it: result, name, parameters, arguments.  libpq-fe.h holds
 * the compiler to its types. */
#define FUNCTIONS(F, P) \
	F(PGconn *, PQconnectdbParams, (const char *const *k, \
	    const char *const *v, int expand), (k, v, expand)) \
	F(PGPing, PQpingParams, (const char *const *k, \
	    const char *const *v, int expand), (k, v, expand)) \
	F(PQconninfoOption *, PQconndefaults, (void), ()) \
	F(PQconninfoOption *, PQconninfoParse, (const char *s, char **why), \
	    (s, why)) \
	P(PQconninfoFree, (PQconninfoOption *o), (o)) \
	P(PQfreemem, (void *p), (p)) \
	P(PQfinish, (PGconn *c), (c)) \
	F(ConnStatusType, PQstatus, (const PGconn *c), (c)) \
	F(char *, PQerrorMessage, (const PGconn *c), (c)) \
	F(PQnoticeReceiver, PQsetNoticeReceiver, (PGconn *c, \
	    PQnoticeReceiver fn, void *arg), (c, fn, arg)) \
	F(PGcancel *, PQgetCancel, (PGconn *c), (c)) \
	F(int, PQcancel, (PGcancel *cancel, char *buf, int size), \
	    (cancel, buf, size)) \
	P(PQfreeCancel, (PGcancel *cancel), (cancel)) \
	F(PGresult *, PQexec, (PGconn *c, const char *sql), (c, sql)) \
	F(PGresult *, PQexecParams, (PGconn *c, const char *sql, int n, \
	    const Oid *types, const char *const *values, \
	    const int *lengths, const int *formats, int format), \
	    (c, sql, n, types, values, lengths, formats, format)) \
	F(int, PQsendQueryParams, (PGconn *c, const char *sql, int n, \
	    const Oid *types, const char *const *values, \
	    const int *lengths, const int *formats, int format), \
	    (c, sql, n, types, values, lengths, formats, format)) \
	F(int, PQsetSingleRowMode, (PGconn *c), (c)) \
	F(PGresult *, PQgetResult, (PGconn *c), (c)) \
	F(int, PQputCopyData, (PGconn *c, const char *buf, int len), \
	    (c, buf, len)) \
	F(int, PQputCopyEnd, (PGconn *c, const char *why), (c, why)) \
	F(int, PQgetCopyData, (PGconn *c, char **buf, int async), \
	    (c, buf, async)) \
	F(char *, PQescapeLiteral, (PGconn *c, const char *s, size_t len), \
	    (c, s, len)) \
	P(PQclear, (PGresult *r), (r)) \
	F(ExecStatusType, PQresultStatus, (const PGresult *r), (r)) \
	F(char *, PQresultErrorField, (const PGresult *r, int field), \
	    (r, field)) \
	F(char *, PQcmdStatus, (PGresult *r), (r)) \
	F(char *, PQcmdTuples, (PGresult *r), (r)) \
	F(int, PQntuples, (const PGresult *r), (r)) \
	F(int, PQgetisnull, (const PGresult *r, int row, int col), \
	    (r, row, col)) \
	F(int, PQgetlength, (const PGresult *r, int row, int col), \
	    (r, row, col)) \
	F(char *, PQgetvalue, (const PGresult *r, int row, int col), \
	    (r, row, col))

#define POINTER(type, name, params, args) type (*name)params;
#define VOID_POINTER(name, params, args) void (*name)params;
static struct functions {
	FUNCTIONS(POINTER, VOID_POINTER)
} libpq;

#define CALL(type, name, params, args) \
	type name params { return libpq.name args; }
#define VOID_CALL(name, params, args) \
	void name params { libpq.name args; }
FUNCTIONS(CALL, VOID_CALL)

#define VOID_PLACE(name, ...) { #name, offsetof(struct functions, name) },
#define PLACE(type, ...) VOID_PLACE(__VA_ARGS__)
static const struct {
	const char *name;
	size_t at;
} places[] = { FUNCTIONS(PLACE, VOID_PLACE) };

static void *
open_library(void)
{
	static const char *const names[] = { "libpq.so.5", "libpq.5.dylib",
		"libpq.so" };
	void *library = NULL;

	for (size_t i = 0; library == NULL &&
	    i < sizeof(names) / sizeof(names[0]); i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	return library;
}

static int
fail(struct err *e)
{
	const char *why = dlerror();

	err_set(e, ERR_SYSTEM, "libpq: %s", why == NULL ? "no reason" : why);
	err_hint(e, "install PostgreSQL's client library (Debian: libpq5)");
	return -1;
}

int
libpq_load(struct err *e)
{
	struct functions found;
	void *library;

	if (libpq.PQexec != NULL)
		return 0;
	library = open_library();	/* it stays until the program ends */
	if (library == NULL)
		return fail(e);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		void *function = dlsym(library, places[i].name);

		if (function == NULL)
			return fail(e);
		memcpy((char *)&found + places[i].at, &function,
		    sizeof(function));
	}
	libpq = found;
	return 0;
}
