/* answer/scrape.h - a verdict as OpenMetrics */
#ifndef ANSWER_SCRAPE_H
#define ANSWER_SCRAPE_H
#include "answer/health.h"

#include <stdio.h>

void scrape_write(FILE *, const struct health *, const struct facts *);

#endif
