/*
 * conversation: tables `inbox`, `conversation`, `suppression`, `cursor`, `pause`, `contact` and
 * the conversation's transition table. What came in, what it did, who is waiting.
 */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include "base.h"

struct classify;
struct conf;
struct db;
struct message;
struct seal_key;

enum conversation_state {
	CONVERSATION_NONE,     /* no row */
	CONVERSATION_WAITING,  /* the customer wrote and nobody answered */
	CONVERSATION_LISTED,   /* a mere thank-you: listed, not counted as waiting */
	CONVERSATION_ANSWERED,
	CONVERSATION_CLOSED,   /* a person said it needs no answer */
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

/* Where reading goes on in a mailbox. Unknown, or another UIDVALIDITY: *ret_uid_next is 1. */
int conversation_cursor(struct db *db, const char *mailbox, uint32_t uidvalidity,
	uint32_t *ret_uid_next, bool *ret_first_time);

/* A message as it lies in a mailbox. */
struct conversation_mail {
	const char *mailbox;
	uint32_t uidvalidity, uid;
	bool sent;            /* the mailbox is Sent */
	int64_t arrived_at;
	const struct message *message; /* NULL: it could not be read (poison) */
};

/*
 * Take one message: match it, classify it, do what it means, and move the cursor past it, all
 * in one transaction. A second time for the same UID does nothing. 0 or -errno.
 * `*ret_news` is true when others should look (a letter withdrawn, a conversation opened).
 */
int conversation_take(struct db *db, const struct conf *conf, const struct seal_key *key,
	const struct conversation_mail *mail, int64_t now, bool *ret_news);
/* Move the cursor without a message (the end of an empty mailbox). */
int conversation_cursor_set(struct db *db, const char *mailbox, uint32_t uidvalidity,
	uint32_t uid_next);

/* Suppression, by keyed hash of the address. The reason word ('optout' …), owned, or NULL. */
char *conversation_suppressed(struct db *db, const struct seal_key *key, const char *address);
/* Opt an address out (or record it dead, a complaint): suppress and withdraw; own transaction. */
int conversation_suppress(struct db *db, const struct seal_key *key, const char *address,
	const char *customer, const char *reason, const char *detail, int64_t now);

/* Waiting or listed conversation of the customer? Moment of its opening, or 0. */
int64_t conversation_waiting_since(struct db *db, const char *customer);
/* Last message of a person in either direction, or a logged contact; 0: never. */
int64_t conversation_last_human(struct db *db, const char *customer);
/* Pause in force at `now`: its end; 0: none. */
int64_t conversation_paused_until(struct db *db, const char *customer, int64_t now);
int conversation_pause(struct db *db, const char *customer, int64_t until_at,
	const char *reason, int64_t now); /* also withdraws; own transaction */
int conversation_resume(struct db *db, const char *customer);
/* A person answered elsewhere (telephone): closes what waits. 0; -ENOENT: nothing waits. */
int conversation_answered(struct db *db, const char *customer, const char *how, int64_t now);
int conversation_contact(struct db *db, const char *customer, const char *text, int64_t now);
int conversation_nudged(struct db *db, int64_t id); /* inside the caller's transaction */

#endif
