/* base/note.h - what the programs tell people, on stderr
 *
 * The only mutable globals of the library live here, but for the functions in
 * store/libpq.c: the program's name and how talkative it is.  Every line reads
 * "vrm-fetch: ...", cleaned of control characters.
 */
#ifndef BASE_NOTE_H
#define BASE_NOTE_H
#include "base/err.h"

#include <stdint.h>

enum note_level {
	NOTE_QUIET = -1,	/* errors only */
	NOTE_NORMAL,		/* and warnings; progress on a terminal */
	NOTE_VERBOSE		/* and what was done */
};

void note_start(const char *program);
void note_level(enum note_level);
const char *note_program(void);

int note_wanted(void);			/* -v, or stderr is a terminal */
void note_error(const struct err *);		/* message, then its advice */
void note_warn(const char *, ...) __attribute__((format(printf, 1, 2)));
/* A line on the terminal that is written over: "1200000 lines".  Nothing where
 * stderr is none, or not yet 100,000 more; 0 takes it away. */
void note_progress(uint64_t n, const char *what);
void note_info(const char *, ...) __attribute__((format(printf, 1, 2)));

#endif
