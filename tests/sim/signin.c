/* signin.c - auth/login, auth/loginAsDemo, auth/logout (vrm-api.md 2.1-2.3) */
#include "account.h"

#include "base/js.h"

#include <string.h>

static const char code_wanted[] = "012345";

static void
refuse(struct answer *out)
{
	answer_json(out, 401, json_pack("{s:b, s:{s:s, s:s}, s:s}", "success",
	    0, "errors", "username", "Invalid credentials", "password",
	    "Invalid credentials", "error_code", "invalid_credentials"));
}

/* No token in a 200 answer is all that says "a code, please". */
static void
answer_login(struct answer *out, const char *token, int user,
    enum account_factor factor)
{
	answer_json(out, 200, json_pack("{s:s?, s:i, s:s, s:b}", "token", token,
	    "idUser", user, "verification_mode", factor == ACCOUNT_PASSWORD ?
	    "password" : factor == ACCOUNT_SMS ? "sms" : "totp",
	    "verification_sent", token == NULL && factor == ACCOUNT_SMS));
}

static void
login(struct account *a, const json_t *body, struct answer *out, int64_t now)
{
	const struct account_user *u =
	    account_by_email(js_text(json_object_get(body, "username")));
	const char *password = js_text(json_object_get(body, "password"));
	const char *code = js_text(json_object_get(body, "sms_token"));

	if (a->retired) {
		answer_error(out, 401, "endpoint_retired",
		    "Login tokens are no longer issued");
		return;
	}
	if (u == NULL || u->password == NULL ||
	    strcmp(u->password, password) != 0 ||
	    (a->factor != ACCOUNT_PASSWORD && *code != '\0' &&
	    strcmp(code, code_wanted) != 0)) {
		refuse(out);
		return;
	}
	if (a->factor != ACCOUNT_PASSWORD && *code == '\0')
		answer_login(out, NULL, u->id, a->factor);
	else
		answer_login(out, account_add_jwt(a, u->id, now)->secret, u->id,
		    a->factor);
}

void
account_login(struct account *a, const struct ask *q, struct answer *out,
    int64_t now)
{
	json_t *body = q->body == NULL ? NULL : js_parse(q->body, q->len, NULL);

	if (!json_is_string(json_object_get(body, "username")) ||
	    !json_is_string(json_object_get(body, "password")))
		answer_json(out, 400, json_pack("{s:b, s:[s], s:s}", "success",
		    0, "errors", "username and password are required",
		    "error_code", "missing_parameters"));
	else
		login(a, body, out, now);
	json_decref(body);
}

void
account_demo(struct account *a, struct answer *out, int64_t now)
{
	if (a->retired) {
		answer_error(out, 400, NULL, "Demo login is not available");
		return;
	}
	answer_json(out, 200, json_pack("{s:s}", "token",
	    account_add_jwt(a, ACCOUNT_DEMO, now)->secret));
}

void
account_logout(struct account_grant *g, struct answer *out)
{
	if (g->is_jwt)
		g->dead = true;
	answer_json(out, 200, json_pack("{s:s}", "token", ""));
}
