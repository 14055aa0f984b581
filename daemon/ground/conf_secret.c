#include "conf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- passwords: in one buffer of fixed size, which is wiped, and one exact copy ---- */

enum { SECRET_MOST = 16384, SECRET_COMMAND_MS = 30000 };

struct secret_buffer {
	char bytes[SECRET_MOST];
	size_t len;
};

static void secret_buffer_wipe(struct secret_buffer *b)
{
	explicit_bzero(b, sizeof(*b));
}

/* Up to the end of the input or of the buffer; `until_ms` 0: however long it takes. */
static int secret_drain(int fd, int64_t until_ms, struct secret_buffer *b)
{
	for (;;) {
		int64_t left = until_ms ? until_ms - clock_monotonic_ms() : -1;
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t n;

		if (until_ms && left <= 0)
			return -ETIMEDOUT;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		if (b->len == sizeof(b->bytes))
			return -EMSGSIZE;
		n = read(fd, b->bytes + b->len, sizeof(b->bytes) - b->len);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return 0;
		b->len += n > 0 ? (size_t)n : 0;
	}
}

static int secret_from_file(const char *path, struct secret_buffer *b)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int r = fd < 0 ? -errno : secret_drain(fd, 0, b);

	if (fd >= 0)
		close(fd);
	return r;
}

/* A shell in its own process group with no signal blocked, its output in our pipe. */
static int secret_spawn(const char *command, int out, pid_t *ret)
{
	char *argv[] = {(char *)"sh", (char *)"-c", (char *)command, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, pipe_only;
	int r;

	sigemptyset(&none);
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe_only);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(
	        &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	r = -posix_spawn(ret, "/bin/sh", &actions, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return r;
}

static int secret_from_command(const char *command, struct secret_buffer *b)
{
	int ends[2], status = 0, r;
	pid_t pid = 0;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	r = secret_spawn(command, ends[1], &pid);
	close(ends[1]);
	if (r == 0)
		r = secret_drain(ends[0], clock_monotonic_ms() + SECRET_COMMAND_MS, b);
	close(ends[0]);
	if (pid && r < 0)
		kill(-pid, SIGKILL);
	while (pid && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return r == 0 && status != 0 ? -EIO : r;
}

static int secret_fetch(const struct conf_secret *s, struct secret_buffer *b, char **ret_where)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	AUTO(xfree) char *path = NULL;

	if (s->command || s->token_command) {
		*ret_where = xstrdup(s->command ? "password_command" : "token_command");
		return secret_from_command(s->command ? s->command : s->token_command, b);
	}
	if (s->credential && !folder) {
		*ret_where = xasprintf("credential %s (systemd gave no credentials: add "
		                       "LoadCredential=%s:PATH to the unit)",
		        s->credential, s->credential);
		return -ENOENT;
	}
	path = s->credential ? xasprintf("%s/%s", folder, s->credential) : xstrdup(s->file);
	*ret_where = xstrdup(path ? path : "nowhere: no password is configured");
	return path ? secret_from_file(path, b) : -ENOENT;
}

static const char *secret_trouble(int r)
{
	switch (r) {
	case -EINVAL:
		return "its first line is empty or holds a zero byte";
	case -EIO:
		return "the command failed: run it as the daemon's user to see why";
	case -ETIMEDOUT:
		return "the command took longer than 30 seconds, or left something running that "
		       "holds its output";
	case -EMSGSIZE:
		return "there are more than 16,000 bytes: it wants one line";
	default:
		return strerror(-r);
	}
}

int conf_secret_read(const struct conf_secret *secret, struct text *ret, char **ret_why)
{
	__attribute__((cleanup(secret_buffer_wipe))) struct secret_buffer b = {.len = 0};
	AUTO(xfree) char *where = NULL;
	int r = secret_fetch(secret, &b, &where);
	char *end = r < 0 ? NULL : memchr(b.bytes, '\n', b.len);
	size_t n = end ? (size_t)(end - b.bytes) : b.len;

	if (n && b.bytes[n - 1] == '\r')
		n--;
	if (r == 0 && (n == 0 || memchr(b.bytes, '\0', n)))
		r = -EINVAL;
	if (r < 0) {
		*ret_why = xasprintf("no %s from %s: %s; without it nobody can log in",
		        secret->token_command ? "token" : "password", where, secret_trouble(r));
		return r;
	}
	conf_secret_wipe(ret);
	text_put(ret, b.bytes, n);
	return 0;
}

void conf_secret_wipe(struct text *secret)
{
	if (secret->s)
		explicit_bzero(secret->s, secret->cap);
	text_done(secret);
}
