#include "outbox.h"

#include "db.h"
#include "log.h"
#include "outbox_inside.h"
#include "tenure.h"

#include <errno.h>
#include <string.h>

/* What one lease holds in memory at most, beside its last letter. */
enum { BATCH_BYTES = 4 << 20 };

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

const char *outbox_event_name(enum outbox_event e)
{
	return event_names[e];
}

int outbox_next(enum outbox_state s, enum outbox_event e)
{
	return arrows[s][e] - 1;
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
	int r = id > 0 ? db_run(db, "DELETE FROM outbox WHERE id=:id", DB_INT(":id", id)) : 0;
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
	r = db_run(db, "INSERT INTO outbox_message (id, message) VALUES (:id, :message)",
	        DB_INT(":id", db_last_id(db)), DB_BLOB(":message", item->message, item->message_n));
	return r < 0 ? r : 0;
}

/* ---- moving rows: the one place a state changes ---- */

static const char *text_or_empty(const char *s)
{
	return s ? s : "";
}

/* Into a sender's hands and on its way: all the letters that take this step together, whose ids are
 * a JSON array. How many took it, or -errno. (OR FAIL: a slip ends the process, so SQLite need not
 * be ready to take back a half.) */
static int lease_rows(struct db *db, const char *ids)
{
	return db_run(db,
	        "UPDATE OR FAIL outbox SET state='LEASED'"
	        " WHERE id IN (SELECT value FROM json_each(:ids)) AND state='QUEUED'",
	        DB_TEXT(":ids", ids));
}

static int claim_rows(struct db *db, const char *ids, int64_t now)
{
	return db_run(db,
	        "UPDATE OR FAIL outbox SET state='SENDING', reason='', claimed_at=:now,"
	        " attempt=attempt+1"
	        " WHERE id IN (SELECT value FROM json_each(:ids)) AND state='LEASED'",
	        DB_INT(":now", now), DB_TEXT(":ids", ids));
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

static void trace(int64_t id, enum outbox_state from, enum outbox_event event, enum outbox_state to)
{
	log_debug("letter %lld: %s -> %s (%s)", (long long)id, state_names[from], state_names[to],
	        event_names[event]);
}

/* Move one row along its arrow, with a new reason or (NULL) the one it had; 1 when it moved, 0 when
 * another was first, -errno. */
static int move_with(struct db *db, int64_t id, enum outbox_state from, enum outbox_event event,
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
	trace(id, from, event, (enum outbox_state)to);
	return 1;
}

int outbox_move(struct db *db, int64_t id, enum outbox_state from, enum outbox_event event,
        const char *reason, int64_t now)
{
	return move_with(db, id, from, event, reason, NULL, now);
}

static char *bytes_of(struct db_rows *rows, int column, size_t *ret_n)
{
	const void *bytes = db_col_blob(rows, column, ret_n);
	char *copy = xmalloc(*ret_n + 1);
	if (*ret_n)
		memcpy(copy, bytes, *ret_n);
	copy[*ret_n] = '\0';
	return copy;
}

static void fill(struct db_rows *rows, struct outbox_item *item)
{
	size_t n;
	char *message = bytes_of(rows, 11, &n);
	*item = (struct outbox_item){
	        .id = db_col_int(rows, 0),
	        .kind = xstrdup(db_col_text(rows, 1)),
	        .customer = xstrdup(db_col_text(rows, 2)),
	        .touchpoint = xstrdup(db_col_text(rows, 3)),
	        .occurrence = xstrdup(db_col_text(rows, 4)),
	        .manager = xstrdup(db_col_text(rows, 5)),
	        .recipient = xstrdup(db_col_text(rows, 6)),
	        .subject = xstrdup(db_col_text(rows, 7)),
	        .group = xstrdup(db_col_text(rows, 8)),
	        .token = xstrdup(db_col_text(rows, 9)),
	        .message_id = xstrdup(db_col_text(rows, 10)),
	        .message = message,
	        .message_n = n,
	        .day = {(int32_t)db_col_int(rows, 12)},
	        .not_before_at = db_col_int(rows, 13),
	        .valid_until_at = db_col_int(rows, 14),
	        .attempt = (int)db_col_int(rows, 15),
	};
}

void outbox_batch_done(struct outbox_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		outbox_item_done(&batch->items[i]);
	xfree(batch->items);
	*batch = (struct outbox_batch){0};
}

/* ---- lease ---- */

static int due(struct db *db, int64_t now, size_t most, struct outbox_batch *batch)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT o.id, kind, customer, touchpoint, occurrence, manager, recipient, subject,"
	        " grp, token, message_id, m.message, day, not_before_at, valid_until_at,"
	        " attempt FROM outbox o JOIN outbox_message m ON m.id=o.id"
	        " WHERE o.state='QUEUED' AND next_try_at<=:now ORDER BY next_try_at, o.id"
	        " LIMIT :most",
	        DB_INT(":now", now), DB_INT(":most", (int64_t)most));
	size_t bytes = 0;
	int r = 1;
	batch->items = xcalloc(most, sizeof *batch->items);
	while (bytes < BATCH_BYTES && (r = db_step(rows)) > 0) {
		fill(rows, &batch->items[batch->count]);
		bytes += batch->items[batch->count++].message_n;
	}
	return r < 0 ? r : 0;
}

