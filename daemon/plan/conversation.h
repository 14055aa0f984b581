/*
 * conversation: tables `conversation`, `suppression`, `pause`, `contact` and the conversation's
 * transition table: who is waiting, and whom no letter may reach.
 */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include "base.h"

struct db;
struct seal_key;

enum conversation_state {
	CONVERSATION_NONE,    /* no row */
	CONVERSATION_WAITING, /* the customer wrote and nobody answered */
	CONVERSATION_LISTED,  /* a mere thank-you: listed, not counted as waiting */
	CONVERSATION_ANSWERED,
	CONVERSATION_CLOSED, /* a person said it needs no answer */
	CONVERSATION_STATES
};
enum conversation_event {
	CONVERSATION_WROTE,   /* the customer wrote */
	CONVERSATION_THANKED, /* only thanks */
	CONVERSATION_ANSWER,  /* staff answered */
	CONVERSATION_CLOSE,   /* staff closed it */
	CONVERSATION_EVENTS
};
int conversation_next(enum conversation_state s, enum conversation_event e); /* -1: can't be */
const char *conversation_state_name(enum conversation_state s);

/*
 * Move the customer's conversation along its arrow, inside the caller's transaction. `inbox` is
 * the row of the message that opens one; `how` it was answered. 1 moved, 0 there is no such
 * arrow, -errno.
 */
int conversation_happen(struct db *db, const char *customer, enum conversation_event e,
        int64_t inbox, int64_t at, const char *how);
/* Rest all letters until then; inside the caller's transaction. The longer pause wins. */
int conversation_pause_put(
        struct db *db, const char *customer, int64_t until_at, const char *reason, int64_t now);
/* Record that no letter goes to this address; inside the caller's transaction. A wish outranks
 * a dead mailbox, a complaint outranks both. */
int conversation_suppress_put(struct db *db, const struct seal_key *key, const char *address,
        const char *customer, const char *reason, const char *detail, int64_t now);

/* Suppression, by keyed hash of the address. The reason word ('optout' …), owned, or NULL. */
char *conversation_suppressed(struct db *db, const struct seal_key *key, const char *address);
/* The wish of a customer outlives a new address in the ledger: 'optout' or 'complaint' under any
 * address this customer had. Owned, or NULL. */
char *conversation_stopped(struct db *db, const char *customer);
/* Why the outbox withdraws what was queued for who wants no more letters. */
#define CONVERSATION_STOPPED "The customer asked us to stop."
/* Opt an address out (or record it dead, a complaint): suppress and withdraw. This and what
 * follows that writes: inside the caller's transaction. */
int conversation_suppress(struct db *db, const struct seal_key *key, const char *address,
        const char *customer, const char *reason, const char *detail, int64_t now);

/* Waiting or listed conversation of the customer? Moment of its opening, or 0. */
int64_t conversation_waiting_since(struct db *db, const char *customer);
/* Last message of a person in either direction, or a logged contact; 0: never. */
int64_t conversation_last_human(struct db *db, const char *customer);
int conversation_resume(struct db *db, const char *customer);
/* A person answered elsewhere (telephone): closes what waits. 0; -ENOENT: nothing waits. */
int conversation_answered(struct db *db, const char *customer, const char *how, int64_t now);
/* Note a contact made elsewhere; it answers what waits. Its row in *ret_id. */
int conversation_contact(
        struct db *db, const char *customer, const char *text, int64_t now, int64_t *ret_id);
/* `count` nudges were put by now; the last one to whoever looks after it is `nudge` in the outbox.
 */
int conversation_nudged(struct db *db, int64_t id, int count, int64_t nudge);
/* Does it still wait, and was nobody nudged more often than `count` times since? */
bool conversation_wants_nudge(struct db *db, int64_t id, int count);

/* A person takes something back. Reopened: it waits again, unless the customer has begun a new
 * conversation since; 1 it waits, 0 it does not. The pause becomes that one; 0: none. The address
 * is free again if it was opted out at `since_at`; 1 it is, 0 something else stands there. */
int conversation_reopen(struct db *db, int64_t id);
int conversation_contact_drop(struct db *db, int64_t id);
int conversation_pause_set(
        struct db *db, const char *customer, int64_t until_at, const char *reason, int64_t now);
int conversation_suppress_drop(
        struct db *db, const struct seal_key *key, const char *address, int64_t since_at);
/* Another person looks after it. */
int conversation_give(struct db *db, int64_t id, const char *manager);

#endif
