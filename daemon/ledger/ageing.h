/*
 * ageing: stages as the days go by while the ledger's files stay as they are; for a look at the
 * days ahead.
 */
#ifndef AGEING_H
#define AGEING_H

#include "base.h"

struct conf;
struct db;
struct ageing;

/* All customers as they stand in the store now. 0 or -errno. */
int ageing_open(struct db *db, const struct conf *conf, struct ageing **ret);
void ageing_free(struct ageing *a);
DEFINE_AUTO(struct ageing, ageing_free)

/*
 * Bring everybody's stage to this day. The ids of those who changed in *ret_moved (borrowed until
 * the next turn). Own transaction. Their count, or -errno.
 */
int ageing_turn(struct ageing *a, struct date today, const int64_t **ret_moved);

/* In a scratch store: nobody is in the ledger but this customer, those with the same address, and
 * those of the same house, whose letters count beside theirs. Own transaction. 0 or -errno. */
int ageing_only(struct db *scratch, const char *key);

#endif
