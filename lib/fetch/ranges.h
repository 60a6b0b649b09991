/* fetch/ranges.h - what is asked of VRM's archive, and how far that has come */
#ifndef FETCH_RANGES_H
#define FETCH_RANGES_H
#include "fetch/archive.h"
#include "vrm/series.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ranges {			/* zero is none; ranges_free() ends it */
	struct ranges_item {	/* [from, to) of one battery, Unix seconds */
		struct series_battery battery;
		int64_t from, to;
		int64_t told;	/* an asked line covers it up to here */
		int64_t done;	/* it is answered, or failed, up to here */
		int64_t found;	/* readings from told to done */
	} *v;
	size_t n, size;
};
void ranges_free(struct ranges *);

/* False, and nothing added, if battery is neither "system" nor an instance. */
bool ranges_add(struct ranges *, const char *site, const char *battery,
    int64_t from, int64_t to);

/* The same in pieces of one request each, so that each is told when it is
 * answered. */
bool ranges_add_long(struct ranges *, const char *site, const char *battery,
    int64_t from, int64_t to);

/* By battery, then by time. */
void ranges_sort(struct ranges *);

/* Those of one battery, [i, end), when they are sorted.  From zero on to the
 * next battery's; false, and i is n, if there are none. */
struct ranges_part {
	size_t i, end;
};
bool ranges_next(const struct ranges *, struct ranges_part *);

/* The next request for these; false if all are done. */
bool ranges_window(const struct ranges *, struct ranges_part,
    struct archive_window *);

#endif
