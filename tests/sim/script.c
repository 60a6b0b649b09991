/* script.c - see script.h */
#include "script.h"

#include "truth.h"

#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE_MAX = 256 << 20, H_CHANCE = 300 };

struct script_rule {
	char *path, *method;
	int64_t site, skip, count, every, met;
	int64_t chance, row, left;	/* of 1000; in a row; still to come */
	bool is_replay, is_used_up;
	int status;		/* 0: the real one */
	json_t *headers;
	char *body;		/* NULL: the real one */
	size_t len;
	const char *type;
	bool hang, close;
	int64_t hold, cut, truncate, oversize;
};

static void
rule_free(struct script_rule *r)
{
	free(r->path);
	free(r->method);
	free(r->body);
	json_decref(r->headers);
}

void
script_close(struct script *s)
{
	for (int i = 0; i < s->n; i++)
		rule_free(&s->rules[i]);
	free(s->rules);
	s->rules = NULL;
	s->n = 0;
}

void
script_clear(struct script *s, bool replays)
{
	int kept = 0;

	for (int i = 0; i < s->n; i++)
		if (s->rules[i].is_replay == replays)
			rule_free(&s->rules[i]);
		else
			s->rules[kept++] = s->rules[i];
	s->n = kept;
}

static void
append(struct script *s, const struct script_rule *r)
{
	s->rules = xrealloc(s->rules, (size_t)s->n + 1, sizeof(*s->rules));
	s->rules[s->n++] = *r;
}

const char *
script_type(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (dot != NULL && strcmp(dot, ".html") == 0)
		return "text/html";
	return dot != NULL && strcmp(dot, ".headers") == 0 ? "text/plain" :
	    "application/json";
}

int
script_sample(const struct script *s, const char *name, char **body,
    size_t *len, struct err *e)
{
	char *path;
	int rc;

	if (strchr(name, '/') != NULL) {
		err_set(e, ERR_USAGE, "%s: samples are names in %s", name,
		    s->samples);
		return -1;
	}
	path = xasprintf("%s/%s", s->samples, name);
	rc = file_read(path, SAMPLE_MAX, body, len, e);
	if (rc == 1)
		err_set(e, ERR_USAGE, "%s: no such sample", path);
	free(path);
	return rc == 0 ? 0 : -1;
}

static int64_t
number(const json_t *rule, const char *key, int64_t otherwise)
{
	int64_t n;

	return js_int(json_object_get(rule, key), &n) ? n : otherwise;
}

static int
read_body(const struct script *s, struct script_rule *r, const json_t *rule,
    struct err *e)
{
	const json_t *sample = json_object_get(rule, "sample");
	const json_t *body = json_object_get(rule, "body");
	const json_t *value = json_object_get(rule, "json");

	r->type = "application/json";
	if (sample != NULL) {
		r->type = script_type(js_text(sample));
		return script_sample(s, js_text(sample), &r->body, &r->len, e);
	}
	if (value != NULL) {
		r->body = js_dump(value);
	} else if (body != NULL) {
		r->body = xstrdup(js_text(body));
		if (*r->body == '<')
			r->type = "text/html";
	}
	r->len = r->body == NULL ? 0 : strlen(r->body);
	return 0;
}

int
script_add(struct script *s, const json_t *rule, struct err *e)
{
	int64_t every = number(rule, "every", 0);
	int64_t chance = number(rule, "chance", 0);
	const char *method = js_text(json_object_get(rule, "method"));
	struct script_rule r = {
		.site = number(rule, "site", 0),
		.skip = number(rule, "skip", 0),
		.count = number(rule, "count", every > 0 || chance > 0 ?
		    0 : 1),
		.every = every, .chance = chance,
		.row = number(rule, "row", 1),
		.status = (int)number(rule, "status", 0),
		.hang = js_true(json_object_get(rule, "hang")),
		.close = js_true(json_object_get(rule, "close")),
		.hold = number(rule, "hold", 0),
		.cut = number(rule, "cut", ANSWER_WHOLE),
		.truncate = number(rule, "truncate", ANSWER_WHOLE),
		.oversize = number(rule, "oversize_mb", 0) << 20
	};

	if (!json_is_object(rule)) {
		err_set(e, ERR_USAGE, "a rule is a JSON object");
		return -1;
	}
	if (read_body(s, &r, rule, e) == -1)
		return -1;
	r.path = xstrdup(js_text(json_object_get(rule, "path")));
	r.method = *method == '\0' ? NULL : xstrdup(method);
	r.headers = json_deep_copy(json_object_get(rule, "headers"));
	append(s, &r);
	return 0;
}

