#include "jail.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define JAIL_NO_AS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(SANITIZERS)
#define JAIL_NO_AS 1 /* the sanitizer's shadow needs terabytes of address space */
#endif

enum { RESULT_FD = 3 };
enum { WALL_PER_CPU = 4 };
enum { STACK_MOST = 8 << 20 };

/* How a child that is not killed ends. Odd numbers: a sanitizer ends with 1, abort by signal. */
enum { EXIT_DONE = 0, EXIT_TOO_MUCH = 71, EXIT_NO_WALLS = 72 };

/* ---- the child: build the walls, work, hand over ---- */

/* What a computation needs of the kernel, and nothing that opens, connects or starts. */
static const int allowed[] = {
        SCMP_SYS(read),
        SCMP_SYS(write),
        SCMP_SYS(writev),
        SCMP_SYS(close),
        SCMP_SYS(lseek),
        SCMP_SYS(fstat),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(brk),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(rt_sigaction),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(sigaltstack),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday),
        SCMP_SYS(time),
        SCMP_SYS(getrandom),
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(sched_yield),
        SCMP_SYS(getrlimit),
        SCMP_SYS(getrusage),
};

/* Memory may be had, never memory that can be executed; a signal may go to ourselves only. */
static int allow_with_conditions(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp myself = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
	int r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_exec);
	if (!r)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec);
	if (!r)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, myself);
	return r;
}

static int forbid_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!filter)
		return -ENOMEM;
	int r = allow_with_conditions(filter);
	for (size_t i = 0; i < COUNT(allowed) && !r; i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (!r)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r;
}

/* Landlock is the second wall: a kernel that does not have it is no reason to stop. */
static void forbid_files(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return;
	/* The file rights of ABI 1 are the first thirteen bits; REFER, TRUNCATE and IOCTL_DEV
	 * came one at a time with 2, 3 and 5. */
	uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
	if (abi >= 2)
		rights |= UINT64_C(1) << 13;
	if (abi >= 3)
		rights |= UINT64_C(1) << 14;
	if (abi >= 5)
		rights |= UINT64_C(1) << 15;
	struct landlock_ruleset_attr attr = {.handled_access_fs = rights};
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	if (fd < 0)
		return;
	syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
}

static int limit(int what, rlim_t soft, rlim_t hard)
{
	struct rlimit now;
	if (getrlimit((__rlimit_resource_t)what, &now) < 0)
		return -errno;
	if (now.rlim_max < hard) /* RLIM_INFINITY is the greatest value */
		hard = now.rlim_max;
	now = (struct rlimit){.rlim_cur = soft < hard ? soft : hard, .rlim_max = hard};
	return setrlimit((__rlimit_resource_t)what, &now) < 0 ? -errno : 0;
}

static int limit_resources(const struct jail_limits *limits, size_t parent_size)
{
	int r = limit(RLIMIT_CORE, 0, 0);
	if (!r)
		r = limit(RLIMIT_FSIZE, 0, 0);
	if (!r)
		r = limit(RLIMIT_NPROC, 0, 0);
	if (!r)
		r = limit(RLIMIT_STACK, STACK_MOST, STACK_MOST);
	if (!r) /* the soft limit says SIGXCPU, which we can tell from other deaths */
		r = limit(RLIMIT_CPU, (rlim_t)limits->cpu_s, (rlim_t)limits->cpu_s + 1);
#ifndef JAIL_NO_AS
	if (!r)
		r = limit(RLIMIT_AS, parent_size + limits->memory, parent_size + limits->memory);
#endif
	(void)parent_size;
	return r;
}

/* The parent's handlers would act on the parent's pipes; out of memory must be told apart. */
static void on_abort(int signal)
{
	(void)signal;
	_exit(errno == ENOMEM ? EXIT_TOO_MUCH : 128 + SIGABRT);
}

