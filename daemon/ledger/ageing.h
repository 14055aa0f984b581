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

/* Whose stage is another one from this day on. */
struct ageing_move {
	int64_t customer; /* customer.id */
	struct date day;
	const char *stage;
};
/*
 * On to this day. Who changed in *ret (borrowed until the next turn); the store is left as it is.
 * Their count.
 */
size_t ageing_turn(struct ageing *a, struct date today, const struct ageing_move **ret);

#endif