static int withdraw_one(struct db *db, const struct outbox_item *item, enum outbox_state from,
        const char *why, int64_t now)
{
	int r = outbox_move(db, item->id, from, OUTBOX_WITHDRAW, why, now);
	if (r > 0)
		log_info("letter %lld (%s to customer %s) withdrawn: %s", (long long)item->id,
		        item->touchpoint, item->customer, why);
	return r;
}

static const char *too_late(const struct outbox_item *item, int64_t now)
{
	return now > item->valid_until_at ? "Too late: the day it was meant for has passed." : NULL;
}

/* May it take a step nearer to its server? 1; 0: no, it is out of the queue; -errno. */
static int may_go_on(struct db *db, const struct outbox_item *item, enum outbox_state from,
        int64_t now, outbox_veto *veto, void *arg)
{
	const char *late = too_late(item, now);
	AUTO(xfree) char *why = late ? xstrdup(late) : veto ? veto(db, item, now, arg) : NULL;
	int r = why ? withdraw_one(db, item, from, why, now) : 0;
	return r < 0 ? r : !why;
}

static void put_id(struct text *ids, int64_t id)
{
	text_printf(ids, ids->len ? ",%lld" : "[%lld", (long long)id);
}

/* What goes of `batch` comes to its front, the rest is let go. */
struct leasing {
	struct outbox_batch *batch;
	size_t kept, leased; /* leased: of those that are kept */
};

static int lease_kept(struct db *db, struct leasing *l)
{
	AUTO(text_done) struct text ids = TEXT_INIT;
	for (size_t i = l->leased; i < l->kept; i++) {
		put_id(&ids, l->batch->items[i].id);
		trace(l->batch->items[i].id, OUTBOX_QUEUED, OUTBOX_LEASE, OUTBOX_LEASED);
	}
	l->leased = l->kept;
	text_putc(&ids, ']');
	int r = ids.len > 1 ? lease_rows(db, ids.s) : 0;
	return r < 0 ? r : 0;
}

/* The veto must see that another letter goes to the same reader. */
static bool has_reader(const struct leasing *l, const struct outbox_item *item)
{
	for (size_t i = l->leased; i < l->kept; i++)
		if (str_same(l->batch->items[i].customer, item->customer) ||
		        str_same_nocase(l->batch->items[i].recipient, item->recipient))
			return true;
	return false;
}

static int lease_all(
        struct db *db, int64_t now, outbox_veto *veto, void *arg, struct outbox_batch *batch)
{
	struct leasing l = {.batch = batch};
	int r = 0;
	for (size_t i = 0; i < batch->count; i++) {
		struct outbox_item item = batch->items[i];
		batch->items[i] = (struct outbox_item){0};
		if (r >= 0 && has_reader(&l, &item))
			r = lease_kept(db, &l);
		if (r >= 0 && (r = may_go_on(db, &item, OUTBOX_QUEUED, now, veto, arg)) > 0)
			batch->items[l.kept++] = item;
		else
			outbox_item_done(&item);
	}
	batch->count = l.kept;
	return r < 0 ? r : lease_kept(db, &l);
}

static int lease_some(struct db *db, int64_t now, size_t most, outbox_veto *veto, void *arg,
        struct outbox_batch *batch)
{
	int r = due(db, now, most, batch);
	if (r == 0 && !batch->count)
		return OUTBOX_NONE;
	batch->seen = db_version(db);
	return r < 0 ? r : lease_all(db, now, veto, arg, batch);
}

