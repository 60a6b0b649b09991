/* fetch/overview.c - see overview.h */
#include "fetch/overview.h"

#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "fetch/listing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum got { GOT_NOTHING, GOT_SITE, GOT_READING };

struct answer {				/* the one that is arriving */
	struct round *round;
	const struct choice *sites;	/* NULL: all */
	struct round_mark from;
	unsigned char *got;		/* enum got, for each of sites */
	int64_t n;			/* sites of the list */
	char first[READING_ID];
};

bool
overview_reading(struct round *r, const char *site, struct sample *s,
    struct reading *out)
{
	struct sites_entry entry;

	(void)sites_get(r->sites, site, &entry);
	reading_init(out, site, 0);
	if (entry.site.log_interval != 0)
		s->interval = entry.site.log_interval;
	return sample_reading(s, out);
}

static void
start(void *arg)
{
	struct answer *a = arg;

	round_rewind(a->round, a->from);
	a->n = 0;
	if (a->sites != NULL)
		memset(a->got, GOT_NOTHING, a->sites->n);
}

/* The place of a site among those wanted, or -1. */
static ptrdiff_t
place(const struct answer *a, const char *id)
{
	for (size_t i = 0; a->sites != NULL && i < a->sites->n; i++)
		if (strcmp(a->sites->id[i], id) == 0)
			return (ptrdiff_t)i;
	return -1;
}

static void
each(void *arg, const struct installations_site *s)
{
	struct answer *a = arg;
	ptrdiff_t i = place(a, s->site.id);
	struct sample sample = s->battery;
	struct reading r;
	bool found;

	if (a->n++ == 0)
		(void)text_copy(a->first, sizeof(a->first), s->site.id);
	if (a->sites != NULL && i == -1)
		return;
	round_site(a->round, &s->site);
	found = overview_reading(a->round, s->site.id, &sample, &r);
	if (found)
		round_reading(a->round, &r, true);
	else if (i == -1)
		note_info("site %s: no battery values", s->site.id);
	if (i != -1)
		a->got[i] = found ? GOT_READING : GOT_SITE;
}

static int
ask(struct session *s, struct answer *a, enum rate_use use, struct err *e)
{
	struct listing l = { .use = use, .extended = true,
	    .start = start, .each = each, .arg = a };

	a->from = a->round->have;
	if (a->sites != NULL && a->sites->n == 1)
		l.site = a->sites->id[0];
	if (a->sites != NULL)
		a->got = xcalloc(a->sites->n, 1);
	return listing_run(s, &l, e);
}

static void
no_site(const char *id, struct err *e)
{
	err_set(e, ERR_NO_SITE, "site %s: not among the sites of this account",
	    id);
}

static void
no_battery(const char *id, struct err *e)
{
	err_set(e, ERR_NO_BATTERY, "site %s: VRM has no battery values", id);
	err_hint(e, "vrm-fetch devices --site %s lists the site's batteries",
	    id);
}

/* The sites that were named, one by one; after an error those that had not come
 * failed with it, and that is said once. */
static void
judge_named(struct answer *a, const struct err *failed)
{
	bool told = false;

	for (size_t i = 0; i < a->sites->n; i++) {
		struct err e = { .kind = ERR_NONE };

		if (a->got[i] == GOT_READING)
			continue;
		if (a->got[i] == GOT_SITE)
			no_battery(a->sites->id[i], &e);
		else if (failed->kind == ERR_NONE)
			no_site(a->sites->id[i], &e);
		else if (told)
			a->round->failed++;
		else
			e = *failed;
		if (e.kind != ERR_NONE)
			round_fail(a->round, &e);
		told = told || (e.kind != ERR_NONE && e.kind == failed->kind);
	}
	a->round->asked += (int64_t)a->sites->n;
}

static void
judge_list(struct answer *a, const struct err *failed)
{
	a->round->asked += a->n;
	if (failed->kind != ERR_NONE) {
		a->round->asked++;
		round_fail(a->round, failed);
		return;
	}
	a->round->is_list = true;
	if (a->n == 1)
		memcpy(a->round->only, a->first, sizeof(a->round->only));
	note_info("%" PRId64 " sites in one answer", a->n);
}

void
overview_all(struct session *s, struct round *r, const struct choice *sites)
{
	struct answer a = { .round = r, .sites = sites };
	struct err e = { .kind = ERR_NONE };

	(void)ask(s, &a, RATE_POLL, &e);
	if (sites != NULL)
		judge_named(&a, &e);
	else
		judge_list(&a, &e);
	free(a.got);
}

int
overview_one(struct session *s, struct round *r, const char *site,
    enum rate_use use, struct reading *out, struct err *e)
{
	struct choice one = { .n = 0 };
	struct answer a = { .round = r, .sites = &one };
	int rc;

	choice_add(&one, site);
	rc = ask(s, &a, use, e);
	if (rc == -1) {
		err_ctx(e, "site %s", site);
	} else if (a.got[0] == GOT_NOTHING) {
		no_site(site, e);
		rc = -1;
	}
	if (a.got[0] == GOT_READING) {		/* the caller decides on it */
		*out = r->readings[--r->have.n_readings].reading;
		rc = 1;
	}
	free(a.got);
	choice_free(&one);
	return rc;
}
