/*
 * worker: the loop. Roles of straw run in a child whose fd 3 is a channel; what they did is
 * counted in memory shared with it.
 */
#include "worker.h"

#include "conf.h"
#include "db.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000, CHANNEL = 3 };

/* What a role of straw shall do, and what it did. */
struct straw {
	int start_result, pass_result;
	int64_t next_in_s; /* -1: only a bell */
	bool rings, dies;
	int sleep_ms; /* in the pass */
	volatile int starts, passes, waits, stops, bells;
	volatile bool once, had_db, in_pass;
};
static struct straw *straw;

static char folder[64];
static struct conf conf = {.state = folder};

/* ---- the roles of straw ---- */

static int straw_start(struct worker_context *ctx)
{
	straw->starts++;
	straw->once = ctx->once;
	straw->had_db = ctx->db && ctx->conf == &conf;
	ctx->state = straw;
	return straw->start_result;
}

static int straw_pass(struct worker_context *ctx, int64_t *ret_next_at)
{
	straw->in_pass = true;
	straw->passes++;
	poll(NULL, 0, straw->sleep_ms);
	if (straw->dies)
		abort();
	if (straw->rings)
		worker_ring(ctx);
	if (straw->next_in_s >= 0)
		*ret_next_at = clock_now() + straw->next_in_s;
	straw->in_pass = false;
	return straw->pass_result;
}

static void straw_stop(struct worker_context *ctx)
{
	assert_ptr_equal(ctx->state, straw);
	straw->stops++;
}

static int straw_wait(struct worker_context *ctx, int64_t next_at)
{
	(void)next_at;
	struct pollfd p = {.fd = ctx->bell_fd, .events = POLLIN};
	straw->waits++;
	worker_busy(ctx, 0);
	do
		straw->bells += poll(&p, 1, PATIENCE_MS);
	while (!worker_rang(ctx));
	return 0;
}

static const struct worker plain = {
        .role = "plain", .start = straw_start, .pass = straw_pass, .stop = straw_stop};
static const struct worker waiting = {.role = "waiting",
        .start = straw_start,
        .pass = straw_pass,
        .wait = straw_wait,
        .stop = straw_stop};

static void keep_quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	text_printf(arg, "%s\n", line);
}

static struct text said;

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/t_worker.XXXXXX");
	straw = mmap(
	        NULL, sizeof *straw, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*straw = (struct straw){.next_in_s = -1};
	said = (struct text)TEXT_INIT;
	log_hook_set(keep_quiet, &said);
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	static const char *const files[] = {"followupd.db", "followupd.db-wal", "followupd.db-shm",
	        "followupd.db-ledger", "followupd.db-ledger-wal", "followupd.db-ledger-shm",
	        "bell"};
	for (size_t i = 0; i < COUNT(files); i++) {
		AUTO(xfree) char *path = xasprintf("%s/%s", folder, files[i]);
		unlink(path);
	}
	log_hook_set(NULL, NULL);
	text_done(&said);
	munmap((void *)straw, sizeof *straw);
	return rmdir(folder);
}

/* ---- once ---- */

static void once_is_one_pass(void **state)
{
	(void)state;
	straw->rings = true;
	straw->next_in_s = 0;
	assert_int_equal(worker_run(&waiting, &conf, true), EX_OK);
	assert_int_equal(straw->starts, 1);
	assert_int_equal(straw->passes, 1);
	assert_int_equal(straw->waits, 0);
	assert_int_equal(straw->stops, 1);
	assert_true(straw->once);
	assert_true(straw->had_db);
	assert_string_equal(text_str(&said), "");
}

static void a_failed_pass_is_a_temporary_failure(void **state)
{
	(void)state;
	straw->pass_result = -EIO;
	assert_int_equal(worker_run(&plain, &conf, true), EX_TEMPFAIL);
	assert_int_equal(straw->stops, 1);
	assert_non_null(strstr(text_str(&said), strerror(EIO)));
}

static void a_failed_start_makes_no_pass(void **state)
{
	(void)state;
	straw->start_result = -ENOMEM;
	assert_int_equal(worker_run(&plain, &conf, true), EX_TEMPFAIL);
	assert_int_equal(straw->passes, 0);
	assert_non_null(strstr(text_str(&said), "could not start"));
}

static void a_store_that_cannot_be_opened_is_named(void **state)
{
	(void)state;
	static char nowhere[] = "/nonexistent/state";
	struct conf elsewhere = {.state = nowhere};
	assert_int_not_equal(worker_run(&plain, &elsewhere, true), EX_OK);
	assert_int_equal(straw->starts, 0);
	assert_non_null(strstr(text_str(&said), "/nonexistent/state/followupd.db: "));
}

/* What a shell sees of "followupd --once" that was told to end: the pass is whole, then the
 * signal does what it does. */
static void a_stop_during_once_waits_for_the_pass(void **state)
{
	(void)state;
	straw->sleep_ms = 300;
	pid_t pid = fork();
	if (pid == 0) {
		worker_run(&plain, &conf, true);
		worker_run(&plain, &conf, true);
		_exit(0);
	}
	while (!straw->in_pass)
		poll(NULL, 0, 5);
	kill(pid, SIGTERM);
	int status;
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	assert_int_equal(straw->passes, 1);
	assert_int_equal(straw->stops, 1);
}

