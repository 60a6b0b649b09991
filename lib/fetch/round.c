/* fetch/round.c - see round.h */
#include "fetch/round.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/note.h"
#include "line/zone.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_EACH_S = 86400, LINE_LATER_S = 3600, TELL_MAX = 10 };

void
round_free(struct round *r)
{
	free(r->readings);
	free(r->site_lines);
}

/* Room for one more of n elements of this size. */
static void *
grow(void *p, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return p;
	*room = n * 2 + 8;
	return xrealloc(p, *room, size);
}

bool
round_site_is_due(const struct round *r, const struct sites_entry *s)
{
	return s->printed_at == 0 || s->printed_at > r->now ||
	    r->now - s->printed_at >= LINE_EACH_S;
}

bool
round_has_site(const struct round *r, const char *id)
{
	for (size_t i = 0; i < r->have.n_sites; i++)
		if (strcmp(r->site_lines[i].id, id) == 0)
			return true;
	return false;
}

void
round_site_later(struct round *r, struct sites_entry *s)
{
	s->printed_at = r->now - LINE_EACH_S + LINE_LATER_S;
	sites_put(r->sites, s);
}

static bool
is_changed(const struct site *a, const struct site *b)
{
	return strcmp(a->identifier, b->identifier) != 0 ||
	    strcmp(a->name, b->name) != 0 ||
	    strcmp(a->timezone, b->timezone) != 0;
}

/* A time that vrm-store would take. */
static bool
is_possible(const struct round *r, int64_t at)
{
	return at >= CLOCK_OLDEST_S && at <= r->now + CLOCK_AHEAD_S;
}

void
round_site(struct round *r, const struct site *told)
{
	struct sites_entry known;
	struct site site = *told, *line;

	/* vrm-store would refuse the whole line */
	if (!zone_exists(site.timezone))
		site.timezone[0] = '\0';
	if (sites_get(r->sites, site.id, &known) &&
	    !round_site_is_due(r, &known) && !is_changed(&known.site, &site))
		return;
	r->site_lines = grow(r->site_lines, r->have.n_sites, &r->size.n_sites,
	    sizeof(r->site_lines[0]));
	line = &r->site_lines[r->have.n_sites++];
	*line = site;
	line->log_interval = known.site.log_interval;
	if (!is_possible(r, line->last_timestamp))
		line->last_timestamp = 0;
}

void
round_reading(struct round *r, const struct reading *reading, bool exact)
{
	r->readings = grow(r->readings, r->have.n_readings,
	    &r->size.n_readings, sizeof(r->readings[0]));
	r->readings[r->have.n_readings++] =
	    (struct round_reading){ *reading, exact };
}

void
round_rewind(struct round *r, struct round_mark mark)
{
	r->have = mark;
}

/* What a person must mend is worse than what may pass, and that is worse than a
 * site without a battery. */
static int
badness(const struct err *e)
{
	switch (err_status(e)) {
	case 0:
		return 0;
	case 64:
	case 66:
		return 1;
	case 75:
		return 2;
	case 69:
		return 3;
	default:
		return 4;
	}
}

static void
tell(struct round *r, const struct err *e)
{
	r->times = e->kind == r->told ? r->times + 1 : 0;
	r->told = e->kind;
	if (r->times < TELL_MAX)
		note_error(e);
	else
		note_info("%s", e->msg);
}

void
round_fail(struct round *r, const struct err *e)
{
	r->failed++;
	if (badness(e) > badness(&r->worst)) {
		if (r->worst.kind != ERR_NONE)
			tell(r, &r->worst);
		r->worst = *e;
	} else {
		tell(r, e);
	}
}

static void
refuse(struct round *r, const struct reading *reading)
{
	char at[CLOCK_TEXT], now[CLOCK_TEXT];
	struct err e = { .kind = ERR_NONE };

	err_set(&e, ERR_NO_READING, "site %s: its battery was measured at %s, "
	    "%s, it being %s", reading->site, clock_format(at, reading->at),
	    reading->at > r->now ? "in the future" : "before 2000",
	    clock_format(now, r->now));
	err_hint(&e, "set the clock of the site's GX device, or this "
	    "machine's");
	round_fail(r, &e);
}

/* Under the lock: the times, and what is to be remembered.  Readings of times
 * that cannot be leave. */
static void
settle(struct round *r)
{
	struct sites_entry entry;
	size_t kept = 0;

	for (size_t i = 0; i < r->have.n_sites; i++) {
		struct site *s = &r->site_lines[i];

		(void)sites_get(r->sites, s->id, &entry);
		if (entry.site.log_interval != 0)
			s->log_interval = entry.site.log_interval;
		entry.site = *s;
		entry.printed_at = r->is_shown ? r->now - LINE_EACH_S : r->now;
		sites_put(r->sites, &entry);
	}
	if (r->is_list)
		sites_listed(r->sites, *r->only == '\0' ? NULL : r->only,
		    r->now);
	for (size_t i = 0; i < r->have.n_readings; i++) {
		struct round_reading *x = &r->readings[i];

		if (!is_possible(r, x->reading.at)) {
			refuse(r, &x->reading);
			continue;
		}
		x->reading.at = sites_sample_time(r->sites, x->reading.site,
		    x->reading.battery, x->reading.at, x->exact);
		r->readings[kept++] = *x;
	}
	r->have.n_readings = kept;
}

static int
print(const struct round *r, round_emit_fn *emit, void *arg,
    int64_t *printed, struct err *e)
{
	char *line;
	int rc = 0;

	for (size_t i = 0; i < r->have.n_sites && rc == 0; i++) {
		line = line_of_site(&r->site_lines[i]);
		rc = emit(arg, line, e);
		free(line);
	}
	for (size_t i = 0; i < r->have.n_readings && rc == 0; i++) {
		line = line_of_reading(&r->readings[i].reading);
		rc = emit(arg, line, e);
		*printed += rc == 0;
		free(line);
	}
	return rc;
}

int
round_verdict(const struct round *r, struct err *e)
{
	if (r->failed > 0 && r->failed < r->asked) {
		note_error(&r->worst);
		err_set(e, ERR_SOME_SITES, "%" PRId64 " of %" PRId64
		    " batteries could not be read", r->failed, r->asked);
	} else if (r->failed > 0) {
		*e = r->worst;
	}
	return e->kind == ERR_NONE ? 0 : -1;
}

int
round_finish(struct round *r, round_emit_fn *emit, void *arg,
    int64_t *printed, struct err *e)
{
	struct err trouble = { .kind = ERR_NONE };
	struct err saving = { .kind = ERR_NONE };

	*printed = 0;
	(void)sites_lock(r->sites, &trouble);
	settle(r);
	if (sites_commit(r->sites, &saving) == -1 && trouble.kind == ERR_NONE)
		trouble = saving;
	if (print(r, emit, arg, printed, e) == -1)
		return -1;
	if (round_verdict(r, e) == -1)
		return -1;
	*e = trouble;
	return e->kind == ERR_NONE ? 0 : -1;
}
