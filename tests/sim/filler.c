/* filler.c - see filler.h */
#include "filler.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct filler {
	int id;
	const char *code, *name, *format, *shown;
	const char *raw;	/* JSON; a quoted one is a string */
	const char *service, *path;
	int device_type, instance;
	const char *device;
};

#define ROW_SOLAR(id, code, name, format, shown, raw, path) \
	{ id, code, name, format, shown, raw, "solarcharger", path, 4, 279, \
	    "Solar Charger" }
#define ROW_VEBUS(id, code, name, format, shown, raw, path) \
	{ id, code, name, format, shown, raw, "vebus", path, 1, 276, \
	    "VE.Bus System" }
#define ROW_SYSTEM(id, code, name, format, shown, raw, path) \
	{ id, code, name, format, shown, raw, "system", path, 6, 0, \
	    "System overview" }

static const struct filler fillers[] = {
	ROW_SOLAR(81, "ScV", "Voltage", "%.2F V", "26.71 V", "26.71",
	    "/Dc/0/Voltage"),
	ROW_SOLAR(82, "ScI", "Current", "%.2F A", "4.40 A", "4.4",
	    "/Dc/0/Current"),
	ROW_SOLAR(83, "ScT", "Battery temperature", "%.1F \xc2\xb0""C",
	    "31.5 \xc2\xb0""C", "31.5", "/Dc/0/Temperature"),
	ROW_SOLAR(85, "ScS", "Charge state", "%s", "Bulk", "3", "/State"),
	ROW_SOLAR(94, "YT", "Yield today", "%.2F kWh", "1.27 kWh", "\"1.27\"",
	    "/History/Daily/0/Yield"),
	ROW_SOLAR(96, "YY", "Yield yesterday", "%.2F kWh", "2.00 kWh", "2",
	    "/History/Daily/1/Yield"),
	ROW_SOLAR(107, "ScMt", "MPPT State", "%s", "MPPT active", "2",
	    "/MppOperationMode"),
	ROW_SOLAR(442, "PVP", "PV power", "%.0F W", "117 W", "\"117\"",
	    "/Yield/Power"),
	ROW_SOLAR(86, "PVV", "PV voltage", "%.2F V", "62.10 V", "62.1",
	    "/Pv/V"),
	ROW_VEBUS(8, "IV1", "Input voltage phase 1", "%.1F VAC", "231.4 VAC",
	    "231.4", "/Ac/ActiveIn/L1/V"),
	ROW_VEBUS(11, "II1", "Input current phase 1", "%.1F A", "1.2 A",
	    "\"1.2\"", "/Ac/ActiveIn/L1/I"),
	ROW_VEBUS(17, "IP1", "Input power 1", "%.0F VA", "277 VA", "277",
	    "/Ac/ActiveIn/L1/P"),
	ROW_VEBUS(20, "OV1", "Output voltage phase 1", "%.1F VAC",
	    "230.0 VAC", "230", "/Ac/Out/L1/V"),
	ROW_VEBUS(29, "OP1", "Output power 1", "%.0F W", "412 W", "412",
	    "/Ac/Out/L1/P"),
	ROW_VEBUS(32, "CV", "Voltage", "%.2F V", "26.58 V", "26.58",
	    "/Dc/0/Voltage"),
	ROW_VEBUS(33, "CI", "Current", "%.2F A", "-18.00 A", "-18",
	    "/Dc/0/Current"),
	ROW_VEBUS(40, "S", "VE.Bus state", "%s", "Inverting", "9", "/State"),
	ROW_VEBUS(41, "ERR", "VE.Bus Error", "%s", "No error", "\"0\"",
	    "/VebusError"),
	ROW_VEBUS(42, "SOC2", "VE.Bus state of charge", "%.1F %%", "97.0 %",
	    "97", "/Soc"),
	ROW_VEBUS(521, "CT", "Battery temperature", "%.1F \xc2\xb0""C",
	    "44.0 \xc2\xb0""C", "44", "/Dc/0/Temperature"),
	ROW_VEBUS(574, "AI", "Active input", "%s", "AC Input 1", "0",
	    "/Ac/ActiveIn/ActiveInput"),
	ROW_SYSTEM(131, "o1", "AC Consumption L1", "%.0F W", "412 W", "412",
	    "/Ac/Consumption/L1/Power"),
	ROW_SYSTEM(139, "Pdc", "PV - DC-coupled", "%.0F W", "117 W", "\"117\"",
	    "/Dc/Pv/Power"),
	ROW_SYSTEM(140, "dc", "DC System", "%.0F W", "-36 W", "-36",
	    "/Dc/System/Power"),
	ROW_SYSTEM(567, "ss", "System state", "%s", "Discharging", "256",
	    "/SystemState/State"),
	ROW_SYSTEM(135, "g1", "Grid L1", "%.0F W", "", "null",
	    "/Ac/Grid/L1/Power"),
	{ 450, "tsT", "Temperature", "%.1F \xc2\xb0""C", "-18.4 \xc2\xb0""C",
	    "\"-18.4\"", "temperature", "/Temperature", 17, 24,
	    "Temperature sensor" },
	{ 748, "iT", "Temperature", "%.1F \xc2\xb0""C", "39.0 \xc2\xb0""C",
	    "39", "inverter", "/Temperature", 1, 258, "Inverter" },
	{ 331, "tr", "Tank remaining fluid", "%.0F L", "78 L", "\"78\"",
	    "tank", "/Remaining", 5, 20, "Tank" },
	{ 330, "tl", "Tank level", "%.0F %%", "79 %", "79", "tank",
	    "/Level", 5, 20, "Tank" },
	{ 328, "tf", "Tank fluid type", "%s", "Fresh water", "\"1\"",
	    "tank", "/FluidType", 5, 20, "Tank" },
	{ 329, "tcn", "Tank name", "%s", "Bow", "\"Bow\"", "tank",
	    "/CustomName", 5, 20, "Tank" },
};

