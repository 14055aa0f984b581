/*
 * again: what was decided against and may come out otherwise by time alone, with the day on which
 * to ask again; for a look at the days ahead, in which nothing else changes. Pure.
 */
#ifndef AGAIN_H
#define AGAIN_H

#include "candidate.h"

struct again_item {
	char *touchpoint;
	struct candidate who;
	struct date on; /* ask again on this day */
};
struct again {
	struct again_item *later; /* in no order */
	size_t later_count, later_cap;
	struct again_item *due; /* of this day, in the order of their touchpoints */
	size_t due_count;
};
void again_done(struct again *a);
static inline void again_done_auto(struct again *a)
{
	again_done(a);
}

/* Copies the strings. */
void again_put(struct again *a, const struct again_item *item);
/* A new day: what is to be asked again on it, or was before, is due now; what was due is gone. */
void again_turn(struct again *a, struct date today);
/* Those of one touchpoint that are due. Borrowed until the next turn; their count. */
size_t again_due(const struct again *a, const char *touchpoint, const struct again_item **ret);

#endif
