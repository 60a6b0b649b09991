/* auth/tokens.c - see tokens.h */
#include "auth/tokens.h"

#include "base/note.h"
#include "state/owner.h"
#include "state/refusal.h"
#include "net/account.h"

#include <stdlib.h>
#include <string.h>

static const char *
time_or_dash(char buf[CLOCK_TEXT], int64_t s)
{
	return s == 0 ? "-" : clock_format(buf, s);
}

static void
print_table(const struct account_token *list, size_t n, const char *own,
    FILE *fp)
{
	char made[CLOCK_TEXT], used[CLOCK_TEXT], expires[CLOCK_TEXT];

	(void)fprintf(fp, "%-10s  %-20s  %-20s  %-20s  %s\n", "ID", "MADE",
	    "LAST USED", "EXPIRES", "NAME");
	for (const struct account_token *t = list; t < list + n; t++)
		(void)fprintf(fp, "%-10s  %-20s  %-20s  %-20s  %s%s\n", t->id,
		    time_or_dash(made, t->created_at),
		    time_or_dash(used, t->used_at),
		    time_or_dash(expires, t->expires_at), t->name,
		    strcmp(t->id, own) == 0 ? " (in use here)" : "");
}

static int
print_json(const struct account_token *list, size_t n, const char *own,
    FILE *fp, struct err *e)
{
	json_t *rows = json_array();

	for (const struct account_token *t = list; t < list + n; t++)
		(void)json_array_append_new(rows, json_pack(
		    "{s:s, s:s, s:o, s:o, s:o, s:b}", "id", t->id, "name",
		    t->name, "created_at", auth_json_time(t->created_at),
		    "last_used_at", auth_json_time(t->used_at), "expires_at",
		    auth_json_time(t->expires_at), "in_use_here",
		    strcmp(t->id, own) == 0));
	return auth_print_json(fp, json_pack("{s:s, s:o}", "status", "success",
	    "data", rows), e);
}

int
tokens_list(struct auth *a, bool json, FILE *fp, struct err *e)
{
	struct token t = { .scheme = TOKEN_ACCESS };
	struct account_token *list = NULL;
	char from[CREDENTIALS_FROM];
	bool saved;
	size_t n;
	int rc = -1;

	if (auth_sign_in(a, &t, from, &saved, e) == 0)
		rc = account_list(a->session, t.user, &list, &n, e);
	if (rc == 0 && json)
		rc = print_json(list, n, t.id, fp, e);
	else if (rc == 0)
		print_table(list, n, t.id, fp);
	free(list);
	token_wipe(&t);
	return rc;
}

int
tokens_revoke(struct auth *a, const char *id, struct err *e)
{
	struct token t = { .scheme = TOKEN_ACCESS };
	char from[CREDENTIALS_FROM];
	bool saved, own;
	int rc = -1;

	if (auth_sign_in(a, &t, from, &saved, e) == -1)
		goto out;
	if (id == NULL && t.id[0] == '\0') {
		err_set(e, ERR_USAGE, "the token in use is a login's");
		err_hint(e, "vrm-auth logout ends it");
		goto out;
	}
	own = id == NULL || strcmp(id, t.id) == 0;
	rc = account_revoke(a->session, t.user, own ? t.id : id, e);
	if (rc == 0 && own && saved)
		rc = token_remove(a->state, e);
	if (rc == 0)
		note_info("access token %s is revoked", own ? t.id : id);
out:
	token_wipe(&t);
	return rc;
}

int
tokens_logout(struct auth *a, struct err *e)
{
	struct token t = { .scheme = TOKEN_ACCESS };
	struct err why = { .kind = ERR_NONE };
	int found = token_load(a->state, &t, &why);

	if (found == -1)
		note_warn("%s", why.msg);	/* it goes all the same */
	if (found == 0 && t.scheme == TOKEN_BEARER) {
		session_sign_in(a->session, &t);
		if (account_logout(a->session, &why) == -1)
			note_warn("VRM was not told: %s", why.msg);
	} else if (found == 0) {
		note_info("the access token still works for whoever has it, "
		    "until it is ended at "
		    "https://vrm.victronenergy.com/access-tokens");
	}
	token_wipe(&t);
	if (found == 1)
		note_info("no token was saved");
	refusal_forget(a->state);
	return token_remove(a->state, e) == -1 ? -1 :
	    owner_forget(a->state, e);
}
