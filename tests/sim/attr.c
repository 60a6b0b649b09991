/* attr.c - see attr.h */
#include "attr.h"

#include "truth.h"

#include <stdio.h>
#include <string.h>

enum { DAY_S = 86400 };

#define ENUM .places = -1, .unit = ""

const struct attr attr_system[ATTR_SYSTEM_COUNT] = {
	{ 143, "bv", "/Dc/Battery/Voltage", "Voltage", "Tens\xc3\xa3o",
	    "Battery Voltage", ATTR_VOLTAGE, 2, " V" },
	{ 144, "bs", "/Dc/Battery/Soc", "Battery SOC", "SOC da bateria",
	    "Percentage", ATTR_SOC, 1, " %" },
	{ 145, "ba", "/Dc/Battery/ConsumedAmphours",
	    "Battery Consumed Amphours", "Amperes-hora consumidos", NULL,
	    ATTR_CONSUMED, 2, " Ah" },
	{ 146, "bt", "/Dc/Battery/TimeToGo", "Battery Time to Go",
	    "Autonomia", NULL, ATTR_TIME_TO_GO, 2, " h" },
	{ 147, "bc", "/Dc/Battery/Current", "Current", "Corrente",
	    "Battery Current", ATTR_CURRENT, 2, " A" },
	{ 215, "bst", "/Dc/Battery/State", "Battery state",
	    "Estado da bateria", NULL, ATTR_STATE, ENUM },
	{ 243, "bp", "/Dc/Battery/Power", "Battery Power",
	    "Pot\xc3\xaancia da bateria", "Battery Power", ATTR_POWER, 0,
	    " W" },
	{ 1035, "bT", "/Dc/Battery/Temperature", "System Battery Temperature",
	    "Temperatura da bateria", NULL, ATTR_TEMPERATURE, 0,
	    " \xc2\xb0""C" },
};

#define ALARM(id, code, path, name, pt) \
	{ id, code, "/Alarms/" path, name, pt, NULL, ATTR_ALARM, ENUM }

const struct attr attr_monitor[ATTR_MONITOR_COUNT] = {
	ALARM(119, "AL", "LowVoltage", "Low voltage alarm",
	    "Alarme de tens\xc3\xa3o baixa"),
	ALARM(120, "AH", "HighVoltage", "High voltage alarm",
	    "Alarme de tens\xc3\xa3o alta"),
	ALARM(123, "ASoc", "LowSoc", "Low state-of-charge alarm",
	    "Alarme de carga baixa"),
	{ 47, "V", "/Dc/0/Voltage", "Voltage", "Tens\xc3\xa3o",
	    "Battery Voltage", ATTR_VOLTAGE, 2, " V" },
	{ 49, "I", "/Dc/0/Current", "Current", "Corrente", "Battery Current",
	    ATTR_CURRENT, 2, " A" },
	{ 50, "CE", "/ConsumedAmphours", "Consumed Amphours",
	    "Amperes-hora consumidos", NULL, ATTR_CONSUMED, 2, " Ah" },
	{ 51, "SOC", "/Soc", "State of charge", "Estado de carga",
	    "Percentage", ATTR_SOC, 1, " %" },
	{ 52, "TTG", "/TimeToGo", "Time to go", "Autonomia", NULL,
	    ATTR_TIME_TO_GO, 2, " h" },
	{ 58, "H4", "/History/ChargeCycles", "Total charge cycles",
	    "Ciclos de carga", NULL, ATTR_CYCLES, 0, "" },
	{ 115, "BT", "/Dc/0/Temperature", "Battery temperature",
	    "Temperatura da bateria", NULL, ATTR_TEMPERATURE, 0,
	    " \xc2\xb0""C" },
	{ 48, "VS", "/Dc/1/Voltage", "Starter battery voltage",
	    "Tens\xc3\xa3o de arranque", "Battery Voltage", ATTR_NOTHING, 2,
	    " V" },
	{ 116, "VM", "/Dc/0/MidVoltage",
	    "Mid-point voltage of the battery bank",
	    "Tens\xc3\xa3o m\xc3\xa9""dia", "Battery Voltage", ATTR_NOTHING, 2,
	    " V" },
	{ 117, "VMD", "/Dc/0/MidVoltageDeviation",
	    "Mid-point deviation of the battery bank",
	    "Desvio do ponto m\xc3\xa9""dio", "Percentage", ATTR_NOTHING, 1,
	    " %" },
	ALARM(121, "ALS", "LowStarterVoltage", "Low starter voltage alarm",
	    "Alarme de arranque"),
	ALARM(122, "AHS", "HighStarterVoltage", "High starter voltage alarm",
	    "Alarme de arranque"),
	ALARM(124, "ALT", "LowTemperature", "Low temperature alarm",
	    "Alarme de frio"),
	ALARM(125, "AHT", "HighTemperature", "High temperature alarm",
	    "Alarme de calor"),
	ALARM(126, "AM", "MidVoltage", "Mid voltage alarm",
	    "Alarme do ponto m\xc3\xa9""dio"),
	ALARM(155, "ALF", "LowFusedVoltage", "Low fused-voltage alarm",
	    "Alarme de fus\xc3\xadvel"),
	ALARM(156, "AHF", "HighFusedVoltage", "High fused-voltage alarm",
	    "Alarme de fus\xc3\xadvel"),
	ALARM(157, "AFB", "FuseBlown", "Fuse blown alarm",
	    "Fus\xc3\xadvel queimado"),
	ALARM(158, "AHIT", "HighInternalTemperature",
	    "High internal-temperature alarm", "Alarme de calor interno"),
	{ 173, "mcV", "/System/MinCellVoltage", "Minimum cell voltage",
	    "Tens\xc3\xa3o m\xc3\xadnima", "Battery Voltage", ATTR_NOTHING, 2,
	    " V" },
	{ 174, "McV", "/System/MaxCellVoltage", "Maximum cell voltage",
	    "Tens\xc3\xa3o m\xc3\xa1xima", "Battery Voltage", ATTR_NOTHING, 2,
	    " V" },
	{ 244, "H21", "/History/DischargedEnergy", "Discharged energy",
	    "Energia descarregada", NULL, ATTR_NOTHING, 2, " kWh" },
	{ 245, "H22", "/History/ChargedEnergy", "Charged energy",
	    "Energia carregada", NULL, ATTR_NOTHING, 2, " kWh" },
};

