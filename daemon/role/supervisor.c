#include "supervisor.h"

#include "base.h"
#include "conf.h"
#include "lock.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <unistd.h>

/* The child's end of its channel; the words on it are listed in worker.c. */
enum { CHANNEL = 3 };

#define MS UINT64_C(1000)
#define SECOND (1000 * MS)
#define BACKOFF_FIRST (SECOND / 4)
#define BACKOFF_MOST (60 * SECOND)
#define HEALTHY_LIFE (60 * SECOND)   /* who lived that long starts again with BACKOFF_FIRST */
#define START_PATIENCE (60 * SECOND) /* until its own first word */
#define STOP_PATIENCE (1500 * MS)    /* the whole daemon is gone within two seconds */
#define RENEW_PATIENCE (20 * SECOND) /* a reload can wait for a letter on its way */

struct supervisor;

struct role {
	const char *name;
	struct supervisor *up;
	pid_t pid; /* 0: not running, on_retry() or nobody starts it */
	sd_event_source *child, *io, *retry, *kill;
	unsigned failures;               /* in a row, without a HEALTHY_LIFE between */
	uint64_t started_at, busy_until; /* CLOCK_MONOTONIC, microseconds */
	bool ready;
	bool asked;      /* a ping without its pong */
	char doing[256]; /* how far its long work has come; else "" */
	bool renew;      /* told to stop for a reload: its end is no failure */
};

enum { ROLES = 3 };

struct supervisor {
	sd_event *event;
	const struct conf *conf;
	char *const *argv;
	struct role roles[ROLES];
	sd_event_source *signals[3], *bell, *watchdog;
	uint64_t watchdog_us; /* 0: nobody watches us, so no timer ticks */
	bool stopping;
	bool announce;  /* READY=1 is owed to systemd: at the start and after a reload */
	char news[256]; /* how the work stands, as the worker who looked last puts it */
};

static int start_role(struct role *role);

static uint64_t now(struct supervisor *up)
{
	uint64_t t = 0;
	sd_event_now(up->event, CLOCK_MONOTONIC, &t);
	return t;
}

/* ---- what systemd and a person are told ---- */

static void put_names(struct supervisor *up, struct text *t, const char *title, bool running)
{
	const char *between = title;
	for (size_t i = 0; i < ROLES; i++) {
		struct role *role = &up->roles[i];
		if ((role->pid > 0 && role->ready) != running)
			continue;
		text_printf(t, "%s%s", between, role->name);
		if (!running && role->failures)
			text_printf(t, " (ended %u times)", role->failures);
		between = ", ";
	}
}

static bool all_ready(struct supervisor *up)
{
	for (size_t i = 0; i < ROLES; i++)
		if (!up->roles[i].ready)
			return false;
	return true;
}

static void tell_status(struct supervisor *up)
{
	if (up->stopping)
		return;
	AUTO(text_done) struct text t = TEXT_INIT;
	put_names(up, &t, "Running: ", true);
	put_names(up, &t, t.len ? ". Not running yet: " : "Not running yet: ", false);
	text_putc(&t, '.');
	for (size_t i = 0; i < ROLES; i++)
		text_printf(&t, "%s%s", *up->roles[i].doing ? " " : "", up->roles[i].doing);
	sd_notifyf(0, "STATUS=%s%s%s", text_str(&t), *up->news ? " " : "", up->news);
}

static void tell_ready(struct supervisor *up)
{
	if (!up->announce || !all_ready(up))
		return;
	up->announce = false;
	sd_notify(0, "READY=1");
	log_info("Planner, sender and listener are at work on %s.", up->conf->state);
}

/* ---- words to the workers ---- */

