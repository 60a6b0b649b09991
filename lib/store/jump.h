/* store/jump.h - two neighbouring readings of a series */
#ifndef STORE_JUMP_H
#define STORE_JUMP_H
#include <stdint.h>

struct jump {
	int64_t at, older_at;	/* Unix seconds; INT64_MIN: none is older */
	int interval, older_interval;	/* what they tell; 0: nothing */
	int64_t live_at;	/* first live one from at on; INT64_MAX: none */
};

#endif
