/* net/login.h - who we are, as VRM tells: auth/login and users/me */
#ifndef NET_LOGIN_H
#define NET_LOGIN_H
#include "base/err.h"
#include "state/token.h"
#include "net/exchange.h"

#include <jansson.h>
#include <stdint.h>

struct login {			/* all borrowed */
	const char *username;
	const char *password;
	const char *code;	/* of the second factor; NULL none */
};

/* POST auth/login.  The token is complete but for the user's name.  -1:
 * ERR_LOGIN_REFUSED; ERR_SECOND_FACTOR, a code is wanted; or any other. */
int login_run(struct exchange *, const struct login *, int64_t now,
    struct token *, struct err *);

/* A token from the answer to auth/login or auth/loginAsDemo; a 200 without one
 * means that the second factor is wanted, and nothing else does. */
int login_parse(const json_t *, int64_t now, struct token *, struct err *);

/* GET users/me: fills the token's user, name, email and id. */
int login_me(struct exchange *, struct token *, struct err *);

#endif
