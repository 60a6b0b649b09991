/* shape_devices.c - system-overview and diagnostics (vrm-api.md 4, 5); see
 * shape.h */
#include "shape.h"

#include "filler.h"
#include "truth.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_ROW = 700001, SETUP_S = 40 * 86400 };

static json_t *
device(const struct site *s, const char *name, const char *product,
    const char *class, int64_t at)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:s, s:s, s:I, s:s, s:[]}",
	    "name", name, "customName", "", "productCode", "a389", "idSite",
	    (json_int_t)s->id, "productName", product, "firmwareVersion",
	    "v3.11", "lastConnection", (json_int_t)at, "class", class,
	    "settings");
}

/* The gateway alone has no instance and no device type. */
static json_t *
gateway(const struct site *s, int64_t at)
{
	json_t *o = device(s, "Gateway", "Cerbo GX",
	    "device-gateway device-icon-cerbo-gx", at);

	json_object_set_new(o, "customName", json_null());
	json_object_set_new(o, "loggingInterval",
	    json_integer(s->log_interval));
	json_object_set_new(o, "identifier", json_null());
	json_object_set_new(o, "lastPowerUpOrRestart",
	    json_integer(s->created));
	return o;
}

static json_t *
typed(json_t *o, int instance, int type)
{
	json_object_set_new(o, "instance", json_integer(instance));
	json_object_set_new(o, "idDeviceType", json_integer(type));
	return o;
}

static json_t *
monitor(const struct site *s, int instance, int64_t at)
{
	bool is_bms = instance == 0 || instance == 512;
	json_t *o = typed(device(s, s->portuguese ? "Monitor de bateria" :
	    "Battery Monitor", is_bms ? "CAN BMS" : "SmartShunt 500A",
	    "device-battery-monitor", at), instance, 2);

	if (instance == s->feeds)
		json_object_set_new(o, "customName", json_string("House bank"));
	if (is_bms) {
		json_object_del(o, "firmwareVersion");
		json_object_set_new(o, "lastConnection",
		    json_sprintf("%lld", (long long)at));
	}
	return o;
}

json_t *
shape_overview(const struct site *s, int64_t now)
{
	int64_t log = site_newest(s, now);
	json_t *all = json_array();

	json_array_append_new(all, gateway(s, log));
	json_array_append_new(all, typed(device(s, "VE.Bus System",
	    "MultiPlus 24/3000", "device-ve-bus", log), 257, 1));
	if (!s->no_monitor && s->stale >= 0)
		json_array_append_new(all, monitor(s, s->stale,
		    site_newest_of(s, s->stale, now)));
	for (int i = 0; i < s->n_instances && !s->no_monitor; i++)
		json_array_append_new(all, monitor(s, s->instance[i], log));
	json_array_append_new(all, typed(device(s, "DC System",
	    "BMV-712 Smart", "device-dc-system", log), 40, 29));
	return json_pack("{s:b, s:{s:o}}", "success", 1, "records", "devices",
	    all);
}

/* A row with a value of its own; takes raw. */
static json_t *
row(const struct site *s, const struct attr *a, int instance, int64_t at,
    json_t *raw, const char *shown, int id)
{
	bool is_system = a->id != 255 && instance == TRUTH_SYSTEM;
	char format[ATTR_TEXT];
	const char *name = s->portuguese ? "Monitor de bateria" :
	    "Battery Monitor";

	if (instance == TRUTH_SYSTEM)
		name = a->id == 255 ? "Gateway" : "System overview";
	return json_pack("{s:I, s:I, s:s, s:o, s:o, s:s, s:s, s:s?, s:s?, s:s, "
	    "s:i, s:s, s:o, s:i}", "idSite", (json_int_t)s->id, "timestamp",
	    (json_int_t)at, "Device", name, "instance", attr_json(s, a,
	    (struct dec){ instance == TRUTH_SYSTEM ? 0 : instance, 0 }),
	    "idDataAttribute", attr_json(s, a, (struct dec){ a->id, 0 }),
	    "description", attr_name(a, s), "formatWithUnit",
	    attr_format(format, a, true), "dbusServiceType", is_system ?
	    "system" : instance == TRUTH_SYSTEM ? NULL : "battery", "dbusPath",
	    a->path, "code", a->code, "bitmask", 0, "formattedValue", shown,
	    "rawValue", raw, "id", id);
}

