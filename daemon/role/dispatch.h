/*
 * dispatch: what the sender does with its leases: says their letters to the server over one
 * connection or several, claiming each before its text leaves and settling each when its answer is
 * there. The next lease is taken while the last letters of the one before are under way. It holds
 * no transaction across a word to the network.
 */
#ifndef DISPATCH_H
#define DISPATCH_H

#include "folder.h"
#include "login.h"
#include "noted.h"
#include "outbox.h"
#include "seal.h"
#include "tenure.h"

struct smtp;
struct worker_context;

enum {
	DISPATCH_LEASE_MOST = 100, /* rows in hand: what a power failure can leave UNSURE */
	DISPATCH_LINES_MOST = 8
};

/* One connection. */
struct line {
	struct smtp *smtp;   /* NULL: closed */
	struct login *login; /* NULL: the house's */
	int letters;
	const struct outbox_item *said;  /* its dot left, the answer is due */
	int64_t said_ms;                 /* since when */
	const struct outbox_item *ahead; /* its envelope left behind that dot */
};

/* What outlives a lease. Zeroed: nothing is open. */
struct dispatch {
	struct worker_context *ctx;
	struct seal_key key;
	struct tenure tenure;
	struct logins logins;
	struct folder_stock letters; /* their templates, loaded once */
	struct noted noted;          /* of whom something is noted */
	bool in_office;              /* tenure is ours */
	bool learned;                /* an answer said more than what became of its letter */
	bool retired;                /* another machine of the cluster sends: no more from here */
	int troubles;                /* in a row */
	int slowed;          /* letters in a row that it put off for its own sake: 421, 4.7.x */
	int64_t quiet_until; /* no attempt before: the server is in trouble, or the pace is reached
	                      */
	int64_t unbraked, asked_brake_at; /* letters the brake let go then, less those leased */
	int line_most; /* letters over one connection; fewer once the server said so. 0: not set */
	struct line lines[DISPATCH_LINES_MOST];
	size_t lines_count;
};

/* Is the server there? The first connection tells, and stays open; a server in trouble is noted.
 * 0 or -errno. */
int dispatch_dial(struct dispatch *d, bool *ret_there);

/* Up to `most` rows more to say (owned by dispatch). 0; OUTBOX_NONE: no more may leave now; or
 * -errno. */
typedef int dispatch_lease(
        struct dispatch *d, void *arg, size_t most, struct outbox_batch *ret_batch);

/* While the server is busy: a little of what the next lease will ask. 1: there is more of it; 0:
 * there is not; or -errno. */
typedef int dispatch_ahead(struct dispatch *d, void *arg);

/* Lease and say, until there is nothing more. Nothing is LEASED or SENDING on return, unless
 * another sender took office (`in_office`) or with -errno. *ret_stop: send no more in this pass;
 * else what was put back, or put meanwhile, may go. 0 or -errno. */
int dispatch_send(struct dispatch *d, dispatch_lease *lease, dispatch_ahead *ahead, void *arg,
        bool *ret_stop);

void dispatch_hang_up(struct dispatch *d);

#endif
