/* auth/prompt.h - asking the person at the terminal, or reading stdin */
#ifndef AUTH_PROMPT_H
#define AUTH_PROMPT_H
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Asks on /dev/tty, whatever stdin and stdout are.  0: a line without its
 * newline, to be ended with mem_free_secret(); 1: there is no terminal; -1: the
 * person gave up (end of file) or the terminal failed.  Without echo, the echo
 * is back before a signal such as Ctrl-C takes effect. */
int prompt_line(const char *question, bool echo, char **out, struct err *);

/* Whether stdin is a terminal: a secret must be asked for, not read. */
bool prompt_is_terminal(void);

/* Stdin up to its end, at most max bytes, as text. */
int prompt_stdin(char **out, size_t max, struct err *);

#endif