#define COUNT ((int)(sizeof(fillers) / sizeof(fillers[0])))

static json_t *
raw(const struct filler *f)
{
	return json_loads(f->raw, JSON_DECODE_ANY, NULL);
}

/* {rawValue, formattedValue, textValue, timestamp}: one device's value. */
static json_t *
instance_value(const struct filler *f, int64_t log)
{
	return json_pack("{s:o, s:s, s:n, s:I}", "rawValue", raw(f),
	    "formattedValue", f->shown, "textValue", "timestamp",
	    (json_int_t)log);
}

/* Every state the device can be in. */
static json_t *
states(void)
{
	static const char *const names[] = { "Off", "Low power", "Fault",
	    "Bulk", "Absorption", "Float", "Storage", "Equalize", "Passthru",
	    "Inverting", "Assisting", "Power supply" };
	json_t *all = json_array();

	for (int i = 0; i < 12; i++)
		json_array_append_new(all, json_pack("{s:s, s:i}", "nameEnum",
		    names[i], "valueEnum", i));
	return all;
}

static json_t *
item(const struct filler *f, int64_t log)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:s, s:i, s:n, s:i, s:I, s:s, "
	    "s:s, s:o, s:s}", "idDataAttribute", f->id, "code", f->code,
	    "description", f->name, "formatWithUnit", f->format, "dataType",
	    strcmp(f->format, "%s") == 0 ? "enum" : "float", "idDeviceType",
	    f->device_type, "textValue", "instance", f->instance, "timestamp",
	    (json_int_t)log, "dbusServiceType", f->service, "dbusPath", f->path,
	    "rawValue", raw(f), "formattedValue", f->shown);
}

/* Values of several devices stand under "instances"; an attribute may have
 * them there only. */
static void
add_instances(json_t *it, const struct filler *f, int64_t log)
{
	char key[16];
	json_t *all = json_object();

	for (int i = f->instance; i < f->instance + 2; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		json_object_set_new(all, key, instance_value(f, log));
	}
	json_object_set_new(it, "instances", all);
	if (f->id == 330 || f->id == 329) {
		json_object_del(it, "rawValue");
		json_object_del(it, "formattedValue");
		json_object_del(it, "instance");
	}
}

/* Every item has its own clock: some have not changed for months. */
static int64_t
logged_at(const struct filler *f, int64_t log)
{
	return f->id % 7 == 3 ? log - 86400 * INT64_C(40) : log;
}

static void
add_odd_items(json_t *items)
{
	json_array_append_new(items, json_pack("{s:n, s:s, s:[s,s,s], s:[], "
	    "s:n, s:s, s:s, s:n, s:s, s:n}", "rawValue", "formatWithUnit", "",
	    "consistsOfAttributeCodes", "g1", "g2", "g3", "dataAttributes",
	    "timestamp", "code", "from_to_grid", "description", "From_to_grid",
	    "textValue", "formattedValue", "", "idDataAttribute"));
	json_array_append_new(items, json_pack("{s:i, s:s, s:s, s:s, s:s, s:i, "
	    "s:n, s:i, s:n, s:i, s:s}", "idDataAttribute", 4, "code", "lt",
	    "description", "Latitude", "formatWithUnit", "%.5F LAT", "dataType",
	    "float", "idDeviceType", 0, "textValue", "instance", 0, "timestamp",
	    "rawValue", 0, "formattedValue", "0.00000 LAT"));
}

void
filler_extend(json_t *items, const struct site *s, int64_t log)
{
	for (int i = 0; i < COUNT; i++) {
		const struct filler *f = &fillers[(i + s->index) % COUNT];
		json_t *it = item(f, logged_at(f, log));

		add_instances(it, f, log);
		if (strcmp(f->format, "%s") == 0)
			json_object_set_new(it, "dataAttributeEnumValues",
			    states());
		json_array_append_new(items, it);
	}
	add_odd_items(items);
}

static json_t *
row(const struct site *s, const struct filler *f, int64_t at, int instance,
    int id)
{
	return json_pack("{s:I, s:I, s:s, s:i, s:i, s:s, s:s, s:s, s:s, s:s, "
	    "s:i, s:s, s:o, s:i}", "idSite", (json_int_t)s->id, "timestamp",
	    (json_int_t)at, "Device", f->device, "instance", instance,
	    "idDataAttribute", f->id, "description", f->name,
	    "formatWithUnit", f->format, "dbusServiceType", f->service,
	    "dbusPath", f->path, "code", f->code, "bitmask", 0,
	    "formattedValue", f->shown, "rawValue", raw(f), "id", id);
}

/* Real sites have about 300 rows, most of them of several like devices. */
void
filler_diagnose(json_t *rows, const struct site *s, int64_t log, int *row_id)
{
	for (int twin = 0; twin < 8; twin++)
		for (int i = 0; i < COUNT; i++)
			json_array_append_new(rows, row(s, &fillers[i],
			    logged_at(&fillers[i], log),
			    fillers[i].instance + twin, (*row_id)++));
}