static void say(struct role *role, const char *word)
{
	int fd = role->io ? sd_event_source_get_io_fd(role->io) : -1;
	if (fd < 0)
		return;
	/* A full socket already holds a "look"; a dead worker is met in on_child(). */
	(void)!send(fd, word, strlen(word), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void ring(struct supervisor *up, const struct role *from)
{
	for (size_t i = 0; i < ROLES; i++)
		if (&up->roles[i] != from)
			say(&up->roles[i], "look");
}

/* ---- the watchdog ---- */

static bool silent(struct supervisor *up, const struct role *role)
{
	return role->pid > 0 && role->asked && now(up) >= role->busy_until;
}

/*
 * systemd hears from us when nobody owes an answer; sd-event's own watchdog would feed as long as
 * this loop turns, whatever the workers do. Three beats to the watchdog's time: one to ask, one to
 * kill who did not answer, and one in hand, so that a worker's hang never costs the service.
 */
static uint64_t beat(const struct supervisor *up)
{
	return up->watchdog_us / 3;
}

static void feed_watchdog(struct supervisor *up)
{
	for (size_t i = 0; i < ROLES; i++)
		if (silent(up, &up->roles[i]))
			return;
	sd_notify(0, "WATCHDOG=1");
}

static void check_pulse(struct role *role)
{
	if (role->pid <= 0 || now(role->up) < role->busy_until)
		return;
	if (role->asked) {
		log_event(LOG_EVENT_ROLE_HANGS,
		        "%s (process %d) hangs: no answer in %" PRIu64
		        " s and no longer pass was announced. It is killed and starts again; "
		        "a letter on its way then counts as unsure.",
		        role->name, (int)role->pid, beat(role->up) / SECOND);
		kill(role->pid, SIGKILL);
		return;
	}
	role->asked = true;
	say(role, "ping");
}

static int on_watchdog(sd_event_source *s, uint64_t at, void *arg)
{
	(void)at;
	struct supervisor *up = arg;
	for (size_t i = 0; i < ROLES; i++)
		check_pulse(&up->roles[i]);
	feed_watchdog(up);
	int r = sd_event_source_set_time_relative(s, beat(up));
	return r < 0 ? r : sd_event_source_set_enabled(s, SD_EVENT_ONESHOT);
}

static int add_watchdog(struct supervisor *up)
{
	if (sd_watchdog_enabled(0, &up->watchdog_us) <= 0)
		return 0;
	return sd_event_add_time_relative(up->event, &up->watchdog, CLOCK_MONOTONIC, beat(up),
	        beat(up) / 10, on_watchdog, up);
}

/* ---- words from the workers ---- */

static void take_word(struct role *role, const char *word)
{
	struct supervisor *up = role->up;
	if (str_same(word, "ring")) {
		ring(up, role);
	} else if (str_same(word, "ready")) {
		role->ready = true;
		tell_status(up);
		tell_ready(up);
	} else if (str_same(word, "pong")) {
		role->asked = false;
		if (up->watchdog)
			feed_watchdog(up);
	} else if (str_starts(word, "tell ")) {
		if (str_same(up->news, word + 5) && !*role->doing)
			return;
		*role->doing = '\0';
		snprintf(up->news, sizeof up->news, "%s", word + 5);
		tell_status(up);
	} else if (str_starts(word, "doing ")) {
		snprintf(role->doing, sizeof role->doing, "%s", word + 6);
		tell_status(up);
	} else if (str_starts(word, "busy ")) {
		int64_t seconds = strtoll(word + 5, NULL, 10);
		role->asked = false; /* who speaks lives */
		role->busy_until = seconds > 0 ? now(up) + (uint64_t)seconds * SECOND : 0;
	}
}

/* Everything it said so far. False at the end of the channel. */
static bool hear(struct role *role, int fd)
{
	char word[256];
	ssize_t n;
	while ((n = recv(fd, word, sizeof word - 1, MSG_DONTWAIT)) > 0) {
		word[n] = '\0';
		take_word(role, word);
	}
	return n < 0 && errno == EAGAIN;
}

static int on_word(sd_event_source *s, int fd, uint32_t events, void *arg)
{
	(void)events;
	/* the end of the channel comes just before the end of the process: on_child() */
	return hear(arg, fd) ? 0 : sd_event_source_set_enabled(s, SD_EVENT_OFF);
}

/* ---- the end of a worker ---- */

static bool all_gone(struct supervisor *up)
{
	for (size_t i = 0; i < ROLES; i++)
		if (up->roles[i].pid > 0)
			return false;
	return true;
}

static int on_retry(sd_event_source *s, uint64_t at, void *arg)
{
	(void)s;
	(void)at;
	return start_role(arg);
}

static int start_later(struct role *role)
{
	if (now(role->up) - role->started_at > HEALTHY_LIFE)
		role->failures = 0;
	uint64_t wait = BACKOFF_FIRST << (role->failures < 10 ? role->failures : 10);
	if (wait > BACKOFF_MOST)
		wait = BACKOFF_MOST;
	role->failures++;
	log_warning("%s starts again in %" PRIu64 ".%02" PRIu64 " s. Its work waits in the store.",
	        role->name, wait / SECOND, wait % SECOND / (10 * MS));
	role->retry = sd_event_source_disable_unref(role->retry);
	return sd_event_add_time_relative(
	        role->up->event, &role->retry, CLOCK_BOOTTIME, wait, 10 * MS, on_retry, role);
}

static void log_end(const struct role *role, const siginfo_t *si)
{
	if (role->up->stopping || role->renew)
		return;
	if (si->si_code == CLD_EXITED)
		log_event(LOG_EVENT_ROLE_ENDED,
		        "%s (process %d) ended with code %d; its own lines above say why.",
		        role->name, (int)si->si_pid, si->si_status);
	else
		log_event(LOG_EVENT_ROLE_ENDED, "%s (process %d) was ended by signal %d (%s)%s",
		        role->name, (int)si->si_pid, si->si_status, strsignal(si->si_status),
		        si->si_code == CLD_DUMPED ? "; it left a core file." : ".");
}

static void forget_process(struct role *role)
{
	if (role->io)
		hear(role, sd_event_source_get_io_fd(role->io)); /* a last "ring" */
	role->io = sd_event_source_disable_unref(role->io);
	role->kill = sd_event_source_disable_unref(role->kill);
	role->child = sd_event_source_disable_unref(role->child);
	role->pid = 0;
	role->ready = role->asked = false;
	*role->doing = '\0';
	role->busy_until = 0;
}

static int on_child(sd_event_source *s, const siginfo_t *si, void *arg)
{
	(void)s;
	struct role *role = arg;
	struct supervisor *up = role->up;
	log_end(role, si);
	forget_process(role);
	if (up->stopping)
		return all_gone(up) ? sd_event_exit(up->event, EX_OK) : 0;
	ring(up, role); /* for what it committed last, and died before it said so */
	int r = role->renew ? start_role(role) : start_later(role);
	if (up->watchdog)
		feed_watchdog(up);
	tell_status(up);
	return r;
}

/* ---- the start of a worker ---- */

/* In the child, before exec: only what is safe after a fork. */
static void become(int channel, pid_t parent, char *const *argv)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* it died before the line above */
		_exit(EX_TEMPFAIL);
	if (channel == CHANNEL)
		fcntl(CHANNEL, F_SETFD, 0);
	else
		dup2(channel, CHANNEL);
	close_range(CHANNEL + 1, ~0U, 0);
	unsetenv("NOTIFY_SOCKET"); /* one voice speaks to systemd */
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	execv("/proc/self/exe", argv);
	static const char why[] = "followupd: /proc/self/exe can't be started again\n";
	(void)!write(STDERR_FILENO, why, sizeof why - 1);
	_exit(EX_OSERR);
}

/* argv with --role=NAME. The words are borrowed, the array and the last word owned by *ret_. */
static char **role_argv(const struct role *role, char **ret_word)
{
	size_t n = 0;
	while (role->up->argv[n])
		n++;
	char **argv = xcalloc(n + 2, sizeof *argv);
	memcpy(argv, role->up->argv, n * sizeof *argv);
	*ret_word = argv[n] = xasprintf("--role=%s", role->name);
	return argv;
}

static pid_t spawn(const struct role *role, int channel)
{
	AUTO(xfree) char *word = NULL;
	AUTO(xfree) char **argv = role_argv(role, &word);
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid == 0)
		become(channel, parent, argv);
	return pid < 0 ? -errno : pid;
}

