#include "conversation.h"

#include "db.h"
#include "log.h"
#include "outbox.h"
#include "seal.h"

#include <errno.h>

/* The same words stand as CHECK in schema.sql; NONE is no row. */
static const char *const state_names[CONVERSATION_STATES] = {
        [CONVERSATION_NONE] = "NONE",
        [CONVERSATION_WAITING] = "WAITING",
        [CONVERSATION_LISTED] = "LISTED",
        [CONVERSATION_ANSWERED] = "ANSWERED",
        [CONVERSATION_CLOSED] = "CLOSED",
};

static const signed char next[CONVERSATION_STATES][CONVERSATION_EVENTS] = {
#define TO(state) (1 + (state))
        [CONVERSATION_NONE] = {[CONVERSATION_WROTE] = TO(CONVERSATION_WAITING),
                [CONVERSATION_THANKED] = TO(CONVERSATION_LISTED)},
        [CONVERSATION_WAITING] = {[CONVERSATION_WROTE] = TO(CONVERSATION_WAITING),
                [CONVERSATION_THANKED] = TO(CONVERSATION_WAITING),
                [CONVERSATION_ANSWER] = TO(CONVERSATION_ANSWERED),
                [CONVERSATION_CLOSE] = TO(CONVERSATION_CLOSED)},
        [CONVERSATION_LISTED] = {[CONVERSATION_WROTE] = TO(CONVERSATION_WAITING),
                [CONVERSATION_THANKED] = TO(CONVERSATION_LISTED),
                [CONVERSATION_ANSWER] = TO(CONVERSATION_ANSWERED),
                [CONVERSATION_CLOSE] = TO(CONVERSATION_CLOSED)},
/* an ended one stays as it is; the customer's next message begins a new one */
#undef TO
};

const char *conversation_state_name(enum conversation_state s)
{
	return state_names[s];
}

int conversation_next(enum conversation_state s, enum conversation_event e)
{
	return next[s][e] - 1;
}

/* ---- moving ---- */

static enum conversation_state state_of(struct db *db, const char *customer, int64_t *ret_id)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT id, state FROM conversation WHERE customer=:customer"
	        " AND state IN ('WAITING', 'LISTED')",
	        DB_TEXT(":customer", customer));
	if (db_step(rows) <= 0)
		return CONVERSATION_NONE;
	*ret_id = db_col_int(rows, 0);
	return str_same(db_col_text(rows, 1), "WAITING") ? CONVERSATION_WAITING
	                                                 : CONVERSATION_LISTED;
}

static int open_row(struct db *db, const char *customer, const char *manager, int64_t inbox,
        enum conversation_state to, int64_t at)
{
	int r = db_run(db,
	        "INSERT INTO conversation (customer, state, manager, opened_by, opened_at, last_at)"
	        " VALUES (:customer, :state, :manager, :inbox, :at, :at)",
	        DB_TEXT(":customer", customer), DB_TEXT(":state", state_names[to]),
	        DB_TEXT(":manager", manager ? manager : ""), DB_INT(":inbox", inbox),
	        DB_INT(":at", at));
	return r < 0 ? r : 0;
}

static int move_row(struct db *db, int64_t id, enum conversation_state from,
        enum conversation_state to, int64_t inbox, int64_t at, const char *how)
{
	/* a thank-you that turns into a question starts the clock now, with the question; an older
	 * message that is read later (of another mailbox) sets it back */
	int r = db_run(db,
	        "UPDATE conversation SET state=:to, last_at=max(last_at, :at),"
	        " opened_at=CASE WHEN :from='LISTED' AND :to='WAITING' THEN :at"
	        "  WHEN :to='WAITING' THEN min(opened_at, :at) ELSE opened_at END,"
	        " opened_by=CASE WHEN :from='LISTED' AND :to='WAITING' THEN :inbox ELSE opened_by "
	        "END,"
	        " answered_at=CASE WHEN :to IN ('ANSWERED', 'CLOSED') THEN :at ELSE answered_at "
	        "END,"
	        " answered_how=CASE WHEN :to IN ('ANSWERED', 'CLOSED') THEN :how ELSE answered_how "
	        "END"
	        " WHERE id=:id AND state=:from",
	        DB_TEXT(":to", state_names[to]), DB_TEXT(":from", state_names[from]),
	        DB_INT(":at", at), DB_TEXT(":how", how), DB_INT(":inbox", inbox),
	        DB_INT(":id", id));
	log_debug("conversation %lld: %s -> %s", (long long)id, state_names[from], state_names[to]);
	return r < 0 ? r : 0;
}

