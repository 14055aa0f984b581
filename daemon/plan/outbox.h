/*
 * outbox: table `outbox` and its transition table. Every mail we ever send is a row here, put
 * under a UNIQUE key (customer, touchpoint, occurrence) with its Message-ID and its bytes.
 * INTERNALS.md tells each state, each arrow, and what a crash leaves behind.
 */
#ifndef OUTBOX_H
#define OUTBOX_H

#include "base.h"

struct db;
struct form;
struct tenure;

enum outbox_state {
	OUTBOX_QUEUED,
	OUTBOX_LEASED, /* in a sender's hands, on the disk; not a byte was sent */
	OUTBOX_SENDING,
	OUTBOX_SENT,
	OUTBOX_FAILED,
	OUTBOX_WITHDRAWN,
	OUTBOX_UNSURE,
	OUTBOX_STATES
};
enum outbox_event {
	OUTBOX_LEASE,    /* taken in hand with others, in one full commit */
	OUTBOX_RELEASE,  /* put back, leased or claimed: nothing was said of it */
	OUTBOX_CLAIM,    /* its bytes leave next */
	OUTBOX_ACCEPTED, /* 2xx after the final dot */
	OUTBOX_LATER,    /* 4xx, no connection: safe to try again */
	OUTBOX_REFUSED,  /* 5xx, or a bounce arrived */
	OUTBOX_LOST,     /* the dot left, no answer; or found so at start */
	OUTBOX_WITHDRAW, /* reply, opt-out, pause, expired */
	OUTBOX_FOUND,    /* an UNSURE one was found in Sent, or answered */
	OUTBOX_RETURNED, /* a SENT one came back as a bounce */
	OUTBOX_DOUBT,    /* a person takes back that it arrived, or was lost */
	OUTBOX_RESTORE,  /* a person takes back the word that withdrew it */
	OUTBOX_EVENTS
};
const char *outbox_state_name(enum outbox_state s);
/* The table: the state after the event, or -1 where it can't happen. */
int outbox_next(enum outbox_state s, enum outbox_event e);

