/* line/zone.c - see zone.h */
#include "line/zone.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_zone_char(char c)
{
	return text_is_digit(c) || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || strchr("/_+-", c) != NULL;
}

static const char *
zone_dir(void)
{
	const char *dir = getenv("TZDIR");

	return dir == NULL || *dir == '\0' ? "/usr/share/zoneinfo" : dir;
}

static bool
is_zone_name(const char *s)
{
	return text_all(s, is_zone_char) && s[0] != '/' && s[0] != '-' &&
	    strlen(s) <= 60;
}

/* Does its file begin as compiled zones do (RFC 8536)? */
static bool
has_file(const char *name)
{
	char *path = xasprintf("%s/%s", zone_dir(), name);
	FILE *fp = fopen(path, "r");
	char magic[4];
	bool yes = fp != NULL && fread(magic, sizeof(magic), 1, fp) == 1 &&
	    memcmp(magic, "TZif", sizeof(magic)) == 0;

	if (fp != NULL)
		(void)fclose(fp);
	free(path);
	return yes;
}

bool
zone_exists(const char *name)
{
	return is_zone_name(name) &&
	    (has_file(name) || access(zone_dir(), F_OK) == -1);
}

bool
zone_is_here(const char *name)
{
	return strcmp(name, "UTC") == 0 ||
	    (is_zone_name(name) && has_file(name));
}

static int
use(const char *name, struct err *e)
{
	const char *now = getenv("TZ");

	if (now != NULL && strcmp(now, name) == 0)
		return 0;
	if (!zone_is_here(name)) {
		err_set(e, ERR_SYSTEM, "time zone %s: not on this machine",
		    name);
		err_hint(e, "install the time zone files (Debian: tzdata)");
		return -1;
	}
	(void)setenv("TZ", name, 1);
	tzset();
	return 0;
}

/* Dates as numbers in the order of the calendar. */
static int
local_date(int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL)
		return 0;
	return (tm.tm_year * 12 + tm.tm_mon) * 31 + tm.tm_mday;
}

/* The first second in (before, after] whose date is no longer before's. */
static int64_t
date_change(int64_t before, int64_t after)
{
	int date = local_date(before);

	while (after - before > 1) {
		int64_t mid = before + (after - before) / 2;

		if (local_date(mid) == date)
			before = mid;
		else
			after = mid;
	}
	return after;
}

/* A day lasts at most 25 h here, and date lines move by a day: no midnight is
 * further than 26 h, and no two are within 22 h of each other. */
int
zone_day(const char *name, int64_t at, int64_t *start, int64_t *end,
    struct err *e)
{
	enum { LONGEST_S = 26 * 3600, SHORTEST_S = 22 * 3600 };
	int64_t before = at - SHORTEST_S;

	if (use(name, e) == -1)
		return -1;
	while (local_date(before) == local_date(at))
		before -= 3600;
	*start = date_change(before, at);
	*end = date_change(at, *start + LONGEST_S);
	return 0;
}

static bool
shows(int64_t at, const struct tm *want)
{
	time_t t = (time_t)at;
	struct tm tm;

	return localtime_r(&t, &tm) != NULL && tm.tm_year == want->tm_year &&
	    tm.tm_mon == want->tm_mon && tm.tm_mday == want->tm_mday &&
	    tm.tm_hour == want->tm_hour && tm.tm_min == want->tm_min &&
	    tm.tm_sec == want->tm_sec;
}

int
zone_moment(const char *name, int64_t local, int64_t *at, struct err *e)
{
	time_t t = (time_t)local;
	struct tm want, tm;

	if (use(name, e) == -1)
		return -1;
	if (gmtime_r(&t, &want) == NULL) {
		err_set(e, ERR_USAGE, "a time of no calendar");
		return -1;
	}
	for (int summer = 1; summer >= -1; summer--) {
		tm = want;
		tm.tm_isdst = summer;
		*at = (int64_t)mktime(&tm);
		if (shows(*at, &want))
			break;
	}
	return 0;
}

int
zone_clock(const char *name, int64_t at, struct tm *tm, struct err *e)
{
	time_t t = (time_t)at;

	if (use(name, e) == -1)
		return -1;
	if (localtime_r(&t, tm) == NULL) {
		err_set(e, ERR_USAGE, "a time of no calendar");
		return -1;
	}
	return 0;
}