/* Move the customer's conversation along its arrow: 1 moved, 0 no such arrow, -errno. */
int conversation_happen(struct db *db, const char *customer, enum conversation_event e,
        int64_t inbox, int64_t at, const char *how)
{
	int64_t id = 0;
	enum conversation_state from = state_of(db, customer, &id);
	int to = conversation_next(from, e);
	if (to < 0)
		return 0;
	AUTO(xfree)
	char *manager = db_text(
	        db, "SELECT manager FROM customer WHERE key=:key", DB_TEXT(":key", customer));
	int r = from == CONVERSATION_NONE
	                ? open_row(db, customer, manager, inbox, (enum conversation_state)to, at)
	                : move_row(db, id, from, (enum conversation_state)to, inbox, at, how);
	return r < 0 ? r : 1;
}

/* ---- suppression and pause, inside a transaction ---- */

int conversation_pause_put(
        struct db *db, const char *customer, int64_t until, const char *reason, int64_t now)
{
	int r = db_run(db,
	        "INSERT INTO pause (customer, until_at, reason, since_at)"
	        " VALUES (:customer, :until, :reason, :now)"
	        " ON CONFLICT (customer) DO UPDATE SET until_at=max(until_at, :until),"
	        " reason=CASE WHEN :until>until_at THEN :reason ELSE reason END",
	        DB_TEXT(":customer", customer), DB_INT(":until", until), DB_TEXT(":reason", reason),
	        DB_INT(":now", now));
	return r < 0 ? r : 0;
}

int conversation_suppress_put(struct db *db, const struct seal_key *key, const char *address,
        const char *customer, const char *reason, const char *detail, int64_t now)
{
	AUTO(xfree) char *hash = seal_hash(key, address);
	/* a word from the customer outranks a dead mailbox; a complaint outranks both */
	int r = db_run(db,
	        "INSERT INTO suppression (hash, address, customer, reason, detail, since_at)"
	        " VALUES (:hash, :address, :customer, :reason, :detail, :now)"
	        " ON CONFLICT (hash) DO UPDATE SET reason=:reason, detail=:detail, since_at=:now"
	        " WHERE reason<>:reason AND (reason='dead' OR :reason='complaint')",
	        DB_TEXT(":hash", hash), DB_TEXT(":address", address),
	        DB_TEXT(":customer", customer), DB_TEXT(":reason", reason),
	        DB_TEXT(":detail", detail ? detail : ""), DB_INT(":now", now));
	return r < 0 ? r : 0;
}

/* ---- what others ask and what people decide ---- */

char *conversation_suppressed(struct db *db, const struct seal_key *key, const char *address)
{
	AUTO(xfree) char *hash = seal_hash(key, address);
	return db_text(
	        db, "SELECT reason FROM suppression WHERE hash=:hash", DB_TEXT(":hash", hash));
}

char *conversation_stopped(struct db *db, const char *customer)
{
	return db_text(db,
	        "SELECT reason FROM suppression WHERE customer=:customer AND reason<>'dead' LIMIT "
	        "1",
	        DB_TEXT(":customer", customer));
}

int conversation_suppress(struct db *db, const struct seal_key *key, const char *address,
        const char *customer, const char *reason, const char *detail, int64_t now)
{
	int r = conversation_suppress_put(db, key, address, customer, reason, detail, now);
	if (r == 0)
		r = outbox_withdraw(db, customer, address, CONVERSATION_STOPPED, now);
	return r < 0 ? r : 0;
}

