/* net/login.c - see login.h */
#include "net/login.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/text.h"
#include "net/reply.h"

#include <string.h>

int
login_parse(const json_t *v, int64_t now, struct token *t, struct err *e)
{
	const char *mode = js_text(json_object_get(v, "verification_mode"));
	const char *text = js_text(json_object_get(v, "token"));

	if (*text == '\0') {
		err_set(e, ERR_SECOND_FACTOR, "VRM wants the code of the "
		    "second factor%s%s", *mode == '\0' ? "" : " by ", mode);
		return -1;
	}
	if (token_of_text(t, text, e) == -1) {
		e->kind = ERR_SHAPE;
		err_ctx(e, "VRM's answer");
		return -1;
	}
	/* whatever its shape (vrm-api.md 2.1) */
	t->scheme = TOKEN_BEARER;
	(void)js_id(json_object_get(v, "idUser"), t->user, sizeof(t->user));
	t->obtained_at = now;
	return 0;
}

int
login_run(struct exchange *x, const struct login *l, int64_t now,
    struct token *t, struct err *e)
{
	json_t *v = NULL, *body = json_pack("{s:s, s:s, s:s*, s:b}",
	    "username", l->username, "password", l->password,
	    "sms_token", l->code, "remember_me", 1);
	struct exchange_request q = { .method = HTTP_POST, .use = RATE_EXTRA,
	    .path = "/auth/login", .body = body, .json = &v,
	    .once = l->code != NULL };	/* a code is good for one login */
	struct http_reply r = { .body = NULL };
	int rc = -1;

	if (body == NULL) {
		err_set(e, ERR_CONFIG, "user name or password: not UTF-8");
		return -1;
	}
	if (exchange_run(x, &q, &r, e) == 0)
		rc = login_parse(v, now, t, e);
	if (rc == -1 && e->kind == ERR_TOKEN_REFUSED)
		e->kind = ERR_LOGIN_REFUSED;
	if (rc == -1)
		err_ctx(e, "login of %s", l->username);
	else
		(void)text_copy(t->email, sizeof(t->email), l->username);
	http_reply_free(&r);
	json_decref(v);
	json_decref(body);
	return rc;
}

/* Names and addresses are VRM's text: for people, on one line. */
static void
copy_clean(char *to, size_t size, const json_t *v)
{
	(void)text_copy(to, size, js_text(v));
	text_clean(to);
}

static int
parse_me(const json_t *v, struct token *t, struct err *e)
{
	const json_t *user = json_object_get(v, "user");

	if (!js_id(json_object_get(user, "id"), t->user, sizeof(t->user))) {
		err_set(e, ERR_SHAPE, "users/me: VRM tells no user.id");
		return -1;
	}
	copy_clean(t->name, sizeof(t->name), json_object_get(user, "name"));
	copy_clean(t->email, sizeof(t->email),
	    json_object_get(user, "email"));
	if (!js_id(json_object_get(user, "idAccessToken"), t->id,
	    sizeof(t->id)))
		t->id[0] = '\0';
	return 0;
}

int
login_me(struct exchange *x, struct token *t, struct err *e)
{
	char *header = token_header(t);
	json_t *v = NULL;
	struct exchange_request q = { .method = HTTP_GET, .use = RATE_EXTRA,
	    .path = "/users/me", .authorization = header, .json = &v };
	struct http_reply r = { .body = NULL };
	int rc = -1;

	if (exchange_run(x, &q, &r, e) == 0)
		rc = parse_me(v, t, e);
	http_reply_free(&r);
	json_decref(v);
	mem_free_secret(header);
	return rc;
}
