/* net/identity.c - see identity.h */
#include "net/identity.h"

#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "state/owner.h"
#include "state/refusal.h"
#include "net/credentials.h"
#include "net/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	RENEW_AFTER_S = 12 * 3600,	/* a login's age */
	RENEW_BEFORE_S = 300,		/* its own exp */
	MAX_ANEW = 3			/* tokens tried to learn who we are */
};

struct identity {
	const struct cfg *cfg;
	const struct state *state;
	const struct clock *clock;
	struct exchange *exchange;
	struct token token;
	char from[CREDENTIALS_FROM];	/* where the token came from */
	bool has_token, is_saved;
	bool is_known;		/* token.user is known, and our owner */
	bool logged_in;		/* in this run: never twice */
	struct err login_failed;
	struct err trouble;	/* with the state directory */
};

struct identity *
identity_new(const struct cfg *cfg, const struct state *state,
    const struct clock *clock, struct exchange *exchange)
{
	struct identity *s = xcalloc(1, sizeof(*s));

	s->cfg = cfg;
	s->state = state;
	s->clock = clock;
	s->exchange = exchange;
	return s;
}

void
identity_free(struct identity *s)
{
	if (s == NULL)
		return;
	token_wipe(&s->token);
	free(s);
}

int
identity_find(struct identity *s, struct err *e)
{
	int rc = credentials_token(s->cfg, s->state, &s->token, s->from,
	    &s->is_saved, e);

	s->has_token = rc == 0;
	if (rc == 1 && credentials_can_login(s->cfg))
		return 0;
	if (rc == 1)
		err_set(e, ERR_TOKEN_MISSING, "no VRM access token");
	return rc == 0 ? 0 : -1;
}

static void
remember_trouble(struct identity *s, const struct err *why)
{
	struct err same;

	if (s->trouble.kind != ERR_NONE)
		return;
	s->trouble = *why;
	if (!exchange_trouble(s->exchange, &same))
		note_warn("%s", why->msg);	/* else the budget warned */
}

static void
take_token(struct identity *s, const struct token *t, const char *from)
{
	s->token = *t;
	s->has_token = true;
	s->is_known = false;
	(void)text_copy(s->from, sizeof(s->from), from);
}

/* A login that is old or ends soon.  Access tokens are not renewed. */
static bool
is_aging(const struct identity *s, const struct token *t)
{
	int64_t now = clock_s(s->clock);

	return t->scheme == TOKEN_BEARER &&
	    ((t->obtained_at != 0 && now - t->obtained_at > RENEW_AFTER_S) ||
	    (t->expires_at != 0 && now > t->expires_at - RENEW_BEFORE_S));
}

/* Has another process saved a better token meanwhile?  Then take that. */
static bool
adopt_saved(struct identity *s)
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

/* One login, unless VRM refused just that lately. */
static int
try_login(struct identity *s, const struct login *l, struct token *t,
    struct err *e)
{
	int64_t now = clock_s(s->clock);

	if (refusal_recent(s->state, l->username, l->password, now, e))
		return -1;
	if (login_run(s->exchange, l, now, t, e) == 0)
		return 0;
	if (e->kind == ERR_LOGIN_REFUSED || e->kind == ERR_SECOND_FACTOR)
		refusal_note(s->state, l->username, l->password, now, e);
	return -1;
}

/* Logs in and saves what that gave. */
static int
log_in(struct identity *s, struct err *e)
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
	if (try_login(s, &l, &t, e) == -1)
		goto out;
	if ((t.user[0] == '\0' && login_me(s->exchange, &t, e) == -1) ||
	    owner_check(s->state, t.user, e) == -1)
		goto out;
	take_token(s, &t, "of this login");
	if (token_save(s->state, &t, &why) == -1)
		remember_trouble(s, &why);
	else
		s->is_saved = true;
	note_info("logged in as %s", l.username);
	rc = 0;
out:
	if (rc == -1)
		s->login_failed = *e;
	mem_free_secret(password);
	token_wipe(&t);
	return rc;
}

/* A token instead of the one we have, which is refused, aging or not there.
 * Under the lock, so that two processes make one login. */
static int
renew(struct identity *s, struct err *e)
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
have_token(struct identity *s, struct err *e)
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
remember_owner(struct identity *s, struct err *e)
{
	struct err why = { .kind = ERR_NONE };

	if (owner_remember(s->state, &s->token, s->token.user, &why) == -1) {
		if (why.kind == ERR_TOKEN_FOREIGN) {
			*e = why;
			return -1;
		}
		remember_trouble(s, &why);
	}
	s->is_known = true;
	return 0;
}

static void
say_which(const struct identity *s, struct err *e)
{
	size_t len = strlen(e->msg);

	if (e->kind == ERR_TOKEN_REFUSED)
		(void)snprintf(e->msg + len, sizeof(e->msg) - len,
		    "; the token is %s", s->from);
}

/* Whose token is it?  From memory, from the login's answer, or asked. */
static int
identify(struct identity *s, struct err *e)
{
	char user[TOKEN_ID];

	if (s->is_known)
		return 0;
	if (owner_knows(s->state, &s->token, user)) {
		(void)text_copy(s->token.user, sizeof(s->token.user), user);
		s->is_known = true;
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
		*e = (struct err){ .kind = ERR_NONE };
		if (s->token.user[0] != '\0')
			break;
	}
	return remember_owner(s, e);
}

int
identity_ready(struct identity *s, struct err *e)
{
	return have_token(s, e) == -1 ? -1 : identify(s, e);
}

/* VRM refuses the login that it has just given: let it rest, as one that it
 * refuses at once.  Where this passes, the token is still good. */
static void
rest(const struct identity *s, const struct err *why)
{
	struct err ignored = { .kind = ERR_NONE };
	char *password = NULL;

	if (credentials_password(s->cfg, &password, &ignored) == 0)
		refusal_note(s->state, cfg_get(s->cfg, CFG_USERNAME), password,
		    clock_s(s->clock), why);
	mem_free_secret(password);
}

/* A widget's 401 may be the site's own matter (vrm-api.md 1.3), and an access
 * token is not given up before VRM refused it twice. */
int
identity_recover(struct identity *s, const char *path, struct err *e)
{
	bool of_widget = strstr(path, "/widgets/") != NULL;
	struct err why = { .kind = ERR_NONE };

	if (of_widget || s->token.scheme == TOKEN_ACCESS) {
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
	if (renew(s, e) == 0)
		return identify(s, e);
	if (s->logged_in && s->login_failed.kind == ERR_NONE)
		rest(s, e);
	say_which(s, e);
	return -1;
}

void
identity_worked(const struct identity *s)
{
	if (s->has_token && s->token.scheme == TOKEN_BEARER)
		refusal_lift(s->state);
}

void
identity_set(struct identity *s, const struct token *t)
{
	take_token(s, t, "as given");
}

const struct token *
identity_token(const struct identity *s)
{
	return s->has_token ? &s->token : NULL;
}

const char *
identity_from(const struct identity *s)
{
	return s->from;
}

bool
identity_trouble(const struct identity *s, struct err *e)
{
	if (s->trouble.kind != ERR_NONE)
		*e = s->trouble;
	return s->trouble.kind != ERR_NONE;
}
