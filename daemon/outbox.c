#include "outbox.h"

#include "db.h"
#include "log.h"

#include <errno.h>

/* The same words stand as CHECK in schema.sql. */
static const char *const state_names[OUTBOX_STATES] = {
        [OUTBOX_QUEUED] = "QUEUED",
        [OUTBOX_SENDING] = "SENDING",
        [OUTBOX_SENT] = "SENT",
        [OUTBOX_FAILED] = "FAILED",
        [OUTBOX_WITHDRAWN] = "WITHDRAWN",
        [OUTBOX_UNSURE] = "UNSURE",
};

static const char *const event_names[OUTBOX_EVENTS] = {
        [OUTBOX_CLAIM] = "claim",
        [OUTBOX_ACCEPTED] = "accepted",
        [OUTBOX_LATER] = "later",
        [OUTBOX_REFUSED] = "refused",
        [OUTBOX_LOST] = "lost",
        [OUTBOX_WITHDRAW] = "withdraw",
        [OUTBOX_FOUND] = "found",
        [OUTBOX_RETURNED] = "returned",
};

/* What is not written here can't happen. */
static const signed char next[OUTBOX_STATES][OUTBOX_EVENTS] = {
#define TO(state) (1 + (state))
        [OUTBOX_QUEUED] =
                {
                        [OUTBOX_CLAIM] = TO(OUTBOX_SENDING),
                        [OUTBOX_WITHDRAW] = TO(OUTBOX_WITHDRAWN),
                },
        [OUTBOX_SENDING] =
                {
                        [OUTBOX_ACCEPTED] = TO(OUTBOX_SENT),
                        [OUTBOX_LATER] = TO(OUTBOX_QUEUED),
                        [OUTBOX_REFUSED] = TO(OUTBOX_FAILED),
                        [OUTBOX_LOST] = TO(OUTBOX_UNSURE),
                },
        [OUTBOX_SENT] =
                {
                        [OUTBOX_RETURNED] = TO(OUTBOX_FAILED),
                },
        [OUTBOX_UNSURE] =
                {
                        [OUTBOX_FOUND] = TO(OUTBOX_SENT),
                        [OUTBOX_RETURNED] = TO(OUTBOX_FAILED),
                },
#undef TO
};

const char *outbox_state_name(enum outbox_state s)
{
	return state_names[s];
}

const char *outbox_event_name(enum outbox_event e)
{
	return event_names[e];
}

int outbox_next(enum outbox_state s, enum outbox_event e)
{
	return next[s][e] - 1;
}

void outbox_item_done(struct outbox_item *item)
{
	char **strings[] = {&item->kind, &item->customer, &item->touchpoint, &item->occurrence,
	        &item->manager, &item->recipient, &item->subject, &item->excerpt, &item->group,
	        &item->token, &item->message_id, &item->message};
	for (size_t i = 0; i < COUNT(strings); i++) {
		xfree(*strings[i]);
		*strings[i] = NULL;
	}
}

/* ---- in ---- */

