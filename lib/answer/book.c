/* answer/book.c - see book.h */
#include "answer/book.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A hint names this many; the rest is a number. */
enum { MAX_NAMED = 8, ITEM = 128 };

/* Is it called so? */
typedef bool same_fn(const struct site *, const char *name);

static int
take_site(void *arg, const struct site *s, struct err *e)
{
	struct book *b = arg;

	(void)e;
	b->sites = xrealloc(b->sites, b->n_sites + 1, sizeof(*b->sites));
	b->sites[b->n_sites] = *s;
	text_clean(b->sites[b->n_sites].name);
	text_clean(b->sites[b->n_sites].identifier);
	text_clean(b->sites[b->n_sites].timezone);
	b->n_sites++;
	return 0;
}

/* Sites and readings are in the same order: from the last one found on. */
const struct site *
book_site_of(struct book *b, const struct reading *r)
{
	for (size_t i = 0; i < b->n_sites; i++) {
		size_t at = (b->found + i) % b->n_sites;

		if (strcmp(b->sites[at].id, r->site) == 0) {
			b->found = at;
			return &b->sites[at];
		}
	}
	return NULL;
}

static int
take_reading(void *arg, const struct reading *r, struct err *e)
{
	struct book *b = arg;
	struct site unnamed = { .log_interval = 0 };

	b->latest = xrealloc(b->latest, b->n_latest + 1, sizeof(*b->latest));
	b->latest[b->n_latest++] = *r;
	if (book_site_of(b, r) != NULL)
		return 0;
	(void)text_copy(unnamed.id, sizeof(unnamed.id), r->site);
	return take_site(b, &unnamed, e);
}

int
book_load(struct book *b, struct store *st, const char *name, struct err *e)
{
	*b = (struct book){ .sites = NULL };
	if (store_sites(st, name, take_site, b, e) == -1 ||
	    store_latest(st, name, NULL, NULL, take_reading, b, e) == -1)
		return -1;
	if (name != NULL && b->n_sites == 0)
		return book_load(b, st, NULL, e);	/* it is no id */
	return 0;
}

void
book_free(struct book *b)
{
	free(b->sites);
	free(b->latest);
	*b = (struct book){ .sites = NULL };
}

/* Appends "item, " to a hint that may hold no more. */
static void
list_item(char *list, size_t size, size_t nth, const char *item)
{
	size_t len = strlen(list);

	if (nth < MAX_NAMED)
		(void)snprintf(list + len, size - len, "%s%s",
		    nth == 0 ? "" : ", ", item);
}

static void
hint_list(struct err *e, const char *what, const char *list, size_t n)
{
	if (n > MAX_NAMED)
		err_hint(e, "%s: %s and %zu more", what, list, n - MAX_NAMED);
	else if (n > 0)
		err_hint(e, "%s: %s", what, list);
}

/* All sites, or those that are the same as the name in this way. */
static void
hint_sites(const struct book *b, same_fn *same, const char *name,
    struct err *e)
{
	char list[400] = "", item[ITEM];
	size_t n = 0;

	for (size_t i = 0; i < b->n_sites; i++) {
		const struct site *s = &b->sites[i];

		if (same != NULL && !same(s, name))
			continue;
		(void)snprintf(item, sizeof(item), s->name[0] == '\0' ?
		    "%.40s" : "%.40s (%.40s)", s->id, s->name);
		list_item(list, sizeof(list), n++, item);
		err_allow(e, s->id, strlen(s->id));
	}
	hint_list(e, same == NULL ? "known sites" : "they are", list, n);
}

/* Is part within s, whatever the case of its ASCII letters? */
static bool
contains(const char *s, const char *part)
{
	size_t len = strlen(part);

	for (; *s != '\0'; s++)
		if (strncasecmp(s, part, len) == 0)
			return true;
	return false;
}

static bool
same_id(const struct site *s, const char *name)
{
	return strcmp(s->id, name) == 0;
}

static bool
same_name(const struct site *s, const char *name)
{
	return strcasecmp(s->identifier, name) == 0 ||
	    strcasecmp(s->name, name) == 0;
}

static bool
part_of_name(const struct site *s, const char *name)
{
	return contains(s->name, name);
}

/* How many sites match, and the last that does. */
static size_t
match(const struct book *b, const char *name,
    same_fn *same, const struct site **found)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n_sites; i++)
		if (same(&b->sites[i], name)) {
			*found = &b->sites[i];
			n++;
		}
	return n;
}

static const struct site *
named_site(const struct book *b, const char *name, struct err *e)
{
	static same_fn *const ways[] = { same_id, same_name, part_of_name };
	const struct site *found = NULL;
	same_fn *way = NULL;
	size_t n = 0;

	for (size_t i = 0; i < 3 && n == 0 && *name != '\0'; i++) {
		way = ways[i];
		n = match(b, name, way, &found);
	}
	if (n == 1)
		return found;
	if (n == 0)
		err_set(e, ERR_NO_SITE, "site %s: not known here", name);
	else
		err_set(e, ERR_USAGE, "site %s: %zu sites are called so", name,
		    n);
	hint_sites(b, n == 0 ? NULL : way, name, e);
	return NULL;
}