static int watch_role(struct role *role, int fd)
{
	sd_event *event = role->up->event;
	int r = sd_event_add_io(event, &role->io, fd, EPOLLIN, on_word, role);
	if (r < 0) {
		close(fd);
		return r;
	}
	sd_event_source_set_io_fd_own(role->io, true);
	r = sd_event_add_child(event, &role->child, role->pid, WEXITED, on_child, role);
	if (r < 0)
		return r;
	/* freed with its process: no way out of here leaves an orphan */
	return sd_event_source_set_child_process_own(role->child, true);
}

static int start_role(struct role *role)
{
	int pair[2];
	role->renew = false;
	role->retry = sd_event_source_disable_unref(role->retry);
	role->started_at = now(role->up);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
		log_error("%s can't be started: %s.", role->name, strerror(errno));
		return start_later(role);
	}
	pid_t pid = spawn(role, pair[1]);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		log_error("%s can't be started: %s.", role->name, strerror((int)-pid));
		return start_later(role);
	}
	role->pid = pid;
	role->busy_until = role->started_at + START_PATIENCE;
	log_debug("%s is process %d", role->name, (int)pid);
	return watch_role(role, pair[0]);
}

/* ---- the configuration ---- */

static void log_problem(const struct conf_problem *p)
{
	AUTO(text_done) struct text place = TEXT_INIT;
	text_put_place(&place, p->file, p->line, p->column);
	if (p->warning)
		log_warning("%s: warning: %s", text_str(&place), p->text);
	else
		log_event(LOG_EVENT_CONF_BAD, "%s: error: %s", text_str(&place), p->text);
}

