/* vrm/devices.h - the devices of a site: system-overview (vrm-api.md 4) */
#ifndef VRM_DEVICES_H
#define VRM_DEVICES_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	DEVICES_MAX = 64, DEVICES_TEXT = 96,
	/* A battery silent so much longer than the liveliest has gone. */
	DEVICES_GONE_S = 86400
};

struct devices_battery {
	int64_t instance;
	char product[DEVICES_TEXT];
	char name[DEVICES_TEXT];	/* the owner's name for it; "" none */
	char firmware[DEVICES_TEXT];	/* "" unknown */
	int64_t last_connection;	/* Unix seconds; 0 unknown */
};

struct devices {
	struct devices_battery battery[DEVICES_MAX];
	int n;
	int log_interval;		/* seconds; 0 unknown */
};

/* records: of the answer; NULL and every other form of nothing is no device.
 * Of an instance listed twice the one seen last stays. */
void devices_read(const json_t *records, struct devices *);

bool devices_is_alive(const struct devices *, int i);
/* The instance of the only battery alive; -1: there is none, or several. */
int64_t devices_only(const struct devices *);

#endif
