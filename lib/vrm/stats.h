/* vrm/stats.h - installations/ID/stats: means of quarters (vrm-api.md 8)
 *
 * What is left of the archive where its minutes are gone.
 */
#ifndef VRM_STATS_H
#define VRM_STATS_H
#include "vrm/series.h"

enum {
	STATS_QUARTER_S = 900,
	STATS_HOUR_S = 3600,
	STATS_MAX_S = 31 * 86400	/* VRM refuses more at once */
};

/* The path for [from, to) in steps of one of these widths, to be freed; NULL
 * if the site's id is none. */
char *stats_path(const struct series_battery *, int width_s, int64_t from,
    int64_t to);

/* As graph_read(). */
size_t stats_read(const json_t *body, const struct series_battery *,
    int width_s, struct reading **out);

#endif
