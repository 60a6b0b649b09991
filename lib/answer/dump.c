/* answer/dump.c - see dump.h */
#include "answer/dump.h"

#include "answer/book.h"
#include "answer/format.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct dump {
	FILE *fp;
	struct store *st;
	const char *site;		/* its id; NULL: all */
	const struct reading *series;	/* the one that is told now */
	enum rollup_grain grain;
};

/* Frees the line. */
static int
put(const struct dump *d, char *line, struct err *e)
{
	(void)fputs(line, d->fp);
	(void)putc('\n', d->fp);
	free(line);
	return format_check(d->fp, e);
}

static int
put_site(void *arg, const struct site *s, struct err *e)
{
	return put(arg, line_of_site(s), e);
}

static int
put_reading(void *arg, const struct reading *r, struct err *e)
{
	return put(arg, line_of_reading(r), e);
}

static int
put_bucket(void *arg, const struct rollup *r, struct err *e)
{
	const struct dump *d = arg;
	struct bucket b = { .r = *r };

	(void)text_copy(b.site, sizeof(b.site), d->series->site);
	(void)text_copy(b.battery, sizeof(b.battery), d->series->battery);
	(void)text_copy(b.source, sizeof(b.source), d->series->source);
	return put(d, bucket_text(&b, d->grain), e);
}

/* Buckets behind the horizon are made of the readings again. */
static int
put_sealed(struct dump *d, const struct horizon *h, struct err *e)
{
	struct store_range range = { d->series->site, d->series->battery,
		d->series->source, INT64_MIN, h->at, 0 };

	for (int g = 0; g < ROLLUP_GRAINS; g++) {
		d->grain = (enum rollup_grain)g;
		if (store_rollups(d->st, d->grain, &range, put_bucket, d,
		    e) == -1)
			return -1;
	}
	return 0;
}

static int
put_series(void *arg, const struct reading *series, struct err *e)
{
	struct dump *d = arg;
	struct store_range all = { series->site, series->battery,
		series->source, INT64_MIN, INT64_MAX, 0 };
	struct horizon h;
	struct latest l;

	d->series = series;
	if (store_kept(d->st, series, &h, &l, e) == -1)
		return -1;
	if (h.at != INT64_MIN && (put(d, line_of_horizon(&h), e) == -1 ||
	    put_sealed(d, &h, e) == -1))
		return -1;
	return store_readings(d->st, &all, put_reading, d, e) == -1 ? -1 :
	    put(d, line_of_latest(&l), e);
}

static int
put_asked(void *arg, const struct asked *a, struct err *e)
{
	return put(arg, line_of_asked(a), e);
}

static int
put_asked_of(void *arg, const struct asked *of, struct err *e)
{
	const struct dump *d = arg;

	if (d->site != NULL && strcmp(of->site, d->site) != 0)
		return 0;
	return store_asked(d->st, of->site, of->battery, INT64_MIN, INT64_MAX,
	    put_asked, arg, e);
}

int
dump_answer(FILE *fp, struct store *st, const char *site, struct err *e)
{
	struct dump d = { .fp = fp, .st = st };
	struct book book = { .n_sites = 0 };
	const struct site *one = NULL;
	int rc = store_snapshot(st, e);

	if (rc == 0 && site != NULL) {
		rc = book_load(&book, st, site, e);
		if (rc == 0)
			one = book_site(&book, site, NULL, e);
		rc = one == NULL ? -1 : 0;
	}
	if (one != NULL)
		d.site = one->id;
	if (rc == 0 && (store_sites(st, d.site, put_site, &d, e) == -1 ||
	    store_latest(st, d.site, NULL, NULL, put_series, &d, e) == -1 ||
	    store_asked_of(st, put_asked_of, &d, e) == -1))
		rc = -1;
	book_free(&book);
	return rc;
}
