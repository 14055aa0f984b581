#include "worker.h"

#include "board.h"
#include "conf.h"
#include "db.h"
#include "fence.h"
#include "house.h"
#include "log.h"
#include "progress.h"
#include "stream.h"
#include "zone.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sysexits.h>
#include <unistd.h>

/*
 * The channel to the supervisor is a SOCK_SEQPACKET socket: one word, one packet.
 *   we say:   "ready", "ring" (the others should look), "busy N" (silent for N seconds; 0: no
 *             longer), "pong", "tell SENTENCE" (how the work stands, for systemctl status),
 *             "doing SENTENCE" (how far a long work has come; empty: it is over)
 *   we hear:  "look", "ping", "stop"
 */
enum { CHANNEL = 3 };

enum { OWN_WAIT_S = 1800 }; /* a wait that can't see the clock being set has an end */

struct run {
	const struct worker *worker;
	struct worker_context ctx;
	struct db *db;
	ino_t store; /* the file it was opened as */
	sigset_t old_mask;
	/*
	 * SIGTERM, SIGINT. Never read, so that it stays readable and ends one network wait after
	 * the other. A descriptor and no handler: no call anywhere comes back with EINTR, and a
	 * jailed child of ours can't write to a pipe it shares with us.
	 */
	int signal_fd;
	int timer_fd;
	bool stopping;
};

static char *store_path(const struct run *run)
{
	return xasprintf("%s/followupd.db", run->ctx.conf->state);
}

/* ---- speaking ---- */

static void say(const struct worker_context *ctx, const char *word)
{
	if (ctx->once)
		return;
	/* A full socket holds more of the same; a gone supervisor is noticed when we listen. */
	(void)!send(CHANNEL, word, strlen(word), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void worker_busy(struct worker_context *ctx, int64_t seconds)
{
	char word[32];
	snprintf(word, sizeof word, "busy %lld", (long long)seconds);
	say(ctx, word);
}

void worker_ring(struct worker_context *ctx)
{
	ctx->rang = true;
}

/* ---- listening ---- */

static bool readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 0) > 0;
}

/* The context that roles see lies in a run of ours. */
static struct run *run_of(const struct worker_context *ctx)
{
	return (struct run *)((uintptr_t)ctx - offsetof(struct run, ctx));
}

bool worker_stopping(const struct worker_context *ctx)
{
	const struct run *run = run_of(ctx);
	return run->stopping || (run->signal_fd >= 0 && readable(run->signal_fd));
}

/* Take everything the supervisor said. True when one of the words was "look". */
static bool hear(struct run *run)
{
	bool look = false;
	char word[64];
	ssize_t n;
	while ((n = recv(CHANNEL, word, sizeof word - 1, MSG_DONTWAIT)) > 0) {
		word[n] = '\0';
		if (str_same(word, "look"))
			look = true;
		else if (str_same(word, "ping"))
			say(&run->ctx, "pong");
		else if (str_same(word, "stop"))
			run->stopping = true;
	}
	if (n == 0) {
		log_warning(
		        "The supervisor is gone; a new one starts new workers, so this one ends.");
		run->stopping = true;
	}
	if (readable(run->signal_fd))
		run->stopping = true;
	return look;
}

bool worker_rang(struct worker_context *ctx)
{
	struct run *run = run_of(ctx);
	return hear(run) || run->stopping;
}

/* ---- waiting ---- */

/*
 * A moment of the wall clock, not a span: it holds through suspend, and when somebody sets
 * the clock the timer comes back at once (ECANCELED) and the pass looks at the new time.
 */
static int arm(struct run *run, int64_t at)
{
	const int64_t far = INT32_MAX; /* "only a bell": still hear of a clock that was set */
	struct itimerspec t = {.it_value.tv_sec = at < 1 ? 1 : at > far ? far : at};
	int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
	return timerfd_settime(run->timer_fd, flags, &t, NULL) < 0 ? -errno : 0;
}

static int wait_in_loop(struct run *run, int64_t next_at)
{
	int r = arm(run, next_at);
	if (r < 0)
		return r;
	while (!hear(run) && !run->stopping) {
		struct pollfd p[] = {
		        {.fd = run->ctx.bell_fd, .events = POLLIN},
		        {.fd = run->timer_fd, .events = POLLIN},
		        {.fd = run->ctx.watch_fd, .events = POLLIN}, /* -1 is passed over */
		};
		if (poll(p, COUNT(p), -1) < 0 && errno != EINTR)
			return -errno;
		if (p[1].revents || p[2].revents)
			break;
	}
	return 0;
}

