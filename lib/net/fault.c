/* net/fault.c - see fault.h */
#include "net/fault.h"

#include "net/trust.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void
fault_peer(char *buf, size_t size, const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL, *port = NULL;

	(void)curl_url_set(u, CURLUPART_URL, url, 0);
	(void)curl_url_get(u, CURLUPART_HOST, &host, 0);
	(void)curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
	(void)snprintf(buf, size, "%s:%s", host == NULL ? "?" : host,
	    port == NULL ? "?" : port);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(u);
}

static bool
was_reset(CURL *c, const char *why)
{
	long os = 0;

	(void)curl_easy_getinfo(c, CURLINFO_OS_ERRNO, &os);
	return os == ECONNRESET || os == EPIPE ||
	    strstr(why, "reset by peer") != NULL ||
	    strstr(why, "SSL_ERROR_SYSCALL") != NULL;
}

/* libcurl's codes as rungs of the ladder (base/err.h). */
static enum err_kind
kind_of(CURL *c, CURLcode code, const char *why)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return ERR_DNS;
	case CURLE_OPERATION_TIMEDOUT:
		return ERR_TIMEOUT;
	case CURLE_SSL_CONNECT_ERROR:
		return was_reset(c, why) ? ERR_CONNECT : ERR_TLS;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return ERR_TLS;
	case CURLE_URL_MALFORMAT:
		return ERR_CONFIG;
	case CURLE_UNSUPPORTED_PROTOCOL:	/* HTTP/0.9: any bytes at all */
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING:
		return ERR_NOT_JSON;
	case CURLE_OUT_OF_MEMORY:
		return ERR_SYSTEM;
	default:
		return ERR_CONNECT;
	}
}

void
fault_explain(CURL *c, CURLcode code, const char *url, const char *why,
    struct err *e)
{
	char peer[FAULT_PEER];

	fault_peer(peer, sizeof(peer), url);
	if (code == CURLE_PARTIAL_FILE)
		err_set(e, ERR_CONNECT, "%s: the answer broke off", peer);
	else
		err_set(e, kind_of(c, code, why), "%s: %s", peer,
		    *why != '\0' ? why : curl_easy_strerror(code));
	if (e->kind == ERR_TLS)
		trust_explain(c, peer, why, e);
}
