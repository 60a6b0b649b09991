/* net/trust.c - see trust.h */
#include "net/trust.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 16 << 20 };

/* Results of OpenSSL's verification, as CURLINFO_SSL_VERIFYRESULT gives them
 * (x509_vfy.h; the numbers are part of its interface). */
enum {
	NO_ISSUER = 2, NOT_YET_VALID = 9, EXPIRED = 10, SELF_SIGNED = 18,
	SELF_SIGNED_IN_CHAIN = 19, NO_LOCAL_ISSUER = 20, NO_FIRST = 21
};

struct trust {
	const char *dir;	/* hashed; NULL none */
	const char *bundle;	/* NULL none */
	char *ca_file;		/* NULL none */
	bool wide;		/* the bundle too */
	char *all;		/* bundle and ca_file together, once wide */
};

/* "5ed36f99.0": a CA under the hash of its name. */
static bool
is_hashed_name(const char *s)
{
	for (int i = 0; i < 8; i++)
		if (!text_is_hex_lower(s[i]))
			return false;
	return s[8] == '.' && text_all(s + 9, text_is_digit);
}

static bool
is_hashed_dir(const char *path)
{
	DIR *d = path == NULL ? NULL : opendir(path);
	struct dirent *entry;
	bool found = false;

	if (d == NULL)
		return false;
	for (entry = readdir(d); !found && entry != NULL; entry = readdir(d))
		found = is_hashed_name(entry->d_name);
	(void)closedir(d);
	return found;
}

/* Others read the whole directory, or know no such thing. */
static bool
backend_looks_up(const curl_version_info_data *v)
{
	return v->ssl_version != NULL &&
	    (strncmp(v->ssl_version, "OpenSSL/", 8) == 0 ||
	    strncmp(v->ssl_version, "LibreSSL/", 9) == 0);
}

static int
check_ca_file(const char *path, struct err *e)
{
	char *text;
	size_t len;
	int rc = file_read(path, MAX_BYTES, &text, &len, e);

	if (rc == 1)
		err_set(e, ERR_CONFIG, "VRM_CA_FILE: %s: no such file", path);
	else if (rc == -1)
		err_ctx(e, "VRM_CA_FILE");
	else if (strstr(text, "-----BEGIN ") == NULL) {
		err_set(e, ERR_CONFIG, "VRM_CA_FILE: %s: no certificate in "
		    "PEM form", path);
		rc = -1;
	}
	free(text);
	e->kind = rc == 0 ? e->kind : ERR_CONFIG;
	return rc == 0 ? 0 : -1;
}

/* From now on the bundle too, with ca_file joined to it: libcurl takes one. */
static void
widen(struct trust *t)
{
	struct err ignored = { .kind = ERR_NONE };
	char *system = NULL, *extra = NULL;
	size_t len;

	t->wide = true;
	if (t->ca_file == NULL || t->bundle == NULL)
		return;
	if (file_read(t->bundle, MAX_BYTES, &system, &len, &ignored) == 0 &&
	    file_read(t->ca_file, MAX_BYTES, &extra, &len, &ignored) == 0)
		t->all = xasprintf("%s\n%s", system, extra);
	free(system);
	free(extra);
}

int
trust_open(struct trust **out, const char *ca_file, struct err *e)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
	struct trust *t;

	if (ca_file != NULL && check_ca_file(ca_file, e) == -1)
		return -1;
	t = xcalloc(1, sizeof(*t));
	t->bundle = v->cainfo;
	t->ca_file = ca_file == NULL ? NULL : xstrdup(ca_file);
	if (backend_looks_up(v) && is_hashed_dir(v->capath))
		t->dir = v->capath;
	else
		widen(t);
	*out = t;
	return 0;
}

void
trust_close(struct trust *t)
{
	if (t == NULL)
		return;
	free(t->ca_file);
	free(t->all);
	free(t);
}

void
trust_apply(const struct trust *t, CURL *c)
{
	struct curl_blob blob = { .flags = CURL_BLOB_NOCOPY };

	if (t->dir != NULL) {
		(void)curl_easy_setopt(c, CURLOPT_CAPATH, t->dir);
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, t->ca_file);
	}
	if (t->all != NULL) {
		blob.data = t->all;
		blob.len = strlen(t->all);
		(void)curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &blob);
	} else if (t->wide && t->ca_file != NULL) {
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, t->ca_file);
	} else if (t->wide && t->bundle != NULL) {
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, t->bundle);
	}
}

static long
verify_result(CURL *c)
{
	long result = 0;

	(void)curl_easy_getinfo(c, CURLINFO_SSL_VERIFYRESULT, &result);
	return result;
}

static bool
is_unknown_ca(long result)
{
	return result == NO_ISSUER || result == SELF_SIGNED ||
	    result == SELF_SIGNED_IN_CHAIN || result == NO_LOCAL_ISSUER ||
	    result == NO_FIRST;
}

bool
trust_widen(struct trust *t, CURL *c)
{
	if (t->wide || t->bundle == NULL || !is_unknown_ca(verify_result(c)))
		return false;
	widen(t);
	return true;
}

void
trust_explain(CURL *c, const char *peer, const char *why, struct err *e)
{
	long result = verify_result(c);

	if (result == EXPIRED || result == NOT_YET_VALID) {
		err_set(e, ERR_TLS, "%s: its certificate %s", peer,
		    result == EXPIRED ? "has expired" : "is not valid yet");
		err_hint(e, "check this machine's date (date -u); if it is "
		    "right, the server's owner must renew the certificate");
	} else if (is_unknown_ca(result)) {
		err_set(e, ERR_TLS, "%s: its certificate comes from a CA this "
		    "system does not know", peer);
		err_hint(e, "install the ca-certificates package, or name a "
		    "private endpoint's CA in VRM_CA_FILE; somebody between "
		    "may be listening");
	} else if (strstr(why, "subject name") != NULL ||
	    strstr(why, "does not match") != NULL) {
		err_set(e, ERR_TLS, "%s: its certificate is for another host",
		    peer);
		err_hint(e, "check VICTRON_API_URL; somebody between may be "
		    "listening");
	}
}
