/* shape_sites.c - users/ID/installations (vrm-api.md 3); see shape.h */
#include "shape.h"

#include "filler.h"
#include "truth.h"

#include <stdio.h>
#include <string.h>

static const char *const rights[] = { "update_settings", "settings", "share",
	"vnc", "mqtt_rpc", "vebus", "twoway", "exact_location", "nodered",
	"nodered_dash", "signalk", "dess_config" };

/* {rawValue, ...} as the modes of a test want it; nothing when missing. */
static void
add_value(json_t *item, const struct attr *a, const struct site *s,
    const struct attr_sample *v)
{
	char text[ATTR_TEXT];

	if (v->mode == SITE_OK || v->mode == SITE_OLD) {
		json_object_set_new(item, "rawValue", s->types == SITE_MIXED ?
		    attr_json(s, a, v->value) : dec_json(v->value));
		json_object_set_new(item, "formattedValue",
		    json_string(attr_shown(text, a, s, v->value, true)));
	} else {
		json_object_set_new(item, "rawValue", v->mode == SITE_DASHES ?
		    json_string("---") : json_null());
		json_object_set_new(item, "formattedValue", json_string(""));
	}
}

static json_t *
item_start(const struct attr *a, const struct site *s, const char *service,
    int device_type)
{
	char format[ATTR_TEXT];

	return json_pack("{s:i, s:s, s:s, s:s, s:s, s:i, s:s, s:s}",
	    "idDataAttribute", a->id, "code", a->code, "description",
	    attr_name(a, s), "formatWithUnit", attr_format(format, a, true),
	    "dataType", attr_type(a), "idDeviceType", device_type,
	    "dbusServiceType", service, "dbusPath", a->path);
}

static void
add_system_item(json_t *items, const struct site *s, const char *code,
    int64_t log)
{
	const struct attr *a = attr_find(attr_system, ATTR_SYSTEM_COUNT, code);
	struct attr_sample v;
	json_t *it;

	attr_read(&v, s, a, TRUTH_SYSTEM, log);
	if (v.mode == SITE_MISSING)
		return;
	it = item_start(a, s, "system", 6);
	json_object_set_new(it, "instance", json_integer(0));
	json_object_set_new(it, "timestamp", json_integer(v.at));
	add_value(it, a, s, &v);
	json_object_set_new(it, "textValue", a->what != ATTR_STATE ?
	    json_null() : json_string(attr_enum(a, s, (int)v.value.m)));
	if (a->what == ATTR_STATE)
		json_object_set_new(it, "dataAttributeEnumValues",
		    attr_enums(a, s));
	json_array_append_new(items, it);
}

/* An object keyed by instance, or a list when the instances are 0, 1, ... */
static json_t *
alarm_instances(const struct site *s, const struct attr *a, int64_t log)
{
	json_t *object = json_object(), *list = json_array();
	bool is_list = true;
	char key[16];

	for (int i = 0; i < s->n_instances; i++) {
		json_t *v = json_pack("{s:i, s:s, s:s, s:I}", "rawValue", 0,
		    "formattedValue", attr_enum(a, s, 0), "textValue",
		    attr_enum(a, s, 0), "timestamp", (json_int_t)log);

		is_list = is_list && s->instance[i] == i;
		(void)snprintf(key, sizeof(key), "%d", s->instance[i]);
		json_object_set(object, key, v);
		json_array_append_new(list, v);
	}
	json_decref(is_list ? object : list);
	return is_list ? list : object;
}

/* The one battery monitor attribute here: it tells the instances. */
static void
add_alarm_item(json_t *items, const struct site *s, int64_t log)
{
	const struct attr *a = attr_find(attr_monitor, ATTR_MONITOR_COUNT,
	    "ASoc");
	json_t *it;

	if (s->no_monitor || s->n_instances == 0)
		return;
	it = item_start(a, s, "battery", 2);
	json_object_set_new(it, "instance",
	    json_integer(s->instance[s->n_instances - 1]));
	json_object_set_new(it, "timestamp", json_integer(log));
	json_object_set_new(it, "textValue", json_string(attr_enum(a, s, 0)));
	json_object_set_new(it, "rawValue", json_integer(0));
	json_object_set_new(it, "formattedValue",
	    json_string(attr_enum(a, s, 0)));
	json_object_set_new(it, "instances", alarm_instances(s, a, log));
	json_object_set_new(it, "dataAttributeEnumValues", attr_enums(a, s));
	json_array_append_new(items, it);
}