static int wait_own_way(struct run *run, int64_t next_at)
{
	int64_t now = clock_now();
	if (hear(run) || run->stopping || next_at <= now)
		return 0;
	if (next_at - now > OWN_WAIT_S)
		next_at = now + OWN_WAIT_S;
	return run->worker->wait(&run->ctx, next_at);
}

static int wait_for_next(struct run *run, int64_t next_at)
{
	if (run->worker->wait)
		return wait_own_way(run, next_at);
	worker_busy(&run->ctx, 0);
	return wait_in_loop(run, next_at);
}

/* ---- how the work stands ---- */

static int64_t count(struct run *run, const char *sql)
{
	return db_int(run->db, 0, sql);
}

/* Who gets on with it does not hang, however long it takes. */
static void tell_progress(const char *sentence, void *arg)
{
	struct run *run = arg;
	AUTO(xfree) char *word = xasprintf("doing %s", sentence ? sentence : "");
	say(&run->ctx, word);
	worker_busy(&run->ctx, WORKER_PASS_S);
}

static void put_next(struct run *run, struct text *t)
{
	int64_t at = count(run, "SELECT min(next_try_at) FROM outbox WHERE state='QUEUED'");
	const struct zone *z = zone_find(run->ctx.conf->business.timezone);
	if (!at || !z)
		return;
	AUTO(xfree) char *day = date_format(zone_date(z, at));
	int minute = zone_minute(z, at);
	text_printf(t, ", next %s %02d:%02d", day, minute / 60, minute % 60);
}

/* After each pass, so that `systemctl status`, which needs no rights to the store, knows too. */
static void tell(struct run *run)
{
	if (run->ctx.once)
		return;
	AUTO(text_done) struct text t = TEXT_INIT;
	text_printf(&t, "tell %lld queued",
	        (long long)count(run, "SELECT count(*) FROM outbox WHERE state='QUEUED'"));
	put_next(run, &t);
	text_printf(&t, "; %lld waiting for an answer; %lld in trouble.",
	        (long long)count(run, "SELECT count(*) FROM conversation WHERE state='WAITING'"),
	        (long long)count(run, "SELECT count(*) FROM health WHERE problem IS NOT NULL"));
	say(&run->ctx, text_str(&t));
	const struct house h = {.db = run->db, .conf = run->ctx.conf, .now = clock_now()};
	board_hang_out(&h);
}

/* ---- the loop ---- */

static int pass(struct run *run, int64_t *ret_next_at)
{
	worker_busy(&run->ctx, WORKER_PASS_S);
	run->ctx.rang = false;
	db_at_work(run->db, true);
	int r = run->worker->pass(&run->ctx, ret_next_at);
	db_at_work(run->db, false);
	if (run->ctx.rang) /* also after a failure: what was committed can be looked at */
		say(&run->ctx, "ring");
	if (r == 0)
		tell(run);
	return r;
}

/* Deleted, or another put in its place: what is written now is lost, and a letter sent now would be
 * sent again by whoever starts without that knowledge. */
static bool store_is_there(const struct run *run)
{
	AUTO(xfree) char *path = store_path(run);
	struct stat st;
	if (stat(path, &st) == 0 && (!run->store || st.st_ino == run->store))
		return true;
	log_event(LOG_EVENT_STORE_DAMAGED,
	        "%s is gone, or is another file than this daemon opened. Nothing is planned, sent "
	        "or "
	        "read, because nobody could know afterwards what went. Put it back, from a backup "
	        "if need be; the work goes on by itself.",
	        path);
	return false;
}

static int loop(struct run *run)
{
	int r = 0;
	do {
		int64_t next_at = INT64_MAX;
		const char *other = fence_stale();
		if (other) {
			log_info("%s was made anew; this role starts again to see it.", other);
			return 0;
		}
		if (!run->ctx.once && !store_is_there(run))
			return -EUCLEAN;
		r = pass(run, &next_at);
		if (r < 0 || run->ctx.once)
			return r;
		r = wait_for_next(run, next_at);
	} while (r == 0 && !run->stopping);
	return r;
}

