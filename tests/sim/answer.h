/* answer.h - what goes back: a body whole or piece by piece, and every way to
 * spoil its delivery */
#ifndef SIM_ANSWER_H
#define SIM_ANSWER_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answer_buf {		/* grows; owned */
	char *data;
	size_t len, room;
};

void answer_put(struct answer_buf *, const char *, size_t);

struct answer_stream {
	/* Appends the next piece (any size); false when there is none. */
	bool (*next)(void *arg, struct answer_buf *);
	void (*free)(void *arg);
	void *arg;		/* NULL: the answer is no stream */
};

enum { ANSWER_WHOLE = -1 };

struct answer {			/* zeroed, then one of the functions below */
	int status;
	char *body;		/* owned */
	size_t len;
	struct answer_stream stream;
	json_t *headers;	/* name: string, or null for "not this one" */
	int64_t now_ms;		/* for Date */
	int64_t hold;		/* until so many requests were made */
	bool hang, close;
	int64_t truncate;	/* break off after these bytes; ANSWER_WHOLE */
	int64_t oversize;	/* so many bytes of padding, not a body */
	bool is_scripted;	/* not what VRM would have said */
};

void answer_start(struct answer *, int64_t now_ms);
void answer_free(struct answer *);
void answer_json(struct answer *, int status, json_t *);	/* takes it */
void answer_body(struct answer *, int status, const char *type,
    const char *data, size_t len);
void answer_header(struct answer *, const char *name, const char *value);
/* VRM's error body; code NULL gives "error_code": null. */
void answer_error(struct answer *, int status, const char *code,
    const char *text);

#endif
