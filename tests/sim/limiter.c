/* limiter.c - see limiter.h */
#include "limiter.h"

int64_t
limiter_take(struct limiter *l, int64_t now_ms)
{
	int64_t freed;

	if (now_ms < l->since_ms || l->used == 0)
		l->since_ms = now_ms;
	freed = (now_ms - l->since_ms) / LIMITER_FREE_MS;
	if (freed >= l->used) {
		l->used = 0;
		l->since_ms = now_ms;
	} else {
		l->used -= (int)freed;
		l->since_ms += freed * LIMITER_FREE_MS;
	}
	if (l->used >= LIMITER_WINDOW)
		return LIMITER_FREE_MS - (now_ms - l->since_ms);
	l->used++;
	return 0;
}