int supervisor_read_conf(const char *path, bool warnings, struct conf **ret)
{
	AUTO(conf_problems_done) struct conf_problems problems = {0};
	int r = conf_load(path, ret, &problems);
	for (size_t i = 0; i < problems.count; i++)
		if (warnings || !problems.at[i].warning)
			log_problem(&problems.at[i]);
	return r == 0 ? 0 : EX_CONFIG;
}

/* ---- stop and reload ---- */

static int on_kill(sd_event_source *s, uint64_t at, void *arg)
{
	(void)s;
	(void)at;
	struct role *role = arg;
	log_warning("%s (process %d) did not stop in time and is killed. The store is safe; a "
	            "letter on its way then counts as unsure.",
	        role->name, (int)role->pid);
	kill(role->pid, SIGKILL);
	return 0;
}

static int stop_role(struct role *role, uint64_t patience)
{
	role->retry = sd_event_source_disable_unref(role->retry);
	role->kill = sd_event_source_disable_unref(role->kill);
	if (role->pid <= 0)
		return 0;
	say(role, "stop");
	kill(role->pid, SIGTERM);
	return sd_event_add_time_relative(
	        role->up->event, &role->kill, CLOCK_MONOTONIC, patience, 10 * MS, on_kill, role);
}

static int on_stop(sd_event_source *s, const struct signalfd_siginfo *si, void *arg)
{
	(void)s;
	struct supervisor *up = arg;
	if (up->stopping)
		return 0;
	up->stopping = true;
	log_info("Stopping (%s).", si->ssi_signo == SIGINT ? "interrupted" : "told to end");
	sd_notify(0, "STOPPING=1\nSTATUS=Stopping: what is on its way is finished.");
	int r = 0;
	for (size_t i = 0; i < ROLES && r >= 0; i++)
		r = stop_role(&up->roles[i], STOP_PATIENCE);
	if (r >= 0 && all_gone(up))
		r = sd_event_exit(up->event, EX_OK);
	return r;
}

static int renew_all(struct supervisor *up)
{
	int r = 0;
	for (size_t i = 0; i < ROLES && r >= 0; i++) {
		struct role *role = &up->roles[i];
		role->failures = 0;
		role->ready = false;
		role->renew = role->pid > 0;
		r = stop_role(role, RENEW_PATIENCE);
		if (r >= 0 && role->pid <= 0)
			r = start_role(role);
	}
	return r;
}

/*
 * Reload: the workers read the file when they start, so new workers are the new configuration.
 * The store can't change under a running daemon: its lock is the old one's.
 */
static int on_reload(sd_event_source *s, const struct signalfd_siginfo *si, void *arg)
{
	(void)s;
	(void)si;
	struct supervisor *up = arg;
	if (up->stopping)
		return 0;
	AUTO(conf_free) struct conf *conf = NULL;
	if (supervisor_read_conf(up->conf->path, true, &conf) != 0) {
		log_error("%s is not good, so the configuration in use stays. Mend the lines above "
		          "and reload again.",
		        up->conf->path);
		return 0;
	}
	if (!str_same(conf->state, up->conf->state)) {
		log_error("%s names another state folder (%s instead of %s); that takes a restart, "
		          "not a reload. The configuration in use stays.",
		        up->conf->path, conf->state, up->conf->state);
		return 0;
	}
	log_info("Reading %s again: the workers start anew.", up->conf->path);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, now(up));
	lock_reloaded(); /* after that word: `systemctl reload` then waits for READY=1 too */
	up->announce = true;
	return renew_all(up);
}

