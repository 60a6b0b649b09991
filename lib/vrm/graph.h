/* vrm/graph.h - widgets/Graph: VRM's archive minute by minute (vrm-api.md 7)
 *
 * Its times are those of a grid that begins at the start that was asked for:
 * only a start on the hour gives the same times again.
 */
#ifndef VRM_GRAPH_H
#define VRM_GRAPH_H
#include "vrm/series.h"

#include <stdbool.h>

enum {
	GRAPH_WIDTH_S = 60,
	GRAPH_MAX_S = 86400	/* a longer range comes thinned */
};

/* The path for [from, to), to be freed; NULL if the site's id is none. */
char *graph_path(const struct series_battery *, int64_t from, int64_t to);

/* body: the whole answer, NULL for an empty one.  As series_join(), and each
 * reading stands for a minute; for the step of the times where that is wider
 * because the answer was thinned, or because VRM has lost the minutes (is_old).
 */
size_t graph_read(const json_t *body, const struct series_battery *,
    bool is_old, struct reading **out);

#endif
