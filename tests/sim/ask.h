/* ask.h - one request, taken off the wire; answer.h is its counterpart */
#ifndef SIM_ASK_H
#define SIM_ASK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ask_arg {
	char *key, *value;
};

struct ask {			/* owned: ask_free() */
	char *method, *path;
	char *query;		/* undecoded, "" if none */
	char *auth;		/* X-Authorization, or NULL */
	char *type;		/* Content-Type, or NULL */
	struct ask_arg *args;	/* decoded, in order */
	int n_args;
	char *body;		/* NUL after len bytes; may be NULL */
	size_t len;
};

void ask_free(struct ask *);
void ask_add_arg(struct ask *, const char *key, const char *value);
void ask_add_body(struct ask *, const char *, size_t);

const char *ask_arg(const struct ask *, const char *key);	/* or NULL */
int64_t ask_int(const struct ask *, const char *key, int64_t otherwise);
bool ask_is(const struct ask *, const char *method);

/* The path, cut at slashes below prefix, one part a slot; the number of parts,
 * or -1 if there are more than max.  The parts point into buf. */
int ask_split(const char *path, char *buf, size_t size, char **part, int max);

#endif
