/* vrm-fetch - VRM to lines: readings, sites, devices; see vrm-fetch(1) */
#include "answer/range.h"
#include "base/note.h"
#include "base/text.h"
#include "cli/cli.h"
#include "state/polls.h"
#include "fetch/backfill.h"
#include "fetch/battery.h"
#include "fetch/catalog.h"
#include "fetch/fill.h"
#include "fetch/history.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { BATTERY, HISTORY, FILL, INSTALLATIONS, DEVICES };

struct args {
	struct opt_list sites, batteries;
	bool all;
	const char *via, *since, *until;
};

static const struct opt_command commands[] = {
	[BATTERY] = { "battery", "[--site ID]... | [--all] "
	    "[--battery N|all]... [--via auto|summary|overview]",
	    "the newest reading of each battery", 0 },
	[HISTORY] = { "history", "[--site ID]... [--battery N]... "
	    "[--since TIME] [--until TIME]",
	    "what VRM's archive has of that time", 0 },
	[FILL] = { "fill", "< gaps",
	    "the same for each line of a gap", 0 },
	[INSTALLATIONS] = { "installations", "", "the sites of the account",
	    0 },
	[DEVICES] = { "devices", "[--site ID]...",
	    "battery monitors, and which one feeds the system", 0 },
	{ NULL, NULL, NULL, 0 }
};

#define PLACE(member) offsetof(struct args, member)

