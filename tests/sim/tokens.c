/* tokens.c - users/me and the access tokens (vrm-api.md 2.4, 2.5) */
#include "account.h"

#include "base/js.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
account_me(const struct account_grant *g, struct answer *out)
{
	const struct account_user *u = account_user(g->user);
	json_t *user = json_pack("{s:i, s:s, s:s, s:s, s:o, s:i}", "id", u->id,
	    "name", u->name, "email", u->email, "country", u->country,
	    "idAccessToken", g->is_jwt ? json_null() : json_integer(g->id),
	    "accessLevel", 0);

	answer_json(out, 200, json_pack("{s:b, s:o}", "success", 1, "user",
	    user));
}

static void
missing(struct answer *out)
{
	answer_error(out, 404, "not_found",
	    "Could not find requested resource");
}

static void
create(const struct account_call *c, struct answer *out)
{
	json_t *body = c->ask->body == NULL ? NULL :
	    js_parse(c->ask->body, c->ask->len, NULL);
	const char *name = js_text(json_object_get(body, "name"));
	struct account_grant *g;
	char id[24];
	int64_t expires = 0;

	(void)js_int(json_object_get(body, "expiry"), &expires);
	if (*name == '\0' || strlen(name) >= ACCOUNT_NAME) {
		answer_error(out, 400, "missing_parameters",
		    "name is required");
	} else if (account_named(c->account, c->user, name) != NULL) {
		answer_json(out, 400, json_pack("{s:b, s:{s:s}, s:n}",
		    "success", 0, "errors", "name",
		    "An access token with this name exists already",
		    "error_code"));
	} else if (expires != 0 && expires <= c->now) {
		answer_error(out, 422, NULL, "expiry lies in the past");
	} else {
		g = account_add_token(c->account, c->user, name, expires,
		    c->now);
		(void)snprintf(id, sizeof(id), "%" PRId64, g->id);
		answer_json(out, 200, json_pack("{s:b, s:s, s:s}", "success", 1,
		    "token", g->secret, "idAccessToken", id));
	}
	json_decref(body);
}

/* Unix seconds as text, the way the list has most of its times. */
static json_t *
seconds(int64_t t)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, t);
	return json_string(text);
}

static json_t *
entry(const struct account_grant *g)
{
	return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o}", "name", g->name,
	    "idAccessToken", seconds(g->id), "createdOn", seconds(g->created),
	    "scope", "all", "expires", g->expires == 0 ? json_null() :
	    g->id % 2 == 0 ? seconds(g->expires) : json_integer(g->expires),
	    "lastSuccessfulAuth", g->used == 0 ? json_null() :
	    json_integer(g->used));
}

static void
list(const struct account *a, int user, struct answer *out)
{
	json_t *all = json_array();

	for (int i = 0; i < a->n; i++)
		if (a->grants[i].user == user && !a->grants[i].is_jwt &&
		    !a->grants[i].dead)
			json_array_append_new(all, entry(&a->grants[i]));
	answer_json(out, 200, json_pack("{s:b, s:o}", "success", 1, "tokens",
	    all));
}

/* "*" revokes all. */
static void
revoke(struct account *a, int user, const char *which, struct answer *out)
{
	bool all = strcmp(which, "*") == 0;
	int64_t id = 0;
	int removed = 0;

	if (!all && !text_to_int64(which, &id)) {
		missing(out);
		return;
	}
	for (int i = 0; i < a->n; i++) {
		struct account_grant *g = &a->grants[i];

		if (g->user == user && !g->is_jwt && !g->dead &&
		    (all || g->id == id)) {
			g->dead = true;
			removed++;
		}
	}
	answer_json(out, 200, json_pack("{s:b, s:{s:i}}", "success", 1, "data",
	    "removed", removed));
}

/* Two generations of calls; what the other one calls it is unknown here. */
void
account_tokens(const struct account_call *c, struct answer *out)
{
	bool older = c->account->api != ACCOUNT_2026;
	bool newer = c->account->api != ACCOUNT_2025;
	const char *first = c->n > 0 ? c->part[0] : "";
	const char *last = c->n == 2 ? c->part[1] : "";
	bool get = ask_is(c->ask, "GET"), post = ask_is(c->ask, "POST");
	bool delete = ask_is(c->ask, "DELETE");

	if ((newer && c->n == 0 && get) ||
	    (older && c->n == 1 && get && strcmp(first, "list") == 0))
		list(c->account, c->user, out);
	else if ((newer && c->n == 0 && post) ||
	    (older && c->n == 1 && post && strcmp(first, "create") == 0))
		create(c, out);
	else if ((newer && c->n == 1 && delete) ||
	    (older && c->n == 2 && get && strcmp(last, "revoke") == 0))
		revoke(c->account, c->user, first, out);
	else if (c->n == 1 && delete)
		answer_error(out, 405, NULL, "Method not allowed");
	else
		missing(out);
}
