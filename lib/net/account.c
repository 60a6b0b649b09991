/* net/account.c - see account.h; vrm-api.md 2 */
#include "net/account.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/text.h"
#include "net/login.h"
#include "net/url.h"

#include <stdlib.h>
#include <string.h>

struct way {
	enum http_method method;
	char *path;		/* owned */
};

/* Asks the first way and, if VRM knows no such path, the second.  Both paths
 * are freed. */
static int
send_either(struct session *s, struct way first, struct way second,
    const json_t *body, json_t **out, struct err *e)
{
	int rc = session_send(s, first.method, first.path, body, out, e);

	if (rc == -1 && (session_status(s) == 404 ||
	    session_status(s) == 405)) {
		*e = (struct err){ .kind = ERR_NONE };
		rc = session_send(s, second.method, second.path, body, out, e);
	}
	free(first.path);
	free(second.path);
	return rc;
}

int
account_create(struct session *s, const char *user, const char *name,
    int64_t expires_at, struct token *t, struct err *e)
{
	struct way now = { HTTP_POST, url_path("users", user, "accesstokens",
	    "create", (char *)NULL) };
	struct way later = { HTTP_POST, url_path("users", user,
	    "accesstokens", (char *)NULL) };
	json_t *body = json_pack("{s:s}", "name", name);
	json_t *v = NULL;
	int rc;

	if (expires_at != 0)
		(void)json_object_set_new(body, "expiry",
		    json_integer(expires_at));
	rc = send_either(s, now, later, body, &v, e);
	if (rc == 0 && token_of_text(t, js_text(json_object_get(v, "token")),
	    e) == -1) {
		e->kind = ERR_SHAPE;
		rc = -1;
	}
	if (rc == 0) {
		(void)text_copy(t->user, sizeof(t->user), user);
		(void)js_id(json_object_get(v, "idAccessToken"), t->id,
		    sizeof(t->id));
		t->expires_at = expires_at;
	} else {
		err_ctx(e, "new access token \"%s\"", name);
	}
	json_decref(v);
	json_decref(body);
	return rc;
}

/* Unix seconds from a number, a string or nothing. */
static int64_t
time_of(const json_t *v)
{
	int64_t s;

	return js_int(v, &s) && s > 0 ? s : 0;
}

int
account_list(struct session *s, const char *user, struct account_token **out,
    size_t *n, struct err *e)
{
	struct way now = { HTTP_GET, url_path("users", user, "accesstokens",
	    "list", (char *)NULL) };
	struct way later = { HTTP_GET, url_path("users", user,
	    "accesstokens", (char *)NULL) };
	json_t *v = NULL, *item;
	struct js_walk w = { .i = 0 };

	if (send_either(s, now, later, NULL, &v, e) == -1) {
		err_ctx(e, "access tokens");
		return -1;
	}
	w.all = json_object_get(v, "tokens");
	*n = 0;
	*out = xcalloc(json_array_size(w.all) + json_object_size(w.all) + 1,
	    sizeof(**out));
	while ((item = js_next(&w)) != NULL) {
		struct account_token *t = &(*out)[*n];

		if (!js_id(json_object_get(item, "idAccessToken"), t->id,
		    sizeof(t->id)))
			continue;
		(void)text_copy(t->name, sizeof(t->name),
		    js_text(json_object_get(item, "name")));
		text_clean(t->name);
		t->created_at = time_of(json_object_get(item, "createdOn"));
		t->expires_at = time_of(json_object_get(item, "expires"));
		t->used_at = time_of(json_object_get(item,
		    "lastSuccessfulAuth"));
		(*n)++;
	}
	json_decref(v);
	return 0;
}

int
account_revoke(struct session *s, const char *user, const char *id,
    struct err *e)
{
	struct way now, before;
	json_t *v = NULL;
	int64_t removed = 0;

	if (!text_all(id, text_is_digit)) {
		err_set(e, ERR_USAGE, "%s: not the id of an access token", id);
		err_hint(e, "vrm-auth tokens lists them");
		return -1;
	}
	now = (struct way){ HTTP_DELETE, url_path("users", user,
	    "accesstokens", id, (char *)NULL) };
	before = (struct way){ HTTP_GET, url_path("users", user,
	    "accesstokens", id, "revoke", (char *)NULL) };
	if (send_either(s, now, before, NULL, &v, e) == -1) {
		err_ctx(e, "access token %s", id);
		return -1;
	}
	if (!js_int(json_object_get(json_object_get(v, "data"), "removed"),
	    &removed))
		removed = 1;		/* success is all it said */
	json_decref(v);
	if (removed > 0)
		return 0;
	err_set(e, ERR_REJECTED, "access token %s: VRM has no such token", id);
	err_hint(e, "vrm-auth tokens lists them");
	return -1;
}

int
account_demo(struct session *s, int64_t now, struct token *t, struct err *e)
{
	json_t *v = NULL;
	int rc = session_send(s, HTTP_GET, "/auth/loginAsDemo", NULL, &v, e);

	if (rc == 0)
		rc = login_parse(v, now, t, e);
	if (rc == -1 && e->kind == ERR_SECOND_FACTOR)
		err_set(e, ERR_REJECTED, "VRM gave no token");
	if (rc == -1)
		err_ctx(e, "demo account");
	json_decref(v);
	return rc;
}

int
account_logout(struct session *s, struct err *e)
{
	struct way get = { HTTP_GET, url_path("auth", "logout", (char *)NULL) };
	struct way post = { HTTP_POST, url_path("auth", "logout",
	    (char *)NULL) };
	json_t *v = NULL;
	int rc = send_either(s, get, post, NULL, &v, e);

	json_decref(v);
	return rc;
}
