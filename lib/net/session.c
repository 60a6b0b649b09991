/* net/session.c - see session.h */
#include "net/session.h"

#include "base/mem.h"
#include "net/identity.h"
#include "net/reply.h"

#include <stdlib.h>

enum { MAX_ANEW = 3 };		/* tokens tried for one request */

struct session {
	struct exchange *exchange;
	struct identity *identity;
};

int
session_open_bare(struct session **out, const struct cfg *cfg,
    const struct state *state, struct clock *clock, struct err *e)
{
	struct session *s = xcalloc(1, sizeof(*s));

	if (exchange_open(&s->exchange, cfg, state, clock, e) == -1) {
		session_close(s);
		return -1;
	}
	s->identity = identity_new(cfg, state, clock, s->exchange);
	*out = s;
	return 0;
}

int
session_open(struct session **out, const struct cfg *cfg,
    const struct state *state, struct clock *clock, struct err *e)
{
	struct session *s = NULL;

	if (session_open_bare(&s, cfg, state, clock, e) == -1)
		return -1;
	if (session_find(s, e) == -1) {
		session_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

void
session_close(struct session *s)
{
	if (s == NULL)
		return;
	identity_free(s->identity);
	exchange_close(s->exchange);
	free(s);
}

const char *
session_user(struct session *s, struct err *e)
{
	return identity_ready(s->identity, e) == -1 ? NULL :
	    identity_token(s->identity)->user;
}

/* Once, with the token there is. */
static int
send_signed(struct session *s, struct exchange_request *q,
    struct http_reply *r, struct err *e)
{
	const struct token *t = identity_token(s->identity);
	char *header = t == NULL ? NULL : token_header(t);
	int rc;

	q->authorization = header;
	rc = exchange_run(s->exchange, q, r, e);
	q->authorization = NULL;
	mem_free_secret(header);
	return rc;
}

static int
run(struct session *s, struct exchange_request *q, struct http_reply *r,
    struct err *e)
{
	*r = (struct http_reply){ .date_s = -1, .retry_after_ms = -1 };
	if (identity_ready(s->identity, e) == -1)
		return -1;
	for (int i = 0;; i++) {
		if (send_signed(s, q, r, e) == 0) {
			identity_worked(s->identity);
			return 0;
		}
		if (e->kind != ERR_TOKEN_REFUSED || i == MAX_ANEW ||
		    identity_recover(s->identity, q->path, e) == -1)
			return -1;
		*e = (struct err){ .kind = ERR_NONE };
		http_reply_free(r);
		q->use = RATE_EXTRA;
	}
}

int
session_get_json(struct session *s, enum rate_use use, const char *path,
    json_t **out, int64_t *date_s, struct err *e)
{
	struct exchange_request q = { .method = HTTP_GET, .use = use,
	    .path = path, .json = out };
	struct http_reply r;
	int rc;

	*out = NULL;
	rc = run(s, &q, &r, e);
	if (rc == 0 && date_s != NULL)
		*date_s = r.date_s;
	http_reply_free(&r);
	return rc;
}

int
session_get_stream(struct session *s, enum rate_use use, const char *path,
    const struct http_sink *sink, struct err *e)
{
	struct exchange_request q = { .method = HTTP_GET, .use = use,
	    .path = path, .sink = sink };
	struct http_reply r;
	int rc = run(s, &q, &r, e);

	http_reply_free(&r);
	return rc;
}

void
session_get_many(struct session *s, struct exchange_many *many)
{
	struct err ignored = { .kind = ERR_NONE };
	char *header;

	if (identity_ready(s->identity, &ignored) == -1)
		return;
	header = token_header(identity_token(s->identity));
	many->authorization = header;
	exchange_many(s->exchange, many);
	many->authorization = NULL;
	mem_free_secret(header);
}

void
session_hurry(struct session *s)
{
	exchange_hurry(s->exchange);
}

int64_t
session_skew_s(const struct session *s)
{
	return exchange_skew_s(s->exchange);
}

int
session_status(const struct session *s)
{
	return exchange_status(s->exchange);
}

bool
session_found_nothing(const struct session *s, const struct err *e)
{
	return (e->kind == ERR_REJECTED && session_status(s) == 404) ||
	    (e->kind == ERR_FORBIDDEN && session_status(s) != 403);
}

void
session_finish(const struct session *s, struct err *e)
{
	if (e->kind == ERR_NONE && !identity_trouble(s->identity, e))
		(void)exchange_trouble(s->exchange, e);
}

void
session_sign_in(struct session *s, const struct token *t)
{
	identity_set(s->identity, t);
}

int
session_find(struct session *s, struct err *e)
{
	return identity_find(s->identity, e);
}

const struct token *
session_token(const struct session *s, const char **from)
{
	*from = identity_from(s->identity);
	return identity_token(s->identity);
}

struct exchange *
session_exchange(struct session *s)
{
	return s->exchange;
}

int
session_send(struct session *s, enum http_method method, const char *path,
    const json_t *body, json_t **out, struct err *e)
{
	struct exchange_request q = { .method = method, .use = RATE_EXTRA,
	    .path = path, .body = body, .json = out,
	    .once = method == HTTP_POST && body != NULL };
	struct http_reply r;
	int rc = send_signed(s, &q, &r, e);

	http_reply_free(&r);
	return rc;
}
