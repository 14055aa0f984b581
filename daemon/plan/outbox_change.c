/*
 * The part of outbox that others change: what a reply, a bounce, a person's word or another hour
 * make of a row.
 */
#include "outbox.h"

#include "db.h"
#include "outbox_inside.h"
#include "tenure.h"

/* The next that waits, one that is not leased first; 0: none. The states are no parameters: with
 * the indexes of some of them SQLite would prepare the statement anew each time. */
static int64_t next_waiting(
        struct db *db, const char *customer, const char *recipient, enum outbox_state *ret_from)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT id, state='LEASED' FROM outbox WHERE (customer=:customer OR"
	        " recipient=:recipient) AND state IN ('QUEUED', 'LEASED') AND kind='letter'"
	        " ORDER BY state DESC LIMIT 1",
	        DB_TEXT(":customer", customer), DB_TEXT(":recipient", recipient));
	if (db_step(rows) <= 0)
		return 0;
	*ret_from = db_col_int(rows, 1) ? OUTBOX_LEASED : OUTBOX_QUEUED;
	return db_col_int(rows, 0);
}

int outbox_withdraw(
        struct db *db, const char *customer, const char *recipient, const char *reason, int64_t now)
{
	enum outbox_state from;
	int count = 0;
	for (int64_t id; (id = next_waiting(db, customer, recipient, &from)) != 0; count++) {
		if (from == OUTBOX_LEASED && tenure_rebooted(db))
			break; /* it may be gone already: outbox_recover() says */
		int r = outbox_move(db, id, from, OUTBOX_WITHDRAW, reason, now);
		if (r <= 0)
			return r < 0 ? r : count;
	}
	return count;
}

int outbox_withdraw_letter(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, const char *reason, int64_t now)
{
	int64_t id = db_int(db, 0,
	        "SELECT id FROM outbox WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence AND kind='letter'",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence));
	return outbox_withdraw_row(db, id, reason, now);
}

int outbox_withdraw_row(struct db *db, int64_t id, const char *reason, int64_t now)
{
	static const enum outbox_state from[] = {OUTBOX_QUEUED, OUTBOX_LEASED};
	AUTO(xfree)
	char *state = db_text(db, "SELECT state FROM outbox WHERE id=:id", DB_INT(":id", id));
	for (size_t i = 0; i < COUNT(from); i++) {
		if (!str_same(state, outbox_state_name(from[i])))
			continue;
		/* it may be gone already: outbox_recover() says */
		return from[i] == OUTBOX_LEASED && tenure_rebooted(db)
		               ? 0
		               : outbox_move(db, id, from[i], OUTBOX_WITHDRAW, reason, now);
	}
	return 0;
}

int outbox_restore(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, const char *reason, int64_t at, int64_t now)
{
	int count = 0;
	for (;;) {
		int64_t id = db_int(db, 0,
		        "SELECT id FROM outbox WHERE customer=:customer AND state='WITHDRAWN'"
		        " AND kind='letter' AND settled_at=:at AND reason=:reason"
		        " AND valid_until_at>=:now AND touchpoint=coalesce(:touchpoint, touchpoint)"
		        " AND occurrence=coalesce(:occurrence, occurrence) LIMIT 1",
		        DB_TEXT(":customer", customer), DB_INT(":at", at),
		        DB_TEXT(":reason", reason), DB_INT(":now", now),
		        DB_TEXT(":touchpoint", touchpoint), DB_TEXT(":occurrence", occurrence));
		int r = id ? outbox_move(db, id, OUTBOX_WITHDRAWN, OUTBOX_RESTORE, "", now) : 0;
		if (r < 0 || !id)
			return r < 0 ? r : count;
		count += r;
	}
}

int outbox_doubt(struct db *db, int64_t id, const char *reason, int64_t at, int64_t now)
{
	static const enum outbox_state from[] = {OUTBOX_SENT, OUTBOX_FAILED};
	AUTO(xfree)
	char *state = db_text(db, "SELECT state FROM outbox WHERE id=:id AND settled_at=:at",
	        DB_INT(":id", id), DB_INT(":at", at));
	for (size_t i = 0; i < COUNT(from); i++)
		if (str_same(state, outbox_state_name(from[i])))
			return outbox_move(db, id, from[i], OUTBOX_DOUBT, reason, now);
	return 0;
}

int outbox_found(struct db *db, int64_t id, int64_t now)
{
	return outbox_move(db, id, OUTBOX_UNSURE, OUTBOX_FOUND, "", now);
}

int outbox_returned(struct db *db, int64_t id, const char *status, const char *reason, int64_t now)
{
	int r = outbox_move(db, id, OUTBOX_SENT, OUTBOX_RETURNED, reason, now);
	if (r == 0)
		r = outbox_move(db, id, OUTBOX_UNSURE, OUTBOX_RETURNED, reason, now);
	if (r <= 0)
		return r;
	r = db_run(db, "UPDATE outbox SET enhanced=:status WHERE id=:id",
	        DB_TEXT(":status", status ? status : ""), DB_INT(":id", id));
	return r < 0 ? r : 0;
}

int64_t outbox_by_token(struct db *db, const char *token)
{
	return db_int(db, 0, "SELECT id FROM outbox WHERE token=:token", DB_TEXT(":token", token));
}

int outbox_put_off(struct db *db, int64_t id, int64_t at)
{
	int r = db_run(db, "UPDATE outbox SET next_try_at=:at WHERE id=:id AND state='QUEUED'",
	        DB_INT(":at", at), DB_INT(":id", id));
	return r < 0 ? r : 0;
}

int outbox_rest(struct db *db, int64_t at)
{
	return db_run(db,
	        "UPDATE outbox SET next_try_at=:at"
	        " WHERE state='QUEUED' AND kind='letter' AND next_try_at<:at",
	        DB_INT(":at", at));
}

int outbox_wake(struct db *db)
{
	return db_run(db, "UPDATE outbox SET next_try_at=not_before_at WHERE state='QUEUED'"
	                  " AND kind='letter' AND next_try_at>not_before_at AND attempt=0");
}
