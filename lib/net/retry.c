/* net/retry.c - see retry.h */
#include "net/retry.h"

enum { FIRST_MS = 1000, AFTER_JITTER_MS = 1000 };

bool
retry_may(enum err_kind kind)
{
	return kind == ERR_DNS || kind == ERR_CONNECT || kind == ERR_TIMEOUT ||
	    kind == ERR_HTTP || kind == ERR_LIMITED;
}

/* 1, 2, 4 s, each up to half as long again: programs that failed together do
 * not come back together.  VRM's own wish is never undercut. */
int64_t
retry_wait(int done, int64_t after_ms, int64_t left_ms, uint32_t random)
{
	int64_t wait = (int64_t)FIRST_MS << (done - 1);

	if (done > RETRY_MAX || after_ms >= left_ms)
		return -1;
	if (after_ms >= 0)
		wait = after_ms + random % AFTER_JITTER_MS;
	else
		wait += (int64_t)(random % (uint32_t)(wait / 2));
	return wait < left_ms ? wait : -1;
}
