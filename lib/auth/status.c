/* auth/status.c - see status.h */
#include "auth/status.h"

#include "base/mem.h"
#include "state/budget.h"
#include "net/account.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400 };

struct facts {
	struct token token;
	char from[CREDENTIALS_FROM];
	bool saved, verified;
	struct budget_info budget;
	int64_t now;
};

/* A token pasted in brings no expiry; VRM's list may know it. */
static void
find_expiry(struct auth *a, struct token *t)
{
	struct err ignored = { .kind = ERR_NONE };
	struct account_token *list = NULL;
	size_t n = 0;

	if (t->expires_at != 0 || t->id[0] == '\0' ||
	    account_list(a->session, t->user, &list, &n, &ignored) == -1)
		return;
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].id, t->id) == 0)
			t->expires_at = list[i].expires_at;
	free(list);
}

static int
gather(struct auth *a, bool offline, struct facts *f, struct err *e)
{
	struct rate_limits limits = budget_limits(a->cfg);

	f->now = clock_s(a->clock);
	if (offline) {
		if (auth_token(a, &f->token, f->from, &f->saved, e) == -1)
			return -1;
	} else {
		if (auth_sign_in(a, &f->token, f->from, &f->saved, e) == -1)
			return -1;
		f->verified = true;
		find_expiry(a, &f->token);
	}
	return budget_read(&f->budget, a->state, &limits, a->clock, e);
}

static json_t *
json_of_facts(const struct facts *f)
{
	const struct token *t = &f->token;
	const struct budget_info *b = &f->budget;

	return json_pack("{s:s, s:{s:{s:s, s:s, s:s}, s:s, s:s, s:s, s:b, s:b,"
	    " s:o, s:o, s:o, s:{s:i, s:i, s:i, s:i, s:i, s:I, s:o, s:o}}}",
	    "status", "success", "data",
	    "user", "id", t->user, "name", t->name, "email", t->email,
	    "scheme", token_scheme_name(t->scheme),
	    "kind", t->scheme == TOKEN_BEARER ? "login" : "access_token",
	    "source", f->from, "saved", f->saved, "verified", f->verified,
	    "obtained_at", auth_json_time(t->obtained_at),
	    "expires_at", auth_json_time(t->expires_at),
	    "days_left", t->expires_at == 0 ? json_null() :
	    json_integer((t->expires_at - f->now) / DAY_S),
	    "requests", "used", b->used, "extra", b->extra, "limit", b->limit,
	    "refused_from", b->refusal, "remaining", b->remaining,
	    "today", (json_int_t)b->today,
	    "hold_until", auth_json_time(b->hold_until),
	    "next_at", auth_json_time(b->next));
}

static void
print_times(const struct facts *f, FILE *fp)
{
	const struct token *t = &f->token;
	char at[CLOCK_TEXT], age[CLOCK_AGE];
	int64_t left = t->expires_at - f->now;

	if (t->obtained_at != 0)
		(void)fprintf(fp, "age:       %s, since %s\n",
		    clock_format_age(age, f->now - t->obtained_at),
		    clock_format(at, t->obtained_at));
	if (t->expires_at == 0)
		(void)fprintf(fp, "expires:   %s\n",
		    f->verified && t->scheme == TOKEN_ACCESS ? "never" :
		    "not known");
	else
		(void)fprintf(fp, "expires:   %s, %s%s\n",
		    clock_format(at, t->expires_at),
		    clock_format_age(age, left < 0 ? -left : left),
		    left < 0 ? " ago" : " left");
}

static void
print_text(const struct facts *f, FILE *fp)
{
	const struct token *t = &f->token;
	const struct budget_info *b = &f->budget;
	char who[AUTH_WHO], at[CLOCK_TEXT];

	(void)fprintf(fp, "user:      %s%s%s%s\n", auth_who(t, who),
	    t->user[0] == '\0' ? "" : " (", t->user,
	    t->user[0] == '\0' ? "" : ")");
	(void)fprintf(fp, "scheme:    %s, %s\n", token_scheme_name(t->scheme),
	    t->scheme == TOKEN_BEARER ? "of a login" : "an access token");
	(void)fprintf(fp, "source:    %s\n", f->from);
	(void)fprintf(fp, "verified:  %s\n", f->verified ? "by VRM just now" :
	    "no, offline");
	print_times(f, fp);
	(void)fprintf(fp, "requests:  %d of %d in this hour, %d beside the "
	    "poll; %" PRId64 " today\n", b->used, b->limit, b->extra,
	    b->today);
	if (b->next != 0)
		(void)fprintf(fp, "waiting:   no request before %s\n",
		    clock_format(at, b->next));
}

int
status_print(struct auth *a, const struct status_how *how, FILE *fp,
    struct err *e)
{
	struct facts f = { .verified = false };
	int rc = gather(a, how->offline, &f, e);

	if (rc == -1 && (e->kind == ERR_BUDGET || e->kind == ERR_LIMITED))
		err_hint(e, "vrm-auth status --offline asks nobody");
	if (rc == 0 && how->json)
		rc = auth_print_json(fp, json_of_facts(&f), e);
	else if (rc == 0)
		print_text(&f, fp);
	token_wipe(&f.token);
	return rc;
}
