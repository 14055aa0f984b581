/*
 * tenure: whose the store is: made or adopted on which machine, in use since which start of it,
 * and by which sender. A copy on another machine must not send what the original sends; a
 * sender that was taken for dead must not go on beside its successor; and what was written but
 * not yet synced is believed only as long as the machine has not lost its power.
 */
#ifndef TENURE_H
#define TENURE_H

#include "base.h"

struct db;

struct tenure {
	int64_t epoch; /* counts the senders; only the newest one may send */
	bool rebooted; /* since the last one took office: what it did not sync may be forgotten */
};

/*
 * From now on all machines of this cluster count as one: its manager, and no person, decides which
 * of them sends. Borrowed; NULL: none. Once, when a program starts.
 */
void tenure_in_cluster(const char *name);

/* May a claim reach the disk with a later commit? Not in a cluster: there another machine takes
 * over what the disk has, and would have to doubt a whole lease. */
bool tenure_may_ride(void);

/*
 * Take office; inside the caller's transaction, in which he also settles what his predecessor
 * left behind: a crash between the two would forget `rebooted`. 0, -errno, or TENURE_ELSEWHERE:
 * the store belongs to another machine, nothing was changed.
 */
enum { TENURE_ELSEWHERE = 1 };
int tenure_take(struct db *db, struct tenure *ret);

/* Inside the caller's transaction: still the newest sender? */
bool tenure_holds(struct db *db, const struct tenure *t);

/* Has the machine started anew since the last sender took office? Until the next one does, what
 * the store says of rows in its hands may be older than the truth. */
bool tenure_rebooted(struct db *db);

/* Does the store belong to another machine than this one? A machine without an id has none. */
bool tenure_elsewhere(struct db *db);

/* A person's word that this machine is the one now; own transaction. 0 or -errno. */
int tenure_adopt(struct db *db);

#endif
