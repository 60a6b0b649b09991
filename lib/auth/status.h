/* auth/status.h - who are we, for how long, and what is left of the hour */
#ifndef AUTH_STATUS_H
#define AUTH_STATUS_H
#include "auth/auth.h"

struct status_how {
	bool offline;		/* believe what is saved, ask nobody */
	bool json;
};

/* Never prints the token. */
int status_print(struct auth *, const struct status_how *, FILE *,
    struct err *);

#endif
