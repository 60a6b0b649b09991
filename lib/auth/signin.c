/* auth/signin.c - see signin.h */
#include "auth/signin.h"

#include "auth/prompt.h"
#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "state/owner.h"
#include "state/refusal.h"
#include "net/account.h"
#include "net/login.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
save(const struct auth *a, const struct token *t, struct err *e)
{
	int lock = token_lock(a->state, e);
	int rc = lock == -1 ? -1 : token_save(a->state, t, e);

	if (lock != -1)
		(void)close(lock);
	return rc;
}

/* Whose it is, is it the owner's, then keep it. */
static int
verify_and_save(struct auth *a, struct token *t, struct err *e)
{
	char who[AUTH_WHO];
	char *path;

	session_sign_in(a->session, t);
	refusal_forget(a->state);
	if (login_me(session_exchange(a->session), t, e) == -1 ||
	    owner_check(a->state, t->user, e) == -1 ||
	    save(a, t, e) == -1 ||
	    owner_remember(a->state, t, t->user, e) == -1)
		return -1;
	path = state_path(a->state, "private/token.json");
	note_info("the token of %s is saved in %s", auth_who(t, who), path);
	free(path);
	if (credentials_token_key(a->cfg) != CFG_KEYS)
		note_warn("%s is set too, and goes before the saved token",
		    cfg_name(credentials_token_key(a->cfg)));
	return 0;
}

static int
read_token(char **out, struct err *e)
{
	if (!prompt_is_terminal())
		return prompt_stdin(out, TOKEN_TEXT, e);
	switch (prompt_line("VRM access token (not shown): ", false, out, e)) {
	case 0:
		return 0;
	case 1:
		err_set(e, ERR_USAGE, "no terminal to ask on");
		err_hint(e, "vrm-auth token set < FILE");
	}
	return -1;
}

int
signin_token(struct auth *a, struct err *e)
{
	struct token t = { .scheme = TOKEN_ACCESS };
	char *text = NULL;
	int rc = -1;

	if (read_token(&text, e) == -1)
		goto out;
	if (token_of_text(&t, text, e) == -1) {
		err_hint(e, "give the token alone, as "
		    "https://vrm.victronenergy.com/access-tokens shows it");
		goto out;
	}
	if (t.scheme == TOKEN_BEARER)
		note_warn("this is a login token, which ends within days; an "
		    "access token lasts: "
		    "https://vrm.victronenergy.com/access-tokens");
	else if (!token_is_usual(&t))
		note_warn("VRM's access tokens are 64 digits 0-9a-f; this one "
		    "is not, VRM will tell");
	t.obtained_at = clock_s(a->clock);
	rc = verify_and_save(a, &t, e);
out:
	mem_free_secret(text);
	token_wipe(&t);
	return rc;
}

/* From the settings, else asked for. */
static int
find_username(const struct auth *a, char **out, struct err *e)
{
	const char *set = cfg_get(a->cfg, CFG_USERNAME);

	if (set != NULL) {
		*out = xstrdup(set);
		return 0;
	}
	if (prompt_line("VRM e-mail address: ", true, out, e) == 1) {
		err_set(e, ERR_USAGE, "which user?");
		err_hint(e, "--username ADDRESS, or %s",
		    cfg_name(CFG_USERNAME));
	}
	return *out == NULL ? -1 : 0;
}

static int
find_password(const struct auth *a, char **out, struct err *e)
{
	if (credentials_password_key(a->cfg) != CFG_KEYS)
		return credentials_password(a->cfg, out, e);
	if (prompt_line("VRM password (not shown): ", false, out, e) == 1) {
		err_set(e, ERR_USAGE, "no password, and no terminal to ask on");
		err_hint(e, "--password-file FILE, or %s",
		    cfg_name(CFG_PASSWORD));
	}
	return *out == NULL ? -1 : 0;
}

/* Logs in; where a code is wanted and none was given, asks for it. */
static int
log_in(struct auth *a, const struct login *given, struct token *t,
    struct err *e)
{
	struct exchange *x = session_exchange(a->session);
	int64_t now = clock_s(a->clock);
	struct login l = *given;
	struct err ignored = { .kind = ERR_NONE };
	char *code = NULL;
	int rc = login_run(x, &l, now, t, e);

