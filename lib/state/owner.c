/* state/owner.c - see owner.h */
#include "state/owner.h"

#include "base/js.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char FILE_NAME[] = "owner.json";

enum { MAX_TOKENS = 8 };	/* logins are renewed; the oldest is dropped */

/* NULL if there is none, or it cannot be read: then we ask VRM again. */
static json_t *
load(const struct state *s)
{
	struct err ignored = { .kind = ERR_NONE };
	json_t *v = NULL;

	(void)state_load(s, FILE_NAME, &v, &ignored);
	return v;
}

static bool
lists(const json_t *v, const struct token *t)
{
	char print[TOKEN_PRINT];
	json_t *item;
	size_t i;

	token_fingerprint(t, print);
	json_array_foreach(json_object_get(v, "tokens"), i, item)
		if (strcmp(js_text(item), print) == 0)
			return true;
	return false;
}

bool
owner_knows(const struct state *s, const struct token *t, char *user)
{
	json_t *v = load(s);
	bool known = lists(v, t) &&
	    js_id(json_object_get(v, "user"), user, TOKEN_ID);

	json_decref(v);
	return known;
}

static int
check(const json_t *v, const struct state *s, const char *user,
    struct err *e)
{
	char owner[TOKEN_ID];

	if (!js_id(json_object_get(v, "user"), owner, sizeof(owner)) ||
	    strcmp(owner, user) == 0)
		return 0;
	err_set(e, ERR_TOKEN_FOREIGN, "the token belongs to VRM user %s, but "
	    "%s holds the data of user %s", user, state_dir(s), owner);
	return -1;
}

int
owner_check(const struct state *s, const char *user, struct err *e)
{
	json_t *v = load(s);
	int rc = check(v, s, user, e);

	json_decref(v);
	return rc;
}

static json_t *
with_token(const json_t *old, const struct token *t, const char *user)
{
	json_t *tokens = json_array();
	char print[TOKEN_PRINT];
	json_t *item;
	size_t i;

	token_fingerprint(t, print);
	(void)json_array_append_new(tokens, json_string(print));
	json_array_foreach(json_object_get(old, "tokens"), i, item)
		if (json_array_size(tokens) < MAX_TOKENS)
			(void)json_array_append(tokens, item);
	return json_pack("{s:s, s:o}", "user", user, "tokens", tokens);
}

int
owner_remember(const struct state *s, const struct token *t,
    const char *user, struct err *e)
{
	json_t *old = NULL, *v = NULL;
	int lock = state_lock(s, FILE_NAME, e);
	int rc = -1;

	old = load(s);
	if (check(old, s, user, e) == -1 || lock == -1)
		goto out;
	rc = 0;
	if (lists(old, t))
		goto out;
	v = with_token(old, t, user);
	rc = state_save(s, FILE_NAME, v, e);
out:
	json_decref(v);
	json_decref(old);
	if (lock != -1)
		(void)close(lock);
	return rc;
}

int
owner_forget(const struct state *s, struct err *e)
{
	return state_remove(s, FILE_NAME, e);
}
