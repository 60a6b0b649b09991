/* fetch/archive.h - what VRM's archive holds of one battery
 *
 * Graph, and where its minutes are gone stats: both are asked here, all as
 * RATE_EXTRA.
 */
#ifndef FETCH_ARCHIVE_H
#define FETCH_ARCHIVE_H
#include "vrm/series.h"
#include "net/session.h"

#include <stddef.h>
#include <stdint.h>

struct archive {		/* zero is empty; archive_free() ends it */
	struct reading *readings;	/* in time order */
	size_t n;
	int64_t to;		/* all before is answered */
};
void archive_free(struct archive *);

struct archive_window {		/* begins on the hour */
	int64_t from, to;	/* at most GRAPH_MAX_S */
	int64_t until;		/* from to on this is wanted too */
};

/* Answers from .. to; and on to until, STATS_MAX_S at most, where only stats
 * are left.  -1: an error; ERR_NO_BATTERY if VRM knows no such battery. */
int archive_ask(struct session *, const struct series_battery *,
    const struct archive_window *, int64_t now, struct archive *,
    struct err *);

#endif
