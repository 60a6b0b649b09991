/* store/migrate.h - bring a database to the schema this program knows */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H
#include "store/backend.h"

struct migration {
	int version;		/* 1, 2, ... */
	const char *name;	/* "readings" */
	const char *sql;
};

/* sql/ENGINE/NNN-name.sql in order; ends with a NULL name. */
const struct migration *migrate_list(enum target_kind);

/* Run all, and have the tables make use of the extensions that are there, in
 * one transaction that excludes every other writer.  -1: ERR_DB_SCHEMA if the
 * database is newer than this program. */
int migrate_run(const struct backend *, void *db, enum target_kind,
    struct err *);

/* Is the schema ours?  An empty database is migrated if write, else it is
 * ERR_NO_READING; an older or newer one is ERR_DB_SCHEMA. */
int migrate_check(const struct backend *, void *db, enum target_kind,
    bool write, struct err *);

#endif
