#include "outbox.h"

#include "db.h"
#include "form.h"
#include "log.h"
#include "outbox_inside.h"
#include "tenure.h"

#include <errno.h>
#include <string.h>

/* The same words stand as CHECK in schema.sql. */
static const char *const state_names[OUTBOX_STATES] = {
        [OUTBOX_QUEUED] = "QUEUED",
        [OUTBOX_LEASED] = "LEASED",
        [OUTBOX_SENDING] = "SENDING",
        [OUTBOX_SENT] = "SENT",
        [OUTBOX_FAILED] = "FAILED",
        [OUTBOX_WITHDRAWN] = "WITHDRAWN",
        [OUTBOX_UNSURE] = "UNSURE",
};

static const char *const event_names[OUTBOX_EVENTS] = {
        [OUTBOX_LEASE] = "lease",
        [OUTBOX_RELEASE] = "release",
        [OUTBOX_CLAIM] = "claim",
        [OUTBOX_ACCEPTED] = "accepted",
        [OUTBOX_LATER] = "later",
        [OUTBOX_REFUSED] = "refused",
        [OUTBOX_LOST] = "lost",
        [OUTBOX_WITHDRAW] = "withdraw",
        [OUTBOX_FOUND] = "found",
        [OUTBOX_RETURNED] = "returned",
        [OUTBOX_DOUBT] = "doubt",
        [OUTBOX_RESTORE] = "restore",
};

