/* vrm/graph.c - see graph.h */
#include "vrm/graph.h"

#include "base/js.h"
#include "net/url.h"

enum {
	ENOUGH = 12,	/* times that agree on a step, not by chance */
	GX_STEP_S = 300
};

char *
graph_path(const struct series_battery *b, int64_t from, int64_t to)
{
	char *path = url_path("installations", b->site, "widgets", "Graph",
	    (char *)NULL);
	bool is_system = b->instance == -1;

	if (path == NULL)
		return NULL;
	for (const struct series_attr *a = series_attrs(b); a->code != NULL;
	    a++) {
		if (is_system)
			url_add(&path, "attributeCodes[]", a->code);
		else
			url_add_whole(&path, "attributeIds[]", a->id);
	}
	url_add_whole(&path, "instance", is_system ? 0 : b->instance);
	url_add_whole(&path, "start", from);
	/* The last minute whole, whatever second the range ends at. */
	url_add_whole(&path, "end", (to + GRAPH_WIDTH_S - 1) / GRAPH_WIDTH_S *
	    GRAPH_WIDTH_S - 1);
	url_add_whole(&path, "useMinMax", 0);
	return path;
}

static int64_t
common_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* A site logs each minute or each so many times five: of such logs every one
 * is a minute's.  Another step is that of a picture with too few points, as is
 * any where the minutes are lost. */
static int
width_of(const struct reading *r, size_t n, bool is_old)
{
	int64_t step = 0;

	for (size_t i = 1; i < n; i++)
		step = common_divisor(r[i].at - r[i - 1].at, step);
	if (n < ENOUGH || step <= GRAPH_WIDTH_S ||
	    step > READING_MAX_INTERVAL ||
	    (!is_old && step % GX_STEP_S == 0))
		return GRAPH_WIDTH_S;
	return (int)step;
}

size_t
graph_read(const json_t *body, const struct series_battery *b, bool is_old,
    struct reading **out)
{
	const json_t *records = json_object_get(body, "records");
	struct series s = { .n = 0 };
	size_t n;
	int width;

	series_take(&s, b, json_object_get(records, "data"),
	    json_object_get(records, "meta"));
	n = series_join(&s, b, GRAPH_WIDTH_S, out);
	width = width_of(*out, n, is_old);
	for (size_t i = 0; i < n; i++)
		(*out)[i].interval = width;
	series_free(&s);
	return n;
}
