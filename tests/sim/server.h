/* server.h - the simulator on a loopback port, HTTP or HTTPS */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H
#include "ca.h"
#include "sim.h"

struct server;

/* port 0: any free one.  ca NULL: plain HTTP.  Both stay the caller's and must
 * outlive the server. */
int server_open(struct server **, struct sim *, int port, const struct ca *,
    struct err *);
int server_port(const struct server *);
void server_close(struct server *);	/* waits for its threads */

#endif