/* ---- start and end ---- */

static int watch(int epoll_fd, int fd)
{
	struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
	return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e) < 0 ? -errno : 0;
}

/* One descriptor for both ways of being called, because a wait can poll an epoll like a file. */
static int open_bell(struct run *run)
{
	run->timer_fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	run->ctx.bell_fd = epoll_create1(EPOLL_CLOEXEC);
	if (run->timer_fd < 0 || run->ctx.bell_fd < 0)
		return -errno;
	int r = watch(run->ctx.bell_fd, run->signal_fd);
	return r < 0 ? r : watch(run->ctx.bell_fd, CHANNEL);
}

/* --role typed by hand finds no supervisor there. */
static bool channel_is_there(void)
{
	int type = 0;
	socklen_t n = sizeof type;
	if (getsockopt(CHANNEL, SOL_SOCKET, SO_TYPE, &type, &n) < 0 || type != SOCK_SEQPACKET)
		return false;
	return fcntl(CHANNEL, F_SETFD, FD_CLOEXEC) == 0; /* not for password commands */
}

static int hold_signals(struct run *run)
{
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	if (sigprocmask(SIG_BLOCK, &stop, &run->old_mask) < 0)
		return -errno;
	run->signal_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
	if (run->signal_fd < 0)
		return -errno;
	stream_interrupt_on(run->signal_fd);
	return 0;
}

static int open_all(struct run *run)
{
	int r = hold_signals(run);
	if (r < 0 || run->ctx.once)
		return r;
	signal(SIGHUP, SIG_IGN);               /* a terminal's; the supervisor's affair */
	prctl(PR_SET_NAME, run->worker->role); /* ps would show "exe" */
	worker_busy(&run->ctx, WORKER_PASS_S); /* opening a store may migrate it */
	return open_bell(run);
}

