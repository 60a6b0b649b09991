/* ca.h - a certificate authority for one run, and what can be wrong with it */
#ifndef SIM_CA_H
#define SIM_CA_H
#include "base/err.h"

enum ca_fault { CA_GOOD, CA_EXPIRED, CA_WRONG_HOST, CA_UNKNOWN };

struct ca {			/* PEM texts, owned */
	char *key, *chain;	/* the server's */
	char *root;		/* what clients are told to trust */
};

/* Valid around the real time, for localhost, 127.0.0.1 and ::1. */
int ca_make(struct ca *, enum ca_fault, struct err *);
void ca_free(struct ca *);

#endif
