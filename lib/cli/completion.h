/* cli/completion.h - what lets a shell complete command lines
 *
 * A script for bash, zsh or fish, made of the tables that parse the command
 * line.  Sites are those of the database, as vrm-query tells them; what they
 * are called came from outside and is never evaluated.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H
#include "cli/opt.h"

#include <stdio.h>

void completion(const struct opt_program *, const char *shell, FILE *);

#endif
