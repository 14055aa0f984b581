/*
 * nowalls: preloaded where a tool that looks over a program's shoulder (valgrind) can't live within
 * the walls of the jail and the fence: filter and limits are then not put up, all else is as it is.
 *
 *   cc -shared -fPIC -o nowalls.so tests/tools/nowalls.c
 *   FOLLOWUP_WRAP="env LD_PRELOAD=$PWD/nowalls.so valgrind -q --error-exitcode=98 --leak-check=full
 *       --show-leak-kinds=definite --errors-for-leak-kinds=definite
 *       --suppressions=tests/valgrind.supp" /usr/bin/python3 -m pytest tests/e2e/test_main_job.py
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int seccomp_load(const void *filter);
int munmap(void *at, size_t n);

int seccomp_load(const void *filter)
{
	(void)filter;
	return 0;
}

int setrlimit(__rlimit_resource_t what, const struct rlimit *limit)
{
	(void)what;
	(void)limit;
	return 0;
}

/* The tool's own shared memory, which it does not let go. */
int munmap(void *at, size_t n)
{
	(void)syscall(SYS_munmap, at, n);
	return 0;
}
