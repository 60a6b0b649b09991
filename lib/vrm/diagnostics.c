/* vrm/diagnostics.c - see diagnostics.h */
#include "vrm/diagnostics.h"

#include "base/js.h"
#include "base/text.h"
#include "vrm/attr.h"

#include <string.h>

static int64_t
row_time(const json_t *row)
{
	int64_t at = 0;

	(void)attr_time(json_object_get(row, "timestamp"), &at);
	return at;
}

static void
read_feed(const json_t *row, struct diagnostics *d)
{
	int64_t at = row_time(row);

	if (!attr_is(row, "abs", ATTR_ABS) || (d->has_feed && at < d->feed_at))
		return;
	(void)text_copy(d->feed, sizeof(d->feed),
	    js_text(json_object_get(row, "rawValue")));
	text_clean(d->feed);
	d->has_feed = true;
	d->feed_at = at;
}

static void
read_monitor(const json_t *row, struct diagnostics *d)
{
	const char *service = js_text(json_object_get(row, "dbusServiceType"));
	int64_t instance = attr_instance(row), at = row_time(row);
	double v;
	int i;

	if (strcmp(service, "battery") != 0 || instance == -1 ||
	    !attr_number(row, &v) ||
	    (!attr_is(row, "SOC", ATTR_SOC) && !attr_is(row, "V", ATTR_V) &&
	    !attr_is(row, "I", ATTR_I)))
		return;
	for (i = 0; i < d->n; i++)
		if (d->monitor[i].instance == instance)
			break;
	if (i == DIAGNOSTICS_MONITORS)
		return;
	if (i == d->n) {
		d->n++;
		d->monitor[i].instance = instance;
		d->monitor[i].newest = at;
	}
	if (at > d->monitor[i].newest)
		d->monitor[i].newest = at;
}

static void
read_row(const json_t *row, struct diagnostics *d)
{
	d->rows++;
	if (attr_is(row, "sl", ATTR_SL))
		d->log_interval = attr_interval(json_object_get(row,
		    "rawValue"));
	read_feed(row, d);
	read_monitor(row, d);
}

void
diagnostics_read(json_t *records, struct diagnostics *d)
{
	struct js_walk w = { .all = records };
	const json_t *row;

	while ((row = js_next(&w)) != NULL)
		read_row(row, d);
}

bool
diagnostics_is_alive(const struct diagnostics *d, int i)
{
	for (int k = 0; k < d->n; k++)
		if (d->monitor[k].newest - d->monitor[i].newest >
		    DIAGNOSTICS_GONE_S)
			return false;
	return true;
}

int64_t
diagnostics_feed(const struct diagnostics *d)
{
	int64_t only = -1;
	int alive = 0;

	if (d->has_feed)
		return diagnostics_instance_of(d->feed);
	for (int i = 0; i < d->n; i++)
		if (diagnostics_is_alive(d, i)) {
			alive++;
			only = d->monitor[i].instance;
		}
	return alive == 1 ? only : -1;
}

int64_t
diagnostics_instance_of(const char *service)
{
	static const char prefix[] = "com.victronenergy.battery";
	const char *slash = strrchr(service, '/');
	const char *rest = service + sizeof(prefix) - 1;
	int64_t n;

	if (strncmp(service, prefix, sizeof(prefix) - 1) != 0 ||
	    (*rest != '/' && *rest != '.') || slash == NULL ||
	    !text_to_int64(slash + 1, &n) || n < 0)
		return -1;
	return n;
}
