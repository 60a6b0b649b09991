/* account.h - users, their passwords, access tokens and login sessions */
#ifndef SIM_ACCOUNT_H
#define SIM_ACCOUNT_H
#include "answer.h"
#include "ask.h"

#include <stdbool.h>
#include <stdint.h>

enum { ACCOUNT_OWNER = 90001, ACCOUNT_NEIGHBOUR = 90002, ACCOUNT_DEMO = 22 };
enum { ACCOUNT_TOKEN = 64, ACCOUNT_NAME = 128 };

struct account_user {
	int id;
	const char *name, *email, *password, *country;
};

enum account_factor { ACCOUNT_PASSWORD, ACCOUNT_SMS, ACCOUNT_APP };
enum account_api { ACCOUNT_BOTH, ACCOUNT_2025, ACCOUNT_2026 };

struct account_grant {		/* an access token or a login's JWT */
	int64_t id;
	int user;
	bool is_jwt, dead;
	char *secret, *name;
	int64_t created, expires, used;		/* Unix s; 0: never */
};

struct account {
	uint64_t seed;
	struct account_grant *grants;
	int n;
	enum account_factor factor;
	enum account_api api;		/* which access token calls exist */
	bool retired;			/* logins and their JWTs are refused */
	int64_t jwt_lifetime;		/* seconds; 0: no exp in it */
};

void account_init(struct account *, uint64_t seed);
void account_close(struct account *);

const struct account_user *account_user(int id);		/* or NULL */
const struct account_user *account_by_email(const char *);	/* or NULL */

/* A new grant; the pointer lives until the next one. */
struct account_grant *account_add_token(struct account *, int user,
    const char *name, int64_t expires, int64_t now);
struct account_grant *account_add_jwt(struct account *, int user, int64_t now);
struct account_grant *account_named(struct account *, int user,
    const char *name);

/* Who sent this X-Authorization value; NULL: 401. */
struct account_grant *account_check(struct account *, const char *header,
    int64_t now);

bool account_set(struct account *, const char *key, const char *value);

/* signin.c: the endpoints without a token, and logout */
void account_login(struct account *, const struct ask *, struct answer *,
    int64_t now);
void account_demo(struct account *, struct answer *, int64_t now);
void account_logout(struct account_grant *, struct answer *);

/* tokens.c: users/me and users/ID/accesstokens/...; parts: what follows */
void account_me(const struct account_grant *, struct answer *);
struct account_call {
	struct account *account;
	int user;
	const struct ask *ask;
	char **part;
	int n;			/* parts */
	int64_t now;
};
void account_tokens(const struct account_call *, struct answer *);

#endif
