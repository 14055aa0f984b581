/*
 * complaint: table `refused`: the rows that were refused when the ledger was last taken, each with
 * its place, and since when it is so.
 */
#ifndef COMPLAINT_H
#define COMPLAINT_H

#include "base.h"

struct book;
struct db;

/* Put what the book refuses in the place of what was refused before; inside the caller's
 * transaction. */
int complaint_put(struct db *db, const struct book *book, int64_t now);

#endif
