/* limiter.h - VRM's own limit: a window of 200 requests, of which one slot is
 * freed each 0.33 s (vrm-api.md 1.4).  Arithmetic only. */
#ifndef SIM_LIMITER_H
#define SIM_LIMITER_H
#include <stdint.h>

enum { LIMITER_WINDOW = 200, LIMITER_FREE_MS = 330 };

struct limiter {		/* zero is an empty window */
	int used;
	int64_t since_ms;	/* when the last slot was freed */
};

/* 0: the request may pass and took a slot; else milliseconds until one is
 * free.  A clock that went back starts the next slot's wait anew. */
int64_t limiter_take(struct limiter *, int64_t now_ms);

#endif
