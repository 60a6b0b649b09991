/* store/store.c - see store.h */
#include "store/store.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/batch.h"
#include "store/handle.h"
#include "store/migrate.h"
#include "store/past.h"
#include "store/pgsql.h"
#include "store/retain.h"
#include "store/sqlite.h"

#include <stdlib.h>
#include <string.h>

/* A connection, whatever the schema is. */
static int
connect_to(struct store **out, const char *url, bool write, unsigned mode,
    struct err *e)
{
	struct store *st = xcalloc(1, sizeof(*st));

	if (target_parse(&st->target, url, e) == -1) {
		free(st);
		return -1;
	}
	st->be = st->target.kind == TARGET_SQLITE ? &sqlite_backend :
	    &pgsql_backend;
	if (st->be->open(&st->db, &st->target, write, mode, e) == -1) {
		(void)handle_where(st, e);
		store_close(st);
		return -1;
	}
	*out = st;
	return 0;
}

int
store_open(struct store **out, const char *url, enum store_mode mode,
    unsigned file_mode, struct err *e)
{
	bool write = mode == STORE_WRITE;
	struct store *st;

	if (connect_to(&st, url, write, file_mode, e) == -1)
		return -1;
	if (migrate_check(st->be, st->db, st->target.kind, write, e) == -1) {
		(void)handle_where(st, e);
		store_close(st);
		return -1;
	}
	*out = st;
	return 0;
}

void
store_close(struct store *st)
{
	if (st == NULL)
		return;
	if (st->in_snapshot)
		st->be->rollback(st->db);
	st->be->close(st->db);
	target_free(&st->target);
	past_free(&st->past);
	tails_drop(&st->tails);
	free(st);
}

static int
set_policies(struct store *st, int64_t keep_s, struct err *e)
{
	if (st->be->begin(st->db, true, NULL, e) == -1)
		return -1;
	if (st->be->policies(st->db, keep_s, e) == 0 &&
	    st->be->commit(st->db, e) == 0)
		return 0;
	st->be->rollback(st->db);
	return -1;
}

int
store_migrate(const char *url, unsigned file_mode, int64_t keep_s, int *from,
    int *to, struct err *e)
{
	struct store *st;
	int rc = -1;

	if (connect_to(&st, url, true, file_mode, e) == -1)
		return -1;
	if (st->be->version(st->db, from, e) == -1 ||
	    migrate_run(st->be, st->db, st->target.kind, e) == -1 ||
	    set_policies(st, keep_s, e) == -1 ||
	    st->be->version(st->db, to, e) == -1)
		(void)handle_where(st, e);
	else
		rc = 0;
	store_close(st);
	return rc;
}

struct lister {
	store_migration_fn *each;
	void *arg;
};

static int
list_extension(void *arg, const struct backend_extension *x, struct err *e)
{
	const struct lister *l = arg;

	(void)e;
	l->each(l->arg, &(struct store_migration){ 0, x->name, x->sql,
	    x->is_applied });
	return 0;
}

static void
list_migrations(enum target_kind kind, int version, const struct lister *l)
{
	for (const struct migration *m = migrate_list(kind); m->name != NULL;
	    m++)
		l->each(l->arg, &(struct store_migration){ m->version, m->name,
		    m->sql, m->version <= version });
}

int
store_migrations(const char *url, store_migration_fn *each, void *arg,
    struct err *e)
{
	struct lister l = { each, arg };
	struct store *st = NULL;
	int version = 0;
	int rc = -1;

	if (connect_to(&st, url, false, 0, e) == -1) {
		if (e->kind != ERR_NO_READING)	/* then there is no file yet */
			return -1;
		*e = (struct err){ .kind = ERR_NONE };
		list_migrations(TARGET_SQLITE, 0, &l);
		return 0;
	}
	if (st->be->version(st->db, &version, e) == 0) {
		list_migrations(st->target.kind, version, &l);
		rc = st->be->extensions(st->db, list_extension, &l, e);
	}
	if (rc == -1)
		(void)handle_where(st, e);
	store_close(st);
	return rc;
}

/* ---- writing ---- */

static int
put(struct store *st, const struct line *lines, size_t n, bool write,
    struct store_count *count, struct err *e)
{
	struct part_how how = { .write = write, .rollups = !st->no_rollups,
		.past = &st->past, .tails = &st->tails };
	uint64_t verdicts[MERGE_VERDICTS] = { 0 };
	struct restore_count restored = { .taken = 0 };

	for (size_t i = 0; i < n; i++) {
		if (lines[i].type >= LINE_GAP) {
			err_set(e, ERR_BUG, "a line of no type to store");
			return -1;
		}
		restored.taken += !write && lines[i].type >= LINE_HORIZON;
	}
	if (n > 0 &&
	    batch_put(st->be, st->db, lines, n, &how, verdicts, &restored,
	    e) == -1)
		return handle_where(st, e);
	count->stored += verdicts[MERGE_STORED];
	count->repeated += verdicts[MERGE_REPEATED];
	count->superseded += verdicts[MERGE_SUPERSEDED];
	count->too_late += verdicts[MERGE_TOO_LATE] + restored.too_late;
	count->restored += restored.taken;
	return 0;
}

int
store_put(struct store *st, const struct line *lines, size_t n,
    struct store_count *count, struct err *e)
{
	return put(st, lines, n, true, count, e);
}

int
store_try(struct store *st, const struct line *lines, size_t n,
    struct store_count *count, struct err *e)
{
	return put(st, lines, n, false, count, e);
}

void
store_without_rollups(struct store *st)
{
	st->no_rollups = true;
}

/* ---- maintenance ---- */

int
store_rebuild(struct store *st, struct err *e)
{
	tails_drop(&st->tails);
	return retain_rebuild(st->be, st->db, e) == 0 ? 0 : handle_where(st, e);
}

int
store_maintain(struct store *st, int64_t now, int64_t keep_s, struct err *e)
{
	tails_drop(&st->tails);
	if (retain_run(st->be, st->db, now, keep_s, e) == -1)
		return handle_where(st, e);
	st->maintained = now;
	return 0;
}

int
store_upkeep(struct store *st, int64_t now, int64_t keep_s, struct err *e)
{
	enum { EVERY_S = 3600 };

	if (st->maintained == 0 &&
	    st->be->maintained(st->db, &st->maintained, e) == -1)
		return handle_where(st, e);
	if (st->maintained == INT64_MIN) {
		if (retain_note(st->be, st->db, now, keep_s, e) == -1)
			return handle_where(st, e);
		st->maintained = now;
	}
	return llabs(now - st->maintained) < EVERY_S ? 0 :
	    store_maintain(st, now, keep_s, e);
}

int
store_forget(struct store *st, const struct forget *what,
    struct forget_count *gone, struct err *e)
{
	tails_drop(&st->tails);
	return forget_run(st->be, st->db, what, gone, e) == 0 ? 0 :
	    handle_where(st, e);
}
