/* net/url.c - see url.h */
#include "net/url.h"

#include "base/mem.h"
#include "base/text.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A part of a parsed URL, malloc'ed; NULL if it has none. */
static char *
part(CURLU *u, CURLUPart what)
{
	char *curls = NULL, *own;

	if (curl_url_get(u, what, &curls, 0) != CURLUE_OK)
		return NULL;
	own = xstrdup(curls);
	curl_free(curls);
	return own;
}

/* libcurl itself never resolves "localhost" to anything but loopback. */
static bool
is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 ||
	    strcmp(host, "[::1]") == 0 ||
	    (strncmp(host, "127.", 4) == 0 &&
	    strspn(host, "0123456789.") == strlen(host));
}

static int
check(CURLU *u, const char *text, struct err *e)
{
	static const CURLUPart unwanted[] = {
		CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY,
		CURLUPART_FRAGMENT
	};
	char *scheme = part(u, CURLUPART_SCHEME);
	char *host = part(u, CURLUPART_HOST);
	int rc = -1;

	for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
		char *p = part(u, unwanted[i]);

		mem_free_secret(p);
		if (p != NULL) {
			err_set(e, ERR_CONFIG, "an API address has no user, "
			    "password, query or fragment");
			goto out;
		}
	}
	if (scheme == NULL || host == NULL)
		err_set(e, ERR_CONFIG, "not a URL: %s", text);
	else if (strcmp(scheme, "https") == 0 ||
	    (strcmp(scheme, "http") == 0 && is_loopback(host)))
		rc = 0;
	else if (strcmp(scheme, "http") == 0)
		err_set(e, ERR_CONFIG, "plain http would show the token to "
		    "everybody between: %s (http is for loopback only)", text);
	else
		err_set(e, ERR_CONFIG, "neither https nor http: %s", text);
out:
	free(scheme);
	free(host);
	return rc;
}

int
url_base(char **out, const char *text, struct err *e)
{
	CURLU *u = curl_url();
	char *base = xstrdup(text);
	size_t len;
	int rc = -1;

	text_trim(base);
	if (text_has_control(base) || strstr(base, "://") == NULL ||
	    curl_url_set(u, CURLUPART_URL, base, CURLU_NON_SUPPORT_SCHEME) !=
	    CURLUE_OK)
		err_set(e, ERR_CONFIG, "not a URL: %s", base);
	else
		rc = check(u, base, e);
	if (rc == -1)
		goto out;
	len = strlen(base);
	while (len > 0 && base[len - 1] == '/')
		base[--len] = '\0';
	if (len > 3 && strcmp(base + len - 3, "/v2") == 0)
		len -= 3;
	while (len > 0 && base[len - 1] == '/')
		len--;
	base[len] = '\0';
	*out = base;
	base = NULL;
out:
	free(base);
	curl_url_cleanup(u);
	return rc;
}

/* Appends separator and the encoded text to *to. */
static void
append(char **to, char separator, const char *text)
{
	char *code = curl_easy_escape(NULL, text, 0);
	char *joined;

	joined = xasprintf("%s%c%s", *to, separator, code == NULL ? "" : code);
	curl_free(code);
	free(*to);
	*to = joined;
}

char *
url_path(const char *segment, ...)
{
	char *path = xstrdup("");
	va_list ap;

	va_start(ap, segment);
	for (; segment != NULL; segment = va_arg(ap, const char *)) {
		if (*segment == '\0' || strcmp(segment, ".") == 0 ||
		    strcmp(segment, "..") == 0) {
			free(path);
			path = NULL;
			break;
		}
		append(&path, '/', segment);
	}
	va_end(ap);
	return path;
}

void
url_add(char **path, const char *key, const char *value)
{
	append(path, strchr(*path, '?') == NULL ? '?' : '&', key);
	append(path, '=', value);
}

void
url_add_whole(char **path, const char *key, int64_t value)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%" PRId64, value);
	url_add(path, key, number);
}