struct outbox_item {
	int64_t id;
	char *kind, *customer, *touchpoint, *occurrence;
	char *manager, *recipient, *subject, *excerpt, *group;
	char *token, *message_id;
	char *words; /* all of the above, where they are read from the store; NULL: each its own */
	char *message;
	size_t message_n;
	struct form *form; /* on which it is written; NULL: none, or it was read from the store */
	struct date day;
	int64_t not_before_at, valid_until_at;
	int attempt;
	unsigned reader[2]; /* of one read from the store: other numbers, another reader */
	bool cleared;       /* the veto had nothing against it: outbox_ask() */
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
/* The bytes of this mail, as they were put; owned, NUL-terminated. 0 or -errno. */
int outbox_message(struct db *db, int64_t id, char **ret, size_t *ret_n);
bool outbox_exists(
        struct db *db, const char *customer, const char *touchpoint, const char *occurrence);
/* The same for a letter of this day, inside the caller's transaction: one of another day that was
 * withdrawn for `reason` before anything of it was sent makes room and is gone. 1, 0, -errno. */
int outbox_taken(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, struct date day, const char *reason);

/*
 * Sending takes two commits a letter, and only the first must reach the disk before the bytes
 * leave, so it is made for many letters at once:
 *
 * outbox_lease(): up to `most` due rows QUEUED -> LEASED in one full commit, in which `veto` looks
 * once more whether each may go (a reason sentence, owned, to withdraw it; NULL: it may). Expired
 * rows are withdrawn on the way. 0 and *ret, oldest first (done with outbox_batch_done()), which is
 * empty when none of them may go, but others may be due; OUTBOX_NONE when nothing is due;
 * OUTBOX_SUPERSEDED when another sender took office; -errno.
 *
 * outbox_advance(): one riding commit that settles the letters that were answered (`done`) and
 * claims those that leave next (`next`), LEASED -> SENDING; not one byte of their text may have
 * left yet. Once anybody else has written into the store since the lease, `veto` is asked again for
 * each of `next`. With nothing to claim the commit is a full one: the last letters of a batch ride
 * on nobody. 0 and ret_mine[i] for each of `next`: false when it was withdrawn, do not send it;
 * OUTBOX_SUPERSEDED: send nothing more; in both cases `done` is settled. Or -errno.
 *
 * outbox_release(): LEASED -> QUEUED for one row, tried again at `next_try_at`; or with id 0 for
 * every one, unchanged. What a sender still holds when it stops. 0 or -errno.
 */
enum { OUTBOX_NONE = 1, OUTBOX_SUPERSEDED = 2, OUTBOX_ELSEWHERE = 3 };
typedef char *outbox_veto(struct db *db, const struct outbox_item *item, int64_t now, void *arg);

struct outbox_batch {
	struct outbox_item *items;
	size_t count;
	int64_t seen; /* db_version() of the store in which they may go */
	/* of a look ahead: */
	size_t asked, bytes;
	int64_t looked_at;
};
void outbox_batch_done(struct outbox_batch *batch);
static inline void outbox_batch_done_auto(struct outbox_batch *batch)
{
	outbox_batch_done(batch);
}
int outbox_lease(struct db *db, const struct tenure *tenure, int64_t now, size_t most,
        outbox_veto *veto, void *arg, struct outbox_batch *ret);

/*
 * A look ahead, while the server is busy: nothing is written, and no transaction is left open.
 *
 * outbox_look(): up to `most` rows that are due, not leased. 0 and *ret, or OUTBOX_NONE.
 * outbox_ask(): `veto` is asked about `most` more of them. 1: others are left to ask about; 0: none
 * are, or somebody has written into the store since, and *look is empty. Or -errno.
 * outbox_lease_seen(): the lease of what was seen, which it takes: the veto is asked only where it
 * was not, or had something against it. OUTBOX_OUTLIVED: somebody has written into the store since,
 * or it is too long ago; nothing was leased. What its own connection wrote since must touch nobody
 * among those seen.
 */
enum { OUTBOX_OUTLIVED = 4 };
int outbox_look(struct db *db, int64_t now, size_t most, struct outbox_batch *ret);
int outbox_ask(struct db *db, struct outbox_batch *look, size_t most, int64_t now,
        outbox_veto *veto, void *arg);
int outbox_lease_seen(struct db *db, const struct tenure *tenure, int64_t now, size_t most,
        outbox_veto *veto, void *arg, struct outbox_batch *look, struct outbox_batch *ret);

/* What became of it; moves SENDING on. `next_try_at` counts for OUTBOX_LATER only. */
struct outbox_verdict {
	int64_t id;
	enum outbox_event event;
	int code;
	const char *enhanced, *answer, *reason;
	int64_t next_try_at;
};
struct outbox_step {
	const struct outbox_verdict *done;
	size_t done_n;
	const struct outbox_item *const *next;
	size_t next_n;
	outbox_veto *veto; /* NULL: they were leased just now */
	void *arg;
	int64_t seen; /* the batch's */
};
int outbox_advance(struct db *db, const struct tenure *tenure, const struct outbox_step *step,
        bool *ret_mine, int64_t now);
int outbox_release(struct db *db, int64_t id, int64_t next_try_at, int64_t now);

/* When a letter that met a 4xx is tried again: RFC 5321 4.5.4.1, jittered by the row's id. */
int64_t outbox_retry_at(int64_t id, int attempt, int64_t now);

/*
 * At start of a sender: it takes office (*ret), and what its predecessor had in hand is settled in
 * the same commit. SENDING becomes UNSURE. LEASED goes back to QUEUED, unless the machine has
 * lost its power since: then nobody knows what was written behind the lease, and it is UNSURE.
 * 0; OUTBOX_ELSEWHERE: the store belongs to another machine, nothing was touched; -errno.
 */
int outbox_recover(struct db *db, int64_t now, struct tenure *ret);

/* Inside the caller's transaction: every QUEUED letter of this customer (or to this address;
 * either may be NULL) becomes WITHDRAWN with this reason. Count, or -errno. */
int outbox_withdraw(struct db *db, const char *customer, const char *recipient, const char *reason,
        int64_t now);

/* The same for one letter, or for the row of any mail. 1 it was queued, 0 it was not. */
int outbox_withdraw_letter(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, const char *reason, int64_t now);
int outbox_withdraw_row(struct db *db, int64_t id, const char *reason, int64_t now);

/*
 * Taking back what a person said at the moment `at`, inside the caller's transaction: the letters
 * of this customer (one touchpoint's and occurrence's, or with NULL all) that were withdrawn then
 * for this reason, and whose day is not past, are QUEUED again: count; a row that was settled then
 * is UNSURE again: 1; 0, something else befell it since. Or -errno.
 */
int outbox_restore(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, const char *reason, int64_t at, int64_t now);
int outbox_doubt(struct db *db, int64_t id, const char *reason, int64_t at, int64_t now);

/* Inside the caller's transaction: a sent (or unsure) row was found in Sent / came back. */
int outbox_found(struct db *db, int64_t id, int64_t now);
int outbox_returned(struct db *db, int64_t id, const char *status, const char *reason, int64_t now);

/* The row with this token, id or 0. */
int64_t outbox_by_token(struct db *db, const char *token);

/* Not before `at`: a queued letter waits for another hour. Inside the caller's transaction. 0 or
 * -errno. */
int outbox_put_off(struct db *db, int64_t id, int64_t at);
/* Every queued letter rests until `at` (never an earlier hour than it has); and those that were
 * put off beyond their own last day are due again. Inside the caller's transaction. Count, or
 * -errno. */
int outbox_rest(struct db *db, int64_t at);
int outbox_wake(struct db *db);

/* When the sender has to look again; INT64_MAX: never. */
int64_t outbox_next_due(struct db *db);

#endif
