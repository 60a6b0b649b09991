/* auth/auth.c - see auth.h */
#include "auth/auth.h"

#include "answer/format.h"
#include "base/js.h"
#include "base/text.h"
#include "net/login.h"

#include <stdlib.h>

int
auth_open(struct auth *a, const struct cfg *cfg, struct clock *clock,
    struct err *e)
{
	*a = (struct auth){ .cfg = cfg, .clock = clock };
	a->state = state_open(cfg_get(cfg, CFG_STATE_DIR));
	if (state_usable(a->state, e) == -1 ||
	    session_open_bare(&a->session, cfg, a->state, clock, e) == -1) {
		auth_close(a);
		return -1;
	}
	return 0;
}

void
auth_close(struct auth *a)
{
	session_close(a->session);
	state_close(a->state);
	*a = (struct auth){ .state = NULL };
}

int
auth_token(const struct auth *a, struct token *t, char from[CREDENTIALS_FROM],
    bool *saved, struct err *e)
{
	int rc = credentials_token(a->cfg, a->state, t, from, saved, e);

	if (rc != 1)
		return rc;
	err_set(e, ERR_TOKEN_MISSING, "no VRM access token");
	if (credentials_can_login(a->cfg))
		err_hint(e, "vrm-fetch will log in with the user name and "
		    "password it finds; vrm-auth login makes an access token "
		    "of them");
	return -1;
}

int
auth_sign_in(struct auth *a, struct token *t, char from[CREDENTIALS_FROM],
    bool *saved, struct err *e)
{
	if (auth_token(a, t, from, saved, e) == -1)
		return -1;
	session_sign_in(a->session, t);
	if (login_me(session_exchange(a->session), t, e) == 0)
		return 0;
	err_ctx(e, "the token %s", from);
	return -1;
}

const char *
auth_who(const struct token *t, char buf[AUTH_WHO])
{
	if (t->name[0] != '\0' && t->email[0] != '\0')
		(void)snprintf(buf, AUTH_WHO, "%s <%s>", t->name, t->email);
	else if (t->name[0] != '\0' || t->email[0] != '\0')
		(void)text_copy(buf, AUTH_WHO,
		    t->name[0] != '\0' ? t->name : t->email);
	else
		(void)snprintf(buf, AUTH_WHO, "user %s",
		    t->user[0] != '\0' ? t->user : "not known");
	return buf;
}

json_t *
auth_json_time(int64_t s)
{
	char at[CLOCK_TEXT];

	return s == 0 ? json_null() : json_string(clock_format(at, s));
}

int
auth_print_json(FILE *fp, json_t *v, struct err *e)
{
	char *text = NULL;
	int rc = -1;

	if (json_object_set_new(v, "schema", json_integer(FORMAT_SCHEMA)) == 0)
		text = js_dump(v);
	if (text == NULL) {
		err_set(e, ERR_BUG, "the answer cannot be written as JSON");
	} else {
		(void)fprintf(fp, "%s\n", text);
		rc = 0;
	}
	json_decref(v);
	free(text);
	return rc;
}
