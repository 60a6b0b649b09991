/* conf/value.h - what the value of a setting may look like */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H
#include <stdbool.h>
#include <stdint.h>

enum value_kind {
	VALUE_TEXT,
	VALUE_SECRET,
	VALUE_COMMAND,		/* that prints a secret */
	VALUE_SPAN,		/* a length of time, more than zero */
	VALUE_SPAN_OR_FOREVER,	/* "30" was to be days */
	VALUE_RATE,		/* N/h */
	VALUE_IP		/* any, ipv4, ipv6 */
};

/* What a value should have looked like; NULL if it is good. */
const char *value_complaint(enum value_kind, const char *);

bool value_rate(const char *, int64_t *per_hour);

#endif
