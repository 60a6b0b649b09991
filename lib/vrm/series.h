/* vrm/series.h - values of VRM's archive, joined by their times into readings
 *
 * Graph and stats answer one series of points for each attribute: [time,
 * mean], or [time, mean, min, max].  A point is read as tolerantly as all that
 * VRM sends; one without a time or a number is no point.
 */
#ifndef VRM_SERIES_H
#define VRM_SERIES_H
#include "line/reading.h"
#include "vrm/sample.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct series_battery {		/* whose archive; a plain value */
	char site[READING_ID];
	int64_t instance;	/* of a battery monitor; -1: the system's */
};

/* The attributes to ask for; ends with a NULL code. */
struct series_attr {
	const char *code;
	int id;
	enum sample_member member;
};
const struct series_attr *series_attrs(const struct series_battery *);

struct series {			/* zero is none; series_free() ends it */
	struct series_point {
		int64_t at;
		enum sample_member member;
		double value;
		size_t order;	/* of arrival: of two alike the first stays */
	} *points;
	size_t n, size;
};
void series_free(struct series *);

/* Add the points of every attribute in data whose code (that of meta's entry,
 * else the key itself), or else whose id, is one of the battery's. */
void series_take(struct series *, const struct series_battery *, json_t *data,
    const json_t *meta);

/* Readings in time order, each with SOC or voltage, each standing for width_s;
 * *out is the caller's to free. */
size_t series_join(struct series *, const struct series_battery *,
    int width_s, struct reading **out);

#endif
