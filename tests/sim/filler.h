/* filler.h - what else VRM tells about a site: other devices, traps among them
 * (temperatures and voltages that are not the battery's, vrm-api.md 5.2) */
#ifndef SIM_FILLER_H
#define SIM_FILLER_H
#include "site.h"

#include <jansson.h>

/* Items of "extended" beside the battery's (vrm-api.md 3.2). */
void filler_extend(json_t *items, const struct site *, int64_t log);
/* Rows of diagnostics beside the battery's; ids count on from *row_id. */
void filler_diagnose(json_t *rows, const struct site *, int64_t log,
    int *row_id);

#endif