/* How it ended, where a core dump would lie in the test's own folder. */
static bool leaves_a_core(bool at_work)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		const struct rlimit any = {RLIM_INFINITY, RLIM_INFINITY};
		setrlimit(RLIMIT_CORE, &any);
		prctl(PR_SET_DUMPABLE, 1); /* as it is when a program starts */
		if (chdir(folder) == 0 && at_work)
			worker_run(&plain, &conf, true);
		abort();
	}
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	return WCOREDUMP(status);
}

/* A password that is being used when a worker dies stays off the disk. */
static void a_worker_that_dies_leaves_no_core(void **state)
{
	(void)state;
	straw->dies = true;
	assert_false(leaves_a_core(true));
	assert_int_equal(straw->passes, 1);
	bool others_do = leaves_a_core(false);
	AUTO(xfree) char *clear = xasprintf("rm -f %s/core*", folder);
	(void)!system(clear);
	if (!others_do)
		skip(); /* here nobody leaves any */
}

/* ---- on the channel ---- */

struct child {
	pid_t pid;
	int fd;
};

/* What the supervisor does before it starts workers. */
static void make_store(void)
{
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", folder), *why = NULL;
	AUTO(db_close) struct db *db = NULL;
	assert_int_equal(db_open(path, &db, &why), 0);
}

static struct child start(const struct worker *w)
{
	int pair[2];
	make_store();
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	struct child c = {.pid = fork(), .fd = pair[0]};
	if (c.pid == 0) {
		dup2(pair[1], CHANNEL);
		close_range(CHANNEL + 1, ~0U, 0);
		_exit(worker_run(w, &conf, false));
	}
	close(pair[1]);
	return c;
}

static void say(struct child c, const char *word)
{
	assert_int_equal(send(c.fd, word, strlen(word), MSG_NOSIGNAL), strlen(word));
}

static void hear(struct child c, char *ret, size_t size)
{
	struct pollfd p = {.fd = c.fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	ssize_t n = recv(c.fd, ret, size - 1, 0);
	ret[n > 0 ? n : 0] = '\0';
}

/* The next word; how the work stands is passed over unless it is asked for. */
static void expect(struct child c, const char *word)
{
	char got[256];
	do
		hear(c, got, sizeof got);
	while (strncmp(got, "tell ", 5) == 0 && strncmp(word, "tell ", 5) != 0);
	assert_string_equal(got, word);
}

static void expect_silence(struct child c, int ms)
{
	struct pollfd p = {.fd = c.fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, ms), 0);
}

static void expect_start(struct child c)
{
	expect(c, "busy 900"); /* opening the store */
	expect(c, "ready");
	expect(c, "busy 900"); /* the first pass */
}

