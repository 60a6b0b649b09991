/* shape.h - the bodies of the endpoints, in the shapes VRM really sends
 *
 * Each function is given a site the caller may see and the time it is, Unix
 * seconds, and returns a new JSON value; the caller owns it.
 */
#ifndef SIM_SHAPE_H
#define SIM_SHAPE_H
#include "ask.h"
#include "attr.h"
#include "site.h"

#include <jansson.h>

/* One record of users/ID/installations; zone_offset: seconds east of UTC. */
json_t *shape_site(const struct site *, int64_t now, bool extended,
    bool is_owner, int zone_offset);
json_t *shape_overview(const struct site *, int64_t now);
json_t *shape_diagnostics(const struct site *, int64_t now, int64_t count,
    int64_t page);
json_t *shape_summary(const struct site *, int64_t now, int instance);
/* NULL: the request names no attribute. */
json_t *shape_graph(const struct site *, int64_t now, const struct ask *);
/* NULL: why says what is wrong with the request. */
json_t *shape_stats(const struct site *, int64_t now, const struct ask *,
    const char **why);

/* shape_series.c: what graph and stats share. */
struct shape_bucket {
	int64_t start;
	bool is_null;		/* logged, without a value */
	int n;
	double mean, min, max;
	int places;
};

struct shape_walk {		/* over the logs of one attribute */
	const struct site *site;
	const struct attr *attr;
	int device;		/* what attr_read wants */
	int64_t start, width;	/* buckets of width seconds from start on */
	int64_t at, end;	/* still to come */
	int64_t now;
};

/* The attribute this code or id names on this instance; attributes of the
 * system are those of instance 0. */
const struct attr *shape_attr(const struct site *, const char *code, int id,
    int instance, int *device);

/* The next bucket with a log in it; false: none is left. */
bool shape_next_bucket(struct shape_walk *, struct shape_bucket *);

#endif
