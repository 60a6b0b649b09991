/* fetch/fill.c - see fill.h */
#include "fetch/fill.h"

#include "base/lines.h"
#include "base/note.h"
#include "base/text.h"
#include "fetch/monitor.h"
#include "fetch/reader.h"
#include "line/line.h"

#include <inttypes.h>
#include <string.h>

enum { LEARN_MAX = 5 };		/* sites a run: the budget is for the gaps */

/* -1: ERR_BAD_LINE. */
static int
take_gap(struct ranges *ranges, const struct gap *g, int64_t now,
    struct err *e)
{
	int64_t to = g->to < now ? g->to : now;

	if (!text_all(g->site, text_is_digit)) {
		err_set(e, ERR_BAD_LINE, "installation_id: %s: not a site of "
		    "VRM", g->site);
		return -1;
	}
	if (g->from < to && !ranges_add(ranges, g->site, g->battery, g->from,
	    to)) {
		err_set(e, ERR_BAD_LINE, "battery: %s: neither system nor the "
		    "instance of a battery monitor", g->battery);
		return -1;
	}
	return 0;
}

/* -1: ERR_BAD_LINE. */
static int
take(struct ranges *ranges, const struct lines_item *item, int64_t now,
    struct err *e)
{
	struct line l;

	if (item->too_long) {
		err_set(e, ERR_BAD_LINE, "longer than %d bytes",
		    LINE_MAX_BYTES);
		return -1;
	}
	if (line_parse(&l, item->text, item->len, now, e) == -1)
		return -1;
	if (l.type == LINE_GAP)
		return take_gap(ranges, &l.gap, now, e);
	line_free(&l);
	note_info("line %" PRIu64 ": not a gap: passed over", item->number);
	return 0;
}

int
fill_read(int fd, int64_t now, struct ranges *ranges, int64_t *bad,
    struct err *e)
{
	struct lines *l = lines_new(fd, LINE_MAX_BYTES);
	struct lines_item item;
	int got;

	*bad = 0;
	while ((got = lines_next(l, &item)) == 1) {
		struct err why = { .kind = ERR_NONE };

		if (take(ranges, &item, now, &why) == 0)
			continue;
		note_warn("line %" PRIu64 ": %s", item.number, why.msg);
		++*bad;
	}
	if (got == -1)
		err_sys(e, ERR_SYSTEM, "reading lines");
	lines_free(l);
	return got;
}

/* True if the site was asked. */
static bool
learn(struct reader *r, const char *site)
{
	struct err ignored = { .kind = ERR_NONE };
	int64_t now = r->round->now, before;
	struct sites_entry s;

	(void)sites_get(r->round->sites, site, &s);
	before = s.discovered_at;
	if (s.site.log_interval != 0 || (before != 0 && before <= now &&
	    now - before < MONITOR_CHECK_S))
		return false;
	(void)reader_monitors(r, site, &s, &ignored);
	if (s.site.log_interval != 0)
		reader_tell_site(r, site);
	return s.discovered_at != before;
}

int
fill_learn(const struct ranges *ranges, struct session *s, struct sites *sites,
    int64_t now, round_emit_fn *emit, void *arg, struct err *e)
{
	struct round round = { .sites = sites, .now = now };
	struct reader reader = { .session = s, .round = &round };
	const char *last = "";
	int64_t printed;
	int n = 0, rc;

	for (size_t i = 0; i < ranges->n && n < LEARN_MAX; i++) {
		const char *site = ranges->v[i].battery.site;

		if (strcmp(site, last) != 0)
			n += learn(&reader, site);
		last = site;
	}
	rc = n == 0 ? 0 : round_finish(&round, emit, arg, &printed, e);
	round_free(&round);
	return rc;
}