/* A coarse icon step, which is not the SOC; it has no time. */
static void
add_status_item(json_t *items, const struct site *s, int64_t log)
{
	struct truth now;

	if (s->no_monitor)
		return;
	truth_at(&now, s->seed, s->index, TRUTH_SYSTEM, log);
	json_array_append_new(items, json_pack("{s:s, s:s, s:i, s:s, s:s, s:n}",
	    "code", "soc_status", "description", "SOC Status", "rawValue",
	    25 * (1 + now.soc_permille * 3 / 1000), "formattedValue",
	    "Discharging", "textValue", "Discharging", "idDataAttribute"));
}

static json_t *
items(const struct site *s, int64_t log)
{
	static const char *const codes[] = { "bv", "bs", "bc", "bst" };
	json_t *all = json_array();

	if (log == SITE_NEVER)
		return all;
	filler_extend(all, s, log);
	for (int i = 0; i < 4; i++)	/* their order is not fixed */
		add_system_item(all, s, codes[(i + s->index) % 4], log);
	add_alarm_item(all, s, log);
	add_status_item(all, s, log);
	return all;
}

static json_t *
permissions(const struct site *s, bool is_owner)
{
	json_t *all = json_object();

	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++)
		json_object_set_new(all, rights[i], json_boolean(is_owner));
	json_object_set_new(all, "diagnostics",
	    json_boolean(is_owner && !s->no_diagnostics));
	json_object_set_new(all, "paygo", json_false());
	return all;
}

static void
extend(json_t *o, const struct site *s, int64_t now, bool is_owner,
    int zone_offset)
{
	int64_t log = site_newest(s, now);
	int64_t minute = (now + zone_offset) / 60 % 1440;
	char hhmm[8];

	(void)snprintf(hhmm, sizeof(hhmm), "%02d:%02d", (int)(minute / 60),
	    (int)(minute % 60));
	json_object_update_new(o, json_pack("{s:b, s:I, s:[], s:s, s:i, s:b, "
	    "s:o, s:b, s:s, s:s, s:b, s:[], s:i, s:b, s:n, s:o}", "alarm", 0,
	    "last_timestamp", (json_int_t)(log == SITE_NEVER ? 0 : log), "tags",
	    "current_time", hhmm, "timezone_offset", zone_offset, "images", 0,
	    "view_permissions", permissions(s, is_owner), "demo_mode", 0,
	    "mqtt_webhost", "webmqtt10.example.invalid", "mqtt_host",
	    "mqtt10.example.invalid", "high_workload", 0, "current_alarms",
	    "num_alarms", 0, "last_location_timestamp", 0, "avatar_url",
	    "extended", items(s, log)));
}

json_t *
shape_site(const struct site *s, int64_t now, bool extended, bool is_owner,
    int zone_offset)
{
	json_t *o = json_pack("{s:I, s:i, s:b, s:b, s:s, s:s, s:i, s:i, s:s, "
	    "s:n, s:n, s:n, s:b, s:b}", "idSite", (json_int_t)s->id,
	    "accessLevel", is_owner, "owner", is_owner, "is_admin", is_owner,
	    "name", s->name, "identifier", s->identifier, "idUser", s->owner,
	    "pvMax", 2000, "timezone", site_zone(s->zone), "phonenumber",
	    "notes", "geofence", "geofenceEnabled", 0, "realtimeUpdates", 1);

	json_object_update_new(o, json_pack("{s:i, s:i, s:n, s:i, s:i, s:I, "
	    "s:i, s:n, s:n, s:i, s:i, s:b, s:s}", "hasMains", 1,
	    "hasGenerator", 0, "noDataAlarmTimeout", "alarmMonitoring", 1,
	    "invalidVRMAuthTokenUsedInLogRequest", 0, "syscreated",
	    (json_int_t)s->created, "isPaygo", 0, "paygoCurrency",
	    "paygoTotalAmount", "inverterChargerControl", 0, "favorite", 0,
	    "shared", 0, "device_icon", "solar"));
	if (extended)
		extend(o, s, now, is_owner, zone_offset);
	return o;
}
