/* answer/nagios.h - a verdict as monitoring plugins give it
 *
 * One line with performance data, then what to do and what is not well: the
 * Monitoring Plugins Development Guidelines.
 */
#ifndef ANSWER_NAGIOS_H
#define ANSWER_NAGIOS_H
#include "answer/health.h"

#include <stdio.h>

void nagios_write(FILE *, const struct health *);
void nagios_fail(FILE *, const struct err *);	/* unknown, and why */

#endif
