/*
 * census: tables `customer`, `anchor_day` and `purchase_total`, as one look at the ledger leaves
 * them. It knows who was there before, writes whoever is new or changed, and marks who is gone: all
 * in one transaction, which it begins as late as it can, and the caller ends.
 */
#ifndef CENSUS_H
#define CENSUS_H

#include "base.h"

struct book;
struct conf;
struct db;
struct entry;
struct roll_person;

struct census;
/* Put everybody the store knows on the book's roll, which is still empty. */
int census_open(struct db *db, const struct conf *conf, struct book *book, struct census **ret);
void census_free(struct census *c);
DEFINE_AUTO(struct census, census_free)

/* How many were in the ledger as it was last taken; and of these, how many are not in it now. */
int64_t census_before(const struct census *c);
int64_t census_gone(const struct book *book);

/* A book_take: write the row of one who is new or changed. `c` is the census. */
int census_take(void *c, const struct entry *e, struct roll_person *p, char **ret_why);

/* Nothing more is taken: whoever was is written. 0 or -errno. Before the store is used again. */
int census_rest(struct census *c);

/* The book is read: write what follows from it. The book's roll and sums are let go. */
int census_finish(struct census *c, struct book *book);

#endif
