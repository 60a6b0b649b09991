/* vrm/http.c - see http.h */
#include "vrm/http.h"

#include "base/mem.h"
#include "base/text.h"
#include "vrm/trust.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	STREAM_MS = 160000,		/* longest streamed answer */
	STREAM_SILENCE_S = HTTP_TIMEOUT_MS / 1000
};

struct http {
	CURL *curl;
	struct trust *trust;
	const struct clock *clock;
	int ip_version;
};

/* One exchange under way; what the write callback needs. */
struct transfer {
	CURL *curl;
	const struct http_request *request;
	struct http_reply *reply;
	size_t size;			/* of the body's buffer */
	bool started;			/* the sink was told */
	bool too_big;
	struct err *sink_err;
};

int
http_open(struct http **out, const struct http_options *o,
    const struct clock *clock, struct err *e)
{
	struct http *h = xcalloc(1, sizeof(*h));

	h->clock = clock;
	h->ip_version = o->ip_version;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		h->curl = curl_easy_init();
	if (h->curl == NULL) {
		err_set(e, ERR_SYSTEM, "libcurl does not start");
		http_close(h);
		return -1;
	}
	if (trust_open(&h->trust, o->ca_file, e) == -1) {
		http_close(h);
		return -1;
	}
	*out = h;
	return 0;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	trust_close(h->trust);
	free(h);
}

void
http_reply_free(struct http_reply *r)
{
	if (r->body != NULL)
		mem_wipe(r->body, r->len);	/* a login's holds the token */
	free(r->body);
	r->body = NULL;
	r->len = 0;
}

static bool
is_success(CURL *curl)
{
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status >= 200 && status < 300;
}

/* A header's value; "" without.  Borrowed until the next transfer. */
static const char *
header(CURL *curl, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &h) ==
	    CURLHE_OK ? h->value : "";
}

static int64_t
date_of(CURL *curl)
{
	return (int64_t)curl_getdate(header(curl, "Date"), NULL);
}

static void
start_sink(struct transfer *t)
{
	if (!t->started)
		t->request->sink->start(t->request->sink->arg,
		    date_of(t->curl));
	t->started = true;
}

static bool
keep(struct transfer *t, const char *data, size_t len)
{
	struct http_reply *r = t->reply;

	if (len > HTTP_BODY_MAX - r->len) {
		t->too_big = true;
		return false;
	}
	if (r->len + len + 1 > t->size) {
		t->size = 2 * (r->len + len) + 1;
		r->body = xrealloc(r->body, t->size, 1);
	}
	memcpy(r->body + r->len, data, len);
	r->len += len;
	r->body[r->len] = '\0';
	return true;
}

static size_t
on_data(char *data, size_t one, size_t len, void *arg)
{
	struct transfer *t = arg;
	const struct http_sink *sink = t->request->sink;

	(void)one;
	if (sink == NULL || !is_success(t->curl))
		return keep(t, data, len) ? len : 0;
	start_sink(t);
	return sink->write(sink->arg, data, len, t->sink_err) == 0 ? len : 0;
}

static void
set_method(CURL *c, const struct http_request *q)
{
	static const char *const names[] = { "GET", "POST", "DELETE" };

	if (q->body != NULL) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)strlen(q->body));
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body);
	} else if (q->method == HTTP_POST) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, 0L);
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, "");
	}
	(void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, names[q->method]);
}

/* An ordinary answer within the timeout; a streamed one may take long, but not
 * stand still. */
static void
set_patience(CURL *c, const struct http_request *q)
{
	long ms = q->sink == NULL ? HTTP_TIMEOUT_MS : STREAM_MS;

	if (q->timeout_ms > 0 && q->timeout_ms < ms)
		ms = (long)q->timeout_ms;
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
	    ms < HTTP_TIMEOUT_MS ? ms : (long)HTTP_TIMEOUT_MS);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ms);
	if (q->sink == NULL)
		return;
	(void)curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	(void)curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME,
	    (long)STREAM_SILENCE_S);
}

static struct curl_slist *
set_headers(CURL *c, const struct http_request *q)
{
	struct curl_slist *list = curl_slist_append(NULL,
	    "Accept: application/json");
	char *line;

	if (q->method == HTTP_POST)
		list = curl_slist_append(list,
		    "Content-Type: application/json");
	if (q->authorization != NULL) {
		line = xasprintf("X-Authorization: %s", q->authorization);
		list = curl_slist_append(list, line);
		mem_free_secret(line);
	}
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
	return list;
}