int outbox_lease(struct db *db, const struct tenure *tenure, int64_t now, size_t most,
        outbox_veto *veto, void *arg, struct outbox_batch *ret)
{
	AUTO(outbox_batch_done) struct outbox_batch batch = {0};
	int r = db_begin(db);
	if (r < 0)
		return r;
	r = tenure && !tenure_holds(db, tenure) ? OUTBOX_SUPERSEDED
	                                        : lease_some(db, now, most, veto, arg, &batch);
	if (r != 0) {
		db_rollback(db);
		return r;
	}
	if ((r = db_commit(db)) < 0)
		return r;
	*ret = batch;
	batch = (struct outbox_batch){0};
	return 0;
}

/* ---- advance ---- */

static int settle(struct db *db, const struct outbox_verdict *v, int64_t now)
{
	const char *reason = v->event == OUTBOX_RELEASE ? NULL : text_or_empty(v->reason);
	int r = move_with(db, v->id, OUTBOX_SENDING, v->event, reason, v, now);
	return r < 0 ? r : 0;
}

static bool is_ours(struct db *db, int64_t id)
{
	return db_int(db, 0, "SELECT state='SENDING' FROM outbox WHERE id=:id", DB_INT(":id", id));
}

/* LEASED -> SENDING for each that ret_mine[] says; and says no of those where another was first. 0
 * or -errno. */
static int claim(struct db *db, const struct outbox_step *step, bool *ret_mine, int64_t now)
{
	AUTO(text_done) struct text ids = TEXT_INIT;
	int n = 0, r = 0;
	for (size_t i = 0; i < step->next_n; i++)
		if (ret_mine[i]) {
			put_id(&ids, step->next[i]->id);
			n++;
		}
	text_putc(&ids, ']');
	if (n && (r = claim_rows(db, ids.s, now)) < 0)
		return r;
	for (size_t i = 0; i < step->next_n; i++) {
		if (ret_mine[i] && r < n)
			ret_mine[i] = is_ours(db, step->next[i]->id);
		if (ret_mine[i])
			trace(step->next[i]->id, OUTBOX_LEASED, OUTBOX_CLAIM, OUTBOX_SENDING);
	}
	return 0;
}

/* Inside the transaction: 0, OUTBOX_SUPERSEDED or -errno. */
static int advance(struct db *db, const struct tenure *tenure, const struct outbox_step *step,
        bool *ret_mine, int64_t now)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < step->done_n; i++)
		r = settle(db, &step->done[i], now);
	if (r != 0 || !step->next_n)
		return r;
	if (tenure && !tenure_holds(db, tenure))
		return OUTBOX_SUPERSEDED;
	bool anew = step->veto && db_version(db) != step->seen;
	for (size_t i = 0; r >= 0 && i < step->next_n; i++) {
		r = may_go_on(
		        db, step->next[i], OUTBOX_LEASED, now, anew ? step->veto : NULL, step->arg);
		ret_mine[i] = r > 0;
	}
	return r < 0 ? r : claim(db, step, ret_mine, now);
}

int outbox_advance(struct db *db, const struct tenure *tenure, const struct outbox_step *step,
        bool *ret_mine, int64_t now)
{
	int r = step->next_n && tenure_may_ride() ? db_begin_riding(db) : db_begin(db);
	if (r < 0)
		return r;
	int outcome = advance(db, tenure, step, ret_mine, now);
	if (outcome < 0) {
		db_rollback(db);
		return outcome;
	}
	r = db_commit(db);
	return r < 0 ? r : outcome;
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

int outbox_claim(struct db *db, int64_t now, outbox_veto *veto, void *arg, struct outbox_item *ret)
{
	for (;;) {
		AUTO(outbox_batch_done) struct outbox_batch one = {0};
		int r = outbox_lease(db, NULL, now, 1, veto, arg, &one);
		if (r != 0)
			return r;
		if (!one.count)
			continue;
		const struct outbox_item *it = &one.items[0];
		bool mine = false;
		r = outbox_advance(
		        db, NULL, &(struct outbox_step){.next = &it, .next_n = 1}, &mine, now);
		if (r < 0)
			return r;
		if (!mine) /* a reply came between: the next one */
			continue;
		*ret = one.items[0];
		one.items[0] = (struct outbox_item){0};
		return 0;
	}
}

int outbox_settle(struct db *db, int64_t id, const struct outbox_verdict *v, int64_t now)
{
	struct outbox_verdict verdict = *v;
	verdict.id = id;
	return outbox_advance(
	        db, NULL, &(struct outbox_step){.done = &verdict, .done_n = 1}, NULL, now);
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
