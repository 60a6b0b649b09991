/* fetch/fill.c - see fill.h */
#include "fetch/fill.h"

#include "base/lines.h"
#include "base/note.h"
#include "base/text.h"
#include "line/line.h"

#include <inttypes.h>

/* -1: ERR_BAD_LINE. */
static int
take_gap(struct history *h, const struct gap *g, int64_t now, struct err *e)
{
	int64_t to = g->to < now ? g->to : now;

	if (!text_all(g->site, text_is_digit)) {
		err_set(e, ERR_BAD_LINE, "installation_id: %s: not a site of "
		    "VRM", g->site);
		return -1;
	}
	if (g->from < to && !history_add(h, g->site, g->battery, g->from,
	    to)) {
		err_set(e, ERR_BAD_LINE, "battery: %s: neither system nor the "
		    "instance of a battery monitor", g->battery);
		return -1;
	}
	return 0;
}

/* -1: ERR_BAD_LINE. */
static int
take(struct history *h, const struct lines_item *item, int64_t now,
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
		return take_gap(h, &l.gap, now, e);
	note_info("line %" PRIu64 ": not a gap: passed over", item->number);
	return 0;
}

int
fill_read(int fd, int64_t now, struct history *h, int64_t *bad,
    struct err *e)
{
	struct lines *l = lines_new(fd, LINE_MAX_BYTES);
	struct lines_item item;
	int got;

	*bad = 0;
	while ((got = lines_next(l, &item)) == 1) {
		struct err why = { .kind = ERR_NONE };

		if (take(h, &item, now, &why) == 0)
			continue;
		note_warn("line %" PRIu64 ": %s", item.number, why.msg);
		++*bad;
	}
	if (got == -1)
		err_sys(e, ERR_SYSTEM, "reading lines");
	lines_free(l);
	return got;
}
