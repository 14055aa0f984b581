/* jail: what the child may do, what it may not, and what the parent hears about it. */
#include "jail.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define UNDER_ASAN 1
#endif

static const struct jail_limits limits = {.cpu_s = 1, .memory = 64 << 20, .result = 100000};

static int run(jail_work *work, void *arg, struct text *out)
{
	int r = jail_run(&limits, work, arg, out);
	/* whatever happened, no zombie and no child is left */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	return r;
}

static void work_fields(void *arg, struct text *out)
{
	const char *s = arg;
	jail_put(out, s, strlen(s));
	jail_put(out, "", 0);
	jail_put(out, "a\0b", 3);
	jail_put(out, "ende", 4);
}

static void test_result_comes_back(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	char word[] = "Grüße";
	assert_int_equal(run(work_fields, word, &out), 0);
	size_t cursor = 0, n = 0;
	const char *p = NULL;
	assert_true(jail_get(&out, &cursor, &p, &n));
	assert_int_equal(n, strlen(word));
	assert_memory_equal(p, word, n);
	assert_true(jail_get(&out, &cursor, &p, &n));
	assert_int_equal(n, 0);
	assert_true(jail_get(&out, &cursor, &p, &n));
	assert_int_equal(n, 3);
	assert_memory_equal(p, "a\0b", 3);
	AUTO(xfree) char *last = jail_get_string(&out, &cursor);
	assert_string_equal(last, "ende");
	AUTO(xfree) char *none = jail_get_string(&out, &cursor);
	assert_string_equal(none, "");
	assert_false(jail_get(&out, &cursor, &p, &n));
}

static void test_malformed_result(void **state)
{
	(void)state;
	AUTO(text_done) struct text in = TEXT_INIT;
	uint64_t lie = UINT64_MAX - 3;
	text_put(&in, (const char *)&lie, sizeof lie);
	text_puts(&in, "xy");
	size_t cursor = 0, n = 7;
	const char *p = "untouched";
	assert_false(jail_get(&in, &cursor, &p, &n));
	assert_int_equal(n, 7);
	assert_string_equal(p, "untouched");
	cursor = 99;
	assert_false(jail_get(&in, &cursor, &p, &n));
	text_cut(&in, 5);
	cursor = 0;
	assert_false(jail_get(&in, &cursor, &p, &n));
}

static void work_nothing(void *arg, struct text *out)
{
	(void)arg;
	(void)out;
}

static void test_empty_result(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	assert_int_equal(run(work_nothing, NULL, &out), 0);
	assert_int_equal(out.len, 0);
}

static void put_outcome(struct text *out, const char *act, long r)
{
	text_printf(out, "%s:%s ", act, r < 0 ? "no" : "YES");
}

