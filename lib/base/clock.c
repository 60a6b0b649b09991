/* base/clock.c - see clock.h */
#include "base/clock.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400 };

/* 10,000 years: sums and milliseconds of spans do not overflow. */
static const int64_t SPAN_MAX_S = INT64_C(10000) * 366 * DAY_S;

int
clock_from_env(struct clock *c, struct err *e)
{
	const char *text = getenv("VRM_NOW");
	int64_t at;

	*c = (struct clock){ .is_virtual = false };
	if (text == NULL || *text == '\0')
		return 0;
	if (!clock_parse(text, &at)) {
		err_set(e, ERR_CONFIG, "VRM_NOW: not an RFC 3339 time: %s",
		    text);
		return -1;
	}
	*c = (struct clock){ .is_virtual = true, .at_ms = at * 1000 };
	return 0;
}

int64_t
clock_ms(const struct clock *c)
{
	struct timespec ts;

	if (c->is_virtual)
		return c->at_ms;
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_s(const struct clock *c)
{
	return clock_ms(c) / 1000;
}

void
clock_sleep_ms(struct clock *c, int64_t ms)
{
	struct timespec ts = { (time_t)(ms / 1000),
	    (long)(ms % 1000) * 1000000 };

	if (ms <= 0)
		return;
	if (c->is_virtual)
		c->at_ms += ms;
	else
		(void)nanosleep(&ts, NULL);
}

bool
clock_steady(const struct clock *c, char boot[CLOCK_BOOT], int64_t *ms)
{
#ifdef CLOCK_BOOTTIME
	struct timespec ts;
	FILE *fp;
	bool known;

	if (c->is_virtual || clock_gettime(CLOCK_BOOTTIME, &ts) == -1)
		return false;
	*ms = (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
	fp = fopen("/proc/sys/kernel/random/boot_id", "re");
	if (fp == NULL)
		return false;
	known = fgets(boot, CLOCK_BOOT, fp) != NULL;
	(void)fclose(fp);
	if (known)
		text_trim(boot);
	return known;
#else
	(void)c;
	(void)boot;
	(void)ms;
	return false;
#endif
}

/* Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant's
 * days_from_civil): timegm() is not POSIX. */
static int64_t
days_of_date(int64_t y, int m, int d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int
days_in_month(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31 };
	bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);

	return m == 2 && leap ? 29 : days[m - 1];
}

/* The date of a number of days since 1970-01-01 (his civil_from_days). */
static void
date_of_days(int64_t days, int64_t *y, int *m, int *d)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = (int)(doe - (365 * yoe + yoe / 4 - yoe / 100));
	int mp = (5 * doy + 2) / 153;

	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

/* n digits and what follows them; the place behind. */
static char *
put_digits(char *at, int n, int v, char next)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		at[i] = (char)('0' + v % 10);
	at[n] = next;
	return at + n + 1;
}

const char *
clock_format(char *buf, int64_t unix_s)
{
	static const int64_t year_0 = -62167219200, year_10000 = 253402300800;
	int64_t y, second = (unix_s % DAY_S + DAY_S) % DAY_S;
	int m, d, s = (int)second;
	char *at = buf;

	if (unix_s < year_0 || unix_s >= year_10000) {
		(void)text_copy(buf, CLOCK_TEXT, "-");
		return buf;
	}
	date_of_days((unix_s - second) / DAY_S, &y, &m, &d);
	at = put_digits(at, 4, (int)y, '-');
	at = put_digits(at, 2, m, '-');
	at = put_digits(at, 2, d, 'T');
	at = put_digits(at, 2, s / 3600, ':');
	at = put_digits(at, 2, s / 60 % 60, ':');
	at = put_digits(at, 2, s % 60, 'Z');
	*at = '\0';
	return buf;
}

/* Reads exactly n digits; false if there are fewer. */
static bool
digits(const char **s, int n, int *out)
{
	*out = 0;
	for (; n > 0; n--, (*s)++) {
		if (!text_is_digit(**s))
			return false;
		*out = *out * 10 + (**s - '0');
	}
	return true;
}

static bool
literal(const char **s, const char *set)
{
	if (**s == '\0' || strchr(set, **s) == NULL)
		return false;
	(*s)++;
	return true;
}

/* "Z", "+01:00" or "-03:30" after the time; offset in seconds. */
static bool
parse_offset(const char *s, int64_t *offset_s)
{
	int h, m, sign;

	*offset_s = 0;
	if (strcmp(s, "Z") == 0 || strcmp(s, "z") == 0)
		return true;
	sign = *s == '-' ? -1 : 1;
	if (!literal(&s, "+-") || !digits(&s, 2, &h) || !literal(&s, ":") ||
	    !digits(&s, 2, &m) || *s != '\0' || h > 23 || m > 59)
		return false;
	*offset_s = sign * (h * 3600 + m * 60);
	return true;
}

bool
clock_parse(const char *s, int64_t *unix_s)
{
	int y, mo, d, h, mi, sec;
	int64_t offset;

	if (!digits(&s, 4, &y) || !literal(&s, "-") || !digits(&s, 2, &mo) ||
	    !literal(&s, "-") || !digits(&s, 2, &d) || !literal(&s, "Tt ") ||
	    !digits(&s, 2, &h) || !literal(&s, ":") || !digits(&s, 2, &mi) ||
	    !literal(&s, ":") || !digits(&s, 2, &sec))
		return false;
	if (*s == '.') {
		s++;
		if (!text_is_digit(*s))
			return false;
		while (text_is_digit(*s))
			s++;
	}
	if (!parse_offset(s, &offset) || mo < 1 || mo > 12 || d < 1 ||
	    d > days_in_month(y, mo) || h > 23 || mi > 59 || sec > 60)
		return false;
	*unix_s = days_of_date(y, mo, d) * DAY_S + h * 3600 + mi * 60 + sec -
	    offset;
	return true;
}

bool
clock_parse_span(const char *s, int64_t *seconds)
{
	static const struct { char unit; int64_t s; } units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', DAY_S },
		{ 'w', 7 * DAY_S }
	};
	char number[16];
	size_t len = strlen(s);
	int64_t scale = 1;

	if (len == 0 || len >= sizeof(number))
		return false;
	memcpy(number, s, len + 1);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (number[len - 1] == units[i].unit) {
			number[len - 1] = '\0';
			scale = units[i].s;
			break;
		}
	if (!text_to_int64(number, seconds) || *seconds < 0 ||
	    *seconds > SPAN_MAX_S / scale)
		return false;
	*seconds *= scale;
	return true;
}

const char *
clock_format_age(char *buf, int64_t s)
{
	static const struct { int64_t from, unit; const char *name; } step[] = {
		{ 2 * DAY_S, DAY_S, "day" }, { 7200, 3600, "hour" },
		{ 120, 60, "minute" }, { INT64_MIN, 1, "second" }
	};
	size_t i = 0;

	while (s < step[i].from)
		i++;
	(void)snprintf(buf, CLOCK_AGE, "%" PRId64 " %s%s", s / step[i].unit,
	    step[i].name, s / step[i].unit == 1 ? "" : "s");
	return buf;
}
