/* answer/emit.h - JSON written as it goes, in constant memory
 *
 *	struct emit m = { .fp = stdout };
 *
 *	emit_open(&m, NULL, '{');
 *	emit_text(&m, "status", "success");
 *	emit_close(&m, '}');
 *
 * Keys are names of our own, written as they are; NULL inside arrays.  Whether
 * the stream took it all is for its owner to ask.
 */
#ifndef ANSWER_EMIT_H
#define ANSWER_EMIT_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct emit {
	FILE *fp;
	bool comma;		/* private: a value came before */
};

void emit_open(struct emit *, const char *key, char bracket);
void emit_close(struct emit *, char bracket);

void emit_null(struct emit *, const char *key);
void emit_bool(struct emit *, const char *key, bool);
void emit_whole(struct emit *, const char *key, int64_t);
void emit_real(struct emit *, const char *key, double);	/* NAN: null */
void emit_text(struct emit *, const char *key, const char *);	/* NULL: null */
void emit_time(struct emit *, const char *key, int64_t unix_s);

#endif
