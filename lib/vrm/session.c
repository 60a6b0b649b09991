/* vrm/session.c - see session.h */
#include "vrm/session.h"

#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "state/owner.h"
#include "vrm/credentials.h"
#include "vrm/login.h"
#include "vrm/reply.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	RENEW_AFTER_S = 12 * 3600,	/* a login's age */
	RENEW_BEFORE_S = 300,		/* its own exp */
	MAX_ANEW = 3			/* tokens tried for one request */
};

struct session {
	const struct cfg *cfg;
	const struct state *state;
	struct clock *clock;
	struct exchange *exchange;
	struct token token;
	char from[CREDENTIALS_FROM];	/* where the token came from */
	bool has_token, is_saved;
	bool identified;	/* token.user is known, and our owner */
	bool logged_in;		/* in this run: never twice */
	struct err login_failed;
	struct err trouble;	/* with the state directory */
};

int
session_open_bare(struct session **out, const struct cfg *cfg,
    const struct state *state, struct clock *clock, struct err *e)
{
	struct session *s = xcalloc(1, sizeof(*s));

	s->cfg = cfg;
	s->state = state;
	s->clock = clock;
	if (exchange_open(&s->exchange, cfg, state, clock, e) == -1) {
		session_close(s);
		return -1;
	}
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
	switch (credentials_token(cfg, state, &s->token, s->from,
	    &s->is_saved, e)) {
	case 0:
		s->has_token = true;
		break;
	case 1:
		if (credentials_can_login(cfg))
			break;
		err_set(e, ERR_TOKEN_MISSING, "no VRM access token");
		/* FALLTHROUGH */
	default:
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
	exchange_close(s->exchange);
	token_wipe(&s->token);
	free(s);
}

static void
remember_trouble(struct session *s, const struct err *why)
{
	if (s->trouble.kind != ERR_NONE)
		return;
	s->trouble = *why;
	note_warn("%s", why->msg);
}

static void
take_token(struct session *s, const struct token *t, const char *from)
{
	s->token = *t;
	s->has_token = true;
	s->identified = false;
	(void)text_copy(s->from, sizeof(s->from), from);
}

/* A login that is old or ends soon.  Access tokens are not renewed. */
static bool
is_aging(const struct session *s, const struct token *t)
{
	int64_t now = clock_s(s->clock);

	return t->scheme == TOKEN_BEARER &&
	    ((t->obtained_at != 0 && now - t->obtained_at > RENEW_AFTER_S) ||
	    (t->expires_at != 0 && now > t->expires_at - RENEW_BEFORE_S));
}

/* Has another process saved a better token meanwhile?  Then take that. */
static bool
adopt_saved(struct session *s)
{
	struct err ignored = { .kind = ERR_NONE };
	struct token t;
	bool better;

	if (token_load(s->state, &t, &ignored) != 0)
		return false;
	better = !is_aging(s, &t) &&
	    (!s->has_token || strcmp(t.text, s->token.text) != 0);
	if (better) {
		take_token(s, &t, "saved in the state directory");
		s->is_saved = true;
	}
	token_wipe(&t);
	return better;
}

/* Logs in and saves what that gave. */
static int
log_in(struct session *s, struct err *e)
{
	struct login l = { .username = cfg_get(s->cfg, CFG_USERNAME) };
	struct err why = { .kind = ERR_NONE };
	struct token t = { .scheme = TOKEN_BEARER };
	char *password = NULL;
	int rc = -1;

	if (credentials_password(s->cfg, &password, e) == -1)
		return -1;
	l.password = password;
	s->logged_in = true;
	if (login_run(s->exchange, &l, clock_s(s->clock), &t, e) == -1) {
		s->login_failed = *e;
		goto out;
	}
	if (t.user[0] != '\0' && owner_check(s->state, t.user, e) == -1)
		goto out;
	take_token(s, &t, "of this login");
	if (token_save(s->state, &t, &why) == -1)
		remember_trouble(s, &why);
	else
		s->is_saved = true;
	note_info("logged in as %s", l.username);
	rc = 0;
out:
	mem_free_secret(password);
	token_wipe(&t);
	return rc;
}

/* A token instead of the one we have, which is refused, aging or not there.
 * Under the lock, so that two processes make one login. */
static int
renew(struct session *s, struct err *e)
{
	bool can_login = credentials_can_login(s->cfg) && !s->logged_in;
	struct err why = { .kind = ERR_NONE };
	int lock, rc = -1;

	if (!s->is_saved && !credentials_can_login(s->cfg))
		return -1;
	lock = token_lock(s->state, &why);
	if (lock == -1)
		remember_trouble(s, &why);
	if (adopt_saved(s))
		rc = 0;
	else if (can_login)
		rc = log_in(s, e);
	if (lock != -1)
		(void)close(lock);
	return rc;
}

/* Make sure there is a token worth sending. */
static int
have_token(struct session *s, struct err *e)
{
	struct err why = { .kind = ERR_NONE };

	if (s->login_failed.kind != ERR_NONE && !s->has_token) {
		*e = s->login_failed;
		return -1;
	}
	if (!s->has_token)
		return renew(s, e);
	if (!is_aging(s, &s->token) || !credentials_can_login(s->cfg) ||
	    renew(s, &why) == 0)
		return 0;
	/* It is still good for a while; if not, VRM will say so. */
	if (why.kind != ERR_NONE)
		note_info("%s; going on with the older login", why.msg);
	return 0;
}

static int
remember_owner(struct session *s, struct err *e)
{
	struct err why = { .kind = ERR_NONE };

	if (owner_remember(s->state, &s->token, s->token.user, &why) == -1) {
		if (why.kind == ERR_TOKEN_FOREIGN) {
			*e = why;
			return -1;
		}
		remember_trouble(s, &why);
	}
	s->identified = true;
	return 0;
}

static void
say_which(const struct session *s, struct err *e)
{
	size_t len = strlen(e->msg);

	if (e->kind == ERR_TOKEN_REFUSED)
		(void)snprintf(e->msg + len, sizeof(e->msg) - len,
		    "; the token is %s", s->from);
}

/* Whose token is it?  From memory, from the login's answer, or asked. */
static int
identify(struct session *s, struct err *e)
{
	char user[TOKEN_ID];

	if (s->identified)
		return 0;
	if (owner_knows(s->state, &s->token, user)) {
		(void)text_copy(s->token.user, sizeof(s->token.user), user);
		s->identified = true;
		return 0;
	}
	if (s->token.user[0] != '\0')
		return remember_owner(s, e);
	for (int i = 0; login_me(s->exchange, &s->token, e) == -1; i++) {
		if (e->kind != ERR_TOKEN_REFUSED || i == MAX_ANEW ||
		    renew(s, e) == -1) {
			say_which(s, e);
			return -1;
		}
		if (s->token.user[0] != '\0')
			break;
	}
	return remember_owner(s, e);
}

static int
make_ready(struct session *s, struct err *e)
{
	return have_token(s, e) == -1 ? -1 : identify(s, e);
}

const char *
session_user(struct session *s, struct err *e)
{
	return make_ready(s, e) == -1 ? NULL : s->token.user;
}

/* After a 401: 0 there is another token to try, -1 it is final.  A widget's
 * 401 may be the site's own matter (vrm-api.md 1.3), and an access token is
 * not given up for a login before VRM refused it twice. */
static int
recover(struct session *s, const char *path, struct err *e)
{
	bool of_widget = strstr(path, "/widgets/") != NULL;
	struct err why = { .kind = ERR_NONE };

	if (of_widget || (s->token.scheme == TOKEN_ACCESS &&
	    credentials_can_login(s->cfg))) {
		if (login_me(s->exchange, &s->token, &why) == 0) {
			if (!of_widget)
				return 0;
			e->kind = ERR_FORBIDDEN;
			err_ctx(e, "the token is good, but not for this");
			return -1;
		}
		*e = why;
		if (why.kind != ERR_TOKEN_REFUSED)
			return -1;
	}
	return renew(s, e) == -1 ? -1 : identify(s, e);
}

static int
run(struct session *s, struct exchange_request *q, struct http_reply *r,
    struct err *e)
{
	char *header;
	int rc;

	*r = (struct http_reply){ .date_s = -1, .retry_after_ms = -1 };
	if (make_ready(s, e) == -1)
		return -1;
	for (int i = 0;; i++) {
		header = token_header(&s->token);
		q->authorization = header;
		rc = exchange_run(s->exchange, q, r, e);
		q->authorization = NULL;
		mem_free_secret(header);
		if (rc == 0 || e->kind != ERR_TOKEN_REFUSED)
			return rc;
		if (i == MAX_ANEW || recover(s, q->path, e) == -1) {
			say_which(s, e);
			return -1;
		}
		*e = (struct err){ .kind = ERR_NONE };
		http_reply_free(r);
		q->use = RATE_EXTRA;
	}
}

int
session_get(struct session *s, enum rate_use use, const char *path,
    struct http_reply *r, struct err *e)
{
	struct exchange_request q = { .method = HTTP_GET, .use = use,
	    .path = path };

	return run(s, &q, r, e);
}

int
session_get_json(struct session *s, enum rate_use use, const char *path,
    json_t **out, int64_t *date_s, struct err *e)
{
	struct http_reply r;
	int rc = session_get(s, use, path, &r, e);

	*out = NULL;
	if (rc == 0)
		rc = reply_json(&r, out, e);
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

void
session_finish(const struct session *s, struct err *e)
{
	if (e->kind != ERR_NONE)
		return;
	if (s->trouble.kind != ERR_NONE)
		*e = s->trouble;
	else
		(void)exchange_trouble(s->exchange, e);
}

void
session_sign_in(struct session *s, const struct token *t)
{
	take_token(s, t, "as given");
}

const struct token *
session_token(const struct session *s)
{
	return s->has_token ? &s->token : NULL;
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
	char *header = s->has_token ? token_header(&s->token) : NULL;
	struct exchange_request q = { .method = method, .use = RATE_EXTRA,
	    .path = path, .body = body, .authorization = header };
	struct http_reply r;
	int rc = exchange_run(s->exchange, &q, &r, e);

	*out = NULL;
	if (rc == 0)
		rc = reply_json(&r, out, e);
	http_reply_free(&r);
	mem_free_secret(header);
	return rc;
}
