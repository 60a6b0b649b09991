/* answer/health.c - see health.h */
#include "answer/health.h"

#include "answer/polling.h"
#include "answer/stored.h"
#include "base/clock.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define BIT(name) (1U << (name))
enum {				/* what keeps readings from coming */
	NO_POLL = BIT(CHECK_TOKEN) | BIT(CHECK_REQUESTS) | BIT(CHECK_POLLER),
	NO_READING = NO_POLL | BIT(CHECK_LAST_POLL) | BIT(CHECK_DATABASE)
};

static const struct {
	void (*judge)(struct check *, const struct facts *);
	unsigned causes;	/* only earlier checks */
	bool vital;		/* not knowing it is not knowing how it is */
} checks[CHECK_COUNT] = {
	[CHECK_STATE] = { polling_state, 0, true },
	[CHECK_TOKEN] = { polling_token, 0, false },
	[CHECK_REQUESTS] = { polling_requests, 0, false },
	[CHECK_CLOCK] = { polling_clock, 0, false },
	[CHECK_POLLER] = { polling_poller, 0, true },
	[CHECK_LAST_POLL] = { polling_last, BIT(CHECK_TOKEN) |
	    BIT(CHECK_REQUESTS), true },
	[CHECK_FAILURES] = { polling_failures, NO_POLL | BIT(CHECK_LAST_POLL),
	    false },
	[CHECK_SUCCESS] = { polling_success, NO_POLL | BIT(CHECK_LAST_POLL),
	    false },
	[CHECK_DATABASE] = { stored_database, 0, true },
	[CHECK_SPOOL] = { stored_spool, BIT(CHECK_DATABASE), false },
	[CHECK_LAST_SUCCESS] = { stored_last, NO_READING, true },
	[CHECK_DATA_AGE] = { stored_data_age, NO_READING |
	    BIT(CHECK_LAST_SUCCESS), true },
	[CHECK_READINGS] = { stored_readings, NO_READING |
	    BIT(CHECK_LAST_SUCCESS) | BIT(CHECK_DATA_AGE), false },
	[CHECK_GAPS] = { stored_gaps, BIT(CHECK_TOKEN) | BIT(CHECK_REQUESTS) |
	    BIT(CHECK_DATABASE), false },
	[CHECK_SOC] = { stored_soc, NO_READING | BIT(CHECK_LAST_SUCCESS) |
	    BIT(CHECK_DATA_AGE), false }
};

static int
find_cause(const struct health *h, int of)
{
	for (int i = 0; i < of; i++)
		if ((checks[of].causes & BIT(i)) != 0 && h->check[i].blocks)
			return i;
	return -1;
}

/* Critical, warning, not knowing what is vital, well. */
static int
weight(const struct health *h, int i)
{
	switch (h->check[i].verdict) {
	case CHECK_CRITICAL:
		return 3;
	case CHECK_WARNING:
		return 2;
	case CHECK_UNKNOWN:
		return checks[i].vital ? 1 : 0;
	case CHECK_OK:
		break;
	}
	return 0;
}

/* The heaviest trouble that follows from no other is the root. */
static void
conclude(struct health *h)
{
	int worst = 0, heaviest_root = 0;

	h->root = -1;
	for (int i = 0; i < CHECK_COUNT; i++) {
		int w = weight(h, i);

		if (w > worst) {
			worst = w;
			h->verdict = h->check[i].verdict;
		}
		if (w > heaviest_root && h->check[i].cause == -1) {
			heaviest_root = w;
			h->root = i;
		}
	}
}

static void
summarize(struct health *h, const struct facts *f)
{
	const struct check *root = h->root == -1 ? NULL :
	    &h->check[h->root];
	char age[CLOCK_AGE];

	if (h->nothing_yet && h->verdict == CHECK_UNKNOWN) {
		(void)text_copy(h->summary, sizeof(h->summary),
		    "nothing has run yet");
		(void)text_copy(h->advice, sizeof(h->advice),
		    "vrm-auth token set; then: vrm-fetch battery | vrm-store");
	} else if (root != NULL) {
		(void)text_copy(h->summary, sizeof(h->summary), root->message);
		(void)text_copy(h->advice, sizeof(h->advice), root->advice);
	} else
		(void)snprintf(h->summary, sizeof(h->summary),
		    "data is %s old, %" PRId64 " reading%s in 24 hours",
		    clock_format_age(age, f->worst_age_s), f->readings,
		    f->readings == 1 ? "" : "s");
}

void
health_judge(struct health *h, const struct facts *f)
{
	*h = (struct health){ .verdict = CHECK_OK };
	for (int i = 0; i < CHECK_COUNT; i++) {
		h->check[i] = (struct check){ .name = (enum check_name)i,
		    .warning = NAN, .critical = NAN, .cause = -1 };
		checks[i].judge(&h->check[i], f);
		if (h->check[i].verdict == CHECK_OK)
			h->check[i].since = 0;
		if (h->check[i].verdict != CHECK_OK)
			h->check[i].cause = find_cause(h, i);
	}
	h->nothing_yet = f->last_poll == 0 && f->last_success == 0 &&
	    f->sites == 0;
	h->poller_running = f->last_own_poll != 0 &&
	    h->check[CHECK_POLLER].verdict == CHECK_OK;
	conclude(h);
	summarize(h, f);
}
