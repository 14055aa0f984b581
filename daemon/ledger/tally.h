/*
 * tally: table `purchase_total`, and what else the store keeps of purchases and of the day: the
 * dates of the first and the last one, and in the customer's row how far they have come.
 */
#ifndef TALLY_H
#define TALLY_H

#include "base.h"

struct anchors;
struct bought;
struct db;
struct roll;

/* Bring them up to what the ledger says; dates go to the pile. The first `known` of the roll may
 * have something there already. Inside the caller's transaction. 0 or -errno. */
int tally_put(struct db *db, struct roll *roll, const struct bought *bought, struct anchors *piled,
        size_t known);

#endif
