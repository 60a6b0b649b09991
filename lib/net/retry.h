/* net/retry.h - may we try again, and after how long?  Arithmetic only. */
#ifndef NET_RETRY_H
#define NET_RETRY_H
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	RETRY_MAX = 3,			/* tries beside the first */
	RETRY_DEADLINE_MS = 170000	/* of all; polls come every 180 s */
};

/* Connection failures, timeouts, 429 and 5xx (ERR_HTTP) may pass; a refusal,
 * a certificate or a body we cannot read will not. */
bool retry_may(enum err_kind);

/* ms to wait after try number done (1 is the first), or -1 to give up: too many
 * tries, or the wait would end later than left_ms from now.  after_ms: VRM's
 * Retry-After, -1 none; random: any 32 bits, for the jitter. */
int64_t retry_wait(int done, int64_t after_ms, int64_t left_ms,
    uint32_t random);

#endif
