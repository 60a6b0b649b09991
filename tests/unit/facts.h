/* tests/unit/facts.h - what vrm-health finds where all is well */
#ifndef UNIT_FACTS_H
#define UNIT_FACTS_H
#include "answer/check.h"

enum { NOW = 1765368000, DAY = 86400 };

/* One site, Boathouse, of a monitor and a poller that do their work. */
struct facts facts_good(void);
/* It has sent nothing for a day. */
void facts_silence(struct facts *);

#endif