static int end_of(struct child c)
{
	int status;
	waitpid(c.pid, &status, 0);
	close(c.fd);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_look_makes_a_pass_and_a_ping_does_not(void **state)
{
	(void)state;
	struct child c = start(&plain);
	expect_start(c);
	expect(c, "busy 0");
	say(c, "ping");
	expect(c, "pong");
	expect_silence(c, 100);
	assert_int_equal(straw->passes, 1);
	say(c, "look");
	expect(c, "busy 900");
	expect(c, "busy 0");
	assert_int_equal(straw->passes, 2);
	say(c, "stop");
	assert_int_equal(end_of(c), EX_OK);
	assert_int_equal(straw->passes, 2);
	assert_int_equal(straw->stops, 1);
}

static void looks_during_a_pass_are_one_more_pass(void **state)
{
	(void)state;
	straw->sleep_ms = 200;
	struct child c = start(&plain);
	expect_start(c);
	for (int i = 0; i < 5; i++)
		say(c, "look");
	expect(c, "busy 0");
	expect(c, "busy 900");
	expect(c, "busy 0");
	expect_silence(c, 300);
	assert_int_equal(straw->passes, 2);
	say(c, "stop");
	assert_int_equal(end_of(c), EX_OK);
}

static void a_ring_is_passed_on(void **state)
{
	(void)state;
	straw->rings = true;
	struct child c = start(&plain);
	expect_start(c);
	expect(c, "ring");
	expect(c, "tell 0 queued; 0 waiting for an answer; 0 in trouble.");
	expect(c, "busy 0");
	say(c, "stop");
	assert_int_equal(end_of(c), EX_OK);
}

static void a_failed_pass_rings_and_ends(void **state)
{
	(void)state;
	straw->rings = true;
	straw->pass_result = -ENOSPC;
	struct child c = start(&plain);
	expect_start(c);
	expect(c, "ring");
	assert_int_equal(end_of(c), EX_TEMPFAIL);
}

static void the_next_moment_makes_a_pass(void **state)
{
	(void)state;
	straw->next_in_s = 1;
	struct child c = start(&plain);
	expect_start(c);
	expect(c, "busy 0");
	expect(c, "busy 900");
	expect(c, "busy 0");
	say(c, "stop");
	assert_int_equal(end_of(c), EX_OK);
	assert_in_range(straw->passes, 2, 3);
}

static void sigterm_ends_the_wait(void **state)
{
	(void)state;
	struct child c = start(&plain);
	expect_start(c);
	expect(c, "busy 0");
	kill(c.pid, SIGTERM);
	assert_int_equal(end_of(c), EX_OK);
	assert_int_equal(straw->passes, 1);
}

static void sigterm_lets_the_pass_finish(void **state)
{
	(void)state;
	straw->sleep_ms = 300;
	straw->next_in_s = 0;
	struct child c = start(&plain);
	expect_start(c);
	while (!straw->in_pass)
		poll(NULL, 0, 5);
	kill(c.pid, SIGTERM);
	assert_int_equal(end_of(c), EX_OK);
	assert_false(straw->in_pass);
	assert_int_equal(straw->passes, 1);
	assert_int_equal(straw->stops, 1);
}

static void a_gone_supervisor_ends_the_worker(void **state)
{
	(void)state;
	struct child c = start(&plain);
	expect_start(c);
	expect(c, "busy 0");
	shutdown(c.fd, SHUT_RDWR);
	assert_int_equal(end_of(c), EX_OK);
}

/* The listener's IDLE: the bell it polls hears a look, a stop and a signal. */
static void a_wait_of_its_own_hears_the_bell(void **state)
{
	(void)state;
	struct child c = start(&waiting);
	expect_start(c);
	expect(c, "busy 0");
	expect_silence(c, 100);
	say(c, "ping"); /* is answered within the wait */
	expect(c, "pong");
	assert_int_equal(straw->waits, 1);
	say(c, "look");
	expect(c, "busy 900");
	expect(c, "busy 0");
	int bells = straw->bells; /* on a busy machine one answer serves both words */
	assert_in_range(bells, 1, 2);
	kill(c.pid, SIGTERM);
	assert_int_equal(end_of(c), EX_OK);
	assert_int_equal(straw->bells, bells + 1);
	assert_int_equal(straw->passes, 2);
}

static void a_frozen_clock_never_sleeps(void **state)
{
	(void)state;
	straw->next_in_s = 3600;
	pid_t pid = fork();
	if (pid == 0) {
		alarm(PATIENCE_MS / 1000);
		clock_set(1790000000);
		_exit(worker_run(&waiting, &conf, false));
	}
	int status;
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_int_equal(straw->passes, 1);
	assert_int_equal(straw->waits, 0);
}

static void a_role_without_a_supervisor_is_refused(void **state)
{
	(void)state;
	pid_t pid = fork();
	if (pid == 0) {
		close(CHANNEL);
		_exit(worker_run(&plain, &conf, false));
	}
	int status;
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), EX_USAGE);
	assert_int_equal(straw->starts, 0);
}

/* ---- the bell from outside ---- */

static void the_command_line_rings_a_pipe(void **state)
{
	(void)state;
	AUTO(xfree) char *path = xasprintf("%s/bell", folder);
	worker_ring_daemon(&conf); /* nobody there: nothing happens, nothing is made */
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(mkfifo(path, 0600), 0);
	worker_ring_daemon(&conf); /* a pipe nobody reads: no SIGPIPE, no wait */
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	char byte[8];
	assert_int_equal(read(fd, byte, sizeof byte), -1);
	worker_ring_daemon(&conf);
	assert_int_equal(read(fd, byte, sizeof byte), 1);
	char full[4096] = "";
	while (write(fd, full, sizeof full) > 0)
		;
	worker_ring_daemon(&conf); /* a full pipe: no wait */
	close(fd);
}

static void a_file_in_the_bells_place_is_left_alone(void **state)
{
	(void)state;
	AUTO(xfree) char *path = xasprintf("%s/bell", folder);
	close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	worker_ring_daemon(&conf);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(once_is_one_pass),
	        TEST(a_failed_pass_is_a_temporary_failure),
	        TEST(a_failed_start_makes_no_pass),
	        TEST(a_store_that_cannot_be_opened_is_named),
	        TEST(a_stop_during_once_waits_for_the_pass),
	        TEST(a_worker_that_dies_leaves_no_core),
	        TEST(a_look_makes_a_pass_and_a_ping_does_not),
	        TEST(looks_during_a_pass_are_one_more_pass),
	        TEST(a_ring_is_passed_on),
	        TEST(a_failed_pass_rings_and_ends),
	        TEST(the_next_moment_makes_a_pass),
	        TEST(sigterm_ends_the_wait),
	        TEST(sigterm_lets_the_pass_finish),
	        TEST(a_gone_supervisor_ends_the_worker),
	        TEST(a_wait_of_its_own_hears_the_bell),
	        TEST(a_frozen_clock_never_sleeps),
	        TEST(a_role_without_a_supervisor_is_refused),
	        TEST(the_command_line_rings_a_pipe),
	        TEST(a_file_in_the_bells_place_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
