/* store/migrate.c - see migrate.h */
#include "store/migrate.h"

#include <stddef.h>

#include "migrations.h"

const struct migration *
migrate_list(enum target_kind kind)
{
	return kind == TARGET_SQLITE ? migrations_sqlite :
	    migrations_postgresql;
}

static int
newest_of(enum target_kind kind)
{
	const struct migration *m = migrate_list(kind);

	while (m[1].name != NULL)
		m++;
	return m->version;
}

static int
refuse_newer(int version, int newest, struct err *e)
{
	if (version <= newest)
		return 0;
	err_set(e, ERR_DB_SCHEMA, "the database has schema %d, this program "
	    "knows %d", version, newest);
	err_hint(e, "install the newer vrm-tools that made it");
	return -1;
}

struct applier {
	const struct backend *be;
	void *db;
};

static int
apply(void *arg, const struct backend_extension *x, struct err *e)
{
	const struct applier *a = arg;

	if (x->is_applied || a->be->script(a->db, x->sql, e) == 0)
		return 0;
	err_ctx(e, "%s", x->name);
	return -1;
}

int
migrate_run(const struct backend *be, void *db, enum target_kind kind,
    struct err *e)
{
	int version;

	if (be->version(db, &version, e) == -1 ||
	    refuse_newer(version, newest_of(kind), e) == -1 ||
	    be->begin(db, true, NULL, e) == -1)
		return -1;
	for (const struct migration *m = migrate_list(kind); m->name != NULL;
	    m++)
		if (be->script(db, m->sql, e) == -1 ||
		    be->record(db, m->version, m->name, e) == -1) {
			err_ctx(e, "migration %d %s", m->version, m->name);
			be->rollback(db);
			return -1;
		}
	if (be->extensions(db, apply, &(struct applier){ be, db }, e) == -1 ||
	    be->commit(db, e) == -1) {
		be->rollback(db);
		return -1;
	}
	return 0;
}

int
migrate_check(const struct backend *be, void *db, enum target_kind kind,
    bool write, struct err *e)
{
	int newest = newest_of(kind), version;

	if (be->version(db, &version, e) == -1 ||
	    refuse_newer(version, newest, e) == -1)
		return -1;
	if (version == newest)
		return 0;
	if (version == 0 && write)
		return migrate_run(be, db, kind, e);
	if (version == 0)
		err_set(e, ERR_NO_READING, "nothing was stored here yet");
	else
		err_set(e, ERR_DB_SCHEMA, "the database has schema %d, this "
		    "program needs %d", version, newest);
	return -1;
}
