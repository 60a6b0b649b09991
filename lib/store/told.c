/* store/told.c - see told.h */
#include "store/told.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- sites: what is told replaces what is known ---- */

static void
learn_text(char *known, size_t size, const char *told)
{
	if (*told != '\0')
		(void)text_copy(known, size, told);
}

static void
learn_site(struct site *known, const struct site *told)
{
	learn_text(known->identifier, sizeof(known->identifier),
	    told->identifier);
	learn_text(known->name, sizeof(known->name), told->name);
	learn_text(known->timezone, sizeof(known->timezone), told->timezone);
	if (told->log_interval > 0)
		known->log_interval = told->log_interval;
	if (told->last_timestamp > known->last_timestamp)
		known->last_timestamp = told->last_timestamp;
}

static int
compare_site_lines(const void *a, const void *b)
{
	const struct line *const *x = a, *const *y = b;
	int c = strcmp((*x)->site->id, (*y)->site->id);

	return c != 0 ? c : (*x > *y) - (*x < *y);	/* then by arrival */
}

static void
take_sites(struct told *t, const struct line *const *lines, size_t n)
{
	t->sites = xmalloc(n * sizeof(*t->sites));
	for (size_t i = 0; i < n; i++) {
		const struct site *site = lines[i]->site;

		if (t->n_sites > 0 && strcmp(site->id,
		    t->sites[t->n_sites - 1].site.id) == 0)
			learn_site(&t->sites[t->n_sites - 1].site, site);
		else
			t->sites[t->n_sites++].site = *site;
	}
}

static int
compare_id(const void *id, const void *site)
{
	return strcmp(id, ((const struct told_site *)site)->site.id);
}

static struct told_site *
find(const struct told *t, const char *id)
{
	return t->n_sites == 0 ? NULL : bsearch(id, t->sites, t->n_sites,
	    sizeof(*t->sites), compare_id);
}

const struct told_site *
told_find(const struct told *t, const char *id)
{
	return find(t, id);
}

static int
learn_stored_site(void *arg, const struct site *stored, struct err *e)
{
	struct told_site *told = find(arg, stored->id);
	struct site all = *stored;

	(void)e;
	if (told == NULL)
		return 0;
	learn_site(&all, &told->site);
	told->moved = strcmp(all.timezone, stored->timezone) != 0 ||
	    all.log_interval != stored->log_interval;
	told->site = all;
	return 0;
}

static int
write_sites(struct told *t, const struct backend *be, void *db, struct err *e)
{
	const char *only = t->n_sites == 1 ? t->sites[0].site.id : NULL;
	struct site *sites;
	int rc;

	if (t->n_sites == 0)
		return 0;
	for (size_t i = 0; i < t->n_sites; i++)
		t->sites[i].moved = t->sites[i].site.timezone[0] != '\0' ||
		    t->sites[i].site.log_interval != 0;
	if (be->sites(db, only, learn_stored_site, t, e) == -1)
		return -1;
	sites = xmalloc(t->n_sites * sizeof(*sites));
	for (size_t i = 0; i < t->n_sites; i++)
		sites[i] = t->sites[i].site;
	rc = be->put_sites(db, sites, t->n_sites, e);
	free(sites);
	return rc;
}

/* ---- what was asked of VRM ---- */

static int
compare_asked(const struct asked *x, const struct asked *y)
{
	int c = strcmp(x->site, y->site);

	if (c == 0)
		c = strcmp(x->battery, y->battery);
	if (c == 0)
		c = (x->from > y->from) - (x->from < y->from);
	if (c == 0)
		c = (x->to > y->to) - (x->to < y->to);
	return c != 0 ? c : (x->asked_at > y->asked_at) -
	    (x->asked_at < y->asked_at);
}

static int
compare_asked_lines(const void *a, const void *b)
{
	const struct line *const *x = a, *const *y = b;
	int c = compare_asked(&(*x)->asked, &(*y)->asked);

	return c != 0 ? c : (*x > *y) - (*x < *y);	/* then by arrival */
}

static void
take_asked(struct told *t, const struct line *const *lines, size_t n)
{
	t->asked = xmalloc(n * sizeof(*t->asked));
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || compare_asked(&lines[i]->asked,
		    &lines[i + 1]->asked) != 0)
			t->asked[t->n_asked++] = lines[i]->asked;
}

/* ---- both ---- */

static size_t
pick(const struct line **some, const struct line *lines, size_t n,
    enum line_type type)
{
	size_t n_some = 0;

	for (size_t i = 0; i < n; i++)
		if (lines[i].type == type)
			some[n_some++] = &lines[i];
	return n_some;
}

void
told_take(struct told *t, const struct line *lines, size_t n)
{
	const struct line **some = xmalloc(n * sizeof(*some));
	size_t n_some = pick(some, lines, n, LINE_SITE);

	qsort(some, n_some, sizeof(*some), compare_site_lines);
	take_sites(t, some, n_some);
	n_some = pick(some, lines, n, LINE_ASKED);
	qsort(some, n_some, sizeof(*some), compare_asked_lines);
	take_asked(t, some, n_some);
	free(some);
}

void
told_free(struct told *t)
{
	free(t->sites);
	free(t->asked);
}

int
told_write(struct told *t, const struct backend *be, void *db, struct err *e)
{
	if (write_sites(t, be, db, e) == -1)
		return -1;
	return t->n_asked == 0 ? 0 :
	    be->put_asked(db, t->asked, t->n_asked, e);
}