static void
add_rows(json_t *rows, const struct site *s, const struct attr *list, int n,
    int instance, int64_t log, int *id)
{
	struct attr_sample v;
	char shown[ATTR_TEXT];

	for (int i = 0; i < n; i++) {
		const struct attr *a = &list[i];
		bool has;
		json_t *r;

		attr_read(&v, s, a, instance, log);
		has = v.mode == SITE_OK || v.mode == SITE_OLD;
		if (v.mode == SITE_MISSING)
			continue;
		r = row(s, a, instance, v.at, has ? attr_json(s, a, v.value) :
		    v.mode == SITE_DASHES ? json_string("---") :
		    v.mode == SITE_INVALID ? json_string("") : json_null(),
		    has ? attr_shown(shown, a, s, v.value, true) : "",
		    (*id)++);
		if (a->places == -1)
			json_object_set_new(r, "dataAttributeEnumValues",
			    attr_enums(a, s));
		json_array_append_new(rows, r);
	}
}

/* Settings keep the time of their last change. */
static void
add_setup(json_t *rows, const struct site *s, int64_t log, int *id)
{
	static const struct attr interval = { .id = 255, .code = "sl",
	    .name = "VRM Log interval", .name_pt = "Intervalo", .what =
	    ATTR_NOTHING, .unit = " s" };
	static const struct attr setting = { .id = 261, .code = "sb",
	    .name = "Battery monitor setting", .name_pt = "Monitor",
	    .path = "/Settings/SystemSetup/BatteryService", .what =
	    ATTR_NOTHING, .places = -1, .unit = "" };
	static const struct attr active = { .id = 263, .code = "abs",
	    .name = "Active battery service", .name_pt = "Bateria ativa",
	    .path = "/ActiveBatteryService", .what = ATTR_NOTHING,
	    .places = -1, .unit = "" };
	struct dec seconds = { s->log_interval, 0 };
	const char *mode = s->no_monitor ? "nobattery" : "default";
	char text[ATTR_TEXT];

	json_array_append_new(rows, row(s, &interval, TRUTH_SYSTEM,
	    log - SETUP_S, attr_json(s, &interval, seconds),
	    attr_shown(text, &interval, s, seconds, true), (*id)++));
	json_array_append_new(rows, row(s, &setting, TRUTH_SYSTEM,
	    log - SETUP_S, json_string(mode), mode, (*id)++));
	if (s->no_monitor || s->n_instances == 0)
		return;
	(void)snprintf(text, sizeof(text), "com.victronenergy.battery/%d",
	    s->feeds);
	json_array_append_new(rows, row(s, &active, TRUTH_SYSTEM,
	    log - SETUP_S / 10, json_string(text), text, (*id)++));
}

static json_t *
all_rows(const struct site *s, int64_t now)
{
	json_t *rows = json_array();
	int64_t log = site_newest(s, now);
	int id = FIRST_ROW;

	if (log == SITE_NEVER)
		return rows;
	filler_diagnose(rows, s, log, &id);
	add_setup(rows, s, log, &id);
	add_rows(rows, s, attr_system, ATTR_SYSTEM_COUNT, TRUTH_SYSTEM, log,
	    &id);
	if (s->no_monitor)
		return rows;
	if (s->stale >= 0)
		add_rows(rows, s, attr_monitor, ATTR_MONITOR_COUNT, s->stale,
		    site_newest_of(s, s->stale, now), &id);
	for (int i = 0; i < s->n_instances; i++)
		add_rows(rows, s, attr_monitor, ATTR_MONITOR_COUNT,
		    s->instance[i], log, &id);
	return rows;
}

json_t *
shape_diagnostics(const struct site *s, int64_t now, int64_t count,
    int64_t page)
{
	json_t *rows = all_rows(s, now), *some = json_array();
	size_t n = json_array_size(rows);
	size_t from = (size_t)(page - 1) * (size_t)count;

	for (size_t i = from; i < n && i < from + (size_t)count; i++)
		json_array_append(some, json_array_get(rows, i));
	json_decref(rows);
	return json_pack("{s:b, s:o, s:I}", "success", 1, "records", some,
	    "num_records", (json_int_t)n);
}
