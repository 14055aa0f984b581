/*
 * jail: a forked child with limits that hands back a bounded result; for calendars and mails.
 * The child has no file, no network, no memory that others share, no way to start a program
 * (RLIMIT_*, Landlock, seccomp);
 * what it may do is compute and write to one pipe.
 */
#ifndef JAIL_H
#define JAIL_H

#include "base.h"

struct jail_limits {
	int cpu_s;     /* CPU seconds, also 4 × as wall seconds */
	size_t memory; /* bytes of address space on top of what the parent has */
	size_t result; /* most bytes of result */
};

/* Runs in the child: compute from `arg` (inherited memory) and put the result. */
typedef void jail_work(void *arg, struct text *out);

/*
 * 0 and the child's whole result appended to *ret. A positive outcome when the child did not
 * come back whole: JAIL_DIED (crash, stack overflow, killed), JAIL_LIMIT (time, memory or
 * size). A forbidden act simply fails with EPERM in there; so whatever the work needs of files
 * (character sets, time zones) must be loaded before. -errno when no child could be had.
 * Fork from a single-threaded process only.
 */
enum { JAIL_DIED = 1, JAIL_LIMIT = 2 };
int jail_run(const struct jail_limits *limits, jail_work *work, void *arg, struct text *ret);

/* In the work, between two records: hands over what there is and empties it, so that a long result
 * needs no memory in the child. */
void jail_pass(struct text *out);

/* The results are records of length-prefixed fields, so that any bytes can pass. */
void jail_put(struct text *out, const char *bytes, size_t n);
/* A field of several puts (records within records): what was put since the beginning. */
size_t jail_begin(struct text *out);
void jail_end(struct text *out, size_t begun);
/* The next field at *cursor: borrowed pointer (not NUL-terminated) and length; false at the
 * end or when the result is malformed. */
bool jail_get(const struct text *in, size_t *cursor, const char **ret, size_t *ret_n);
char *jail_get_string(const struct text *in, size_t *cursor); /* owned, "" at the end */

#endif
