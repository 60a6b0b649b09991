/* sim.h - the simulated VRM: everything a request can see or change */
#ifndef SIM_SIM_H
#define SIM_SIM_H
#include "account.h"
#include "answer.h"
#include "ask.h"
#include "limiter.h"
#include "script.h"
#include "seen.h"
#include "site.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

struct sim {
	pthread_mutex_t lock;		/* of all below but stopping */
	uint64_t seed;
	struct clock clock;
	int64_t skew_ms;		/* what VRM's clock adds to it */
	struct site *sites;		/* n_sites, then a foreign one */
	int n_sites;
	struct account account;
	struct limiter limiter;
	bool limiter_on;
	char retry_after[64];		/* "auto", "omit", or what to send */
	struct script script;
	struct seen seen;
	FILE *log;			/* a line for each request; or NULL */
	atomic_bool stopping;
};

struct sim *sim_new(uint64_t seed, int n_sites, const char *samples);
void sim_free(struct sim *);
int64_t sim_now_ms(const struct sim *);

/* By idSite; the foreign one included.  NULL: no such site. */
struct site *sim_site(struct sim *, int64_t id);

/* Answers one request under the lock; out is started here. */
void sim_answer(struct sim *, struct ask *, struct answer *out);

/* route.c: everything under /v2; control.c: everything under /sim. */
void route_v2(struct sim *, const struct ask *, struct answer *);
void control_answer(struct sim *, const struct ask *, struct answer *);

/* fleet.c: users/ID/installations, a site at a time. */
void fleet_answer(struct sim *, const struct ask *, int user, struct answer *);
bool fleet_may_see(const struct sim *, int user, const struct site *);

#endif
