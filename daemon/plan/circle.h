/*
 * circle: customers whose letters matter to one another, because they share a mailbox or a house
 * (the domain of their addresses, unless it is a provider's), with all that courtesy asks about
 * them at hand. What happens in one circle changes nothing in another: the days ahead are lived
 * through by one after the other, and memory holds a few at a time.
 */
#ifndef CIRCLE_H
#define CIRCLE_H

#include "courtesy.h"

struct circle;

struct circle_person {
	int64_t id; /* customer.id */
	char *key, *name, *manager;
	struct courtesy_case c;
	struct circle *circle;
	size_t box, box_end;     /* who shares the mailbox: at[box] and on, before at[box_end] */
	struct circle_house *in; /* NULL: nobody counts them */
};

struct circle {
	struct circle_person *at; /* one or more circles, one behind the other */
	size_t count, cap;
	struct circle_house **houses;
	size_t houses_count;
	int64_t last_id; /* of a letter put here */
};
void circle_free(struct circle *c);
DEFINE_AUTO(struct circle, circle_free)

/* All customers of the ledger, or (`only`, a key) one and their circle. 0 or -errno. */
struct circles;
int circles_open(const struct house *h, const char *only, struct circles **ret);
void circles_free(struct circles *c);
DEFINE_AUTO(struct circles, circles_free)
/* The next of them, some hundred customers or one big house; owned. 1; 0 there are no more; -errno.
 */
int circles_next(struct circles *c, struct circle **ret);

/* A letter is put for this person, who has none of this touchpoint and occurrence; borrows the
 * item's strings. Its id. */
int64_t circle_put(struct circle_person *p, const struct outbox_item *item);
/* It goes at this moment; or it never will, for this reason ("" for one that nobody asks for). */
void circle_sent(struct circle_person *p, int64_t id, int64_t at);
void circle_withdrawn(struct circle_person *p, int64_t id, const char *why);
/* It is forgotten, so that it can be put for another day. */
void circle_dropped(struct circle_person *p, int64_t id);
/* The letter they have of this touchpoint and occurrence, or NULL. */
const struct history_letter *circle_has(
        const struct circle_person *p, const char *touchpoint, const char *occurrence);

#endif
