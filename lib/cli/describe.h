/* cli/describe.h - a program's tables for programs that call it
 *
 * One JSON object, made of the tables that parse the command line: what each
 * command is for, its options as a JSON Schema, an example, and what the exit
 * statuses mean.  $defs holds every option once; commands refer to them.
 */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H
#include "cli/opt.h"

#include <stdio.h>

void describe(const struct opt_program *, FILE *);

#endif
