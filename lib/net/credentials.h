/* net/credentials.h - what the settings give us to sign in with
 *
 * A token of the settings beats the saved one, and a login with a password
 * comes last.  Settings name a secret, a file or a command that prints it: the
 * one set nearest to the command line counts, in this order where several are.
 */
#ifndef NET_CREDENTIALS_H
#define NET_CREDENTIALS_H
#include "base/err.h"
#include "conf/cfg.h"
#include "state/state.h"
#include "state/token.h"

#include <stdbool.h>

/* Where a token came from, for messages: "VICTRON_VRM_TOKEN (environment)". */
enum { CREDENTIALS_FROM = 256 };

/* 0 found (from filled, *saved: it is token.json's), 1 none, -1 error. */
int credentials_token(const struct cfg *, const struct state *, struct token *,
    char from[CREDENTIALS_FROM], bool *saved, struct err *);

/* The setting that gives the token, the password; CFG_KEYS none. */
enum cfg_key credentials_token_key(const struct cfg *);
enum cfg_key credentials_password_key(const struct cfg *);

/* Are there a user name, and a password or what should give it? */
bool credentials_can_login(const struct cfg *);
/* The password, to be ended with mem_free_secret(). */
int credentials_password(const struct cfg *, char **, struct err *);

#endif
