/*
 * letterbox: table `letterbox`: which mailbox is whose. Triggers on table customer keep it. While
 * an empty table is filled they rest: the mailboxes are noted, and go in by one statement, in the
 * table's own order.
 */
#ifndef LETTERBOX_H
#define LETTERBOX_H

#include "base.h"
#include "pile.h"

struct db;

/* Zero-initialise. */
struct letterbox {
	uint32_t *numbers; /* one more than that of each customer; 0: no mailbox */
	size_t count, cap;
	struct pile pile; /* these, on their way into the table */
	char *trigger;    /* the one that rests */
};
void letterbox_done(struct letterbox *l);

/* From here on new rows are told by letterbox_put(), up to letterbox_close(); inside the caller's
 * transaction. 0 or -errno. */
int letterbox_open(struct letterbox *l, struct db *db);
void letterbox_put(struct letterbox *l, const char *address, size_t n, uint32_t customer);
/* Of one that is not open: nothing. */
int letterbox_close(struct letterbox *l, struct db *db);

#endif
