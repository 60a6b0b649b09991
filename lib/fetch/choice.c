/* fetch/choice.c - see choice.h */
#include "fetch/choice.h"

#include "base/mem.h"
#include "base/text.h"
#include "fetch/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PORTAL_ID = 12, WORD = 256 };	/* hex digits; bytes */

void
choice_free(struct choice *c)
{
	free(c->id);
	*c = (struct choice){ .n = 0 };
}

void
choice_add(struct choice *c, const char *id)
{
	if (c->n == c->size) {
		c->size = c->size * 2 + 4;
		c->id = xrealloc(c->id, c->size, sizeof(c->id[0]));
	}
	(void)text_copy(c->id[c->n++], sizeof(c->id[0]), id);
}

/* The best match so far, and the others that are as good. */
struct search {
	const char *word;
	enum installations_match best;
	struct site found;
	int n;
	char others[WORD];
};

static bool
consider(void *arg, const struct sites_entry *s)
{
	struct search *f = arg;
	enum installations_match m = installations_match(&s->site, f->word);
	size_t len = strlen(f->others);

	if (m < f->best || m == INSTALLATIONS_NO)
		return true;
	if (m > f->best) {
		f->best = m;
		f->n = 0;
		len = 0;
	}
	f->n++;
	f->found = s->site;
	(void)snprintf(f->others + len, sizeof(f->others) - len, "%s%s (%s)",
	    len == 0 ? "" : ", ", s->site.name, s->site.id);
	return true;
}

/* What the list tells is remembered: the next poll need not ask. */
static void
remember(void *arg, const struct installations_site *s)
{
	struct sites *sites = arg;
	struct sites_entry entry;

	if (sites_get(sites, s->site.id, &entry) &&
	    strcmp(entry.site.identifier, s->site.identifier) == 0 &&
	    strcmp(entry.site.name, s->site.name) == 0 &&
	    strcmp(entry.site.timezone, s->site.timezone) == 0)
		return;
	memcpy(entry.site.identifier, s->site.identifier,
	    sizeof(entry.site.identifier));
	memcpy(entry.site.name, s->site.name, sizeof(entry.site.name));
	memcpy(entry.site.timezone, s->site.timezone,
	    sizeof(entry.site.timezone));
	entry.printed_at = 0;
	sites_put(sites, &entry);
}

static void
start(void *arg)
{
	(void)arg;
}

static int
ask_vrm(const struct choice_ask *a, struct err *e)
{
	struct listing l = { .use = RATE_EXTRA, .start = start,
	    .each = remember, .arg = a->sites };

	return listing_run(a->session, &l, e);
}

static void
fail(const struct choice_ask *a, const struct search *f)
{
	struct err e = { .kind = ERR_NONE };

	if (f->n == 0)
		err_set(&e, ERR_NO_SITE, "%s: no site of this account has this "
		    "id, portal id or name", f->word);
	else
		err_set(&e, ERR_USAGE, "%s: several sites match: %s", f->word,
		    f->others);
	a->fail(a->arg, &e);
}

static bool
is_id(const char *word)
{
	return text_all(word, text_is_digit) && strlen(word) != PORTAL_ID &&
	    strlen(word) < READING_ID;
}

static void
add_once(struct choice *c, const char *id)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->id[i], id) == 0)
			return;
	choice_add(c, id);
}

static int
add_word(struct choice *c, const struct choice_ask *a, const char *word,
    bool *asked, struct err *e)
{
	struct search f = { .word = word };

	if (is_id(word)) {
		add_once(c, word);
		return 0;
	}
	sites_each(a->sites, consider, &f);
	if (f.n == 0 && !*asked) {
		if (ask_vrm(a, e) == -1)
			return -1;
		*asked = true;
		sites_each(a->sites, consider, &f);
	}
	if (f.n == 1)
		add_once(c, f.found.id);
	else
		fail(a, &f);
	return 0;
}

int
choice_make(struct choice *c, const struct choice_ask *a, struct err *e)
{
	bool asked = false;

	for (size_t i = 0; i < a->n; i++) {
		const char *p = a->words[i];
		char word[WORD];

		while (*p != '\0') {
			size_t len = strcspn(p, ",");

			(void)snprintf(word, sizeof(word), "%.*s", (int)len,
			    p);
			text_trim(word);
			if (*word != '\0' &&
			    add_word(c, a, word, &asked, e) == -1)
				return -1;
			p += len + (p[len] == ',');
		}
	}
	return 0;
}
