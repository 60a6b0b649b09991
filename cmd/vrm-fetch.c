/* vrm-fetch - VRM to lines: readings, sites, devices; see vrm-fetch(1) */
#include "base/note.h"
#include "base/text.h"
#include "cli/cli.h"
#include "state/polls.h"
#include "vrm/battery.h"
#include "vrm/catalog.h"

#include <string.h>
#include <unistd.h>

enum { BATTERY, INSTALLATIONS, DEVICES };

struct args {
	struct opt_list sites, batteries;
	bool all;
	const char *via;
};

static const struct opt_command commands[] = {
	[BATTERY] = { "battery", "[--site ID]... | [--all] "
	    "[--battery N|all]... [--via auto|summary|overview]",
	    "the newest reading of each battery", 0 },
	[INSTALLATIONS] = { "installations", "", "the sites of the account",
	    0 },
	[DEVICES] = { "devices", "[--site ID]...",
	    "battery monitors, and which one feeds the system", 0 },
	{ NULL, NULL, NULL, 0 }
};

#define PLACE(member) offsetof(struct args, member)

static const struct opt options[] = {
	{ 's', "site", "ID", OPT_LIST, PLACE(sites),
	    OPT_IN(BATTERY) | OPT_IN(DEVICES),
	    "idSite, portal id or part of the name; may be repeated" },
	{ 'a', "all", NULL, OPT_FLAG, PLACE(all), OPT_IN(BATTERY),
	    "every site of the account, in one request" },
	{ 'b', "battery", "N", OPT_LIST, PLACE(batteries), OPT_IN(BATTERY),
	    "system, a monitor's instance, or all; may be repeated" },
	{ 0, "via", "auto|summary|overview", OPT_CHOICE, PLACE(via),
	    OPT_IN(BATTERY), "how to read the system's battery" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

static const char *const examples[] = {
	"vrm-fetch battery | vrm-store",
	"vrm-fetch battery --site 123456 --battery system,288",
	"vrm-fetch installations | jq -r '[.installation_id, .name] | @tsv'",
	NULL
};

static const struct opt_program program = {
	"vrm-fetch", "battery readings from VRM, one JSON object a line",
	commands, -1, options, examples
};

struct run {
	struct cli *cli;
	const struct args *args;
	struct state *state;
	struct session *session;
	struct sites *sites;
	struct battery_count count;
};

static int
emit(void *arg, const char *line, struct err *e)
{
	(void)arg;
	return cli_print_line(line, e);
}

/* The sites that were named, else those of the settings. */
static struct opt_list
named_sites(const struct run *r)
{
	struct opt_list list = r->args->sites;

	list.items[list.n] = cfg_get(r->cli->cfg, CFG_SITES);
	if (list.n == 0 && !r->args->all && list.items[0] != NULL)
		list.n = 1;
	return list;
}

static int
fetch_battery(struct run *r, struct err *e)
{
	struct opt_list sites = named_sites(r);
	struct battery_ask ask = {
		.sites = sites.items, .n_sites = sites.n, .all = r->args->all,
		.batteries = r->args->batteries.items,
		.n_batteries = r->args->batteries.n,
		.via = strcmp(r->args->via, "summary") == 0 ? BATTERY_SUMMARY :
		    strcmp(r->args->via, "overview") == 0 ? BATTERY_OVERVIEW :
		    BATTERY_AUTO
	};

	return battery_poll(r->session, r->sites, clock_s(&r->cli->clock),
	    &ask, emit, NULL, &r->count, e);
}

static int
fetch_installations(struct run *r, struct err *e)
{
	return catalog_installations(r->session, emit, NULL, &r->count.asked,
	    e);
}

static int
fetch_devices(struct run *r, struct err *e)
{
	struct opt_list sites = named_sites(r);

	return catalog_devices(r->session, r->sites, sites.items, sites.n,
	    emit, NULL, &r->count.asked, e);
}

static int (*const fetch[])(struct run *, struct err *) = {
	[BATTERY] = fetch_battery,
	[INSTALLATIONS] = fetch_installations,
	[DEVICES] = fetch_devices
};

/* The pipe hides our exit status; the log of attempts does not. */
static void
log_attempt(const struct run *r, struct err *e)
{
	struct poll p = {
		.at = clock_s(&r->cli->clock), .kind = e->kind,
		.by_hand = isatty(STDERR_FILENO) != 0,
		.sites = r->count.asked, .readings = r->count.readings,
		.skew_s = r->session == NULL ? 0 : session_skew_s(r->session)
	};
	struct err why = { .kind = ERR_NONE };

	(void)text_copy(p.program, sizeof(p.program), program.name);
	(void)text_copy(p.command, sizeof(p.command),
	    commands[r->cli->opt.command].name);
	(void)text_copy(p.message, sizeof(p.message), e->msg);
	if (polls_log(r->state, &p, &why) == -1 && e->kind == ERR_NONE)
		*e = why;
}

int
main(int argc, char *argv[])
{
	struct args args = { .via = "auto" };
	struct cli cli;
	struct run run = { .cli = &cli, .args = &args };
	struct err e = { .kind = ERR_NONE };

	if (cli_start(&cli, &program, argc, argv, &args, &e) == CLI_GO &&
	    state_open(&run.state, cfg_get(cli.cfg, CFG_STATE_DIR), &e) == 0) {
		if (session_open(&run.session, cli.cfg, run.state, &cli.clock,
		    &e) == 0 && sites_open(&run.sites, run.state, &e) == 0 &&
		    fetch[cli.opt.command](&run, &e) == 0)
			session_finish(run.session, &e);
		log_attempt(&run, &e);
	}
	sites_close(run.sites);
	session_close(run.session);
	state_close(run.state);
	return cli_end(&cli, &e);
}
