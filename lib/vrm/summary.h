/* vrm/summary.h - widgets/BatterySummary of one battery monitor
 *
 * 200 and success:true prove nothing (vrm-api.md 0.4): only values do.
 */
#ifndef VRM_SUMMARY_H
#define VRM_SUMMARY_H
#include "vrm/sample.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* The path, to be freed; NULL if the site's id is none. */
char *summary_path(const char *site, int64_t instance);

/* body: the whole answer, NULL for an empty one.  date_s: VRM's clock when it
 * answered; ages count from there.  False: no such monitor, or it gave neither
 * SOC nor voltage.  The flat body that the first request for this program
 * imagined (records.soc, ...) is read too; its time is date_s. */
bool summary_read(const json_t *body, int64_t date_s, struct sample *);

#endif