int64_t conversation_waiting_since(struct db *db, const char *customer)
{
	return db_int(db, 0,
	        "SELECT opened_at FROM conversation WHERE customer=:customer AND state='WAITING'",
	        DB_TEXT(":customer", customer));
}

int64_t conversation_last_human(struct db *db, const char *customer)
{
	return db_int(db, 0,
	        "SELECT max(at) FROM (SELECT max(arrived_at) AS at FROM inbox WHERE "
	        "customer=:customer"
	        " AND class IN ('reply', 'optout', 'answer')"
	        " UNION ALL SELECT max(at) FROM contact WHERE customer=:customer)",
	        DB_TEXT(":customer", customer));
}

int conversation_resume(struct db *db, const char *customer)
{
	int r = db_run(
	        db, "DELETE FROM pause WHERE customer=:customer", DB_TEXT(":customer", customer));
	return r < 0 ? r : 0;
}

int conversation_answered(struct db *db, const char *customer, const char *how, int64_t now)
{
	int r = conversation_happen(db, customer, CONVERSATION_ANSWER, 0, now, how);
	return r == 0 ? -ENOENT : r < 0 ? r : 0;
}

int conversation_contact(
        struct db *db, const char *customer, const char *text, int64_t now, int64_t *ret_id)
{
	int r = db_run(db,
	        "INSERT INTO contact (customer, at, text) VALUES (:customer, :now, :text)",
	        DB_TEXT(":customer", customer), DB_INT(":now", now), DB_TEXT(":text", text));
	if (r < 0)
		return r;
	*ret_id = db_last_id(db);
	r = conversation_happen(db, customer, CONVERSATION_ANSWER, 0, now, "contact");
	return r < 0 ? r : 0;
}

int conversation_reopen(struct db *db, int64_t id)
{
	return db_run(db,
	        "UPDATE conversation AS v SET state='WAITING', answered_at=NULL, answered_how=''"
	        " WHERE id=:id AND state IN ('ANSWERED', 'CLOSED') AND NOT EXISTS (SELECT 1 FROM"
	        " conversation w WHERE w.customer=v.customer AND w.state IN ('WAITING', "
	        "'LISTED'))",
	        DB_INT(":id", id));
}

int conversation_give(struct db *db, int64_t id, const char *manager)
{
	int r = db_run(db, "UPDATE conversation SET manager=:manager WHERE id=:id",
	        DB_TEXT(":manager", manager), DB_INT(":id", id));
	return r < 0 ? r : 0;
}

int conversation_contact_drop(struct db *db, int64_t id)
{
	int r = db_run(db, "DELETE FROM contact WHERE id=:id", DB_INT(":id", id));
	return r < 0 ? r : 0;
}

int conversation_pause_set(
        struct db *db, const char *customer, int64_t until_at, const char *reason, int64_t now)
{
	int r = conversation_resume(db, customer);
	return r < 0 || !until_at ? r : conversation_pause_put(db, customer, until_at, reason, now);
}

int conversation_suppress_drop(
        struct db *db, const struct seal_key *key, const char *address, int64_t since_at)
{
	AUTO(xfree) char *hash = seal_hash(key, address);
	return db_run(db,
	        "DELETE FROM suppression WHERE hash=:hash AND reason='optout' AND since_at=:since",
	        DB_TEXT(":hash", hash), DB_INT(":since", since_at));
}

bool conversation_wants_nudge(struct db *db, int64_t id, int count)
{
	return db_int(db, 0,
	        "SELECT 1 FROM conversation WHERE id=:id AND state='WAITING' AND nudged<=:count",
	        DB_INT(":id", id), DB_INT(":count", count));
}

int conversation_nudged(struct db *db, int64_t id, int count, int64_t nudge)
{
	int r = db_run(db, "UPDATE conversation SET nudged=:count, nudge=:nudge WHERE id=:id",
	        DB_INT(":id", id), DB_INT(":count", count), DB_INT(":nudge", nudge));
	return r < 0 ? r : 0;
}
