/* account.c - see account.h */
#include "account.h"

#include "truth.h"

#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, FIRST_TOKEN = 880001, H_SECRET = 200 };

static const struct account_user users[] = {
	{ ACCOUNT_OWNER, "Sample Owner", "owner@example.invalid",
	    "correct horse \"battery\" \\ staple", "Netherlands" },
	{ ACCOUNT_NEIGHBOUR, "Neighbour", "neighbour@example.invalid",
	    "another secret", "Portugal" },
	{ ACCOUNT_DEMO, "Demo Account", "demo@example.invalid", NULL,
	    "Netherlands" },
};

enum { USERS = sizeof(users) / sizeof(users[0]) };

void
account_init(struct account *a, uint64_t seed)
{
	*a = (struct account){ .seed = seed, .jwt_lifetime = DAY_S };
}

void
account_close(struct account *a)
{
	for (int i = 0; i < a->n; i++) {
		free(a->grants[i].secret);
		free(a->grants[i].name);
	}
	free(a->grants);
}

const struct account_user *
account_user(int id)
{
	for (int i = 0; i < USERS; i++)
		if (users[i].id == id)
			return &users[i];
	return NULL;
}

const struct account_user *
account_by_email(const char *email)
{
	for (int i = 0; i < USERS; i++)
		if (strcmp(users[i].email, email) == 0)
			return &users[i];
	return NULL;
}

static struct account_grant *
add(struct account *a, int user, const char *name, int64_t now)
{
	struct account_grant *g;

	a->grants = xrealloc(a->grants, (size_t)a->n + 1, sizeof(*a->grants));
	g = &a->grants[a->n];
	*g = (struct account_grant){ .id = FIRST_TOKEN + a->n, .user = user,
	    .name = xstrdup(name), .created = now };
	a->n++;
	return g;
}

struct account_grant *
account_add_token(struct account *a, int user, const char *name,
    int64_t expires, int64_t now)
{
	struct account_grant *g = add(a, user, name, now);

	g->expires = expires;
	g->secret = xmalloc(ACCOUNT_TOKEN + 1);
	for (int i = 0; i < ACCOUNT_TOKEN / 16; i++)
		(void)snprintf(g->secret + 16 * i, 17, "%016" PRIx64,
		    truth_hash(a->seed, H_SECRET, (uint64_t)g->id,
		    (uint64_t)i));
	return g;
}

/* Appends text as base64url without padding. */
static void
encode(struct answer_buf *b, const char *text)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	uint32_t bits = 0;
	int n = 0;

	for (; *text != '\0'; text++) {
		bits = (bits << 8 | (unsigned char)*text) & 0xffffff;
		for (n += 8; n >= 6; n -= 6)
			answer_put(b, &digit[bits >> (n - 6) & 63], 1);
	}
	if (n > 0)
		answer_put(b, &digit[bits << (6 - n) & 63], 1);
}

struct account_grant *
account_add_jwt(struct account *a, int user, int64_t now)
{
	struct account_grant *g = add(a, user, "login", now);
	struct answer_buf b = { 0 };
	char text[256], end[48] = "";

	g->is_jwt = true;
	g->expires = a->jwt_lifetime == 0 ? 0 : now + a->jwt_lifetime;
	encode(&b, "{\"typ\":\"JWT\",\"alg\":\"HS256\"}");
	answer_put(&b, ".", 1);
	if (g->expires != 0)
		(void)snprintf(end, sizeof(end), ",\"exp\":%" PRId64,
		    g->expires);
	(void)snprintf(text, sizeof(text), "{\"uid\":\"%d\",\"jti\":\"%" PRId64
	    "\",\"iat\":%" PRId64 "%s}", user, g->id, now, end);
	encode(&b, text);
	answer_put(&b, ".", 1);
	(void)snprintf(text, sizeof(text), "%016" PRIx64 "signature%016" PRIx64,
	    truth_hash(a->seed, H_SECRET, (uint64_t)g->id, 8),
	    truth_hash(a->seed, H_SECRET, (uint64_t)g->id, 9));
	encode(&b, text);
	answer_put(&b, "", 1);
	g->secret = b.data;
	return g;
}

struct account_grant *
account_named(struct account *a, int user, const char *name)
{
	for (int i = 0; i < a->n; i++)
		if (a->grants[i].user == user && !a->grants[i].is_jwt &&
		    !a->grants[i].dead && strcmp(a->grants[i].name, name) == 0)
			return &a->grants[i];
	return NULL;
}

/* The scheme must fit the kind: an access token sent as Bearer is unknown
 * (vrm-api.md 0.2).  Exactly one space. */
struct account_grant *
account_check(struct account *a, const char *header, int64_t now)
{
	bool is_jwt;

	if (header == NULL)
		return NULL;
	is_jwt = strncmp(header, "Bearer ", 7) == 0;
	if (!is_jwt && strncmp(header, "Token ", 6) != 0)
		return NULL;
	header += is_jwt ? 7 : 6;
	if (is_jwt && a->retired)
		return NULL;
	for (int i = 0; i < a->n; i++) {
		struct account_grant *g = &a->grants[i];

		if (g->is_jwt == is_jwt && strcmp(g->secret, header) == 0 &&
		    !g->dead && (g->expires == 0 || now < g->expires)) {
			g->used = now;
			return g;
		}
	}
	return NULL;
}

/* twofactor=off|on|sms|app  login=on|retired  jwt_lifetime=S
 * tokens=both|2025|2026  revoke=all */
bool
account_set(struct account *a, const char *key, const char *value)
{
	static const char *const factors[] = { "off", "sms", "app" };
	static const char *const apis[] = { "both", "2025", "2026" };

	if (strcmp(key, "jwt_lifetime") == 0)
		return text_to_int64(value, &a->jwt_lifetime);
	if (strcmp(key, "login") == 0) {
		a->retired = strcmp(value, "retired") == 0;
		return a->retired || strcmp(value, "on") == 0;
	}
	if (strcmp(key, "revoke") == 0 && strcmp(value, "all") == 0) {
		for (int i = 0; i < a->n; i++)
			a->grants[i].dead = true;
		return true;
	}
	if (strcmp(key, "twofactor") == 0 && strcmp(value, "on") == 0)
		value = "sms";
	for (int i = 0; i < 3; i++) {
		if (strcmp(key, "twofactor") == 0 &&
		    strcmp(value, factors[i]) == 0) {
			a->factor = (enum account_factor)i;
			return true;
		}
		if (strcmp(key, "tokens") == 0 && strcmp(value, apis[i]) == 0) {
			a->api = (enum account_api)i;
			return true;
		}
	}
	return false;
}
