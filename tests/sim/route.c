/* route.c - which endpoint a path is, and who may use it */
#include "sim.h"

#include "shape.h"

#include "base/js.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PARTS = 8, PATH_SIZE = 1024, ROWS = 100 };

struct call {			/* one signed-in request */
	struct sim *sim;
	const struct ask *ask;
	struct account_grant *who;
	int64_t now;
	char **part;		/* below users/ID or installations/ID */
	int n;
};

static void
missing(struct answer *out)
{
	answer_error(out, 404, "not_found",
	    "Could not find requested resource");
}

static void
forbid(struct answer *out)
{
	answer_error(out, 403, "forbidden",
	    "You do not have permission to view this installation");
}

static void
bad(struct answer *out, const char *why)
{
	answer_json(out, 400, json_pack("{s:b, s:[s], s:s}", "success", 0,
	    "errors", why, "error_code", "missing_parameters"));
}

/* auth/...: true if the path is one of these. */
static bool
sign_in(struct sim *sim, const struct ask *q, char **part, int n,
    struct answer *out)
{
	int64_t now = sim_now_ms(sim) / 1000;

	if (n != 2 || strcmp(part[0], "auth") != 0)
		return false;
	if (strcmp(part[1], "login") == 0 && ask_is(q, "POST"))
		account_login(&sim->account, q, out, now);
	else if (strcmp(part[1], "loginAsDemo") == 0 && ask_is(q, "GET"))
		account_demo(&sim->account, out, now);
	else if (strcmp(part[1], "logout") != 0)
		answer_error(out, 405, NULL, "Method not allowed");
	else
		return false;
	return true;
}

static void
find_site(const struct call *c, struct answer *out)
{
	json_t *body = c->ask->body == NULL ? NULL :
	    js_parse(c->ask->body, c->ask->len, NULL);
	const char *wanted =
	    js_text(json_object_get(body, "installation_identifier"));
	const struct site *found = NULL;
	char id[24];

	for (int i = 0; i <= c->sim->n_sites; i++)
		if (strcmp(c->sim->sites[i].identifier, wanted) == 0 &&
		    fleet_may_see(c->sim, c->who->user, &c->sim->sites[i]))
			found = &c->sim->sites[i];
	json_decref(body);
	if (found == NULL) {
		answer_json(out, 200, json_pack("{s:b, s:s, s:n}", "success",
		    0, "errors", "Unknown installation", "error_code"));
		return;
	}
	(void)snprintf(id, sizeof(id), "%" PRId64, found->id);
	answer_json(out, 200, json_pack("{s:b, s:{s:o}}", "success", 1,
	    "records", "site_id", found->types == SITE_NUMBERS ?
	    json_integer(found->id) : json_string(id)));
}

static void
route_user(const struct call *c, const char *id, struct answer *out)
{
	const char *what = c->n > 0 ? c->part[0] : "";
	bool get = ask_is(c->ask, "GET");
	int64_t user;

	if (c->n == 0 && strcmp(id, "me") == 0 && get)
		account_me(c->who, out);
	else if (!text_to_int64(id, &user))
		missing(out);
	else if (user != c->who->user)
		forbid(out);
	else if (strcmp(what, "accesstokens") == 0)
		account_tokens(&(struct account_call){ &c->sim->account,
		    c->who->user, c->ask, c->part + 1, c->n - 1, c->now }, out);
	else if (c->n == 1 && strcmp(what, "installations") == 0 && get)
		fleet_answer(c->sim, c->ask, c->who->user, out);
	else if (c->n == 1 && strcmp(what, "get-site-id") == 0 &&
	    ask_is(c->ask, "POST"))
		find_site(c, out);
	else
		missing(out);
}

static void
diagnose(const struct call *c, const struct site *s, struct answer *out)
{
	int64_t count = ask_int(c->ask, "count", ROWS);
	int64_t page = ask_int(c->ask, "page", 1);

	if (s->no_diagnostics || c->who->user == ACCOUNT_DEMO)
		forbid(out);
	else if (count < 1 || page < 1 || count > 100000 || page > 100000)
		bad(out, "count and page are positive");
	else
		answer_json(out, 200, shape_diagnostics(s, c->now, count,
		    page));
}

static void
widget(const struct call *c, const struct site *s, struct answer *out)
{
	json_t *graph;

	if (s->gsm) {
		answer_error(out, 401, "invalid_credentials", "Login required");
	} else if (strcmp(c->part[1], "BatterySummary") == 0) {
		answer_json(out, 200, shape_summary(s, c->now,
		    (int)ask_int(c->ask, "instance", 0)));
	} else if (strcmp(c->part[1], "Graph") == 0) {
		graph = shape_graph(s, c->now, c->ask);
		if (graph == NULL)
			bad(out, "attributeCodes or attributeIds is required");
		else
			answer_json(out, 200, graph);
	} else {
		missing(out);
	}
}

static void
route_site(const struct call *c, const char *id, struct answer *out)
{
	const char *what = c->n > 0 ? c->part[0] : "", *why = "";
	const struct site *s = NULL;
	json_t *stats;
	int64_t number;

	if (text_to_int64(id, &number))
		s = sim_site(c->sim, number);
	if (s == NULL || c->n == 0 || !ask_is(c->ask, "GET")) {
		missing(out);
	} else if (!fleet_may_see(c->sim, c->who->user, s)) {
		forbid(out);
	} else if (c->n == 1 && strcmp(what, "system-overview") == 0) {
		answer_json(out, 200, shape_overview(s, c->now));
	} else if (c->n == 1 && strcmp(what, "diagnostics") == 0) {
		diagnose(c, s, out);
	} else if (c->n == 2 && strcmp(what, "widgets") == 0) {
		widget(c, s, out);
	} else if (c->n == 1 && strcmp(what, "stats") == 0) {
		stats = shape_stats(s, c->now, c->ask, &why);
		if (stats == NULL)
			bad(out, why);
		else
			answer_json(out, 200, stats);
	} else {
		missing(out);
	}
}

void
route_v2(struct sim *sim, const struct ask *q, struct answer *out)
{
	char path[PATH_SIZE], *part[PARTS];
	int n = ask_split(q->path, path, sizeof(path), part, PARTS);
	struct call c = { .sim = sim, .ask = q, .now = sim_now_ms(sim) / 1000,
	    .part = part + 3, .n = n - 3 };

	if (n < 2 || strcmp(part[0], "v2") != 0) {
		missing(out);
		return;
	}
	if (sign_in(sim, q, part + 1, n - 1, out))
		return;
	c.who = account_check(&sim->account, q->auth, c.now);
	if (c.who == NULL)
		answer_error(out, 401, "invalid_token", "Token is invalid");
	else if (n == 3 && strcmp(part[1], "auth") == 0)
		account_logout(c.who, out);
	else if (n >= 3 && strcmp(part[1], "users") == 0)
		route_user(&c, part[2], out);
	else if (n >= 3 && strcmp(part[1], "installations") == 0)
		route_site(&c, part[2], out);
	else
		missing(out);
}
