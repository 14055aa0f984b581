/*
 * docket: table `decision`; candidates of one letter that are decided upon together, so that what
 * is put stands in the order in which it leaves: who sends it finds it side by side.
 */
#ifndef DOCKET_H
#define DOCKET_H

#include "house.h"

#include <stddef.h>

struct candidate;
struct rivals;
struct template;

struct docket {
	const struct house *h;
	const struct template *t;
	const struct rivals *rivals;
	int put, skipped, held; /* counted up */
};

/*
 * All of them are decided upon in the store as it stands, then written down by transactions of a
 * few hundred; where another has committed something meanwhile, each is decided upon anew in the
 * transaction in which it is written down. Whoever shares a customer, a mailbox or a house with one
 * before them waits until that one's letter is put. `seen`: candidate.h. 0 or -errno.
 */
int docket_decide(struct docket *d, const struct candidate *at, size_t n, int64_t seen);

#endif
