/* vrm-auth - who are we: access tokens, login, second factor, revocation */
#include "answer/format.h"
#include "auth/doctor.h"
#include "auth/signin.h"
#include "auth/status.h"
#include "auth/tokens.h"
#include "cli/cli.h"

#include <string.h>

enum command {
	SET, LOGIN, DEMO, STATUS, TOKENS, REVOKE, ROTATE, LOGOUT, DOCTOR
};

static const struct opt_command commands[] = {
	[SET] = { "token set", "[< FILE]",
	    "save an access token, typed unseen or from stdin", 0 },
	[LOGIN] = { "login", "[--username ADDRESS] [--password-file FILE] "
	    "[--sms-code CODE] [--expires SPAN] [--keep-login]",
	    "log in once, make an access token and save that", 0 },
	[DEMO] = { "demo", "", "use VRM's demo account", 0 },
	[STATUS] = { "status", "[--offline] [--format text|json]",
	    "who we are, until when, and the requests made", 0 },
	[TOKENS] = { "tokens", "[--format text|json]",
	    "list the account's access tokens", 0 },
	[REVOKE] = { "revoke", "ID | --this",
	    "end an access token for good", 1 },
	[ROTATE] = { "rotate", "[--expires SPAN]",
	    "a new access token for the saved one", 0 },
	[LOGOUT] = { "logout", "", "forget the saved token and its user", 0 },
	[DOCTOR] = { "doctor", "[--format text|json]",
	    "what works on the way to a reading, and what does not", 0 },
	{ NULL, NULL, NULL, 0 }
};

struct args {
	struct signin_login login;
	const char *format;
	bool offline, this;
};

static const struct opt options[] = {
	{ 'u', "username", "ADDRESS", OPT_SETTING, CFG_USERNAME,
	    OPT_IN(LOGIN), "log in as this user" },
	{ 0, "password-file", "FILE", OPT_SETTING, CFG_PASSWORD_FILE,
	    OPT_IN(LOGIN), "its first line is the password" },
	{ 0, "sms-code", "CODE", OPT_TEXT, offsetof(struct args, login.code),
	    OPT_IN(LOGIN), "the code of the second factor" },
	{ 'e', "expires", "SPAN", OPT_TEXT,
	    offsetof(struct args, login.expires),
	    OPT_IN(LOGIN) | OPT_IN(ROTATE),
	    "the new token ends after this, such as 90d" },
	{ 0, "keep-login", NULL, OPT_FLAG, offsetof(struct args, login.keep),
	    OPT_IN(LOGIN), "save the login itself, make no access token" },
	{ 0, "offline", NULL, OPT_FLAG, offsetof(struct args, offline),
	    OPT_IN(STATUS), "do not ask VRM" },
	{ 'f', "format", "text|json", OPT_CHOICE,
	    offsetof(struct args, format), OPT_IN(STATUS) | OPT_IN(TOKENS) |
	    OPT_IN(DOCTOR), "how to print it" },
	{ 0, "this", NULL, OPT_FLAG, offsetof(struct args, this),
	    OPT_IN(REVOKE), "the token in use here" },
	{ '4', "ipv4", NULL, OPT_SETTING, CFG_IP_VERSION, 0,
	    "reach VRM by IPv4 alone" },
	{ '6', "ipv6", NULL, OPT_SETTING, CFG_IP_VERSION, 0,
	    "reach VRM by IPv6 alone" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

static const char *const examples[] = {
	"vrm-auth token set                    # asks for it, unseen",
	"pass show vrm | vrm-auth token set",
	"vrm-auth login -u me@example.org --expires 90d",
	"vrm-auth status --format json | jq .data.days_left",
	"vrm-auth doctor                       # why does it not work?",
	NULL
};

static const struct opt_program program = {
	.name = "vrm-auth",
	.about = "sign in to Victron VRM",
	.commands = commands,
	.default_command = -1,
	.options = options,
	.examples = examples,
	.hides_operands = true
};

static int
revoke(struct auth *a, const struct cli *cli, const struct args *args,
    struct err *e)
{
	const char *id = cli->opt.operands[0];

	if ((cli->opt.n_operands == 1) != args->this)
		return tokens_revoke(a, args->this ? NULL : id, e);
	err_set(e, ERR_USAGE, "revoke: either an ID or --this");
	err_hint(e, "vrm-auth tokens lists them");
	return -1;
}

static int
run(struct auth *a, const struct cli *cli, const struct args *args,
    struct err *e)
{
	bool json = strcmp(args->format, "json") == 0;
	struct status_how how = { .offline = args->offline, .json = json };

	switch ((enum command)cli->opt.command) {
	case SET:
		return signin_token(a, e);
	case LOGIN:
		return signin_login(a, &args->login, e);
	case DEMO:
		return signin_demo(a, e);
	case STATUS:
		return status_print(a, &how, stdout, e);
	case TOKENS:
		return tokens_list(a, json, stdout, e);
	case REVOKE:
		return revoke(a, cli, args, e);
	case ROTATE:
		return signin_rotate(a, args->login.expires, e);
	case LOGOUT:
		return tokens_logout(a, e);
	case DOCTOR:
		break;
	}
	return -1;
}

/* Says everything on stdout, failures too; returns their exit status. */
static int
doctor(struct cli *cli, bool json, struct err *e)
{
	int status;

	(void)doctor_run(cli->cfg, &cli->clock, json, stdout, e);
	status = err_status(e);
	*e = (struct err){ .kind = ERR_NONE };
	return status;
}

int
main(int argc, char *argv[])
{
	struct args args = { .format = "text" };
	struct auth auth = { .state = NULL };
	struct cli cli;
	struct err e = { .kind = ERR_NONE };
	enum cli_next next = cli_start(&cli, &program, argc, argv, &args, &e);
	bool json = strcmp(args.format, "json") == 0;
	int told = 0, status;

	if (cli.opt.command == DOCTOR && !cli.opt.show_config &&
	    (next == CLI_GO || e.kind == ERR_CONFIG)) {
		told = doctor(&cli, json, &e);
	} else if (next == CLI_GO) {
		if (auth_open(&auth, cli.cfg, &cli.clock, &e) == 0 &&
		    run(&auth, &cli, &args, &e) == 0)
			session_finish(auth.session, &e);
		else if (json)
			format_error(stdout, &e);
		auth_close(&auth);
	} else if (e.kind != ERR_NONE && json)
		format_error(stdout, &e);
	status = cli_end(&cli, &e);
	return status != 0 ? status : told;
}
