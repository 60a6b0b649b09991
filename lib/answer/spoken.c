/* answer/spoken.c - see spoken.h */
#include "answer/spoken.h"

#include "line/zone.h"

#include <stdbool.h>
#include <stdio.h>

enum { DAY_S = 86400 };

static bool
same_day(const struct tm *a, const struct tm *b)
{
	return a->tm_year == b->tm_year && a->tm_yday == b->tm_yday;
}

const char *
spoken_time(char *buf, const char *zone, int64_t at, int64_t now)
{
	static const char *const months[] = { "January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December" };
	struct err none = { .kind = ERR_NONE };
	struct tm then, today, yesterday;
	bool known = *zone != '\0' && zone_clock(zone, at, &then, &none) == 0;
	const char *by = known ? zone : "UTC";
	const char *utc = known ? "" : " UTC";

	if (zone_clock(by, at, &then, &none) == -1 ||
	    zone_clock(by, now, &today, &none) == -1 ||
	    zone_clock(by, now - DAY_S, &yesterday, &none) == -1)
		(void)snprintf(buf, SPOKEN_TIME, "at some time");
	else if (same_day(&then, &today) || same_day(&then, &yesterday))
		(void)snprintf(buf, SPOKEN_TIME, "%s at %d:%02d%s",
		    same_day(&then, &today) ? "today" : "yesterday",
		    then.tm_hour, then.tm_min, utc);
	else if (then.tm_year == today.tm_year)
		(void)snprintf(buf, SPOKEN_TIME, "%d %s at %d:%02d%s",
		    then.tm_mday, months[then.tm_mon], then.tm_hour,
		    then.tm_min, utc);
	else
		(void)snprintf(buf, SPOKEN_TIME, "%d %s %d at %d:%02d%s",
		    then.tm_mday, months[then.tm_mon], then.tm_year + 1900,
		    then.tm_hour, then.tm_min, utc);
	return buf;
}
