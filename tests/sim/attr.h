/* attr.h - VRM's data attributes and their values (vrm-api.md 3.2, 5)
 *
 * The battery's own attributes have values of the truth; every other device on
 * the site has plausible fixed ones (filler.c).
 */
#ifndef SIM_ATTR_H
#define SIM_ATTR_H
#include "dec.h"
#include "site.h"

enum attr_what { ATTR_SOC, ATTR_VOLTAGE, ATTR_CURRENT, ATTR_TEMPERATURE,
	ATTR_STATE, ATTR_POWER, ATTR_CONSUMED, ATTR_TIME_TO_GO, ATTR_ALARM,
	ATTR_CYCLES, ATTR_NOTHING };

struct attr {
	int id;
	const char *code;
	const char *path;
	const char *name, *name_pt;
	const char *axis;		/* of a graph, or NULL */
	enum attr_what what;
	int places;			/* shown after the point; -1: an enum */
	const char *unit;		/* "" for none */
};

/* Attributes of the system (instance 0) and of a battery monitor. */
extern const struct attr attr_system[], attr_monitor[];
enum { ATTR_SYSTEM_COUNT = 8, ATTR_MONITOR_COUNT = 26 };

struct attr_sample {
	enum site_mode mode;		/* SITE_OK, SITE_OLD: value is valid */
	struct dec value;
	int64_t at;			/* when it was last logged */
};

/* An attribute's value in the log of this time; device as for truth_at, or a
 * monitor's instance. */
void attr_read(struct attr_sample *, const struct site *, const struct attr *,
    int instance, int64_t log);

/* By code in the list of this device class, or NULL. */
const struct attr *attr_find(const struct attr *list, int n, const char *code);

/* Texts for people, in the account's language.  buf: ATTR_TEXT bytes. */
enum { ATTR_TEXT = 64 };
const char *attr_name(const struct attr *, const struct site *);
const char *attr_shown(char *buf, const struct attr *, const struct site *,
    struct dec, bool with_unit);
const char *attr_enum(const struct attr *, const struct site *, int value);
const char *attr_format(char *buf, const struct attr *, bool with_unit);
json_t *attr_enums(const struct attr *, const struct site *);
const char *attr_type(const struct attr *);	/* "float" or "enum" */

/* A value as VRM would send it: number or string by the site's dialect. */
json_t *attr_json(const struct site *, const struct attr *, struct dec);

#endif
