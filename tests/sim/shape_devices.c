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

struct table {			/* of diagnostics, growing */
	const struct site *site;
	json_t *rows;
	int id;			/* of the next row */
};

/* Whose row: the gateway's setting, the system's, a battery monitor's. */
static const char *
owner_of(const struct table *t, const struct attr *a, int instance)
{
	if (instance == TRUTH_SYSTEM)
		return a->path == NULL ? "Gateway" : "System overview";
	return t->site->portuguese ? "Monitor de bateria" : "Battery Monitor";
}

static const char *
service_of(const struct attr *a, int instance)
{
	if (instance == TRUTH_SYSTEM)
		return a->path == NULL ? NULL : "system";
	return "battery";
}

/* Takes raw; returns the row, which stays the table's. */
static json_t *
add_row(struct table *t, const struct attr *a, int instance, int64_t at,
    json_t *raw)
{
	const struct site *s = t->site;
	char format[ATTR_TEXT];
	json_t *r = json_pack("{s:I, s:o, s:s, s:o, s:o, s:s, s:s, s:s?, s:s?, "
	    "s:s, s:i, s:s, s:o, s:i}", "idSite", (json_int_t)s->id,
	    "timestamp", s->types == SITE_MIXED ?
	    json_sprintf("%lld", (long long)at) : json_integer(at), "Device",
	    owner_of(t, a, instance), "instance", attr_json(s, a,
	    (struct dec){ instance == TRUTH_SYSTEM ? 0 : instance, 0 }),
	    "idDataAttribute", attr_json(s, a, (struct dec){ a->id, 0 }),
	    "description", attr_name(a, s), "formatWithUnit",
	    attr_format(format, a, true), "dbusServiceType",
	    service_of(a, instance), "dbusPath", a->path, "code", a->code,
	    "bitmask", 0, "formattedValue", json_is_string(raw) ?
	    json_string_value(raw) : "", "rawValue", raw, "id", t->id++);

	json_array_append_new(t->rows, r);
	return r;
}

static void
add_value(struct table *t, const struct attr *a, int instance, int64_t log)
{
	const struct site *s = t->site;
	struct attr_sample v;
	char shown[ATTR_TEXT];
	bool has;
	json_t *r;

	attr_read(&v, s, a, instance, log);
	has = v.mode == SITE_OK || v.mode == SITE_OLD;
	if (v.mode == SITE_MISSING)
		return;
	r = add_row(t, a, instance, v.at, has ? attr_json(s, a, v.value) :
	    v.mode == SITE_DASHES ? json_string("---") :
	    v.mode == SITE_INVALID ? json_string("") : json_null());
	if (has)
		json_object_set_new(r, "formattedValue",
		    json_string(attr_shown(shown, a, s, v.value, true)));
	if (a->places == -1)
		json_object_set_new(r, "dataAttributeEnumValues",
		    attr_enums(a, s));
}

static void
add_monitor(struct table *t, int instance, int64_t log)
{
	for (int i = 0; i < ATTR_MONITOR_COUNT; i++)
		add_value(t, &attr_monitor[i], instance, log);
}

/* Settings keep the time of their last change. */
static void
add_setup(struct table *t, int64_t log)
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
	const struct site *s = t->site;

	(void)add_row(t, &interval, TRUTH_SYSTEM, log - SETUP_S,
	    attr_json(s, &interval, (struct dec){ s->log_interval, 0 }));
	(void)add_row(t, &setting, TRUTH_SYSTEM, log - SETUP_S,
	    json_string(s->no_monitor ? "nobattery" : "default"));
	if (!s->no_monitor && s->n_instances > 0)
		(void)add_row(t, &active, TRUTH_SYSTEM, log - SETUP_S / 10,
		    json_sprintf("com.victronenergy.battery/%d", s->feeds));
}

static json_t *
all_rows(const struct site *s, int64_t now)
{
	struct table t = { s, json_array(), FIRST_ROW };
	int64_t log = site_newest(s, now);

	if (log == SITE_NEVER)
		return t.rows;
	filler_diagnose(t.rows, s, log, &t.id);
	add_setup(&t, log);
	for (int i = 0; i < ATTR_SYSTEM_COUNT; i++)
		add_value(&t, &attr_system[i], TRUTH_SYSTEM, log);
	if (s->no_monitor)
		return t.rows;
	if (s->stale >= 0)
		add_monitor(&t, s->stale, site_newest_of(s, s->stale, now));
	for (int i = 0; i < s->n_instances; i++)
		add_monitor(&t, s->instance[i], log);
	return t.rows;
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
