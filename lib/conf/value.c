/* conf/value.c - see value.h */
#include "conf/value.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

enum { HOUR_S = 3600 };

bool
value_rate(const char *text, int64_t *per_hour)
{
	char number[16];
	const char *slash = strchr(text, '/');
	size_t len = slash == NULL ? strlen(text) : (size_t)(slash - text);

	if (len >= sizeof(number) ||
	    (slash != NULL && strcmp(slash, "/h") != 0))
		return false;
	memcpy(number, text, len);
	number[len] = '\0';
	return text_to_int64(number, per_hour) && *per_hour > 0 &&
	    *per_hour <= 1000000;
}

const char *
value_complaint(enum value_kind kind, const char *value)
{
	int64_t n;

	switch (kind) {
	case VALUE_TEXT:
	case VALUE_SECRET:
	case VALUE_COMMAND:
		break;
	case VALUE_SPAN_OR_FOREVER:
		if (strcmp(value, "forever") == 0)
			return NULL;
		if (value[strspn(value, "0123456789")] == '\0' &&
		    clock_parse_span(value, &n) && n > 0 && n < HOUR_S)
			return "would be seconds; 30 days are 30d";
		/* FALLTHROUGH */
	case VALUE_SPAN:
		if (!clock_parse_span(value, &n) || n <= 0)
			return "not a length of time such as 180s, 5m or 72h";
		break;
	case VALUE_RATE:
		if (!value_rate(value, &n))
			return "not a rate such as 50/h";
		break;
	case VALUE_IP:
		if (strcmp(value, "any") != 0 && strcmp(value, "ipv4") != 0 &&
		    strcmp(value, "ipv6") != 0)
			return "not any, ipv4 or ipv6";
		break;
	}
	return NULL;
}
