/* base/helper.c - see helper.h */
#include "base/helper.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 20 };

extern char **environ;

static bool
is_blank(char c)
{
	return c != '\0' && strchr(" \t\r\n", c) != NULL;
}

/* Copies one word to out; where it ends, or NULL if a quote is not closed. */
static const char *
copy_word(const char *s, char *out)
{
	char quote = '\0';

	for (; *s != '\0' && (quote != '\0' || !is_blank(*s)); s++)
		if (*s == quote)
			quote = '\0';
		else if (quote == '\0' && (*s == '"' || *s == '\''))
			quote = *s;
		else if (*s == '\\' && quote != '\'' && s[1] != '\0')
			*out++ = *++s;
		else
			*out++ = *s;
	*out = '\0';
	return quote == '\0' ? s : NULL;
}

char **
helper_words(const char *command)
{
	size_t max = strlen(command) / 2 + 2, n = 0;
	char **words = xcalloc(max, sizeof(*words));

	for (;;) {
		while (is_blank(*command))
			command++;
		if (*command == '\0')
			break;
		words[n] = xmalloc(strlen(command) + 1);
		command = copy_word(command, words[n++]);
		if (command == NULL)
			break;
	}
	if (command != NULL && n > 0)
		return words;
	helper_free_words(words);
	return NULL;
}

void
helper_free_words(char **words)
{
	for (char **w = words; w != NULL && *w != NULL; w++)
		free(*w);
	free(words);
}

struct helper {
	pid_t pid;
	int fd;			/* its stdout; -1 at the end of it */
	int status;		/* of waitpid() */
	sigset_t before;	/* the signals that were blocked */
	char *out;		/* HELPER_MAX + 1 bytes */
	size_t len;
};

/* These of our own are ignored; a helper's must not be.  An errno. */
static int
spawn(struct helper *h, char **words, int out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t usual;
	int rc;

	(void)sigemptyset(&usual);
	(void)sigaddset(&usual, SIGPIPE);
	(void)sigaddset(&usual, SIGXFSZ);
	(void)posix_spawnattr_init(&how);
	(void)posix_spawnattr_setsigdefault(&how, &usual);
	(void)posix_spawnattr_setsigmask(&how, &h->before);
	(void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF |
	    POSIX_SPAWN_SETSIGMASK);
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawn_file_actions_addopen(&files, STDIN_FILENO,
	    "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	rc = posix_spawnp(&h->pid, words[0], &files, &how, words, environ);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&how);
	return rc;
}

static int
start(struct helper *h, char **words, struct err *e)
{
	int ends[2], rc;

	if (pipe(ends) == -1) {
		err_sys(e, ERR_SYSTEM, "pipe");
		return -1;
	}
	for (int i = 0; i < 2; i++)
		(void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	rc = spawn(h, words, ends[1]);
	(void)close(ends[1]);
	h->fd = ends[0];
	if (rc == 0)
		return 0;
	h->pid = -1;
	errno = rc;
	err_sys(e, ERR_CONFIG, "%s", words[0]);
	return -1;
}

/* Takes what has come.  False: more than HELPER_MAX. */
static bool
take_output(struct helper *h)
{
	ssize_t n = 1;

	while (h->fd != -1 && n > 0 && h->len <= HELPER_MAX) {
		n = read(h->fd, h->out + h->len, HELPER_MAX + 1 - h->len);
		if (n > 0)
			h->len += (size_t)n;
		if (n == 0) {
			(void)close(h->fd);
			h->fd = -1;
		}
	}
	return h->len <= HELPER_MAX;
}

static int64_t
steady_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const int deadly[] = { SIGINT, SIGTERM, SIGHUP };
enum { DEADLY = sizeof(deadly) / sizeof(deadly[0]) };

/* What would end us waits until the helper has ended. */
static void
hold_signals(struct helper *h)
{
	struct sigaction now;
	sigset_t held;

	(void)sigemptyset(&held);
	for (int i = 0; i < DEADLY; i++)
		if (sigaction(deadly[i], NULL, &now) == 0 &&
		    now.sa_handler != SIG_IGN)
			(void)sigaddset(&held, deadly[i]);
	(void)sigprocmask(SIG_BLOCK, &held, &h->before);
}

/* Has it come? */
static bool
must_end(void)
{
	sigset_t come;
	bool must = false;

	(void)sigpending(&come);
	for (int i = 0; i < DEADLY; i++)
		must = must || sigismember(&come, deadly[i]) == 1;
	return must;
}

/* Until it has ended: what it may have left running holds nobody up. */
static int
wait_for(struct helper *h, const char *name, int64_t timeout_ms, struct err *e)
{
	int64_t until = steady_ms() + timeout_ms;
	pid_t ended = 0;

	while (ended == 0) {
		struct pollfd p = { .fd = h->fd, .events = POLLIN };

		(void)poll(&p, 1, h->fd == -1 ? 1 : TICK_MS);
		if (!take_output(h)) {
			err_set(e, ERR_CONFIG, "%s: prints more than %d KiB",
			    name, HELPER_MAX >> 10);
			return -1;
		}
		ended = waitpid(h->pid, &h->status, WNOHANG);
		if (ended == 0 && must_end()) {
			err_set(e, ERR_CONFIG, "%s: interrupted", name);
			return -1;
		}
		if (ended == 0 && steady_ms() >= until) {
			err_set(e, ERR_CONFIG, "%s: no answer within %lld s",
			    name, (long long)(timeout_ms + 999) / 1000);
			return -1;
		}
	}
	h->pid = -1;
	(void)take_output(h);
	return 0;
}

static int
judge(struct helper *h, const char *name, struct err *e)
{
	size_t len;

	h->out[h->len < HELPER_MAX ? h->len : HELPER_MAX] = '\0';
	len = strcspn(h->out, "\r\n");
	if (WIFSIGNALED(h->status))
		err_set(e, ERR_CONFIG, "%s: ended by signal %d", name,
		    WTERMSIG(h->status));
	else if (WEXITSTATUS(h->status) != 0)
		err_set(e, ERR_CONFIG, "%s: failed with status %d", name,
		    WEXITSTATUS(h->status));
	else if (len == 0)
		err_set(e, ERR_CONFIG, "%s: the first line of its output is "
		    "empty", name);
	else
		return 0;
	return -1;
}

static void
end(struct helper *h)
{
	if (h->pid != -1) {
		(void)kill(h->pid, SIGKILL);
		(void)waitpid(h->pid, NULL, 0);
	}
	if (h->fd != -1)
		(void)close(h->fd);
	mem_wipe(h->out, HELPER_MAX + 1);
	free(h->out);
	(void)sigprocmask(SIG_SETMASK, &h->before, NULL);
}

int
helper_line(const char *command, int64_t timeout_ms, char **out,
    struct err *e)
{
	struct helper h = { .pid = -1, .fd = -1 };
	char **words = helper_words(command);
	int rc = -1;

	if (words == NULL) {
		err_set(e, ERR_CONFIG, "a quote is not closed, or there is no "
		    "command");
		return -1;
	}
	h.out = xcalloc(1, HELPER_MAX + 1);
	hold_signals(&h);
	if (start(&h, words, e) == 0 &&
	    wait_for(&h, words[0], timeout_ms, e) == 0 &&
	    judge(&h, words[0], e) == 0) {
		*out = xstrndup(h.out, strcspn(h.out, "\r\n"));
		rc = 0;
	} else {
		err_hint(e, "run it by hand: the first line it prints must be "
		    "the secret (no shell is used; sh -c '...' is one)");
	}
	helper_free_words(words);
	end(&h);		/* what was held back may end us here */
	return rc;
}
