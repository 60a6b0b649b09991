/* answer/series.c - see series.h */
#include "answer/series.h"

#include "base/clock.h"
#include "base/note.h"

#include <string.h>

static int
find(struct series *s, const struct series_ask *ask, struct err *e)
{
	struct err none = { .kind = ERR_NONE };

	s->site = book_site(&s->book, ask->site, ask->configured, &none);
	if (s->site != NULL)
		s->latest = book_series(&s->book, s->site, ask->battery,
		    ask->source, &none);
	if (none.kind != ERR_NONE && none.kind != ERR_NO_READING) {
		*e = none;
		return -1;
	}
	return range_of_site(&s->range, &ask->words, s->site, ask->now, e);
}

int
series_load(struct series *s, struct store *st, const struct series_ask *ask,
    struct err *e)
{
	*s = (struct series){ .site = NULL };
	return book_load(&s->book, st, ask->site, e) == -1 ? -1 :
	    find(s, ask, e);
}

void
series_free(struct series *s)
{
	book_free(&s->book);
}

struct store_range
series_range(const struct series *s)
{
	return (struct store_range){ s->site->id, s->latest->battery,
	    s->latest->source, s->range.from, s->range.to_now ? INT64_MAX :
	    s->range.to, 0 };
}

void
series_head(const struct series *s, FILE *fp)
{
	char title[BOOK_TITLE];

	if (s->latest != NULL)
		(void)fprintf(fp, "%s (%s), battery %s, source %s%s\n",
		    book_title(s->site, title), s->site->id,
		    s->latest->battery, s->latest->source,
		    range_zone_known(s->site) ? "" : ", zone not known");
}

void
series_say(const struct series *s, FILE *fp)
{
	char title[BOOK_TITLE];

	(void)fputs(book_title(s->site, title), fp);
	if (strcmp(s->latest->battery, "system") != 0)
		(void)fprintf(fp, ", battery %s", s->latest->battery);
	if (strcmp(s->latest->source, "victron") != 0)
		(void)fprintf(fp, ", source %s", s->latest->source);
}

void
series_members(const struct series *s, struct emit *m)
{
	emit_time(m, "from", s->range.from);
	emit_time(m, "to", s->range.to);
	emit_text(m, "installation_id", s->site == NULL ? NULL : s->site->id);
	emit_text(m, "site_name", s->site == NULL || *s->site->name == '\0' ?
	    NULL : s->site->name);
	emit_text(m, "timezone", range_zone(s->site));
	emit_bool(m, "timezone_known", range_zone_known(s->site));
	emit_text(m, "battery", s->latest == NULL ? NULL : s->latest->battery);
	emit_text(m, "source", s->latest == NULL ? NULL : s->latest->source);
}

int
series_gone(const struct series *s, struct store *st, int64_t *before,
    struct err *e)
{
	struct store_range range = series_range(s);
	struct store_horizon horizon = { .at = INT64_MIN };

	if (store_horizon(st, &range, &horizon, e) == -1)
		return -1;
	if (s->range.from < horizon.at && *before < horizon.at)
		*before = horizon.at;
	return 0;
}

void
series_emit_gone(struct emit *m, int64_t before)
{
	if (before == INT64_MIN)
		emit_null(m, "readings_gone_before");
	else
		emit_time(m, "readings_gone_before", before);
}

void
series_warn_gone(int64_t before)
{
	char at[CLOCK_TEXT];

	if (before != INT64_MIN)
		note_warn("readings before %s are gone; hours and days remain: "
		    "--bucket 1h", clock_format(at, before));
}
