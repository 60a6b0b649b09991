/* main.c - vrm-sim, a VRM in a box */
#include "ca.h"
#include "server.h"
#include "sim.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct options {
	int64_t port, sites, seed, max_seconds;
	const char *dir, *now, *samples, *log;
	bool tls;
	enum ca_fault fault;
};

enum { MAX_SITES = 100000, PORT_MAX = 65535 };

static const struct option longs[] = {
	{ "port", required_argument, NULL, 'p' },
	{ "tls", no_argument, NULL, 't' },
	{ "tls-fault", required_argument, NULL, 'F' },
	{ "dir", required_argument, NULL, 'd' },
	{ "sites", required_argument, NULL, 'n' },
	{ "seed", required_argument, NULL, 's' },
	{ "now", required_argument, NULL, 'N' },
	{ "samples", required_argument, NULL, 'S' },
	{ "log", required_argument, NULL, 'l' },
	{ "max-seconds", required_argument, NULL, 'm' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 }
};

static const char usage[] =
"usage: vrm-sim [-p PORT] [-t] [-d DIR] [-n SITES] [-s SEED] [-N TIME]\n"
"\n"
"  -p, --port PORT       port on the loopback; 0 (default) is any free one\n"
"  -t, --tls             HTTPS, with a CA made for this run\n"
"      --tls-fault WHAT  expired, wrong-host or unknown-ca\n"
"  -d, --dir DIR         write url, pid, token and ca.pem there\n"
"  -n, --sites N         installations of the account (7)\n"
"  -s, --seed S          another world (1)\n"
"  -N, --now TIME        stand still at this RFC 3339 time\n"
"      --samples DIR     where replayed bodies are (tests/samples)\n"
"      --log FILE        one line for each request\n"
"      --max-seconds S   end after that long whatever happens (3600)\n"
"  -h, --help            this text\n"
"  -V, --version         the version\n"
"\n"
"It listens on 127.0.0.1 and ::1 and is steered under /sim; SIGTERM ends it.\n"
"Without --dir it prints its address and an access token.  The login is\n"
"owner@example.invalid, its password\n"
"correct horse \"battery\" \\ staple\n";

static bool
parse_number(const char *text, int64_t min, int64_t max, int64_t *out)
{
	return text_to_int64(text, out) && *out >= min && *out <= max;
}

static bool
parse_fault(const char *text, enum ca_fault *out)
{
	static const char *const names[] = { "none", "expired", "wrong-host",
	    "unknown-ca" };

	for (int i = 0; i < 4; i++)
		if (strcmp(text, names[i]) == 0) {
			*out = (enum ca_fault)i;
			return true;
		}
	return false;
}

static bool
parse_one(struct options *o, int c, const char *value)
{
	switch (c) {
	case 'p':
		return parse_number(value, 0, PORT_MAX, &o->port);
	case 't':
		o->tls = true;
		return true;
	case 'F':
		return parse_fault(value, &o->fault);
	case 'd':
		o->dir = value;
		return true;
	case 'n':
		return parse_number(value, 0, MAX_SITES, &o->sites);
	case 's':
		return parse_number(value, 0, INT64_MAX, &o->seed);
	case 'N':
		o->now = value;
		return true;
	case 'S':
		o->samples = value;
		return true;
	case 'l':
		o->log = value;
		return true;
	case 'm':
		return parse_number(value, 1, INT32_MAX, &o->max_seconds);
	default:
		return false;
	}
}

static int
write_file(const char *dir, const char *name, const char *text, mode_t mode,
    struct err *e)
{
	char *path = xasprintf("%s/%s", dir, name);
	int rc = file_replace(path, mode, text, strlen(text), e);

	free(path);
	return rc;
}

/* The url comes last: who sees it may start. */
static int
announce(const struct options *o, const char *url, const char *token,
    const struct ca *ca, struct err *e)
{
	char pid[24];

	if (o->dir == NULL) {
		printf("%s\n%s\n", url, token);
		(void)fflush(stdout);
		return 0;
	}
	(void)snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
	if (file_make_dirs(o->dir, 0700, e) == -1 ||
	    write_file(o->dir, "pid", pid, 0644, e) == -1 ||
	    write_file(o->dir, "token", token, 0600, e) == -1 ||
	    (ca != NULL &&
	    write_file(o->dir, "ca.pem", ca->root, 0644, e) == -1))
		return -1;
	return write_file(o->dir, "url", url, 0644, e);
}

static int
set_now(struct sim *sim, const char *text, struct err *e)
{
	int64_t t;

	sim->limiter_on = true;
	if (text == NULL || strcmp(text, "real") == 0)
		return 0;
	if (!clock_parse(text, &t)) {
		err_set(e, ERR_USAGE, "--now %s: not an RFC 3339 time", text);
		return -1;
	}
	sim->clock = (struct clock){ .is_virtual = true, .at_ms = t * 1000 };
	sim->limiter_on = false;
	return 0;
}

static void
wait_for_end(const sigset_t *signals, int64_t seconds)
{
	struct timespec limit = { (time_t)seconds, 0 };

	(void)sigtimedwait(signals, NULL, &limit);
}

static int
serve(const struct options *o, struct sim *sim, struct err *e)
{
	struct ca ca = { NULL, NULL, NULL };
	struct server *server = NULL;
	const char *token = account_add_token(&sim->account, ACCOUNT_OWNER,
	    "vrm-sim", 0, sim_now_ms(sim) / 1000)->secret;
	sigset_t signals;
	char url[64];
	int rc = -1;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	if ((o->tls && ca_make(&ca, o->fault, e) == -1) ||
	    server_open(&server, sim, (int)o->port, o->tls ? &ca : NULL,
	    e) == -1)
		goto out;
	(void)snprintf(url, sizeof(url), "%s:%d", o->tls ?
	    "https://localhost" : "http://127.0.0.1", server_port(server));
	if (announce(o, url, token, o->tls ? &ca : NULL, e) == -1)
		goto out;
	wait_for_end(&signals, o->max_seconds);
	rc = 0;
out:
	server_close(server);
	ca_free(&ca);
	return rc;
}

static int
run(const struct options *o, struct err *e)
{
	struct sim *sim = sim_new((uint64_t)o->seed, (int)o->sites, o->samples);
	int rc = -1;

	if (o->log != NULL)
		sim->log = fopen(o->log, "a");
	if (o->log != NULL && sim->log == NULL)
		err_sys(e, ERR_CREATE, "%s", o->log);
	else if (set_now(sim, o->now, e) == 0)
		rc = serve(o, sim, e);
	if (sim->log != NULL)
		(void)fclose(sim->log);
	sim_free(sim);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct options o = { .sites = 7, .seed = 1, .max_seconds = 3600,
	    .samples = "tests/samples" };
	struct err e = { 0 };
	int c;

	note_start("vrm-sim");
	while ((c = getopt_long(argc, argv, "p:td:n:s:N:hV", longs,
	    NULL)) != -1) {
		if (c == 'h' || c == 'V') {
			(void)fputs(c == 'h' ? usage :
			    "vrm-sim " VRM_VERSION "\n", stdout);
			return 0;
		}
		if (!parse_one(&o, c, optarg)) {
			if (c != '?')
				err_set(&e, ERR_USAGE, "not understood: %s",
				    optarg);
			break;
		}
	}
	if (c == '?' || (e.kind == ERR_NONE && optind < argc))
		err_set(&e, ERR_USAGE, "unknown option or argument");
	if (e.kind == ERR_NONE)
		(void)run(&o, &e);
	if (e.kind != ERR_NONE)
		note_error(&e);
	return err_status(&e);
}
