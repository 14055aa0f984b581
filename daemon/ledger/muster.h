/*
 * muster: tables `muster` and `muster_row`: the roll as the last look at the ledger left it, so
 * that the next one has it at hand without a look at the rows themselves. What another machine has
 * left is passed over.
 */
#ifndef MUSTER_H
#define MUSTER_H

#include "base.h"

struct db;
struct muster_page;
struct roll;

/* What the pages held, to write only those that are others. Zero-initialise. */
struct muster {
	struct muster_page *pages;
	size_t count;
};
void muster_done(struct muster *m);

/* Everybody in table customer, onto an empty roll, in order of id: to tell rows that are as they
 * were by their hashes. Whom the muster does not know counts as changed. 0 or -errno. */
int muster_load(struct muster *m, struct db *db, struct roll *roll);

/* The roll as it is now; inside the caller's transaction. 0 or -errno. */
int muster_put(const struct muster *m, struct db *db, const struct roll *roll);

#endif