static void reset_signals(void)
{
	struct sigaction plain = {.sa_handler = SIG_DFL};
	for (int i = 1; i < NSIG; i++)
		sigaction(i, &plain, NULL);
	struct sigaction told = {.sa_handler = on_abort};
	sigaction(SIGABRT, &told, NULL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Only the result pipe stays, and a stderr that leads nowhere: base says its last words there,
 * and a failing write would hide the errno that on_abort() looks at. */
static int keep_one_descriptor(int fd)
{
	if (fd != RESULT_FD && dup2(fd, RESULT_FD) < 0)
		return -errno;
	if (close_range(RESULT_FD + 1, ~0U, 0) < 0)
		return -errno;
	close_range(0, 2, 0);
	int nowhere = open("/dev/null", O_WRONLY);
	if (nowhere >= 0 && nowhere != 2) {
		dup2(nowhere, 2);
		close(nowhere);
	}
	return 0;
}

static int read_maps(struct text *ret)
{
	char chunk[4096];
	ssize_t n;
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((n = read(fd, chunk, sizeof chunk)) > 0)
		text_put(ret, chunk, (size_t)n);
	close(fd);
	return n < 0 ? -errno : 0;
}

/* What is mapped shared stays the parent's own: the store's index of what was written last
 * (SQLite's -shm) would be damaged through it without any call. */
static int let_go_of_shared_memory(void)
{
	AUTO(text_done) struct text maps = TEXT_INIT;
	int r = read_maps(&maps);
	for (const char *line = text_str(&maps), *end; (end = strchr(line, '\n')); line = end + 1) {
		unsigned long from, to;
		char rights[8];
		if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) == 3 && rights[1] == 'w' &&
		        rights[3] == 's' && munmap((void *)from, to - from) < 0)
			return -errno;
	}
	return r;
}

static int build_walls(const struct jail_limits *limits, size_t parent_size, int fd)
{
	reset_signals();
	prctl(PR_SET_DUMPABLE, 0);
	int r = keep_one_descriptor(fd);
	if (r < 0 || (r = let_go_of_shared_memory()) < 0)
		return r;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	forbid_files();
	r = limit_resources(limits, parent_size);
	return r < 0 ? r : forbid_calls();
}

static bool write_all(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t k = write(fd, s, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		s += k;
		n -= (size_t)k;
	}
	return true;
}

static size_t may_pass; /* bytes of result, in the child */

void jail_pass(struct text *out)
{
	if (out->len > may_pass || !write_all(RESULT_FD, text_str(out), out->len))
		_exit(EXIT_TOO_MUCH);
	may_pass -= out->len;
	text_cut(out, 0);
}

static _Noreturn void live_in_jail(
        const struct jail_limits *limits, size_t parent_size, int fd, jail_work *work, void *arg)
{
	if (build_walls(limits, parent_size, fd) < 0)
		_exit(EXIT_NO_WALLS);
	struct text out = TEXT_INIT;
	may_pass = limits->result;
	work(arg, &out);
	jail_pass(&out);
	_exit(EXIT_DONE);
}

/* ---- the parent: read with a deadline, reap, judge ---- */

static size_t address_space(void)
{
	size_t pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (f) {
		if (fscanf(f, "%zu", &pages) != 1)
			pages = 0;
		fclose(f);
	}
	/* without /proc be generous: the limit is a fence against runaways, not a budget */
	return pages ? pages * (size_t)sysconf(_SC_PAGESIZE) : (size_t)1 << 30;
}

/* Reads until the child closes its end. False when the deadline passed or it wrote too much. */
static bool read_result(int fd, const struct jail_limits *limits, struct text *got)
{
	int64_t deadline = clock_monotonic_ms() + (int64_t)limits->cpu_s * WALL_PER_CPU * 1000;
	for (;;) {
		int64_t left = deadline - clock_monotonic_ms();
		if (left <= 0 || got->len > limits->result)
			return false;
		struct pollfd p = {.fd = fd, .events = POLLIN};
		if (poll(&p, 1, left > INT32_MAX ? INT32_MAX : (int)left) <= 0)
			continue;  /* interrupted or late: the clock decides above */
		char chunk[65536]; /* as much as a pipe holds */
		ssize_t k = read(fd, chunk, sizeof chunk);
		if (k > 0)
			text_put(got, chunk, (size_t)k);
		else if (k == 0 || errno != EINTR)
			return k == 0;
	}
}

