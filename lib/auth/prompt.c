/* auth/prompt.c - see prompt.h */
#include "auth/prompt.h"

#include "base/file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_BYTES = 4096 };

static void
stopping_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGINT);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGHUP);
	(void)sigaddset(set, SIGQUIT);
	(void)sigaddset(set, SIGTSTP);
}

static bool
is_any_pending(const sigset_t *set)
{
	static const int all[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
	sigset_t pending;

	(void)sigpending(&pending);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (sigismember(set, all[i]) == 1 &&
		    sigismember(&pending, all[i]) == 1)
			return true;
	return false;
}

/* Waits until a line is there.  False: a signal came first. */
static bool
wait_for_line(int tty, const sigset_t *signals)
{
	for (;;) {
		struct timeval tick = { 0, 100000 };
		fd_set in;

		if (is_any_pending(signals))
			return false;
		FD_ZERO(&in);
		FD_SET(tty, &in);
		if (select(tty + 1, &in, NULL, NULL, &tick) != 0)
			return true;
	}
}

/* The terminal hands out a line at a time.  Its length, 0 at the end of file,
 * -1 error. */
static ssize_t
read_line(int tty, char *buf, size_t size)
{
	ssize_t n;

	do
		n = read(tty, buf, size - 1);
	while (n == -1 && errno == EINTR);
	buf[n > 0 ? n : 0] = '\0';
	return n;
}

/* One question.  1: a signal came; it takes effect when this has returned. */
static int
ask(int tty, const char *question, bool echo, char *buf, size_t size,
    ssize_t *n)
{
	struct termios saved, quiet;
	bool changed = false;
	sigset_t signals, before;
	int rc = 0;

	stopping_signals(&signals);
	(void)sigprocmask(SIG_BLOCK, &signals, &before);
	if (!echo && tcgetattr(tty, &saved) == 0) {
		quiet = saved;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		changed = tcsetattr(tty, TCSAFLUSH, &quiet) == 0;
	}
	(void)file_write_all(tty, question, strlen(question));
	if (wait_for_line(tty, &signals))
		*n = read_line(tty, buf, size);
	else
		rc = 1;
	if (changed) {
		(void)tcsetattr(tty, TCSAFLUSH, &saved);
		(void)file_write_all(tty, "\n", 1);
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}

int
prompt_line(const char *question, bool echo, char **out, struct err *e)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	char *buf;
	ssize_t n = -1;
	int rc = -1;

	if (tty == -1)
		return 1;
	buf = xmalloc(LINE_BYTES);
	/* After a stop and a return to the foreground it is asked again. */
	while (ask(tty, question, echo, buf, LINE_BYTES, &n) == 1)
		;
	if (n > 0) {
		*out = xstrndup(buf, strcspn(buf, "\r\n"));
		rc = 0;
	} else {
		err_set(e, ERR_USAGE, "nothing was entered");
	}
	mem_wipe(buf, LINE_BYTES);
	free(buf);
	(void)close(tty);
	return rc;
}

bool
prompt_is_terminal(void)
{
	return isatty(STDIN_FILENO) == 1;
}

int
prompt_stdin(char **out, size_t max, struct err *e)
{
	char *buf = xmalloc(max + 1);
	size_t used = 0;
	ssize_t n;

	do {
		n = read(STDIN_FILENO, buf + used, max - used);
		if (n > 0)
			used += (size_t)n;
	} while ((n > 0 && used < max) || (n == -1 && errno == EINTR));
	if (n == -1)
		err_sys(e, ERR_SYSTEM, "stdin");
	else if (memchr(buf, '\0', used) != NULL)
		err_set(e, ERR_CONFIG, "stdin: not a text");
	else {
		buf[used] = '\0';
		*out = buf;
		return 0;
	}
	mem_wipe(buf, used);
	free(buf);
	return -1;
}