/* The list's own copies hold the token. */
static void
free_headers(struct curl_slist *list)
{
	for (struct curl_slist *l = list; l != NULL; l = l->next)
		mem_wipe(l->data, strlen(l->data));
	curl_slist_free_all(list);
}

static void
set_rules(const struct http *h, const struct http_request *q,
    struct transfer *t, char *why)
{
	CURL *c = h->curl;
	long ip = h->ip_version == 4 ? CURL_IPRESOLVE_V4 :
	    h->ip_version == 6 ? CURL_IPRESOLVE_V6 : CURL_IPRESOLVE_WHATEVER;

	curl_easy_reset(c);		/* keeps the connection */
	(void)curl_easy_setopt(c, CURLOPT_URL, q->url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http");
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	(void)curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	(void)curl_easy_setopt(c, CURLOPT_IPRESOLVE, ip);
	if (strncasecmp(q->url, "http:", 5) == 0)	/* loopback: no proxy */
		(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_USERAGENT,
	    "vrm-tools/" VRM_VERSION);
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	set_method(c, q);
	set_patience(c, q);
}

/* "vrmapi.victronenergy.com:443", for messages. */
static void
name_peer(char *buf, size_t size, const char *url)
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

static void
explain(const struct http *h, const struct transfer *t, CURLcode code,
    const char *why, struct err *e)
{
	char peer[300];

	name_peer(peer, sizeof(peer), t->request->url);
	if (t->too_big)
		err_set(e, ERR_TOO_BIG, "%s: the answer exceeds %d MiB", peer,
		    HTTP_BODY_MAX >> 20);
	else if (code == CURLE_PARTIAL_FILE)
		err_set(e, ERR_CONNECT, "%s: the answer broke off", peer);
	else
		err_set(e, kind_of(h->curl, code, why), "%s: %s", peer,
		    *why != '\0' ? why : curl_easy_strerror(code));
	if (e->kind == ERR_TLS)
		trust_explain(h->curl, peer, why, e);
}

int64_t
http_retry_after_ms(const char *value, int64_t server_now)
{
	int64_t s;

	if (text_to_int64(value, &s))
		return s < 0 ? -1 : s > INT64_MAX / 1000 ? INT64_MAX : s * 1000;
	if (*value < 'A')		/* curl_getdate() takes too much */
		return -1;
	s = (int64_t)curl_getdate(value, NULL);
	if (s == -1)
		return -1;
	return s > server_now ? (s - server_now) * 1000 : 0;
}

static void
read_head(const struct http *h, struct http_reply *r)
{
	long status = 0, sent = 0;

	(void)curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(h->curl, CURLINFO_REQUEST_SIZE, &sent);
	r->status = (int)status;
	r->written = sent > 0;
	r->date_s = date_of(h->curl);
	r->retry_after_ms = http_retry_after_ms(header(h->curl, "Retry-After"),
	    r->date_s != -1 ? r->date_s : clock_s(h->clock));
	(void)text_copy(r->type, sizeof(r->type),
	    header(h->curl, "Content-Type"));
}

/* With the quick trust first; where that fails, with all there is: nothing was
 * sent yet. */
static CURLcode
perform(struct http *h)
{
	CURLcode code;

	trust_apply(h->trust, h->curl);
	code = curl_easy_perform(h->curl);
	if (code == CURLE_PEER_FAILED_VERIFICATION &&
	    trust_widen(h->trust, h->curl)) {
		trust_apply(h->trust, h->curl);
		code = curl_easy_perform(h->curl);
	}
	return code;
}

int
http_do(struct http *h, const struct http_request *q, struct http_reply *r,
    struct err *e)
{
	char why[CURL_ERROR_SIZE] = "";
	struct err sink_err = { .kind = ERR_NONE };
	struct transfer t = { .curl = h->curl, .request = q, .reply = r,
	    .sink_err = &sink_err };
	struct curl_slist *headers;
	CURLcode code;

	*r = (struct http_reply){ .date_s = -1, .retry_after_ms = -1 };
	set_rules(h, q, &t, why);
	headers = set_headers(h->curl, q);
	code = perform(h);
	read_head(h, r);
	free_headers(headers);
	if (sink_err.kind != ERR_NONE) {
		*e = sink_err;
		return -1;
	}
	if (code != CURLE_OK) {
		explain(h, &t, code, why, e);
		return -1;
	}
	if (r->status >= 300 && r->status < 400) {
		name_peer(why, sizeof(why), q->url);
		err_set(e, ERR_REDIRECT, "%s: wants to send us elsewhere (%d)",
		    why, r->status);
		return -1;
	}
	if (q->sink != NULL && is_success(h->curl))
		start_sink(&t);
	return 0;
}
