/* vrm/stats.c - see stats.h */
#include "vrm/stats.h"

#include "base/js.h"
#include "vrm/attr.h"
#include "net/url.h"

char *
stats_path(const struct series_battery *b, int width_s, int64_t from,
    int64_t to)
{
	char *path = url_path("installations", b->site, "stats",
	    (char *)NULL);

	if (path == NULL)
		return NULL;
	url_add(&path, "type", "custom");
	url_add(&path, "interval", width_s == STATS_HOUR_S ? "hours" :
	    "15mins");
	for (const struct series_attr *a = series_attrs(b); a->code != NULL;
	    a++)
		if (a->member != SAMPLE_STATE)	/* has no mean */
			url_add(&path, "attributeCodes[]", a->code);
	if (b->instance != -1) {
		url_add(&path, "show_instance", "1");
		url_add_whole(&path, "instance", b->instance);
	}
	url_add_whole(&path, "start", from);
	url_add_whole(&path, "end", (to + width_s - 1) / width_s * width_s - 1);
	return path;
}

/* {"stats": {...}, "instance": N}; where N is missing the place tells it. */
static json_t *
of_instance(json_t *records, int64_t instance)
{
	struct js_walk w = { .all = records };
	json_t *v, *stats;

	while ((v = js_next(&w)) != NULL)
		if (attr_instance(v) == instance)
			return json_object_get(v, "stats");
	v = js_at(records, instance);
	stats = json_object_get(v, "stats");
	return attr_instance(v) == -1 ? stats : NULL;
}

size_t
stats_read(const json_t *body, const struct series_battery *b, int width_s,
    struct reading **out)
{
	json_t *records = json_object_get(body, "records");
	json_t *grouped = of_instance(records, b->instance == -1 ? 0 :
	    b->instance);
	struct series s = { .n = 0 };
	size_t n;

	/* Not grouped it may be any monitor, but one system alone. */
	if (grouped == NULL && b->instance == -1)
		grouped = records;
	series_take(&s, b, grouped, NULL);
	n = series_join(&s, b, width_s, out);
	series_free(&s);
	return n;
}