/* ---- the bell ---- */

static int on_bell(sd_event_source *s, int fd, uint32_t events, void *arg)
{
	(void)s;
	(void)events;
	char bytes[256];
	while (read(fd, bytes, sizeof bytes) > 0)
		;
	ring(arg, NULL);
	return 0;
}

/* Opened for writing too, by ourselves: with no writer left a pipe would stay readable (end of
 * file) and this loop would spin. */
static int open_bell(const char *path)
{
	if (mkfifo(path, 0600) < 0 && errno != EEXIST)
		return -errno;
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	struct stat st;
	if (fstat(fd, &st) < 0 || !S_ISFIFO(st.st_mode)) {
		close(fd);
		return -EEXIST;
	}
	return fd;
}

static int add_bell(struct supervisor *up)
{
	AUTO(xfree) char *path = xasprintf("%s/bell", up->conf->state);
	int fd = open_bell(path);
	if (fd < 0) {
		log_error("%s can't be opened as a named pipe: %s. The command line rings there. "
		          "Remove what lies in its place and start again.",
		        path, strerror(-fd));
		return fd;
	}
	int r = sd_event_add_io(up->event, &up->bell, fd, EPOLLIN, on_bell, up);
	if (r < 0)
		close(fd);
	else
		sd_event_source_set_io_fd_own(up->bell, true);
	return r;
}

/* ---- start and end ---- */

/* Blocked before anything is watched: sd-event asks for it, and no signal is lost meanwhile. */
static int add_signals(struct supervisor *up)
{
	static const int stop[] = {SIGTERM, SIGINT};
	sigset_t chld;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	int r = sd_event_add_signal(
	        up->event, &up->signals[2], SIGHUP | SD_EVENT_SIGNAL_PROCMASK, on_reload, up);
	for (size_t i = 0; i < COUNT(stop) && r >= 0; i++)
		r = sd_event_add_signal(up->event, &up->signals[i],
		        stop[i] | SD_EVENT_SIGNAL_PROCMASK, on_stop, up);
	return r;
}

static int start_all(struct supervisor *up)
{
	static const char *const names[ROLES] = {"planner", "sender", "listener"};
	up->announce = true;
	int r = 0;
	for (size_t i = 0; i < ROLES && r >= 0; i++) {
		up->roles[i] = (struct role){.name = names[i], .up = up};
		r = start_role(&up->roles[i]);
	}
	return r;
}

static int set_up(struct supervisor *up)
{
	int r = sd_event_new(&up->event);
	if (r >= 0)
		r = add_signals(up);
	if (r >= 0)
		r = add_bell(up);
	if (r >= 0)
		r = add_watchdog(up);
	return r < 0 ? r : start_all(up);
}

static void take_down(struct supervisor *up)
{
	for (size_t i = 0; i < ROLES; i++) {
		struct role *role = &up->roles[i];
		role->io = sd_event_source_disable_unref(role->io);
		role->retry = sd_event_source_disable_unref(role->retry);
		role->kill = sd_event_source_disable_unref(role->kill);
		role->child = sd_event_source_disable_unref(role->child);
	}
	for (size_t i = 0; i < COUNT(up->signals); i++)
		sd_event_source_disable_unref(up->signals[i]);
	sd_event_source_disable_unref(up->bell);
	sd_event_source_disable_unref(up->watchdog);
	sd_event_unref(up->event);
}

int supervisor_run(const struct conf *conf, char *const *argv)
{
	struct supervisor up = {.conf = conf, .argv = argv};
	int r = set_up(&up);
	if (r >= 0)
		r = sd_event_loop(up.event);
	if (r < 0)
		log_error("The supervisor can't go on: %s. It ends with its workers; the store is "
		          "safe. systemd starts it again.",
		        strerror(-r));
	take_down(&up);
	return r < 0 ? EX_OSERR : EX_OK;
}
