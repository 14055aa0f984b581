/*
 * outbox: table `outbox` and its transition table. Every mail we ever send is a row here, put
 * under a UNIQUE key (customer, touchpoint, occurrence) with its Message-ID and its bytes.
 * INTERNALS.md tells each state, each arrow, and what a crash leaves behind.
 */
#ifndef OUTBOX_H
#define OUTBOX_H

#include "base.h"

struct db;

enum outbox_state {
	OUTBOX_QUEUED,
	OUTBOX_SENDING,
	OUTBOX_SENT,
	OUTBOX_FAILED,
	OUTBOX_WITHDRAWN,
	OUTBOX_UNSURE,
	OUTBOX_STATES
};
enum outbox_event {
	OUTBOX_CLAIM,    /* about to send: commit, then the first byte */
	OUTBOX_ACCEPTED, /* 2xx after the final dot */
	OUTBOX_LATER,    /* 4xx, no connection: safe to try again */
	OUTBOX_REFUSED,  /* 5xx, or a bounce arrived */
	OUTBOX_LOST,     /* the dot left, no answer; or SENDING found at start */
	OUTBOX_WITHDRAW, /* reply, opt-out, pause, expired */
	OUTBOX_FOUND,    /* an UNSURE one was found in Sent, or answered */
	OUTBOX_RETURNED, /* a SENT one came back as a bounce */
	OUTBOX_EVENTS
};
const char *outbox_state_name(enum outbox_state s);
const char *outbox_event_name(enum outbox_event e);
/* The table: the state after the event, or -1 where it can't happen. */
int outbox_next(enum outbox_state s, enum outbox_event e);

struct outbox_item {
	int64_t id;
	char *kind, *customer, *touchpoint, *occurrence;
	char *manager, *recipient, *subject, *excerpt, *group;
	char *token, *message_id;
	char *message;
	size_t message_n;
	struct date day;
	int64_t not_before_at, valid_until_at;
	int attempt;
};
void outbox_item_done(struct outbox_item *item);
static inline void outbox_item_done_auto(struct outbox_item *item)
{
	outbox_item_done(item);
}

/*
 * Insert as QUEUED; inside the caller's transaction. 0; OUTBOX_EXISTS when this (customer,
 * touchpoint, occurrence), or this recipient's, was put before: nothing is sent twice.
 */
enum { OUTBOX_EXISTS = 1 };
int outbox_put(struct db *db, const struct outbox_item *item, int64_t now);
bool outbox_exists(struct db *db, const char *customer, const char *touchpoint,
	const char *occurrence);

/*
 * Claim the next due row: QUEUED -> SENDING in one transaction, in which `veto` looks once more
 * whether it may go (a reason sentence, owned, to withdraw it; NULL: it may). Expired rows are
 * withdrawn on the way. 0 and *ret (done with outbox_item_done()); OUTBOX_NONE when nothing is
 * due; -errno.
 */
enum { OUTBOX_NONE = 1 };
typedef char *outbox_veto(struct db *db, const struct outbox_item *item, int64_t now, void *arg);
int outbox_claim(struct db *db, int64_t now, outbox_veto *veto, void *arg,
	struct outbox_item *ret);

/* What the server said; moves SENDING on. `next_try_at` counts for OUTBOX_LATER only. */
struct outbox_verdict {
	enum outbox_event event;
	int code;
	const char *enhanced, *answer, *reason;
	int64_t next_try_at;
};
int outbox_settle(struct db *db, int64_t id, const struct outbox_verdict *v, int64_t now);

/* When a letter that met a 4xx is tried again: RFC 5321 4.5.4.1, jittered by the row's id. */
int64_t outbox_retry_at(int64_t id, int attempt, int64_t now);

/* At start of the sender: rows found SENDING become UNSURE. Count, or -errno. */
int outbox_recover(struct db *db, int64_t now);

/* Inside the caller's transaction: every QUEUED letter of this customer (or to this address;
 * either may be NULL) becomes WITHDRAWN with this reason. Count, or -errno. */
int outbox_withdraw(struct db *db, const char *customer, const char *recipient,
	const char *reason, int64_t now);

/* The same for one letter. 1 it was queued, 0 it was not. */
int outbox_withdraw_letter(struct db *db, const char *customer, const char *touchpoint,
	const char *occurrence, const char *reason, int64_t now);

/* Inside the caller's transaction: a sent (or unsure) row was found in Sent / came back. */
int outbox_found(struct db *db, int64_t id, int64_t now);
int outbox_returned(struct db *db, int64_t id, const char *status, const char *reason,
	int64_t now);

/* The row with this token / Message-ID, id or 0. */
int64_t outbox_by_token(struct db *db, const char *token);
int64_t outbox_by_message_id(struct db *db, const char *message_id);

/* When the sender has to look again; INT64_MAX: never. */
int64_t outbox_next_due(struct db *db);

#endif