bool outbox_exists(
        struct db *db, const char *customer, const char *touchpoint, const char *occurrence)
{
	return db_int(db, 0,
	        "SELECT 1 FROM outbox WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence));
}

int outbox_put(struct db *db, const struct outbox_item *item, int64_t now)
{
	int r = db_run(db,
	        "INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, manager, "
	        "recipient,"
	        " subject, excerpt, grp, day, token, message_id, message, not_before_at, "
	        "valid_until_at,"
	        " next_try_at, created_at)"
	        " VALUES (:kind, :customer, :touchpoint, :occurrence, 'QUEUED', :manager, "
	        ":recipient,"
	        " :subject, :excerpt, :grp, :day, :token, :message_id, :message, :not_before_at,"
	        " :valid_until_at, :not_before_at, :now)"
	        " ON CONFLICT DO NOTHING",
	        DB_TEXT(":kind", item->kind), DB_TEXT(":customer", item->customer),
	        DB_TEXT(":touchpoint", item->touchpoint), DB_TEXT(":occurrence", item->occurrence),
	        DB_TEXT(":manager", item->manager ? item->manager : ""),
	        DB_TEXT(":recipient", item->recipient), DB_TEXT(":subject", item->subject),
	        DB_TEXT(":excerpt", item->excerpt ? item->excerpt : ""),
	        DB_TEXT(":grp", item->group ? item->group : ""), DB_INT(":day", item->day.days),
	        DB_TEXT(":token", item->token), DB_TEXT(":message_id", item->message_id),
	        DB_BLOB(":message", item->message, item->message_n),
	        DB_INT(":not_before_at", item->not_before_at),
	        DB_INT(":valid_until_at", item->valid_until_at), DB_INT(":now", now));
	if (r < 0)
		return r;
	return r == 0 ? OUTBOX_EXISTS : 0;
}

/* ---- moving rows: the one place a state changes ---- */

/* Move one row along its arrow; 1 when it moved, 0 when another was first, -errno. */
static int move(struct db *db, int64_t id, enum outbox_state from, enum outbox_event event,
        const char *reason, int64_t now)
{
	int to = outbox_next(from, event);
	if (to < 0) {
		log_error("followupd's own mistake: %s can't happen to a letter that is %s",
		        event_names[event], state_names[from]);
		return -EPROTO;
	}
	int r = db_run(db,
	        "UPDATE outbox SET state=:to, reason=:reason,"
	        " claimed_at=CASE WHEN :to='SENDING' THEN :now ELSE claimed_at END,"
	        " settled_at=CASE WHEN :to IN ('QUEUED', 'SENDING') THEN NULL ELSE :now END,"
	        " attempt=attempt + (:to='SENDING')"
	        " WHERE id=:id AND state=:from",
	        DB_TEXT(":to", state_names[to]), DB_TEXT(":reason", reason ? reason : ""),
	        DB_INT(":now", now), DB_INT(":id", id), DB_TEXT(":from", state_names[from]));
	if (r < 0)
		return r;
	if (r == 0) {
		log_debug("letter %lld: %s came too late, it is no longer %s", (long long)id,
		        event_names[event], state_names[from]);
		return 0;
	}
	log_debug("letter %lld: %s -> %s (%s)", (long long)id, state_names[from], state_names[to],
	        event_names[event]);
	return 1;
}

static void fill(struct db_rows *rows, struct outbox_item *item)
{
	size_t n;
	const void *bytes = db_col_blob(rows, 12, &n);
	*item = (struct outbox_item){
	        .id = db_col_int(rows, 0),
	        .kind = xstrdup(db_col_text(rows, 1)),
	        .customer = xstrdup(db_col_text(rows, 2)),
	        .touchpoint = xstrdup(db_col_text(rows, 3)),
	        .occurrence = xstrdup(db_col_text(rows, 4)),
	        .manager = xstrdup(db_col_text(rows, 5)),
	        .recipient = xstrdup(db_col_text(rows, 6)),
	        .subject = xstrdup(db_col_text(rows, 7)),
	        .excerpt = xstrdup(db_col_text(rows, 8)),
	        .group = xstrdup(db_col_text(rows, 9)),
	        .token = xstrdup(db_col_text(rows, 10)),
	        .message_id = xstrdup(db_col_text(rows, 11)),
	        .message = xstrndup(n ? bytes : "", n),
	        .message_n = n,
	        .day = {(int32_t)db_col_int(rows, 13)},
	        .not_before_at = db_col_int(rows, 14),
	        .valid_until_at = db_col_int(rows, 15),
	        .attempt = (int)db_col_int(rows, 16),
	};
}

static int next_due(struct db *db, int64_t now, struct outbox_item *item)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT id, kind, customer, touchpoint, occurrence, manager, recipient, subject, "
	        "excerpt,"
	        " grp, token, message_id, message, day, not_before_at, valid_until_at, attempt"
	        " FROM outbox WHERE state='QUEUED' AND next_try_at<=:now ORDER BY next_try_at, id "
	        "LIMIT 1",
	        DB_INT(":now", now));
	int r = db_step(rows);
	if (r > 0)
		fill(rows, item);
	return r;
}

/* What one step of the claim came to. */
enum { CLAIMED, DROPPED, NOTHING };

static int claim_one(struct db *db, int64_t now, outbox_veto *veto, void *arg,
        struct outbox_item *item, int *ret_what)
{
	int r = next_due(db, now, item);
	if (r <= 0) {
		*ret_what = NOTHING;
		return r;
	}
	AUTO(xfree) char *why = NULL;
	if (now > item->valid_until_at)
		why = xstrdup("Too late: the day it was meant for has passed.");
	else if (veto)
		why = veto(db, item, now, arg);
	r = move(db, item->id, OUTBOX_QUEUED, why ? OUTBOX_WITHDRAW : OUTBOX_CLAIM, why, now);
	*ret_what = why || r == 0 ? DROPPED : CLAIMED;
	if (r > 0 && why)
		log_info("letter %lld (%s to customer %s) withdrawn: %s", (long long)item->id,
		        item->touchpoint, item->customer, why);
	return r < 0 ? r : 0;
}

