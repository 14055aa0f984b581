#include "lock.h"

#include "base.h"
#include "conf.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_S = 4, LOOK_MS = 20 };

/* The descriptor stays open until the process ends: that is the lock. */
static struct {
	int fd;
	unsigned reloads;
} the_lock = {.fd = -1};

struct holder {
	int pid; /* 0: unknown */
	unsigned reloads;
};

static char *lock_path(const struct conf *conf)
{
	return xasprintf("%s/lock", conf->state);
}

static void write_down(void)
{
	char line[32];
	int n = snprintf(line, sizeof line, "%d %u\n", (int)getpid(), the_lock.reloads);
	/* one write, so that nobody reads half of it; the numbers only grow longer */
	(void)!pwrite(the_lock.fd, line, (size_t)n, 0);
}

static struct holder holder_of(int fd)
{
	struct holder h = {0};
	char line[32] = "";
	if (pread(fd, line, sizeof line - 1, 0) > 0)
		sscanf(line, "%d %u", &h.pid, &h.reloads);
	return h;
}

/* ---- to hold it ---- */

static int refuse(int fd, const char *path, const char *state)
{
	struct holder h = holder_of(fd);
	AUTO(xfree) char *pid = h.pid > 0 ? xasprintf("%d", h.pid) : xstrdup("unknown");
	log_event(LOG_EVENT_SECOND_DAEMON,
	        "Another followupd (process %s) is at work on the store in %s and holds %s. Two "
	        "would race for the same letters, so this one ends. Use the one that runs, or "
	        "stop it first (systemctl stop followupd).",
	        pid, state, path);
	close(fd);
	return EX_TEMPFAIL;
}

static int make_folder(const char *state)
{
	if (mkdir(state, 0700) == 0)
		log_info("Made the state folder %s.", state);
	else if (errno != EEXIST)
		return -errno;
	return 0;
}

int lock_hold(const struct conf *conf)
{
	int r = make_folder(conf->state);
	if (r < 0) {
		log_error("The state folder %s is missing and can't be made: %s. The store lives "
		          "there. Make it, owned by the user followupd runs as, with mode 0700.",
		        conf->state, strerror(-r));
		return EX_CANTCREAT;
	}
	AUTO(xfree) char *path = lock_path(conf);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		log_error("%s can't be opened: %s. It keeps a second followupd off the same store. "
		          "The folder must belong to the user followupd runs as.",
		        path, strerror(errno));
		return EX_CANTCREAT;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return refuse(fd, path, conf->state);
	the_lock.fd = fd;
	if (ftruncate(fd, 0) == 0)
		write_down();
	return 0;
}

/* ---- to reach who holds it ---- */

void lock_reloaded(void)
{
	if (the_lock.fd < 0)
		return;
	the_lock.reloads++;
	write_down();
}

/* Nobody is reached when the lock could be had; it is given back at once. */
static bool held(int fd)
{
	if (flock(fd, LOCK_SH | LOCK_NB) == 0) {
		flock(fd, LOCK_UN);
		return false;
	}
	return true;
}

static int wait_for_answer(int fd, struct holder before)
{
	const struct timespec a_moment = {.tv_nsec = LOOK_MS * 1000000L};
	for (int ms = 0; ms < ANSWER_S * 1000 && held(fd); ms += LOOK_MS) {
		if (holder_of(fd).reloads != before.reloads)
			return 0;
		nanosleep(&a_moment, NULL);
	}
	log_error(
	        "followupd (process %d) did not take the configuration anew. The one it had stays "
	        "in force; its log says why.",
	        before.pid);
	return EX_TEMPFAIL;
}

static int signal_holder(int fd)
{
	struct holder h = holder_of(fd);
	if (h.pid > 1 && kill(h.pid, SIGHUP) == 0)
		return wait_for_answer(fd, h);
	log_error("followupd (process %d) can't be told to take its configuration anew: %s. Ask as "
	          "the user it runs as, or as root.",
	        h.pid, h.pid > 1 ? strerror(errno) : "its lock names no process");
	return EX_NOPERM;
}

int lock_reload(const struct conf *conf)
{
	AUTO(xfree) char *path = lock_path(conf);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno != ENOENT) {
		log_error("%s can't be opened: %s. Ask as the user followupd runs as, or as root.",
		        path, strerror(errno));
		return EX_NOPERM;
	}
	if (fd < 0 || !held(fd)) {
		if (fd >= 0)
			close(fd);
		log_error("No followupd is at work on the store in %s, so none takes %s anew. If "
		          "state = was changed there, that takes a restart; until then the one at "
		          "work keeps its configuration.",
		        conf->state, conf->path);
		return EX_UNAVAILABLE;
	}
	int code = signal_holder(fd);
	close(fd);
	return code;
}
