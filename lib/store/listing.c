/* store/listing.c - see listing.h */
#include "store/listing.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Ids as people order them: numbers by value, before all else. */
static int
compare_ids(const char *a, const char *b)
{
	bool a_number = text_all(a, text_is_digit);
	bool b_number = text_all(b, text_is_digit);
	size_t a_len, b_len;

	if (a_number != b_number)
		return a_number ? -1 : 1;
	if (!a_number)
		return strcmp(a, b);
	a_len = strlen(a += strspn(a, "0"));
	b_len = strlen(b += strspn(b, "0"));
	return a_len != b_len ? (a_len > b_len) - (a_len < b_len) :
	    strcmp(a, b);
}

static int
compare_latest(const void *a, const void *b)
{
	const struct reading *x = a, *y = b;
	int c = compare_ids(x->site, y->site);

	return c != 0 ? c : reading_compare(x, y);
}

static int
collect_latest(void *arg, const struct backend_latest *l, struct err *e)
{
	(void)e;
	merge_rows_add(arg, &l->row);
	return 0;
}

int
listing_latest(const struct backend *be, void *db, const char *site,
    const char *battery, const char *source, struct merge_rows *rows,
    struct err *e)
{
	if (be->latest(db, site, battery, source, collect_latest, rows,
	    e) == -1)
		return -1;
	if (rows->n > 1)
		qsort(rows->v, rows->n, sizeof(*rows->v), compare_latest);
	return 0;
}

static int
collect_site(void *arg, const struct site *s, struct err *e)
{
	struct listing_sites *list = arg;

	(void)e;
	if (list->n == list->size) {
		list->size = list->size == 0 ? 16 : list->size * 2;
		list->v = xrealloc(list->v, list->size, sizeof(*list->v));
	}
	list->v[list->n++] = *s;
	return 0;
}

static int
compare_sites(const void *a, const void *b)
{
	const struct site *x = a, *y = b;
	int c = compare_ids(x->id, y->id);

	return c != 0 ? c : strcmp(x->id, y->id);
}

int
listing_sites(const struct backend *be, void *db, const char *site,
    struct listing_sites *list, struct err *e)
{
	if (be->sites(db, site, collect_site, list, e) == -1)
		return -1;
	if (list->n > 1)
		qsort(list->v, list->n, sizeof(*list->v), compare_sites);
	return 0;
}

static int
collect_asked(void *arg, const struct asked *a, struct err *e)
{
	struct reading r;

	(void)e;
	reading_init(&r, a->site, 0);
	(void)text_copy(r.battery, sizeof(r.battery), a->battery);
	merge_rows_add(arg, &r);
	return 0;
}

int
listing_asked_of(const struct backend *be, void *db, struct merge_rows *rows,
    struct err *e)
{
	if (be->asked_of(db, collect_asked, rows, e) == -1)
		return -1;
	if (rows->n > 1)
		qsort(rows->v, rows->n, sizeof(*rows->v), compare_latest);
	return 0;
}