const struct site *
book_site(const struct book *b, const char *name, const char *configured,
    struct err *e)
{
	if (name != NULL)
		return named_site(b, name, e);
	if (b->n_sites == 1)
		return &b->sites[0];
	if (b->n_sites == 0) {
		err_set(e, ERR_NO_READING, "nothing is stored yet");
		err_hint(e, "vrm-fetch battery | vrm-store");
		return NULL;
	}
	if (configured != NULL && strchr(configured, ',') == NULL)
		return named_site(b, configured, e);
	err_set(e, ERR_USAGE, "which site?  name one with --site");
	hint_sites(b, NULL, NULL, e);
	return NULL;
}

static bool
fits(const struct reading *r, const struct book_some *some)
{
	return (some->site == NULL || strcmp(r->site, some->site->id) == 0) &&
	    (some->battery == NULL ||
	    strcmp(r->battery, some->battery) == 0) &&
	    (some->source == NULL || strcmp(r->source, some->source) == 0);
}

const struct reading *
book_next(const struct book *b, const struct book_some *some,
    const struct reading *before)
{
	size_t i = before == NULL ? 0 : (size_t)(before - b->latest) + 1;

	while (i < b->n_latest && !fits(&b->latest[i], some))
		i++;
	return i < b->n_latest ? &b->latest[i] : NULL;
}

static size_t
count_series(const struct book *b, const struct site *s, const char *battery,
    const char *source, const struct reading **found)
{
	const struct book_some some = { s, battery, source };
	const struct reading *r;
	size_t n = 0;

	for (r = book_next(b, &some, NULL); r != NULL;
	    r = book_next(b, &some, r)) {
		*found = r;
		n++;
	}
	return n;
}

static void
hint_batteries(const struct book *b, const struct site *s, bool sources,
    struct err *e)
{
	char list[400] = "", item[ITEM];
	const struct book_some here = { s, NULL, NULL };
	const struct reading *r;
	size_t n = 0;

	for (r = book_next(b, &here, NULL); r != NULL;
	    r = book_next(b, &here, r)) {
		(void)snprintf(item, sizeof(item), "%.40s of %.40s",
		    r->battery, r->source);
		list_item(list, sizeof(list), n++, item);
		if (sources)
			err_allow(e, r->source, strlen(r->source));
		else
			err_allow(e, r->battery, strlen(r->battery));
	}
	hint_list(e, "batteries", list, n);
}

/* None fits: for want of any, or because they are others? */
static void
refuse(const struct book *b, const struct book_some *some, struct err *e)
{
	const struct site *s = some->site;
	char title[BOOK_TITLE];
	const char *who = s == NULL ? "" : book_title(s, title);
	const char *colon = s == NULL ? "" : ": ";

	if (book_next(b, &(struct book_some){ .site = s }, NULL) == NULL) {
		err_set(e, ERR_NO_READING, "%s%snothing is stored yet", who,
		    colon);
		err_hint(e, s == NULL ? "vrm-fetch battery | vrm-store" :
		    "vrm-fetch battery --site %s | vrm-store", s == NULL ?
		    "" : s->id);
		return;
	}
	err_set(e, ERR_NO_BATTERY, "%s%sno battery%s%s%s%s", who, colon,
	    some->battery == NULL ? "" : " ",
	    some->battery == NULL ? "" : some->battery,
	    some->source == NULL ? "" : " of source ",
	    some->source == NULL ? "" : some->source);
	if (s == NULL)
		err_hint(e, "vrm-query current --all lists those there are");
	else
		hint_batteries(b, s, some->battery == NULL, e);
}

const struct reading *
book_series(const struct book *b, const struct site *s, const char *battery,
    const char *source, struct err *e)
{
	char title[BOOK_TITLE];
	const struct reading *r = NULL;
	size_t n = count_series(b, s, battery, source, &r);

	if (n > 1 && source == NULL &&
	    count_series(b, s, battery, "victron", &r) > 0) {
		source = "victron";
		n = count_series(b, s, battery, source, &r);
	}
	if (n > 1 && battery == NULL)
		n = count_series(b, s, "system", source, &r) == 1 ? 1 : n;
	if (n == 1)
		return r;
	if (n == 0) {
		refuse(b, &(struct book_some){ s, battery, source }, e);
		return NULL;
	}
	err_set(e, ERR_USAGE, "%s: which battery?  name one with "
	    "--battery and --source, or take --all", book_title(s, title));
	hint_batteries(b, s, false, e);
	return NULL;
}

int
book_several(const struct book *b, const struct book_names *names,
    struct book_some *some, struct err *e)
{
	*some = (struct book_some){ NULL, names->battery, names->source };
	if (names->site != NULL || b->n_sites == 0) {
		some->site = book_site(b, names->site, NULL, e);
		if (some->site == NULL)
			return -1;
	}
	if (book_next(b, some, NULL) != NULL)
		return 0;
	refuse(b, some, e);
	return -1;
}

const char *
book_title(const struct site *s, char *buf)
{
	(void)snprintf(buf, BOOK_TITLE, "%s%s", s->name[0] == '\0' ? "site " :
	    "", s->name[0] == '\0' ? s->id : s->name);
	text_clean(buf);
	return buf;
}