	if (rc == 0 || e->kind != ERR_SECOND_FACTOR || l.code != NULL ||
	    prompt_line("code of the second factor: ", true, &code,
	    &ignored) != 0)
		return rc;
	text_trim(code);
	l.code = code;
	*e = (struct err){ .kind = ERR_NONE };
	rc = login_run(x, &l, now, t, e);
	mem_free_secret(code);
	return rc;
}

/* Unix seconds, 0 for never. */
static int
parse_expiry(const struct auth *a, const char *span, int64_t *at,
    struct err *e)
{
	int64_t s;

	*at = 0;
	if (span == NULL)
		return 0;
	if (!clock_parse_span(span, &s) || s <= 0) {
		err_set(e, ERR_USAGE, "--expires: %s: not a length of time "
		    "such as 90d", span);
		return -1;
	}
	*at = clock_s(a->clock) + s;
	return 0;
}

/* VRM refuses a name it has: host and second make it new. */
static int
create(struct auth *a, const char *user, int64_t expires_at, struct token *t,
    struct err *e)
{
	char host[64] = "", at[CLOCK_TEXT];
	char *name;
	int rc;

	(void)gethostname(host, sizeof(host) - 1);
	name = xasprintf("vrm-tools %s %s", host,
	    clock_format(at, clock_s(a->clock)));
	rc = account_create(a->session, user, name, expires_at, t, e);
	t->obtained_at = clock_s(a->clock);
	free(name);
	return rc;
}

/* An access token for the login, which then ends. */
static int
trade(struct auth *a, const struct token *login, int64_t expires_at,
    struct err *e)
{
	struct token t = { .scheme = TOKEN_ACCESS };
	struct err why = { .kind = ERR_NONE };
	int rc;

	session_sign_in(a->session, login);
	rc = create(a, login->user, expires_at, &t, e);
	if (rc == 0)
		rc = verify_and_save(a, &t, e);
	else
		err_hint(e, "make one at https://vrm.victronenergy.com/"
		    "access-tokens and save it with: vrm-auth token set; or "
		    "keep the login: --keep-login");
	session_sign_in(a->session, login);
	if (account_logout(a->session, &why) == -1)
		note_info("logout: %s", why.msg);
	token_wipe(&t);
	return rc;
}

int
signin_login(struct auth *a, const struct signin_login *o, struct err *e)
{
	struct token t = { .scheme = TOKEN_BEARER };
	struct login l = { .code = o->code };
	char *username = NULL, *password = NULL;
	int64_t expires_at;
	int rc = -1;

	if (parse_expiry(a, o->expires, &expires_at, e) == -1 ||
	    find_username(a, &username, e) == -1 ||
	    find_password(a, &password, e) == -1)
		goto out;
	l.username = username;
	l.password = password;
	if (log_in(a, &l, &t, e) == -1)
		goto out;
	if (o->keep)
		rc = verify_and_save(a, &t, e);
	else if (login_me(session_exchange(a->session), &t, e) == 0 &&
	    owner_check(a->state, t.user, e) == 0)
		rc = trade(a, &t, expires_at, e);
out:
	free(username);
	mem_free_secret(password);
	token_wipe(&t);
	return rc;
}

int
signin_demo(struct auth *a, struct err *e)
{
	struct token t = { .scheme = TOKEN_BEARER };
	int rc = account_demo(a->session, clock_s(a->clock), &t, e);

	if (rc == 0)
		rc = verify_and_save(a, &t, e);
	token_wipe(&t);
	return rc;
}

int
signin_rotate(struct auth *a, const char *expires, struct err *e)
{
	struct token old = { .scheme = TOKEN_ACCESS }, t = old;
	char from[CREDENTIALS_FROM];
	int64_t expires_at;
	bool saved;
	int rc = -1;

	if (parse_expiry(a, expires, &expires_at, e) == -1 ||
	    auth_sign_in(a, &old, from, &saved, e) == -1)
		goto out;
	if (!saved) {
		err_set(e, ERR_USAGE, "the token in use is %s; only a saved "
		    "one can be rotated", from);
		goto out;
	}
	if (create(a, old.user, expires_at, &t, e) == -1 ||
	    verify_and_save(a, &t, e) == -1)
		goto out;
	rc = old.id[0] == '\0' ? account_logout(a->session, e) :
	    account_revoke(a->session, old.user, old.id, e);
	if (rc == -1)
		err_ctx(e, "the new token is in use, but the old one lives on");
out:
	token_wipe(&old);
	token_wipe(&t);
	return rc;
}
