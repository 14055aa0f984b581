/*
 * fence: what a role does not need is taken from it, for as long as its process lives: files
 * (Landlock), ports to connect to (Landlock of newer kernels), the network as a whole, starting
 * programs, and calls no daemon needs (seccomp). Whoever breaks into one role holds no more than
 * that role.
 */
#ifndef FENCE_H
#define FENCE_H

#include "base.h"

enum { FENCE_PATHS = 12, FENCE_PORTS = 4 };

struct fence {
	/* Beside what every program reads: libraries, time zones, certificates, the resolver's
	 * files. Borrowed; NULL entries and what is not there are passed over. */
	const char *reads[FENCE_PATHS];
	const char *writes[FENCE_PATHS];
	const char *const *more; /* to read, too */
	size_t more_n;
	uint16_t ports[FENCE_PORTS]; /* TCP to connect to, beside DNS; none: no network at all */
};

/*
 * From now on, for this process and its children. 0, or -errno when even what the kernel offers
 * could not be had. A kernel without Landlock is no error; *ret_files tells whether files are
 * fenced.
 */
int fence_put_up(const struct fence *f, bool *ret_files);

/*
 * Is one of the paths another file or folder than when the fence was put up? The fence holds to
 * what lay there, so a folder that was moved away and made anew lies outside it: the process has to
 * start again to see it. The path, borrowed, or NULL.
 */
const char *fence_stale(void);

#endif
