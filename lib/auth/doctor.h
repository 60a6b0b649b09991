/* auth/doctor.h - from the settings to a reading, rung by rung
 *
 * Makes two requests, one more when the token is new here and one more for a
 * login, all within the budget.
 */
#ifndef AUTH_DOCTOR_H
#define AUTH_DOCTOR_H
#include "base/clock.h"
#include "base/err.h"
#include "conf/cfg.h"

#include <stdbool.h>
#include <stdio.h>

/* Tells every rung up to the first broken one, which *e is afterwards; nobody
 * need tell it again.  cfg: NULL if the settings could not be read, and *e says
 * why. */
int doctor_run(const struct cfg *, struct clock *, bool json, FILE *,
    struct err *e);

#endif
