/* store/writer.c - see writer.h */
#include "store/writer.h"

#include <stddef.h>

void
writer_close(struct writer *w)
{
	store_close(w->store);
	w->store = NULL;
}

/* A dry run looks at the database; where there is none, it takes place in
 * memory. */
static int
open_dry(struct writer *w, struct err *e)
{
	if (store_open(&w->store, w->how.url, STORE_READ, 0, e) == 0)
		return 0;
	if (e->kind != ERR_NO_READING)
		return -1;
	*e = (struct err){ .kind = ERR_NONE };
	w->is_scratch = true;
	return store_open(&w->store, "sqlite::memory:", STORE_WRITE, 0, e);
}

/* No line is to blame before the first is written. */
static int
connect_to(struct writer *w, struct err *e)
{
	if (w->store != NULL)
		return 0;
	if (w->how.dry_run)
		return open_dry(w, e);
	if (store_open(&w->store, w->how.url, STORE_WRITE, w->how.file_mode,
	    e) == -1) {
		if (e->kind == ERR_BAD_LINE)
			e->kind = ERR_DB;
		return -1;
	}
	if (w->how.no_rollups)
		store_without_rollups(w->store);
	return 0;
}

static int
put(struct writer *w, const struct line *lines, size_t n,
    struct store_count *count, struct err *e)
{
	bool write = !w->how.dry_run || w->is_scratch;

	return (write ? store_put : store_try)(w->store, lines, n, count, e);
}

/* A connection that was lost is made again, once.  Nobody knows then whether a
 * COMMIT was still heard: it does not matter, for storing a line twice is
 * storing it once. */
int
writer_put(struct writer *w, const struct line *lines, size_t n,
    struct store_count *count, struct err *e)
{
	if (connect_to(w, e) == -1)
		return -1;
	if (put(w, lines, n, count, e) == 0)
		return 0;
	if (e->kind != ERR_DB_DOWN)
		return -1;
	writer_close(w);
	*e = (struct err){ .kind = ERR_NONE };
	if (connect_to(w, e) == -1)
		return -1;
	return put(w, lines, n, count, e);
}

int
writer_upkeep(struct writer *w, int64_t now, struct err *e)
{
	if (w->how.dry_run || w->store == NULL ||
	    store_upkeep(w->store, now, w->how.keep_s, e) == 0)
		return 0;
	err_ctx(e, "maintenance");
	return -1;
}