static void work_forbidden(void *arg, struct text *out)
{
	char *argv[] = {arg, NULL};
	put_outcome(out, "read", open("/etc/passwd", O_RDONLY));
	put_outcome(out, "create", open("/tmp/t_jail.created", O_WRONLY | O_CREAT, 0600));
	put_outcome(out, "socket", socket(AF_INET, SOCK_STREAM, 0));
	put_outcome(out, "unix", socket(AF_UNIX, SOCK_DGRAM, 0));
	put_outcome(out, "kill", kill(getppid(), SIGCONT));
	put_outcome(out, "fork", fork());
	put_outcome(out, "exec", execve("/bin/true", argv, argv));
	put_outcome(out, "unlink", unlink("/tmp/t_jail.none"));
	put_outcome(out, "chdir", chdir("/"));
	void *p = mmap(
	        NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	put_outcome(out, "code", p == MAP_FAILED ? -1 : 0);
}

static void test_forbidden_acts_fail(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	char name[] = "/bin/true";
	assert_int_equal(run(work_forbidden, name, &out), 0);
	assert_string_equal(text_str(&out),
	        "read:no create:no socket:no unix:no kill:no fork:no exec:no unlink:no chdir:no "
	        "code:no ");
	assert_int_equal(access("/tmp/t_jail.created", F_OK), -1);
}

static void work_descriptors(void *arg, struct text *out)
{
	int inherited = *(int *)arg;
	char c;
	text_printf(out, "%d", (int)read(inherited, &c, 1));
	text_printf(out, " %d", (int)read(0, &c, 1));
}

static void test_no_descriptor_is_inherited(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	int low = open("/dev/zero", O_RDONLY);
	int high = fcntl(low, F_DUPFD, 200);
	assert_true(high >= 200);
	assert_int_equal(run(work_descriptors, &high, &out), 0);
	assert_string_equal(text_str(&out), "-1 -1");
	close(low);
	close(high);
}

static void work_scribble(void *arg, struct text *out)
{
	text_puts(out, "written");
	**(volatile char **)arg = 'x';
}

/* The store's wal-index is such a page: nothing may be written there. */
static void test_shared_memory_is_not_inherited(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(page, MAP_FAILED);
	page[4096] = 'o';
	char *at = page + 4096;
	assert_int_equal(run(work_scribble, &at, &out), JAIL_DIED);
	assert_int_equal(page[4096], 'o');
	munmap(page, 8192);
}

static void work_crash(void *arg, struct text *out)
{
	text_puts(out, "half a result");
	*(volatile int *)arg = 1;
}

static void work_abort(void *arg, struct text *out)
{
	(void)arg;
	(void)out;
	errno = 0;
	abort();
}

static void work_exit(void *arg, struct text *out)
{
	(void)out;
	_exit(*(int *)arg);
}

static void test_crash(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	int code = 1;
	assert_int_equal(run(work_crash, NULL, &out), JAIL_DIED);
	assert_int_equal(run(work_abort, NULL, &out), JAIL_DIED);
	assert_int_equal(run(work_exit, &code, &out), JAIL_DIED);
	assert_int_equal(out.len, 0);
}

static void work_loop(void *arg, struct text *out)
{
	(void)out;
	for (;;)
		++*(volatile unsigned *)arg;
}

static void test_endless_loop(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	unsigned n = 0;
	int64_t before = clock_monotonic_ms();
	assert_int_equal(run(work_loop, &n, &out), JAIL_LIMIT);
	assert_true(clock_monotonic_ms() - before < 60000);
	assert_int_equal(n, 0); /* its memory is its own */
}

static void work_sleep(void *arg, struct text *out)
{
	(void)out;
	int v = *(int *)arg;
	/* no CPU time: only the wall clock can end this; futex is one of the few ways to wait */
	for (;;)
		syscall(202 /* futex */, &v, 0 /* FUTEX_WAIT */, v, NULL, NULL, 0);
}

static void test_wall_clock(void **state)
{
	(void)state;
#ifndef __x86_64__
	skip();
#endif
	AUTO(text_done) struct text out = TEXT_INIT;
	int v = 5;
	int64_t before = clock_monotonic_ms();
	assert_int_equal(run(work_sleep, &v, &out), JAIL_LIMIT);
	int64_t took = clock_monotonic_ms() - before;
	assert_true(took >= 3900 && took < 60000);
}

static void work_hog(void *arg, struct text *out)
{
	(void)arg;
	(void)out;
	for (;;)
		memset(xmalloc(1 << 20), 1, 1 << 20);
}

static void test_memory_hog(void **state)
{
	(void)state;
#ifdef UNDER_ASAN
	skip(); /* the sanitizer's own address space cannot be limited */
#endif
	AUTO(text_done) struct text out = TEXT_INIT;
	assert_int_equal(run(work_hog, NULL, &out), JAIL_LIMIT);
}

static void work_talk(void *arg, struct text *out)
{
	size_t n = *(size_t *)arg;
	for (size_t i = 0; i < n; i++)
		text_putc(out, 'x');
}

static void test_result_is_bounded(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	size_t n = limits.result;
	assert_int_equal(run(work_talk, &n, &out), 0);
	assert_int_equal(out.len, n);
	n++;
	assert_int_equal(run(work_talk, &n, &out), JAIL_LIMIT);
	assert_int_equal(out.len, n - 1); /* the outcome adds nothing */
}

static void work_flood(void *arg, struct text *out)
{
	(void)arg;
	(void)out;
	static const char block[4096];
	for (;;)
		if (write(3, block, sizeof block) < 0)
			_exit(0);
}

static void test_flood_past_the_library(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	assert_int_equal(run(work_flood, NULL, &out), JAIL_LIMIT);
	assert_int_equal(out.len, 0);
}

static int deeper(volatile char *above)
{
	volatile char here[512];
	here[0] = above ? above[0] : 1;
	return here[0] ? deeper(here) + here[0] : 0;
}

static void work_recurse(void *arg, struct text *out)
{
	(void)arg;
	text_printf(out, "%d", deeper(NULL));
}

static void test_stack_overflow(void **state)
{
	(void)state;
	AUTO(text_done) struct text out = TEXT_INIT;
	assert_int_equal(run(work_recurse, NULL, &out), JAIL_DIED);
}

static void test_many_runs(void **state)
{
	(void)state;
	int first = dup(0);
	close(first);
	for (int i = 0; i < 200; i++) {
		AUTO(text_done) struct text out = TEXT_INIT;
		assert_int_equal(run(work_nothing, NULL, &out), 0);
	}
	int last = dup(0);
	close(last);
	assert_int_equal(first, last); /* no descriptor leaks */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_result_comes_back),
	        cmocka_unit_test(test_malformed_result),
	        cmocka_unit_test(test_empty_result),
	        cmocka_unit_test(test_forbidden_acts_fail),
	        cmocka_unit_test(test_no_descriptor_is_inherited),
	        cmocka_unit_test(test_shared_memory_is_not_inherited),
	        cmocka_unit_test(test_crash),
	        cmocka_unit_test(test_endless_loop),
	        cmocka_unit_test(test_wall_clock),
	        cmocka_unit_test(test_memory_hog),
	        cmocka_unit_test(test_result_is_bounded),
	        cmocka_unit_test(test_flood_past_the_library),
	        cmocka_unit_test(test_stack_overflow),
	        cmocka_unit_test(test_many_runs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
