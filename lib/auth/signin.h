/* auth/signin.h - the ways to a token: given, bought with a password, demo
 *
 * Each verifies with users/me before it saves, and refuses a token of another
 * user than the one whose data the state directory holds.
 */
#ifndef AUTH_SIGNIN_H
#define AUTH_SIGNIN_H
#include "auth/auth.h"

/* Reads the token from the terminal without echo, or from stdin. */
int signin_token(struct auth *, struct err *);

struct signin_login {
	const char *code;	/* of the second factor; NULL: ask */
	const char *expires;	/* of the token, "90d"; NULL never */
	bool keep;		/* the login itself, instead of a new token */
};

/* Logs in, makes an access token and saves that, logs out and forgets. */
int signin_login(struct auth *, const struct signin_login *, struct err *);
int signin_demo(struct auth *, struct err *);

/* A new token for the one in use: made, verified and saved before the old one
 * is revoked, so that a crash in between loses neither. */
int signin_rotate(struct auth *, const char *expires, struct err *);

#endif
