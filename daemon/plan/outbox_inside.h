/*
 * outbox_inside: what the parts of outbox share; nobody else reads it. Read outbox.h before it.
 */
#ifndef OUTBOX_INSIDE_H
#define OUTBOX_INSIDE_H

#include "base.h"

struct outbox_item;
struct outbox_verdict;

/* The bytes of a mail that was put just now under this id. 0 or -errno. */
int outbox_message_put(struct db *db, int64_t id, const struct outbox_item *item);

/* Move one row along its arrow, with a new reason or (NULL) the one it had, and what its server
 * said (or NULL); 1 when it moved, 0 when another was first, -errno. */
int outbox_move(struct db *db, int64_t id, enum outbox_state from, enum outbox_event event,
        const char *reason, int64_t now);
int outbox_move_with(struct db *db, int64_t id, enum outbox_state from, enum outbox_event event,
        const char *reason, const struct outbox_verdict *v, int64_t now);
void outbox_trace(
        int64_t id, enum outbox_state from, enum outbox_event event, enum outbox_state to);

#endif