/* What is not written here can't happen. */
static const signed char arrows[OUTBOX_STATES][OUTBOX_EVENTS] = {
#define TO(state) (1 + (state))
        [OUTBOX_QUEUED] =
                {
                        [OUTBOX_LEASE] = TO(OUTBOX_LEASED),
                        [OUTBOX_WITHDRAW] = TO(OUTBOX_WITHDRAWN),
                },
        [OUTBOX_LEASED] =
                {
                        [OUTBOX_RELEASE] = TO(OUTBOX_QUEUED),
                        [OUTBOX_CLAIM] = TO(OUTBOX_SENDING),
                        [OUTBOX_LOST] = TO(OUTBOX_UNSURE),
                        [OUTBOX_WITHDRAW] = TO(OUTBOX_WITHDRAWN),
                },
        [OUTBOX_SENDING] =
                {
                        [OUTBOX_RELEASE] = TO(OUTBOX_QUEUED),
                        [OUTBOX_ACCEPTED] = TO(OUTBOX_SENT),
                        [OUTBOX_LATER] = TO(OUTBOX_QUEUED),
                        [OUTBOX_REFUSED] = TO(OUTBOX_FAILED),
                        [OUTBOX_LOST] = TO(OUTBOX_UNSURE),
                },
        [OUTBOX_SENT] =
                {
                        [OUTBOX_RETURNED] = TO(OUTBOX_FAILED),
                        [OUTBOX_DOUBT] = TO(OUTBOX_UNSURE),
                },
        [OUTBOX_FAILED] =
                {
                        [OUTBOX_DOUBT] = TO(OUTBOX_UNSURE),
                },
        [OUTBOX_WITHDRAWN] =
                {
                        [OUTBOX_RESTORE] = TO(OUTBOX_QUEUED),
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

int outbox_next(enum outbox_state s, enum outbox_event e)
{
	return arrows[s][e] - 1;
}

void outbox_item_done(struct outbox_item *item)
{
	char **strings[] = {&item->kind, &item->customer, &item->touchpoint, &item->occurrence,
	        &item->manager, &item->recipient, &item->subject, &item->excerpt, &item->group,
	        &item->token, &item->message_id};
	for (size_t i = 0; i < COUNT(strings); i++) {
		if (!item->words)
			xfree(*strings[i]);
		*strings[i] = NULL;
	}
	xfree(item->words);
	xfree(item->message);
	form_free(item->form);
	item->words = item->message = NULL;
	item->form = NULL;
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

/* And the form of the letter, if that was the last one on it. */
static int delete_row(struct db *db, int64_t id)
{
	AUTO(xfree)
	char *forms = db_text(db,
	        "SELECT json_array(form) FROM outbox_message WHERE id=:id AND form IS NOT NULL",
	        DB_INT(":id", id));
	int r = db_run(db, "DELETE FROM outbox WHERE id=:id", DB_INT(":id", id));
	return r < 0 ? r : form_sweep(db, forms);
}

int outbox_taken(struct db *db, const char *customer, const char *touchpoint,
        const char *occurrence, struct date day, const char *reason)
{
	int64_t id = db_int(db, 0,
	        "SELECT CASE WHEN state='WITHDRAWN' AND reason=:reason AND claimed_at IS NULL"
	        " AND day<>:day THEN id ELSE -1 END FROM outbox WHERE customer=:customer"
	        " AND touchpoint=:touchpoint AND occurrence=:occurrence",
	        DB_TEXT(":reason", reason), DB_INT(":day", day.days),
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", touchpoint),
	        DB_TEXT(":occurrence", occurrence));
	int r = id > 0 ? delete_row(db, id) : 0;
	return r < 0 ? r : id < 0;
}

static int put_row(struct db *db, const struct outbox_item *item, int64_t now)
{
	bool letter = str_same(item->kind, "letter");
	return db_run(db,
	        "INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, manager,"
	        " recipient, subject, excerpt, grp, day, token, message_id, not_before_at,"
	        " valid_until_at, next_try_at, created_at)"
	        " VALUES (:kind, :customer, :touchpoint, :occurrence, 'QUEUED', :manager,"
	        " :recipient, :subject, :excerpt, :grp, :day, :token, :message_id, :not_before_at,"
	        " :valid_until_at, :not_before_at, :now)"
	        " ON CONFLICT DO NOTHING",
	        DB_TEXT(":kind", item->kind), DB_TEXT(":customer", item->customer),
	        DB_TEXT(":touchpoint", item->touchpoint), DB_TEXT(":occurrence", item->occurrence),
	        DB_TEXT(":manager", item->manager ? item->manager : ""),
	        DB_TEXT(":recipient", item->recipient), DB_TEXT(":subject", item->subject),
	        DB_TEXT(":excerpt", letter || !item->excerpt ? "" : item->excerpt),
	        DB_TEXT(":grp", item->group ? item->group : ""), DB_INT(":day", item->day.days),
	        DB_TEXT(":token", item->token), DB_TEXT(":message_id", item->message_id),
	        DB_INT(":not_before_at", item->not_before_at),
	        DB_INT(":valid_until_at", item->valid_until_at), DB_INT(":now", now));
}

int outbox_put(struct db *db, const struct outbox_item *item, int64_t now)
{
	int r = put_row(db, item, now);
	if (r <= 0)
		return r < 0 ? r : OUTBOX_EXISTS;
	return outbox_message_put(db, db_last_id(db), item);
}

/* ---- moving rows: the one place a state changes ---- */

static const char *text_or_empty(const char *s)
{
	return s ? s : "";
}

/* Back into the queue; an attempt that said nothing was none. */
static int put_back(struct db *db, int64_t id, enum outbox_state from, enum outbox_event event,
        const char *reason, const struct outbox_verdict *v)
{
	bool later = event == OUTBOX_LATER;
	return db_run(db,
	        "UPDATE outbox SET state='QUEUED', reason=coalesce(:reason, reason), "
	        "settled_at=NULL,"
	        " attempt=attempt-:unsaid, code=coalesce(:code, code),"
	        " enhanced=coalesce(:enhanced, enhanced), answer=coalesce(:answer, answer),"
	        " next_try_at=coalesce(:next, next_try_at) WHERE id=:id AND state=:from",
	        DB_TEXT(":reason", reason), DB_INT(":unsaid", from == OUTBOX_SENDING && !later),
	        later ? DB_INT(":code", v->code) : DB_NULL(":code"),
	        DB_TEXT(":enhanced", later ? text_or_empty(v->enhanced) : NULL),
	        DB_TEXT(":answer", later ? text_or_empty(v->answer) : NULL),
	        later ? DB_INT(":next", v->next_try_at) : DB_NULL(":next"), DB_INT(":id", id),
	        DB_TEXT(":from", state_names[from]));
}

static int settle_row(struct db *db, int64_t id, enum outbox_state from, enum outbox_state to,
        const char *reason, const struct outbox_verdict *v, int64_t now)
{
	return db_run(db,
	        "UPDATE outbox SET state=:to, reason=coalesce(:reason, reason), settled_at=:now,"
	        " code=coalesce(:code, code), enhanced=coalesce(:enhanced, enhanced),"
	        " answer=coalesce(:answer, answer) WHERE id=:id AND state=:from",
	        DB_TEXT(":to", state_names[to]), DB_TEXT(":reason", reason), DB_INT(":now", now),
	        v ? DB_INT(":code", v->code) : DB_NULL(":code"),
	        DB_TEXT(":enhanced", v ? text_or_empty(v->enhanced) : NULL),
	        DB_TEXT(":answer", v ? text_or_empty(v->answer) : NULL), DB_INT(":id", id),
	        DB_TEXT(":from", state_names[from]));
}

void outbox_trace(int64_t id, enum outbox_state from, enum outbox_event event, enum outbox_state to)
{
	log_debug("letter %lld: %s -> %s (%s)", (long long)id, state_names[from], state_names[to],
	        event_names[event]);
}

int outbox_move_with(struct db *db, int64_t id, enum outbox_state from, enum outbox_event event,
        const char *reason, const struct outbox_verdict *v, int64_t now)
{
	int to = outbox_next(from, event);
	if (to < 0 || to == OUTBOX_LEASED || to == OUTBOX_SENDING) {
		log_error("followupd's own mistake: %s can't happen to a letter that is %s",
		        event_names[event], state_names[from]);
		return -EPROTO;
	}
	int r = to == OUTBOX_QUEUED
	                ? put_back(db, id, from, event, reason, v)
	                : settle_row(db, id, from, (enum outbox_state)to, reason, v, now);
	if (r < 0)
		return r;
	if (r == 0) {
		log_debug("letter %lld: %s came too late, it is no longer %s", (long long)id,
		        event_names[event], state_names[from]);
		return 0;
	}
	outbox_trace(id, from, event, (enum outbox_state)to);
	return 1;
}

int outbox_move(struct db *db, int64_t id, enum outbox_state from, enum outbox_event event,
        const char *reason, int64_t now)
{
	return outbox_move_with(db, id, from, event, reason, NULL, now);
}

/* Every row on which `event` is to happen, one after the other. Count, or -errno. */
static int move_all(struct db *db, enum outbox_state from, enum outbox_event event,
        const char *reason, int64_t now)
{
	int count = 0, r = 0;
	int64_t id;
	while ((id = db_int(db, 0,
	                "SELECT id FROM outbox WHERE state IN ('LEASED', 'SENDING')"
	                " AND state=:from LIMIT 1",
	                DB_TEXT(":from", state_names[from])))) {
		if ((r = outbox_move(db, id, from, event, reason, now)) < 0)
			return r;
		count += r;
	}
	return count;
}

static int release(struct db *db, int64_t id, int64_t next_try_at, int64_t now)
{
	if (!id)
		return move_all(db, OUTBOX_LEASED, OUTBOX_RELEASE, NULL, now);
	int r = outbox_move(db, id, OUTBOX_LEASED, OUTBOX_RELEASE, NULL, now);
	return r <= 0 ? r
	              : db_run(db, "UPDATE outbox SET next_try_at=:at WHERE id=:id",
	                        DB_INT(":at", next_try_at), DB_INT(":id", id));
}

int outbox_release(struct db *db, int64_t id, int64_t next_try_at, int64_t now)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	if ((r = release(db, id, next_try_at, now)) < 0) {
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

/* ---- a new sender ---- */

#define ENDED                                                                                      \
	"followupd ended while this letter was on its way; it is not known whether it arrived."
#define POWER_LOST                                                                                 \
	"This machine stopped without warning while this letter was about to go; it is not known " \
	"whether it arrived."

/* How many are UNSURE now, or -errno. */
static int settle_estate(struct db *db, bool rebooted, int64_t now)
{
	int sending = move_all(db, OUTBOX_SENDING, OUTBOX_LOST, ENDED, now);
	if (sending < 0)
		return sending;
	int leased = rebooted ? move_all(db, OUTBOX_LEASED, OUTBOX_LOST, POWER_LOST, now)
	                      : move_all(db, OUTBOX_LEASED, OUTBOX_RELEASE, NULL, now);
	if (leased < 0)
		return leased;
	return sending + (rebooted ? leased : 0);
}

int outbox_recover(struct db *db, int64_t now, struct tenure *ret)
{
	struct tenure tenure = {0};
	int unsure = 0, r = db_begin(db);
	if (r < 0)
		return r;
	r = tenure_take(db, &tenure);
	if (r == 0 && (unsure = settle_estate(db, tenure.rebooted, now)) < 0)
		r = unsure;
	if (r != 0) {
		db_rollback(db);
		return r == TENURE_ELSEWHERE ? OUTBOX_ELSEWHERE : r;
	}
	if ((r = db_commit(db)) < 0)
		return r;
	if (unsure)
		log_warning(
		        "%d letter(s) were on their way when the last sender ended: now UNSURE, "
		        "not sent again",
		        unsure);
	*ret = tenure;
	return 0;
}

int64_t outbox_next_due(struct db *db)
{
	return db_int(db, INT64_MAX, "SELECT min(next_try_at) FROM outbox WHERE state='QUEUED'");
}