static const struct opt options[] = {
	{ 's', "site", "ID", OPT_LIST, PLACE(sites),
	    OPT_IN(BATTERY) | OPT_IN(HISTORY) | OPT_IN(DEVICES),
	    "idSite, portal id or part of the name; may be repeated" },
	{ 'a', "all", NULL, OPT_FLAG, PLACE(all), OPT_IN(BATTERY),
	    "every site of the account, in one request" },
	{ 'b', "battery", "N", OPT_LIST, PLACE(batteries),
	    OPT_IN(BATTERY) | OPT_IN(HISTORY),
	    "system, a monitor's instance, or all; may be repeated" },
	{ 0, "via", "auto|summary|overview", OPT_CHOICE, PLACE(via),
	    OPT_IN(BATTERY), "how to read the system's battery" },
	{ 0, "since", "TIME", OPT_TEXT, PLACE(since), OPT_IN(HISTORY),
	    "RFC 3339 time, date, or -7d; default -24h" },
	{ 0, "until", "TIME", OPT_TEXT, PLACE(until), OPT_IN(HISTORY),
	    "default now" },
	{ '4', "ipv4", NULL, OPT_SETTING, CFG_IP_VERSION, 0,
	    "reach VRM by IPv4 alone" },
	{ '6', "ipv6", NULL, OPT_SETTING, CFG_IP_VERSION, 0,
	    "reach VRM by IPv6 alone" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

static const char *const examples[] = {
	"vrm-fetch battery | vrm-store",
	"vrm-fetch battery --site 123456 --battery system,288",
	"vrm-fetch history --site 123456 --since -7d | vrm-store",
	"vrm-query gaps --due | vrm-fetch fill | vrm-store",
	"vrm-fetch installations | jq -r '[.installation_id, .name] | @tsv'",
	NULL
};

static const struct opt_program program = {
	.name = "vrm-fetch",
	.about = "battery readings from VRM, one JSON object a line",
	.commands = commands,
	.default_command = -1,
	.options = options,
	.examples = examples
};

struct run {
	struct cli *cli;
	const struct args *args;
	struct state *state;
	struct session *session;
	struct sites *sites;
	struct battery_count count;
	struct ranges ranges;
	int64_t bad;			/* lines of gaps that are none */
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

	const char *set = cfg_get(r->cli->cfg, CFG_SITES);

	if (list.n == 0 && !r->args->all && set != NULL)
		list.items[list.n++] = set;
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
		    BATTERY_AUTO,
		.is_shown = isatty(STDOUT_FILENO) == 1
	};

	return battery_poll(r->session, r->sites, clock_s(&r->cli->clock),
	    &ask, emit, NULL, &r->count, e);
}

/* What lies before the retention will be kept as means alone. */
static void
say_what_stays(const struct run *r, int64_t from)
{
	int64_t keep = cfg_seconds(r->cli->cfg, CFG_RETENTION);
	int64_t now = clock_s(&r->cli->clock);
	char at[CLOCK_TEXT];

	if (keep < now && from < now - keep)
		note_info("readings before %s are older than %s (%s): "
		    "vrm-store keeps their hours and days alone",
		    clock_format(at, now - keep), cfg_name(CFG_RETENTION),
		    cfg_get(r->cli->cfg, CFG_RETENTION));
}

static int
ask_history(struct run *r, struct err *e)
{
	r->count.asked = (int64_t)r->ranges.n;
	return history_run(&r->ranges, r->session, &r->cli->clock, emit,
	    NULL, &r->count.readings, e);
}

/* What is learned of a site and cannot be remembered costs the status, not the
 * gaps. */
static int
fetch_fill(struct run *r, struct err *e)
{
	struct err trouble = { .kind = ERR_NONE };
	int rc = fill_learn(&r->ranges, r->session, r->sites,
	    clock_s(&r->cli->clock), emit, NULL, &trouble);

	if ((rc == 0 || !ferror(stdout)) && ask_history(r, e) == -1)
		return -1;
	*e = trouble;
	return rc;
}

static int
fetch_history(struct run *r, struct err *e)
{
	struct range_words words = { .hours = -1,
	    .since = r->args->since,
	    .until = r->args->until };
	struct opt_list sites = named_sites(r);
	int64_t now = clock_s(&r->cli->clock);
	struct backfill_ask ask = {
		.sites = sites.items, .n_sites = sites.n,
		.batteries = r->args->batteries.items,
		.n_batteries = r->args->batteries.n
	};
	struct range range;

	if (range_parse(&range, &words, "UTC", now, e) == -1)
		return -1;
	ask.from = range.from;
	ask.to = range.to < now ? range.to : now;
	if (ask.from >= ask.to) {
		err_set(e, ERR_USAGE, "all of that is in the future");
		return -1;
	}
	say_what_stays(r, ask.from);
	if (backfill_plan(&r->ranges, r->session, r->sites, &ask, now,
	    e) == -1)
		return -1;
	return ask_history(r, e);
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
	[HISTORY] = fetch_history,
	[FILL] = fetch_fill,
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

/* Before anything is opened: the gaps that are to be filled. */
static int
read_gaps(struct run *r, struct err *e)
{
	return fill_read(STDIN_FILENO, clock_s(&r->cli->clock), &r->ranges,
	    &r->bad, e);
}

/* What was remembered of sites costs a warning and the status if it cannot be
 * read, not the poll. */
static int
run_command(struct run *r, struct err *e)
{
	struct err trouble = { .kind = ERR_NONE };
	int command = r->cli->opt.command;

	if (command == FILL && read_gaps(r, e) == -1)
		return -1;
	if (command == FILL && r->ranges.n == 0)
		return 0;
	if (session_open(&r->session, r->cli->cfg, r->state, &r->cli->clock,
	    e) == -1)
		return -1;
	if (sites_open(&r->sites, r->state, &trouble) == -1)
		note_warn("%s", trouble.msg);
	if (fetch[command](r, e) == -1)
		return -1;
	session_finish(r->session, e);
	if (e->kind == ERR_NONE)
		*e = trouble;
	return 0;
}

static void
judge_gaps(const struct run *r, struct err *e)
{
	if (r->bad == 0 || e->kind != ERR_NONE)
		return;
	err_set(e, ERR_BAD_LINE, "%" PRId64 " bad line%s", r->bad,
	    r->bad == 1 ? "" : "s");
	err_hint(e, "vrm-line(5) says what a gap is");
}

int
main(int argc, char *argv[])
{
	struct args args = { .via = "auto" };
	struct cli cli;
	struct run run = { .cli = &cli, .args = &args };
	struct err e = { .kind = ERR_NONE };

	if (cli_start(&cli, &program, argc, argv, &args, &e) == CLI_GO) {
		run.state = state_open(cfg_get(cli.cfg, CFG_STATE_DIR));
		if (run_command(&run, &e) == 0)
			judge_gaps(&run, &e);
		log_attempt(&run, &e);
	}
	ranges_free(&run.ranges);
	sites_close(run.sites);
	session_close(run.session);
	state_close(run.state);
	return cli_end(&cli, &e);
}
