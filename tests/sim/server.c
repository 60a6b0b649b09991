/* server.c - see server.h; how an answer is delivered is in deliver.c */
#include "server.h"

#include "deliver.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECTIONS = 2000, POOL = 256 << 10, IDLE_S = 300 };

struct server {
	struct sim *sim;
	struct MHD_Daemon *v4, *v6;	/* v6 NULL: no such loopback here */
	int port;
};

struct visit {			/* one request on its way in */
	struct ask *ask;
	bool has_head;
};

/* First sight of a request: the query before it is decoded. */
static void *
on_uri(void *arg, const char *uri, struct MHD_Connection *connection)
{
	struct visit *v = xcalloc(1, sizeof(*v));
	const char *query = strchr(uri, '?');

	(void)arg;
	(void)connection;
	v->ask = xcalloc(1, sizeof(*v->ask));
	v->ask->query = xstrdup(query == NULL ? "" : query + 1);
	return v;
}

static void
on_end(void *arg, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct visit *v = *state;

	(void)arg;
	(void)connection;
	(void)why;
	if (v != NULL)
		ask_free(v->ask);
	free(v);
	*state = NULL;
}

static void
on_connection(void *arg, struct MHD_Connection *connection, void **state,
    enum MHD_ConnectionNotificationCode what)
{
	struct sim *sim = ((struct server *)arg)->sim;

	(void)connection;
	(void)state;
	if (what != MHD_CONNECTION_NOTIFY_STARTED)
		return;
	(void)pthread_mutex_lock(&sim->lock);
	sim->seen.connections++;
	(void)pthread_mutex_unlock(&sim->lock);
}

static enum MHD_Result
take_arg(void *arg, enum MHD_ValueKind kind, const char *key,
    const char *value)
{
	(void)kind;
	ask_add_arg(arg, key, value);
	return MHD_YES;
}

static void
take_head(struct ask *q, struct MHD_Connection *connection, const char *path,
    const char *method)
{
	const char *auth = MHD_lookup_connection_value(connection,
	    MHD_HEADER_KIND, "X-Authorization");
	const char *type = MHD_lookup_connection_value(connection,
	    MHD_HEADER_KIND, "Content-Type");

	q->path = xstrdup(path);
	q->method = xstrdup(method);
	q->auth = auth == NULL ? NULL : xstrdup(auth);
	q->type = type == NULL ? NULL : xstrdup(type);
	(void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND,
	    take_arg, q);
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *connection, const char *path,
    const char *method, const char *version, const char *data, size_t *size,
    void **state)
{
	struct server *s = arg;
	struct visit *v = *state;
	struct answer out;

	(void)version;
	if (!v->has_head) {
		take_head(v->ask, connection, path, method);
		v->has_head = true;
		return MHD_YES;
	}
	if (*size > 0) {
		ask_add_body(v->ask, data, *size);
		*size = 0;
		return MHD_YES;
	}
	sim_answer(s->sim, v->ask, &out);
	return deliver(s->sim, connection, &out);
}

static struct MHD_Daemon *
start(struct server *s, const struct sockaddr *address, const struct ca *ca)
{
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD |
	    MHD_USE_THREAD_PER_CONNECTION | MHD_USE_SUPPRESS_DATE_NO_CLOCK |
	    (address->sa_family == AF_INET6 ? MHD_USE_IPv6 : 0) |
	    (ca != NULL ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, ca == NULL ? NULL : ca->key },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, ca == NULL ? NULL : ca->chain },
		{ MHD_OPTION_END, 0, NULL }
	};

	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, s,
	    MHD_OPTION_SOCK_ADDR, address,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL,
	    MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
	    MHD_OPTION_NOTIFY_COMPLETED, on_end, s,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
	    MHD_OPTION_ARRAY, ca == NULL ? tls + 2 : tls, MHD_OPTION_END);
}

int
server_open(struct server **out, struct sim *sim, int port,
    const struct ca *ca, struct err *e)
{
	struct server *s = xcalloc(1, sizeof(*s));
	struct sockaddr_in v4 = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
	    .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	s->sim = sim;
	s->v4 = start(s, (const struct sockaddr *)&v4, ca);
	if (s->v4 == NULL) {
		err_sys(e, ERR_SYSTEM, "port %d", port);
		free(s);
		return -1;
	}
	s->port = MHD_get_daemon_info(s->v4,
	    MHD_DAEMON_INFO_BIND_PORT)->port;
	v6.sin6_port = htons((uint16_t)s->port);
	s->v6 = start(s, (const struct sockaddr *)&v6, ca);
	*out = s;
	return 0;
}

int
server_port(const struct server *s)
{
	return s->port;
}

void
server_close(struct server *s)
{
	if (s == NULL)
		return;
	atomic_store(&s->sim->stopping, true);
	MHD_stop_daemon(s->v4);
	if (s->v6 != NULL)
		MHD_stop_daemon(s->v6);
	free(s);
}
