/* base/text.c - see text.h */
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Length of the valid UTF-8 sequence at s, 0 if there is none (RFC 3629). */
static size_t
utf8_len(const unsigned char *s)
{
	unsigned long code;
	size_t len;

	if (s[0] < 0x80)
		return 1;
	len = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	code = s[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3fU);
	}
	if ((len == 3 && code < 0x800) || (len == 4 && code < 0x10000) ||
	    code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return len;
}

void
text_mend(char *text, size_t len)
{
	unsigned char *p = (unsigned char *)text;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_len(p + i);
		if (n == 0)
			p[i] = '?';
		n += n == 0;
	}
}

/* What controls a terminal, or the order in which it shows what follows: C1,
 * U+2028 to U+202E, U+200E, U+200F, and U+2066 to U+2069. */
static bool
is_control(const unsigned char *p, size_t len)
{
	if (len == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	if (len != 3 || p[0] != 0xe2)
		return false;
	return p[1] == 0x80 ? p[2] == 0x8e || p[2] == 0x8f ||
	    (p[2] >= 0xa8 && p[2] <= 0xae) :
	    p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9;
}

void
text_clean(char *text)
{
	unsigned char *in = (unsigned char *)text;
	unsigned char *out = in;

	while (*in != '\0') {
		size_t len = utf8_len(in);
		bool control = is_control(in, len);

		if (len == 0 && in[0] >= 0xc2 && strlen((char *)in) < 4)
			break;		/* cut off by a bounded copy */
		if (len == 0 || control || in[0] < 0x20 || in[0] == 0x7f) {
			*out++ = '?';
			in += control ? len : 1;
			continue;
		}
		memmove(out, in, len);
		out += len;
		in += len;
	}
	*out = '\0';
}

/* FNV-1a */
uint64_t
text_hash(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return h;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void
text_trim(char *s)
{
	char *start = s;
	size_t len;

	while (is_space(*start))
		start++;
	len = strlen(start);
	while (len > 0 && is_space(start[len - 1]))
		len--;
	memmove(s, start, len);
	s[len] = '\0';
}

bool
text_copy(char *dst, size_t size, const char *src)
{
	size_t len = strlen(src);
	bool fits = len < size;

	if (!fits)
		for (len = size - 1; len > 0 && (src[len] & 0xc0) == 0x80;)
			len--;
	memcpy(dst, src, len);
	dst[len] = '\0';
	return fits;
}

bool
text_has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f ||
		    (s[0] == '\xc2' && (s[1] & '\xe0') == '\x80'))
			return true;
	return false;
}

bool
text_all(const char *s, bool (*is)(char))
{
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++)
		if (!is(*s))
			return false;
	return true;
}

bool
text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
text_is_hex_lower(char c)
{
	return text_is_digit(c) || (c >= 'a' && c <= 'f');
}

bool
text_to_int64(const char *s, int64_t *out)
{
	const char *digits = *s == '-' ? s + 1 : s;
	long long v;

	if (!text_all(digits, text_is_digit))
		return false;
	errno = 0;
	v = strtoll(s, NULL, 10);
	if (errno != 0)
		return false;
	*out = v;
	return true;
}

static bool
is_number_char(char c)
{
	return text_is_digit(c) || strchr("+-.eE", c) != NULL;
}

bool
text_to_double(const char *s, double *out)
{
	char *end;
	double v;

	/* The programs never call setlocale(), so strtod's point is "." */
	if (!text_all(s, is_number_char))
		return false;
	v = strtod(s, &end);
	if (*end != '\0' || !isfinite(v))
		return false;
	*out = v;
	return true;
}

/* A value of at most three decimals, as most measurements are: n thousandths
 * that are v exactly have v's shortest digits.  printf is ten times slower. */
static bool
few_decimals(char *buf, double v)
{
	char digits[TEXT_NUMBER];
	char *at = digits + sizeof(digits);
	int64_t n = (int64_t)(v * 1000 + (v < 0 ? -0.5 : 0.5));
	uint64_t left = n < 0 ? (uint64_t)-n : (uint64_t)n;

	if ((double)n / 1000 != v)
		return false;
	*--at = '\0';
	for (int place = 0; place < 4 || left > 0; place++, left /= 10) {
		if (place == 3 && *at != '\0')
			*--at = '.';
		if (place >= 3 || left % 10 != 0 || *at != '\0')
			*--at = (char)('0' + left % 10);
	}
	if (n < 0)
		*--at = '-';
	memcpy(buf, at, (size_t)(digits + sizeof(digits) - at));
	return true;
}

void
text_number(char *buf, double v)
{
	if (!(fabs(v) < 1e9) || !few_decimals(buf, v))
		(void)snprintf(buf, TEXT_NUMBER, "%.15g", v);
}

void
text_whole(char *buf, int64_t n)
{
	char digits[TEXT_NUMBER];
	char *at = digits + sizeof(digits);
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	*--at = '\0';
	do
		*--at = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (n < 0)
		*--at = '-';
	memcpy(buf, at, (size_t)(digits + sizeof(digits) - at));
}

void
text_exact(char *buf, double v)
{
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(buf, TEXT_NUMBER, "%.*g", digits, v);
		if (strtod(buf, NULL) == v)
			break;
	}
}
