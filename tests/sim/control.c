/* control.c - how a test steers the simulator, all under /sim
 *
 *	GET    health
 *	POST   clock      now=RFC3339 | advance=SECONDS | skew=SECONDS | real=1
 *	POST   site       site=ID|all & setting=value... (setting.c)
 *	POST   account    twofactor, login, ... (account.c)
 *	POST   token      user=ID name=TEXT lifetime=S kind=access|login
 *	POST   limiter    on=1 | off=1 | reset=1 | retry_after=auto|omit|TEXT
 *	POST   fault      body: a rule or a list (script.h); DELETE clears
 *	POST   replay     path=SUBSTRING file=SAMPLE status=N header=Name:value;
 *	                  or the posted body for a file; DELETE clears
 *	GET    requests   what was asked; DELETE forgets it
 *	GET    truth      the lines vrm-fetch should print (expect.h)
 */
#include "sim.h"

#include "expect.h"

#include "base/js.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static void
done(struct answer *out)
{
	answer_json(out, 200, json_pack("{s:b}", "ok", 1));
}

static void
refuse(struct answer *out, const char *what, const char *value)
{
	json_t *why = json_sprintf("not understood: %s=%s", what, value);

	answer_json(out, 400, json_pack("{s:b, s:o}", "ok", 0, "error",
	    why == NULL ? json_null() : why));
}

static void
health(struct sim *s, const struct ask *q, struct answer *out)
{
	char now[CLOCK_TEXT];

	(void)q;
	answer_json(out, 200, json_pack("{s:b, s:s, s:I, s:i}", "ok", 1, "now",
	    clock_format(now, sim_now_ms(s) / 1000), "now_ms",
	    (json_int_t)sim_now_ms(s), "sites", s->n_sites));
}

static bool
set_clock(struct sim *s, const char *key, const char *value)
{
	int64_t n;

	if (strcmp(key, "now") == 0 && (text_to_int64(value, &n) ||
	    clock_parse(value, &n)))
		s->clock = (struct clock){ .is_virtual = true,
		    .at_ms = n * 1000 };
	else if (strcmp(key, "advance") == 0 && text_to_int64(value, &n) &&
	    s->clock.is_virtual)
		s->clock.at_ms += n * 1000;
	else if (strcmp(key, "skew") == 0 && text_to_int64(value, &n))
		s->skew_ms = n * 1000;
	else if (strcmp(key, "real") == 0)
		s->clock = (struct clock){ .is_virtual = false };
	else
		return false;
	return true;
}

static bool
set_limiter(struct sim *s, const char *key, const char *value)
{
	if (strcmp(key, "on") == 0 || strcmp(key, "off") == 0)
		s->limiter_on = strcmp(key, "on") == 0;
	else if (strcmp(key, "reset") == 0)
		s->limiter = (struct limiter){ 0 };
	else if (strcmp(key, "retry_after") == 0)
		return text_copy(s->retry_after, sizeof(s->retry_after), value);
	else
		return false;
	return true;
}

static bool
set_account(struct sim *s, const char *key, const char *value)
{
	return account_set(&s->account, key, value);
}

/* Every argument is one setting. */
static void
set_each(struct sim *s, const struct ask *q, struct answer *out,
    bool (*set)(struct sim *, const char *, const char *))
{
	for (int i = 0; i < q->n_args; i++)
		if (!set(s, q->args[i].key, q->args[i].value)) {
			refuse(out, q->args[i].key, q->args[i].value);
			return;
		}
	done(out);
}

static void
post_clock(struct sim *s, const struct ask *q, struct answer *out)
{
	set_each(s, q, out, set_clock);
}

static void
post_limiter(struct sim *s, const struct ask *q, struct answer *out)
{
	set_each(s, q, out, set_limiter);
}

static void
post_account(struct sim *s, const struct ask *q, struct answer *out)
{
	set_each(s, q, out, set_account);
}

static bool
set_one_site(struct site *site, const struct ask *q, struct answer *out)
{
	for (int i = 0; i < q->n_args; i++) {
		const char *key = q->args[i].key, *value = q->args[i].value;

		if (strcmp(key, "site") != 0 && !site_set(site, key, value)) {
			refuse(out, key, value);
			return false;
		}
	}
	return true;
}

static void
post_site(struct sim *s, const struct ask *q, struct answer *out)
{
	const char *which = ask_arg(q, "site");
	struct site *one = sim_site(s, ask_int(q, "site", 0));

	if (which != NULL && strcmp(which, "all") == 0) {
		for (int i = 0; i < s->n_sites; i++)
			if (!set_one_site(&s->sites[i], q, out))
				return;
		done(out);
	} else if (one == NULL) {
		refuse(out, "site", which == NULL ? "" : which);
	} else if (set_one_site(one, q, out)) {
		done(out);
	}
}