/* The mode a test set for the value behind this attribute; without a monitor
 * the GX knows voltage and current at most. */
static enum site_mode
mode_of(const struct site *s, const struct attr *a, bool is_system)
{
	switch (a->what) {
	case ATTR_VOLTAGE:
		return s->mode[SITE_VOLTAGE];
	case ATTR_CURRENT:
		return s->mode[SITE_CURRENT];
	case ATTR_NOTHING:
		return SITE_MISSING;
	default:
		break;
	}
	if (s->no_monitor && is_system)
		return SITE_MISSING;
	if (a->what == ATTR_POWER && s->mode[SITE_VOLTAGE] == SITE_OK)
		return s->mode[SITE_CURRENT];
	if (a->what == ATTR_POWER)
		return s->mode[SITE_VOLTAGE];
	return a->what == ATTR_TEMPERATURE ? s->mode[SITE_TEMPERATURE] :
	    a->what == ATTR_SOC ? s->mode[SITE_SOC] : SITE_OK;
}

static struct dec
value_of(const struct site *s, enum attr_what what, const struct truth *now)
{
	int capacity = truth_capacity_ah(s->seed, s->index);

	switch (what) {
	case ATTR_SOC:
		return (struct dec){ now->soc_permille, 1 };
	case ATTR_VOLTAGE:
		return (struct dec){ now->voltage_cv, 2 };
	case ATTR_CURRENT:
		return (struct dec){ now->current_da, 1 };
	case ATTR_TEMPERATURE:
		return (struct dec){ now->temperature_dc, 1 };
	case ATTR_STATE:
		return (struct dec){ truth_state(now), 0 };
	case ATTR_POWER:
		return dec_round((struct dec){ truth_power_mw(now), 3 }, 0);
	case ATTR_CONSUMED:
		return (struct dec){ (now->soc_permille - 1000) * capacity /
		    100, 1 };
	case ATTR_TIME_TO_GO:
		return (struct dec){ now->current_da >= 0 ? 24000 :
		    now->soc_permille * capacity / -now->current_da, 2 };
	case ATTR_CYCLES:
		return (struct dec){ 12, 0 };
	default:
		return (struct dec){ 0, 0 };
	}
}

static struct dec
value_at(const struct site *s, const struct attr *a, int device, int64_t t)
{
	struct truth now;

	truth_at(&now, s->seed, s->index, device, t);
	return value_of(s, a->what, &now);
}

/* A slow value is logged when it changes: the first log of its present value,
 * at most a day back (vrm-api.md 10). */
static int64_t
changed_at(const struct site *s, const struct attr *a, int device, int64_t log)
{
	int64_t m = value_at(s, a, device, log).m;
	int64_t t = log;

	while (log - t < DAY_S &&
	    value_at(s, a, device, t - s->log_interval).m == m)
		t -= s->log_interval;
	return t;
}

void
attr_read(struct attr_sample *out, const struct site *s, const struct attr *a,
    int instance, int64_t log)
{
	bool is_system = instance == TRUTH_SYSTEM;
	int device = instance == s->feeds ? TRUTH_SYSTEM : instance;

	out->mode = mode_of(s, a, is_system);
	out->at = log;
	if (out->mode == SITE_OLD)
		out->at = log - DAY_S;
	out->value = value_at(s, a, device, out->at);
	if (out->mode == SITE_OK && s->change_only && !is_system &&
	    (a->what == ATTR_SOC || a->what == ATTR_TEMPERATURE))
		out->at = changed_at(s, a, device, log);
}

const struct attr *
attr_find(const struct attr *list, int n, const char *code)
{
	for (int i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return &list[i];
	return NULL;
}
