/* base/helper.h - a secret from another program: a password manager
 *
 * No shell: the command is split into words at white space; quotes of either
 * kind keep a word together, a backslash keeps the next character (not within
 * single quotes), nothing is expanded.  The first word is looked up in PATH.
 * Its stdin is empty, its stderr is ours; it does not outlive us when a signal
 * ends us.
 */
#ifndef BASE_HELPER_H
#define BASE_HELPER_H
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum {
	HELPER_MS = 30000,		/* may ask a person */
	HELPER_MAX = 64 << 10		/* bytes of output */
};

/* The first line of its output, which the caller ends with mem_free_secret().
 * -1, ERR_CONFIG: it cannot be run, fails, takes longer than this, or prints
 * too much or nothing. */
int helper_line(const char *command, int64_t timeout_ms, char **out,
    struct err *);

/* The words, a NULL behind them; helper_free_words() ends them.  NULL: a quote
 * is not closed, or there is no word. */
char **helper_words(const char *command);
void helper_free_words(char **);

#endif