static void
post_token(struct sim *s, const struct ask *q, struct answer *out)
{
	const char *name = ask_arg(q, "name"), *kind = ask_arg(q, "kind");
	int user = (int)ask_int(q, "user", ACCOUNT_OWNER);
	int64_t now = sim_now_ms(s) / 1000;
	int64_t lifetime = ask_int(q, "lifetime", 0);
	const struct account_grant *g;

	if (account_user(user) == NULL) {
		refuse(out, "user", ask_arg(q, "user"));
		return;
	}
	g = kind != NULL && strcmp(kind, "login") == 0 ?
	    account_add_jwt(&s->account, user, now) :
	    account_add_token(&s->account, user, name == NULL ? "test" : name,
	    lifetime == 0 ? 0 : now + lifetime, now);
	answer_body(out, 200, "text/plain", g->secret, strlen(g->secret));
}

static void
post_fault(struct sim *s, const struct ask *q, struct answer *out)
{
	json_t *v = q->body == NULL ? NULL : js_parse(q->body, q->len, NULL);
	size_t n = json_is_array(v) ? json_array_size(v) : 1;
	struct err e = { 0 };

	for (size_t i = 0; i < n; i++)
		if (script_add(&s->script, json_is_array(v) ?
		    json_array_get(v, i) : v, &e) == -1)
			break;
	json_decref(v);
	if (e.kind != ERR_NONE)
		refuse(out, "fault", e.msg);
	else
		done(out);
}

static void
delete_fault(struct sim *s, const struct ask *q, struct answer *out)
{
	(void)q;
	script_clear(&s->script, false);
	done(out);
}

/* "Name: value", as often as given. */
static json_t *
headers_of(const struct ask *q)
{
	json_t *all = json_object();

	for (int i = 0; i < q->n_args; i++) {
		char *value = strchr(q->args[i].value, ':');

		if (strcmp(q->args[i].key, "header") != 0 || value == NULL)
			continue;
		*value++ = '\0';
		json_object_set_new(all, q->args[i].value,
		    json_string(value + strspn(value, " ")));
	}
	return all;
}

static void
post_replay(struct sim *s, const struct ask *q, struct answer *out)
{
	const char *path = ask_arg(q, "path"), *file = ask_arg(q, "file");
	struct script_body b = { .status = (int)ask_int(q, "status", 200),
	    .type = script_type(file == NULL ? "" : file),
	    .data = q->body == NULL ? "" : q->body, .len = q->len };
	char *sample = NULL;
	struct err e = { 0 };
	json_t *headers;

	if (file != NULL) {
		if (script_sample(&s->script, file, &sample, &b.len,
		    &e) == -1) {
			refuse(out, "file", e.msg);
			return;
		}
		b.data = sample;
	}
	headers = headers_of(q);
	b.headers = headers;
	script_replay(&s->script, path == NULL ? "" : path, &b);
	json_decref(headers);
	free(sample);
	done(out);
}

static void
delete_replay(struct sim *s, const struct ask *q, struct answer *out)
{
	(void)q;
	script_clear(&s->script, true);
	done(out);
}

static void
get_requests(struct sim *s, const struct ask *q, struct answer *out)
{
	(void)q;
	answer_json(out, 200, seen_report(&s->seen));
}

static void
delete_requests(struct sim *s, const struct ask *q, struct answer *out)
{
	(void)q;
	seen_reset(&s->seen);
	done(out);
}

static void
get_truth(struct sim *s, const struct ask *q, struct answer *out)
{
	expect_answer(out, q, s->sites, s->n_sites, sim_now_ms(s) / 1000);
}

static const struct {
	const char *method, *path;
	void (*answer)(struct sim *, const struct ask *, struct answer *);
} controls[] = {
	{ "GET", "/sim/health", health },
	{ "POST", "/sim/clock", post_clock },
	{ "POST", "/sim/site", post_site },
	{ "POST", "/sim/account", post_account },
	{ "POST", "/sim/token", post_token },
	{ "POST", "/sim/limiter", post_limiter },
	{ "POST", "/sim/fault", post_fault },
	{ "DELETE", "/sim/fault", delete_fault },
	{ "POST", "/sim/replay", post_replay },
	{ "DELETE", "/sim/replay", delete_replay },
	{ "GET", "/sim/requests", get_requests },
	{ "DELETE", "/sim/requests", delete_requests },
	{ "GET", "/sim/truth", get_truth },
};

void
control_answer(struct sim *s, const struct ask *q, struct answer *out)
{
	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++)
		if (ask_is(q, controls[i].method) &&
		    strcmp(q->path, controls[i].path) == 0) {
			controls[i].answer(s, q, out);
			return;
		}
	answer_json(out, 404, json_pack("{s:b, s:s}", "ok", 0, "error",
	    "no such control"));
}
