/* deliver.h - an answer onto the wire, spoiled as scripted */
#ifndef SIM_DELIVER_H
#define SIM_DELIVER_H
#include "sim.h"

#include <microhttpd.h>

/* Takes the answer.  Waits as long as it is held back or hangs. */
enum MHD_Result deliver(struct sim *, struct MHD_Connection *, struct answer *);

#endif
