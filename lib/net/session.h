/* net/session.h - a signed-in conversation with VRM, within the budget
 *
 * Finds the credentials, keeps to the hour's budget and VRM's Retry-After,
 * tries again what deserves it, renews a login once, and turns every refusal
 * into an error of the right layer with VRM's own words.
 *
 * Paths are below /v2 and begin with "/": build them with net/url.h.
 * RATE_POLL is for the requests a poll cannot do without; its retries and all
 * else count as RATE_EXTRA by themselves.
 */
#ifndef NET_SESSION_H
#define NET_SESSION_H
#include "base/clock.h"
#include "base/err.h"
#include "conf/cfg.h"
#include "state/rate.h"
#include "state/state.h"
#include "state/token.h"
#include "net/exchange.h"
#include "net/http.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct session;

/* cfg, state and clock are borrowed.  No request is made yet.  -1: no way to
 * sign in (ERR_TOKEN_MISSING), or a setting or the token file is wrong. */
int session_open(struct session **, const struct cfg *, const struct state *,
    struct clock *, struct err *);
void session_close(struct session *);

/* VRM's id of our user: one request the first time a token is seen, then
 * remembered in the state directory.  NULL: error; ERR_TOKEN_FOREIGN if the
 * state directory belongs to another user.  Borrowed.  Every other call makes
 * sure of this first. */
const char *session_user(struct session *, struct err *);

/* A 2xx answer whose body is a JSON object whose success is not false, or an
 * error; one that is no JSON (a proxy's page, half an answer) is asked for
 * again.  *out is the caller's; NULL for an empty answer (204, or no body).
 * date_s may be NULL: VRM's clock when it answered, Unix seconds; where VRM
 * sends no Date, our clock. */
int session_get_json(struct session *, enum rate_use, const char *path,
    json_t **out, int64_t *date_s, struct err *);

/* The same for answers of any size: the sink gets the bytes of a 2xx answer,
 * and is started anew when a try fails midway.  It reads the JSON itself. */
int session_get_stream(struct session *, enum rate_use, const char *path,
    const struct http_sink *, struct err *);

/* Many paths of a poll ahead of their turn: see exchange_many(), whose
 * authorization is ours.  A 401 ends it: what to do then shows when the path is
 * asked for in its turn.  Never an error. */
void session_get_many(struct session *, struct exchange_many *);

/* All that follows is a poll's: it ends before the next one comes. */
void session_hurry(struct session *);

/* VRM's clock minus ours at the last answer, seconds; 0 before the first. */
int64_t session_skew_s(const struct session *);

/* The end of a run: when e holds no error yet but the state directory could not
 * be written, e says so (a warning was given when it happened). */
void session_finish(const struct session *, struct err *);

/* HTTP status of the last answer; 0 if none came.  404 is how VRM says that a
 * path, a device or a widget does not exist (ERR_REJECTED). */
int session_status(const struct session *);

/* Does the error of the last answer say that there is no such thing?  That is
 * 404, and for a widget 401 where the token is good (vrm-api.md 1.3, 6). */
bool session_found_nothing(const struct session *, const struct err *);

/* For vrm-auth alone ------------------------------------------------------- */

/* Without credentials, for signing in: session_sign_in() gives it some, or
 * session_find() those that session_open() would. */
int session_open_bare(struct session **, const struct cfg *,
    const struct state *, struct clock *, struct err *);
void session_sign_in(struct session *, const struct token *);	/* copied */
int session_find(struct session *, struct err *);
/* The token, NULL before there is one, and where it came from.  Borrowed. */
const struct token *session_token(const struct session *, const char **from);

/* Below the session: for net/login.h. */
struct exchange *session_exchange(struct session *);

/* One request of any method with a JSON body (NULL none), *out as in
 * session_get_json().  A 401 is final here; what is posted is sent once. */
int session_send(struct session *, enum http_method, const char *path,
    const json_t *body, json_t **out, struct err *);

#endif