void
script_replay(struct script *s, const char *path, const struct script_body *b)
{
	struct script_rule r = { .path = xstrdup(path), .is_replay = true,
	    .status = b->status, .type = b->type, .body = xmalloc(b->len + 1),
	    .len = b->len, .headers = json_deep_copy(b->headers),
	    .cut = ANSWER_WHOLE, .truncate = ANSWER_WHOLE };

	memcpy(r.body, b->data, b->len);
	for (int i = 0; i < s->n; i++)
		if (s->rules[i].is_replay &&
		    strcmp(s->rules[i].path, path) == 0) {
			rule_free(&s->rules[i]);
			s->rules[i] = r;
			return;
		}
	append(s, &r);
}

static bool
about_site(const struct script_rule *r, const struct ask *q)
{
	char part[48];

	if (r->site == 0)
		return true;
	(void)snprintf(part, sizeof(part), "/installations/%" PRId64 "/",
	    r->site);
	return strstr(q->path, part) != NULL ||
	    ask_int(q, "idSite", 0) == r->site;
}

static bool
matches(const struct script_rule *r, const struct ask *q)
{
	if (r->is_used_up || !about_site(r, q) ||
	    (r->method != NULL && !ask_is(q, r->method)))
		return false;
	if (strchr(r->path, '*') != NULL)
		return fnmatch(r->path, q->path, 0) == 0;
	return strstr(q->path, r->path) != NULL;
}

/* Is it the turn of the rule numbered which? */
static bool
strikes(struct script_rule *r, uint64_t seed, int which)
{
	if (r->skip > 0) {
		r->skip--;
		return false;
	}
	r->met++;
	if (r->every > 0 && r->met % r->every != 0)
		return false;
	if (r->chance == 0)
		return true;
	if (r->left == 0 && truth_hash(seed, H_CHANCE, (uint64_t)which,
	    (uint64_t)r->met) % 1000 < (uint64_t)r->chance)
		r->left = r->row;
	return r->left > 0 && r->left-- > 0;
}

/* Faults first, so that they can stand before a replay. */
const struct script_rule *
script_match(struct script *s, const struct ask *q)
{
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < s->n; i++) {
			struct script_rule *r = &s->rules[i];

			if (r->is_replay != (pass == 1) || !matches(r, q) ||
			    !strikes(r, s->seed, i))
				continue;
			if (r->count > 0 && --r->count == 0)
				r->is_used_up = true;
			return r;
		}
	return NULL;
}

bool
script_replaces(const struct script_rule *r)
{
	return r->status != 0 || r->body != NULL || r->oversize > 0;
}

/* What the status alone brings along. */
static void
plain_answer(struct answer *out, int status)
{
	if (status == 401)
		answer_error(out, status, "invalid_token", "Token is invalid");
	else if (status == 403)
		answer_error(out, status, "forbidden", "You do not have "
		    "permission to view this installation");
	else if (status == 429)
		answer_error(out, status, "rate_limited", "Too many requests");
	else if (status == 204 || (status >= 300 && status < 400))
		answer_body(out, status, "application/json", "", 0);
	else
		answer_error(out, status, NULL, "Scripted failure");
}

void
script_apply(const struct script_rule *r, struct answer *out)
{
	const char *name;
	json_t *value;

	if (r->body != NULL)
		answer_body(out, r->status == 0 ? 200 : r->status, r->type,
		    r->body, r->len);
	else if (r->status != 0)
		plain_answer(out, r->status);
	if (r->oversize > 0)
		out->status = r->status == 0 ? 200 : r->status;
	json_object_foreach(r->headers, name, value)
		answer_header(out, name, json_string_value(value));
	if (r->cut >= 0 && out->body != NULL && (size_t)r->cut < out->len)
		out->len = (size_t)r->cut;
	out->truncate = r->truncate;
	out->oversize = r->oversize;
	out->hold = r->hold;
	out->hang = r->hang;
	out->close = r->close;
	out->is_scripted = true;
}
