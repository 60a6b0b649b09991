/* vrm/devices.c - see devices.h */
#include "vrm/devices.h"

#include "base/js.h"
#include "base/text.h"
#include "vrm/attr.h"

#include <string.h>

enum { TYPE_BATTERY = 2 };	/* idDeviceType: battery monitors and BMS */

static void
read_text(const json_t *device, const char *name, char *out)
{
	(void)text_copy(out, DEVICES_TEXT,
	    js_text(json_object_get(device, name)));
	text_clean(out);
}

static struct devices_battery *
place_for(struct devices *d, int64_t instance)
{
	for (int i = 0; i < d->n; i++)
		if (d->battery[i].instance == instance)
			return &d->battery[i];
	if (d->n == DEVICES_MAX)
		return NULL;
	d->battery[d->n] = (struct devices_battery){ .instance = instance };
	return &d->battery[d->n++];
}

static void
read_battery(const json_t *device, struct devices *d)
{
	struct devices_battery *b;
	int64_t instance = attr_instance(device), type, last = 0;

	if (!js_int(json_object_get(device, "idDeviceType"), &type) ||
	    type != TYPE_BATTERY || instance == -1)
		return;
	(void)attr_time(json_object_get(device, "lastConnection"), &last);
	b = place_for(d, instance);
	if (b == NULL || b->last_connection > last)
		return;
	b->last_connection = last;
	read_text(device, "productName", b->product);
	read_text(device, "customName", b->name);
	read_text(device, "firmwareVersion", b->firmware);
}

static void
read_device(const json_t *device, struct devices *d)
{
	int interval = attr_interval(json_object_get(device,
	    "loggingInterval"));

	if (interval != 0)		/* the gateway alone has one */
		d->log_interval = interval;
	read_battery(device, d);
}

bool
devices_is_alive(const struct devices *d, int i)
{
	for (int k = 0; k < d->n; k++)
		if (d->battery[k].last_connection -
		    d->battery[i].last_connection > DEVICES_GONE_S)
			return false;
	return true;
}

int64_t
devices_only(const struct devices *d)
{
	int64_t only = -1;

	for (int i = 0; i < d->n; i++) {
		if (!devices_is_alive(d, i))
			continue;
		if (only != -1)
			return -1;
		only = d->battery[i].instance;
	}
	return only;
}

void
devices_read(const json_t *records, struct devices *d)
{
	struct js_walk w = { .all = json_object_get(records, "devices") };
	const json_t *device;

	*d = (struct devices){ .n = 0 };
	while ((device = js_next(&w)) != NULL)
		read_device(device, d);
}