int outbox_claim(struct db *db, int64_t now, outbox_veto *veto, void *arg, struct outbox_item *ret)
{
	for (;;) {
		AUTO(outbox_item_done) struct outbox_item item = {0};
		int what = NOTHING;
		int r = db_begin(db);
		if (r < 0)
			return r;
		r = claim_one(db, now, veto, arg, &item, &what);
		if (r < 0) {
			db_rollback(db);
			return r;
		}
		if (what == NOTHING) {
			db_rollback(db);
			return OUTBOX_NONE;
		}
		if ((r = db_commit(db)) < 0)
			return r;
		if (what == CLAIMED) {
			*ret = item;
			item = (struct outbox_item){0};
			return 0;
		}
	}
}

static int settle(struct db *db, int64_t id, const struct outbox_verdict *v, int64_t now)
{
	int r = move(db, id, OUTBOX_SENDING, v->event, v->reason, now);
	if (r <= 0)
		return r;
	r = db_run(db,
	        "UPDATE outbox SET code=:code, enhanced=:enhanced, answer=:answer,"
	        " next_try_at=CASE WHEN state='QUEUED' THEN :next ELSE next_try_at END WHERE "
	        "id=:id",
	        DB_INT(":code", v->code), DB_TEXT(":enhanced", v->enhanced ? v->enhanced : ""),
	        DB_TEXT(":answer", v->answer ? v->answer : ""), DB_INT(":next", v->next_try_at),
	        DB_INT(":id", id));
	return r < 0 ? r : 0;
}

int outbox_settle(struct db *db, int64_t id, const struct outbox_verdict *v, int64_t now)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	if ((r = settle(db, id, v, now)) < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}

/* Twice in the first hour, then every two to three hours; the row's id spreads them. */
int64_t outbox_retry_at(int64_t id, int attempt, int64_t now)
{
	static const int minutes[] = {10, 30, 60, 120};
	int wait = minutes[attempt < (int)COUNT(minutes) ? (attempt > 0 ? attempt - 1 : 0)
	                                                 : (int)COUNT(minutes) - 1];
	uint64_t spread = ((uint64_t)id * 2654435761u) % 1000; /* up to half as long again */
	return now + (int64_t)wait * 60 + (int64_t)wait * 60 * (int64_t)spread / 2000;
}

int outbox_recover(struct db *db, int64_t now)
{
	int r = db_begin(db), count = 0;
	if (r < 0)
		return r;
	int64_t id;
	while ((id = db_int(db, 0, "SELECT id FROM outbox WHERE state='SENDING' LIMIT 1"))) {
		r = move(db, id, OUTBOX_SENDING, OUTBOX_LOST,
		        "followupd ended while this letter was on its way; it is not known whether "
		        "it arrived.",
		        now);
		if (r < 0) {
			db_rollback(db);
			return r;
		}
		count++;
	}
	if (!count) {
		db_rollback(db);
		return 0;
	}
	r = db_commit(db);
	if (r == 0)
		log_warning(
		        "%d letter(s) were on their way when the last sender ended: now UNSURE, "
		        "not sent again",
		        count);
	return r < 0 ? r : count;
}

/* ---- from the inbox ---- */

int outbox_withdraw(
        struct db *db, const char *customer, const char *recipient, const char *reason, int64_t now)
{
	int count = 0;
	for (;;) {
		int64_t id = db_int(db, 0,
		        "SELECT id FROM outbox WHERE state='QUEUED' AND kind='letter'"
		        " AND (customer=:customer OR recipient=:recipient) LIMIT 1",
		        DB_TEXT(":customer", customer), DB_TEXT(":recipient", recipient));
		if (!id)
			return count;
		int r = move(db, id, OUTBOX_QUEUED, OUTBOX_WITHDRAW, reason, now);
		if (r < 0)
			return r;
		count += r;
	}
}

int outbox_withdraw_letter(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, const char *reason, int64_t now)
{
	int64_t id = db_int(db, 0,
	        "SELECT id FROM outbox WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence AND state='QUEUED' AND kind='letter'",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence));
	return id ? move(db, id, OUTBOX_QUEUED, OUTBOX_WITHDRAW, reason, now) : 0;
}

int outbox_found(struct db *db, int64_t id, int64_t now)
{
	return move(db, id, OUTBOX_UNSURE, OUTBOX_FOUND, "", now);
}

int outbox_returned(struct db *db, int64_t id, const char *status, const char *reason, int64_t now)
{
	int r = move(db, id, OUTBOX_SENT, OUTBOX_RETURNED, reason, now);
	if (r == 0)
		r = move(db, id, OUTBOX_UNSURE, OUTBOX_RETURNED, reason, now);
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

int64_t outbox_by_message_id(struct db *db, const char *message_id)
{
	return db_int(
	        db, 0, "SELECT id FROM outbox WHERE message_id=:id", DB_TEXT(":id", message_id));
}

int64_t outbox_next_due(struct db *db)
{
	return db_int(db, INT64_MAX, "SELECT min(next_try_at) FROM outbox WHERE state='QUEUED'");
}