/* A child that closed its pipe but does not end would hold us: give it a moment, then kill. */
static int reap(pid_t child, bool kill_now)
{
	int status;
	for (int i = 0; !kill_now && i < 200; i++) {
		pid_t p = waitpid(child, &status, WNOHANG);
		if (p == child)
			return status;
		if (p < 0 && errno != EINTR)
			return -1;
		usleep(i < 20 ? 200 : 5000);
	}
	kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

static int judge(int status)
{
	if (status == -1)
		return JAIL_DIED;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGXCPU ? JAIL_LIMIT : JAIL_DIED;
	switch (WEXITSTATUS(status)) {
	case EXIT_DONE:
		return 0;
	case EXIT_TOO_MUCH:
		return JAIL_LIMIT;
	case EXIT_NO_WALLS:
		log_error("the limited child for reading foreign data could not be locked in "
		          "(seccomp or limits refused), so nothing from outside is read; allow "
		          "seccomp and setrlimit for this service");
		return -EPERM;
	default:
		return JAIL_DIED;
	}
}

static int start_child(
        const struct jail_limits *limits, jail_work *work, void *arg, pid_t *ret, int *ret_fd)
{
	int fds[2];
	size_t size = address_space();
	pid_t parent = getpid();
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	pid_t child = fork();
	if (child < 0) {
		int r = -errno;
		close(fds[0]);
		close(fds[1]);
		return r;
	}
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(EXIT_NO_WALLS);
		live_in_jail(limits, size, fds[1], work, arg);
	}
	close(fds[1]);
	*ret = child;
	*ret_fd = fds[0];
	return 0;
}

int jail_run(const struct jail_limits *limits, jail_work *work, void *arg, struct text *ret)
{
	AUTO(text_done) struct text got = TEXT_INIT;
	pid_t child = -1;
	int fd = -1;
	int r = start_child(limits, work, arg, &child, &fd);
	if (r < 0) {
		log_error(
		        "cannot start the limited child that reads foreign data: %s", strerror(-r));
		return r;
	}
	bool whole = read_result(fd, limits, &got);
	close(fd);
	r = judge(reap(child, !whole));
	if (!whole && r >= 0)
		return JAIL_LIMIT;
	if (r)
		return r;
	if (ret->len) {
		text_put(ret, text_str(&got), got.len);
		return 0;
	}
	text_done(ret); /* mostly: then nothing need be copied */
	*ret = got;
	got = (struct text)TEXT_INIT;
	return 0;
}

/* ---- the result: fields, each after its length in eight bytes ---- */

void jail_put(struct text *out, const char *bytes, size_t n)
{
	uint64_t len = n;
	text_put(out, (const char *)&len, sizeof len);
	text_put(out, bytes, n);
}

size_t jail_begin(struct text *out)
{
	jail_put(out, "", 0);
	return out->len;
}

void jail_end(struct text *out, size_t begun)
{
	uint64_t len = out->len - begun;
	memcpy(out->s + begun - sizeof len, &len, sizeof len);
}

bool jail_get(const struct text *in, size_t *cursor, const char **ret, size_t *ret_n)
{
	uint64_t len;
	if (*cursor > in->len || in->len - *cursor < sizeof len)
		return false;
	memcpy(&len, in->s + *cursor, sizeof len);
	if (len > in->len - *cursor - sizeof len)
		return false;
	*ret = in->s + *cursor + sizeof len;
	*ret_n = (size_t)len;
	*cursor += sizeof len + (size_t)len;
	return true;
}

char *jail_get_string(const struct text *in, size_t *cursor)
{
	const char *bytes;
	size_t n;
	if (!jail_get(in, cursor, &bytes, &n))
		return xstrdup("");
	return xstrndup(bytes, n);
}