static void close_all(struct run *run)
{
	db_close(run->db);
	stream_interrupt_on(-1);
	const int fds[] = {run->ctx.bell_fd, run->timer_fd, run->signal_fd};
	for (size_t i = 0; i < COUNT(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	/* A stop that came during --once is pending: it ends the process here, between passes.
	 * On the channel it was obeyed, and the process ends with a code of its own. */
	if (run->ctx.once)
		sigprocmask(SIG_SETMASK, &run->old_mask, NULL);
}

/* The supervisor made it: a worker that finds none makes none, for an empty one knows of no letter.
 */
static int open_store(struct run *run)
{
	AUTO(xfree) char *path = store_path(run);
	AUTO(xfree) char *why = NULL;
	struct stat st;
	if (!run->ctx.once && !store_is_there(run))
		return -EUCLEAN;
	int r = db_open(path, &run->db, &why);
	if (r < 0)
		log_error("%s: %s", path, why ? why : strerror(-r));
	else if (stat(path, &st) == 0)
		run->store = st.st_ino;
	run->ctx.db = run->db;
	return r;
}

/* ---- the fence ---- */

static char *folder_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	return slash ? xstrndup(path, slash == path ? 1 : (size_t)(slash - path)) : NULL;
}

/*
 * The role keeps what it needs, and whoever takes it over through a mail, a letter or a ledger gets
 * no more: the sender never sees the ledger, the planner never the network or a password.
 */
int worker_fence(const struct worker *w, const struct conf *conf, bool *ret_files)
{
	const struct conf_server *server = w->server ? w->server(conf) : NULL;
	AUTO(xfree) const char **files = xcalloc(conf->people_count + 1, sizeof *files);
	AUTO(xfree) char *customers = folder_of(conf->ledger.customers);
	AUTO(xfree) char *purchases = folder_of(conf->ledger.purchases);
	struct fence f = {
	        .reads = {getenv("TZDIR")}, .writes = {conf->state, getenv("RUNTIME_DIRECTORY")}};
	if (w->files) {
		f.reads[1] = conf->calendars;
		f.reads[2] = customers;
		f.reads[3] = purchases;
		f.writes[2] = conf->templates;
	}
	if (server) {
		f.reads[1] = server->ca_file;
		f.reads[2] = server->password.file;
		f.reads[3] = getenv("CREDENTIALS_DIRECTORY");
		f.more = files;
		f.more_n = conf->people_count;
		for (size_t i = 0; i < f.more_n; i++)
			files[i] = conf->people[i].smtp.password.file;
		f.ports[0] = (uint16_t)server->port;
	}
	return fence_put_up(&f, ret_files);
}

static bool runs_command(const struct conf_secret *s)
{
	return s->command || s->token_command;
}

/* Does anybody's password come from a command? */
static bool runs_commands(const struct conf_server *server, const struct conf *conf)
{
	bool any = server && runs_command(&server->password);
	for (size_t i = 0; server && i < conf->people_count; i++)
		any |= runs_command(&conf->people[i].smtp.password);
	return any;
}

static int fence_in(struct run *run)
{
	const struct worker *w = run->worker;
	const struct conf_server *server = w->server ? w->server(run->ctx.conf) : NULL;
	if (run->ctx.once)
		return 0;
	if (runs_commands(server, run->ctx.conf)) {
		log_info("A command for the password may need anything, so this role is not fenced "
		         "in.");
		return 0;
	}
	bool files = false;
	int r = worker_fence(w, run->ctx.conf, &files);
	if (r < 0)
		log_error("This role could not be fenced in: %s. Allow landlock and seccomp to the "
		          "service.",
		        strerror(-r));
	else if (!files)
		log_debug("This kernel has no Landlock; the role's files are not fenced.");
	return r;
}

static int exit_code(int r)
{
	if (r >= 0)
		return EX_OK;
	return r == -EUCLEAN ? EX_DATAERR : r == -EPROTO ? EX_CONFIG : EX_TEMPFAIL;
}

static int run_role(struct run *run)
{
	int r = run->worker->start ? run->worker->start(&run->ctx) : 0;
	if (r < 0) {
		log_error(
		        "This role could not start: %s. It is tried again; until then its part of "
		        "the work waits in the store.",
		        strerror(-r));
		return EX_TEMPFAIL;
	}
	say(&run->ctx, "ready");
	r = loop(run);
	if (r < 0)
		log_error(
		        "The pass ended early: %s. What was committed stands, the rest is done by "
		        "the next pass.",
		        strerror(-r));
	if (run->worker->stop)
		run->worker->stop(&run->ctx);
	return r < 0 ? EX_TEMPFAIL : EX_OK;
}

int worker_run(const struct worker *w, const struct conf *conf, bool once)
{
	struct run run = {
	        .worker = w,
	        /* with a frozen clock no next moment ever comes: one pass is all there is */
	        .ctx = {.conf = conf,
	                .once = once || clock_frozen(),
	                .bell_fd = -1,
	                .watch_fd = -1},
	        .signal_fd = -1,
	        .timer_fd = -1,
	};
	if (!run.ctx.once && !channel_is_there()) {
		log_error(
		        "--role is how followupd starts its own workers; by hand, start followupd "
		        "without it, or with --once=%s.",
		        w->role);
		return EX_USAGE;
	}
	/* passwords and customers' data belong into no core dump */
	prctl(PR_SET_DUMPABLE, 0);
	sigprocmask(SIG_BLOCK, NULL, &run.old_mask);
	int r = open_all(&run);
	if (r < 0)
		log_error("This role could not start: %s. The system is short of descriptors or "
		          "memory; it is tried again.",
		        strerror(-r));
	int code = exit_code(r);
	if (r == 0)
		code = exit_code(open_store(&run));
	if (code == EX_OK)
		code = exit_code(fence_in(&run));
	if (!run.ctx.once)
		progress_hook_set(tell_progress, &run);
	if (code == EX_OK)
		code = run_role(&run);
	if (!run.ctx.once)
		progress_hook_set(NULL, NULL);
	close_all(&run);
	return code;
}

/* ---- the bell, from outside ---- */

void worker_ring_daemon(const struct conf *conf)
{
	AUTO(xfree) char *path = xasprintf("%s/bell", conf->state);
	/* For reading too: a daemon that ends between open and write must not cost the caller a
	 * SIGPIPE. Without a daemon the byte is gone with our close, which is right. */
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	struct stat st;
	/* Only a pipe: a byte written to a plain file of that name would grow it for ever. A
	 * full pipe already rings. */
	if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode))
		(void)!write(fd, "!", 1);
	close(fd);
}
