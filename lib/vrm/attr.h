/* vrm/attr.h - one attribute as VRM sends it, read tolerantly
 *
 * An attribute is a JSON object in three families of answers: widgets
 * (vrm-api.md 6), the installation list's "extended" (3.2) and diagnostics (5).
 * Texts in it are translated and formatted for people: nothing here reads them.
 */
#ifndef VRM_ATTR_H
#define VRM_ATTR_H
#include "line/reading.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* VRM's ids (vrm-api.md 3.2, 5.1, 5.2).  Codes are case-sensitive: "bT" is the
 * system's temperature, "BT" a monitor's, "bt" a time to go. */
enum attr_id {
	ATTR_V = 47, ATTR_I = 49, ATTR_SOC = 51, ATTR_BT = 115,	/* a monitor */
	ATTR_BV = 143, ATTR_BS = 144, ATTR_BC = 147,	/* what the GX shows */
	ATTR_BST = 215, ATTR_SL = 255, ATTR_ABS = 263
};

/* Is it this one?  The code decides; the id where there is no code. */
bool attr_is(const json_t *attribute, const char *code, enum attr_id);

/* valueFloat, else rawValue, else value, else, where those hold an enum's name,
 * valueEnum: the first that is a number.  False if none is, or isValid denies
 * it. */
bool attr_number(const json_t *attribute, double *);

/* Unix seconds from a time in seconds or (above 1e11) milliseconds, number or
 * string.  False for every form of nothing and for 0. */
bool attr_time(const json_t *, int64_t *at);

/* The same from an age in seconds before now; what exceeds 1e9 is no age but a
 * time itself.  {"value": age} is read too. */
bool attr_age(const json_t *, int64_t now, int64_t *at);

/* A device's instance, 0 included; -1 if there is none. */
int64_t attr_instance(const json_t *owner);

/* bst and its kin: 0 idle, 1 charging, 2 discharging. */
enum reading_state attr_state(double);

/* A logging interval in seconds that can be one; else 0. */
int attr_interval(const json_t *);

#endif
