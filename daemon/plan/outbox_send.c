/*
 * The part of outbox that a sender drives: what is due is looked at, asked about, leased, claimed
 * and settled.
 */
#include "outbox.h"

#include "db.h"
#include "log.h"
#include "outbox_inside.h"
#include "tenure.h"

#include <errno.h>
#include <string.h>

enum {
	BATCH_BYTES = 4 << 20, /* what one lease holds in memory at most, beside its last letter */
	LOOK_S = 10            /* what was asked ahead of a lease is no older than this */
};

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

/* The columns from the second on, in one piece of memory. */
static void take_words(struct db_rows *rows, struct outbox_item *item)
{
	char **words[] = {&item->kind, &item->customer, &item->touchpoint, &item->occurrence,
	        &item->manager, &item->recipient, &item->subject, &item->group, &item->token,
	        &item->message_id};
	size_t sizes[COUNT(words)], all = 0;
	for (size_t i = 0; i < COUNT(words); i++)
		all += sizes[i] = strlen(db_col_text(rows, (int)i + 1)) + 1;
	char *at = item->words = xmalloc(all);
	for (size_t i = 0; i < COUNT(words); i++) {
		*words[i] = memcpy(at, db_col_text(rows, (int)i + 1), sizes[i]);
		at += sizes[i];
	}
}

/* The same for the same word, in capitals or not. */
static unsigned mark(const char *word)
{
	unsigned sum = 0;
	for (; *word; word++)
		sum = sum * 31 + ((unsigned char)*word | 0x20);
	return sum;
}

static void fill(struct db_rows *rows, struct outbox_item *item)
{
	*item = (struct outbox_item){
	        .id = db_col_int(rows, 0),
	        .day = {(int32_t)db_col_int(rows, 11)},
	        .not_before_at = db_col_int(rows, 12),
	        .valid_until_at = db_col_int(rows, 13),
	        .attempt = (int)db_col_int(rows, 14),
	};
	take_words(rows, item);
	item->reader[0] = mark(item->customer);
	item->reader[1] = mark(item->recipient);
}

void outbox_batch_done(struct outbox_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		outbox_item_done(&batch->items[i]);
	xfree(batch->items);
	*batch = (struct outbox_batch){0};
}

/* ---- what is due ---- */

/* Without their bytes. */
static int due(struct db *db, int64_t now, size_t most, struct outbox_batch *batch)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT id, kind, customer, touchpoint, occurrence, manager, recipient, subject,"
	        " grp, token, message_id, day, not_before_at, valid_until_at, attempt FROM outbox"
	        " WHERE state='QUEUED' AND next_try_at<=:now ORDER BY next_try_at, id"
	        " LIMIT :most",
	        DB_INT(":now", now), DB_INT(":most", (int64_t)most));
	int r;
	batch->items = xcalloc(most, sizeof *batch->items);
	while ((r = db_step(rows)) > 0)
		fill(rows, &batch->items[batch->count++]);
	batch->seen = db_version(db);
	return r;
}

static int read_bytes(struct db *db, struct outbox_item *item)
{
	return item->message ? 0 : outbox_message(db, item->id, &item->message, &item->message_n);
}

/* Those behind these are too much for one lease. */
static void cut(struct outbox_batch *batch, size_t count)
{
	while (batch->count > count)
		outbox_item_done(&batch->items[--batch->count]);
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
	char digits[20], *at = digits + sizeof digits;
	for (; id > 0; id /= 10)
		*--at = (char)('0' + id % 10);
	text_putc(ids, ids->len ? ',' : '[');
	text_put(ids, at, (size_t)(digits + sizeof digits - at));
}

static bool same_reader(const struct outbox_item *a, const struct outbox_item *b)
{
	return (a->reader[0] == b->reader[0] && str_same(a->customer, b->customer)) ||
	       (a->reader[1] == b->reader[1] && str_same_nocase(a->recipient, b->recipient));
}

static bool has_reader(
        const struct outbox_item *items, size_t from, size_t to, const struct outbox_item *reader)
{
	for (size_t i = from; i < to; i++)
		if (same_reader(&items[i], reader))
			return true;
	return false;
}

/* ---- a look ahead ---- */

int outbox_look(struct db *db, int64_t now, size_t most, struct outbox_batch *ret)
{
	AUTO(outbox_batch_done) struct outbox_batch look = {.looked_at = now};
	if (!db_begin_reading(db))
		return OUTBOX_NONE;
	int r = due(db, now, most, &look);
	db_rollback(db);
	if (r < 0 || !look.count)
		return r < 0 ? r : OUTBOX_NONE;
	*ret = look;
	look = (struct outbox_batch){0};
	return 0;
}

/* One whose reader has a letter before it is asked about when that one is leased. */
static int ask(struct db *db, struct outbox_batch *look, int64_t now, outbox_veto *veto, void *arg)
{
	struct outbox_item *item = &look->items[look->asked];
	if (has_reader(look->items, 0, look->asked, item))
		return 0;
	AUTO(xfree) char *why = veto(db, item, now, arg);
	item->cleared = !why;
	return why ? 0 : read_bytes(db, item);
}

int outbox_ask(struct db *db, struct outbox_batch *look, size_t most, int64_t now,
        outbox_veto *veto, void *arg)
{
	int r = 0;
	if (look->asked == look->count || !db_begin_reading(db))
		return 0;
	bool same = db_version(db) == look->seen;
	for (; same && r == 0 && most-- && look->asked < look->count; look->asked++) {
		r = ask(db, look, now, veto, arg);
		look->bytes += look->items[look->asked].message_n;
		if (look->bytes >= BATCH_BYTES)
			cut(look, look->asked + 1);
	}
	db_rollback(db);
	if (!same)
		outbox_batch_done(look);
	return r < 0 ? r : look->asked < look->count;
}

/* ---- lease ---- */

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
		outbox_trace(l->batch->items[i].id, OUTBOX_QUEUED, OUTBOX_LEASE, OUTBOX_LEASED);
	}
	l->leased = l->kept;
	text_putc(&ids, ']');
	int r = ids.len > 1 ? lease_rows(db, ids.s) : 0;
	return r < 0 ? r : 0;
}

/* Its turn has come. 1: it goes, and its bytes are there; 0: not; -errno. */
static int take(struct db *db, struct leasing *l, struct outbox_item *item, int64_t now,
        outbox_veto *veto, void *arg)
{
	int r = 0;
	if (l->batch->bytes >= BATCH_BYTES)
		return 0; /* enough for one lease */
	/* the veto must see that another letter goes to the same reader */
	if (!item->cleared && has_reader(l->batch->items, l->leased, l->kept, item))
		r = lease_kept(db, l);
	if (r == 0)
		r = may_go_on(db, item, OUTBOX_QUEUED, now, item->cleared ? NULL : veto, arg);
	if (r <= 0)
		return r;
	if ((r = read_bytes(db, item)) < 0)
		return r;
	l->batch->bytes += item->message_n;
	return 1;
}

static int lease_all(
        struct db *db, int64_t now, outbox_veto *veto, void *arg, struct outbox_batch *batch)
{
	struct leasing l = {.batch = batch};
	int r = 0;
	batch->bytes = 0;
	for (size_t i = 0; i < batch->count; i++) {
		struct outbox_item item = batch->items[i];
		batch->items[i] = (struct outbox_item){0};
		if (r >= 0 && (r = take(db, &l, &item, now, veto, arg)) > 0)
			batch->items[l.kept++] = item;
		else
			outbox_item_done(&item);
	}
	batch->count = l.kept;
	return r < 0 ? r : lease_kept(db, &l);
}

static bool holds(struct db *db, const struct outbox_batch *look, int64_t now)
{
	return now >= look->looked_at && now < look->looked_at + LOOK_S &&
	       db_version(db) == look->seen;
}

/* `batch`: what was seen ahead, or nothing. */
static int lease_some(struct db *db, int64_t now, size_t most, outbox_veto *veto, void *arg,
        struct outbox_batch *batch)
{
	int r = 0;
	if (batch->count && !holds(db, batch, now))
		return OUTBOX_OUTLIVED;
	if (batch->count)
		cut(batch, most);
	else
		r = due(db, now, most, batch);
	if (r == 0 && !batch->count)
		return OUTBOX_NONE;
	return r < 0 ? r : lease_all(db, now, veto, arg, batch);
}

int outbox_lease_seen(struct db *db, const struct tenure *tenure, int64_t now, size_t most,
        outbox_veto *veto, void *arg, struct outbox_batch *look, struct outbox_batch *ret)
{
	AUTO(outbox_batch_done) struct outbox_batch batch = *look;
	*look = (struct outbox_batch){0};
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

int outbox_lease(struct db *db, const struct tenure *tenure, int64_t now, size_t most,
        outbox_veto *veto, void *arg, struct outbox_batch *ret)
{
	struct outbox_batch none = {0};
	return outbox_lease_seen(db, tenure, now, most, veto, arg, &none, ret);
}

/* ---- advance ---- */

static int settle(struct db *db, const struct outbox_verdict *v, int64_t now)
{
	const char *reason = v->event == OUTBOX_RELEASE ? NULL : v->reason ? v->reason : "";
	int r = outbox_move_with(db, v->id, OUTBOX_SENDING, v->event, reason, v, now);
	return r < 0 ? r : 0;
}

/* Of the verdicts those of every day: the server has it. */
struct accepted {
	const struct outbox_verdict *at, *end;
	int64_t now, count;
};

static int next_accepted(void *arg, struct db_bind *ret)
{
	struct accepted *a = arg;
	while (a->at < a->end && a->at->event != OUTBOX_ACCEPTED)
		a->at++;
	if (a->at == a->end)
		return 0;
	const struct outbox_verdict *v = a->at++;
	const char *texts[] = {v->reason, v->enhanced, v->answer};
	ret[0] = DB_INT("", v->id);
	ret[1] = DB_INT("", a->now);
	ret[2] = DB_INT("", v->code);
	for (size_t i = 0; i < COUNT(texts); i++)
		ret[3 + i] = DB_TEXT("", texts[i] ? texts[i] : "");
	a->count++;
	outbox_trace(v->id, OUTBOX_SENDING, OUTBOX_ACCEPTED, OUTBOX_SENT);
	return 1;
}

/* In one statement: one by one each costs half as much again. */
static int settle_accepted(struct db *db, const struct outbox_step *step, int64_t now)
{
	if (!step->done_n)
		return 0;
	struct accepted a = {step->done, step->done + step->done_n, now, 0};
	int64_t before = db_changes(db);
	int r = db_run_fed(db,
	        "UPDATE OR FAIL outbox SET state='SENT', settled_at=c1, code=c2, reason=c3,"
	        " enhanced=c4, answer=c5 FROM fed WHERE id=c0 AND state='SENDING'",
	        next_accepted, &a);
	int64_t late = a.count - (db_changes(db) - before);
	if (r == 0 && late)
		log_debug("%lld accepted letter(s) were no longer SENDING", (long long)late);
	return r;
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
			outbox_trace(
			        step->next[i]->id, OUTBOX_LEASED, OUTBOX_CLAIM, OUTBOX_SENDING);
	}
	return 0;
}

/* Inside the transaction: 0, OUTBOX_SUPERSEDED or -errno. */
static int advance(struct db *db, const struct tenure *tenure, const struct outbox_step *step,
        bool *ret_mine, int64_t now)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < step->done_n; i++)
		if (step->done[i].event != OUTBOX_ACCEPTED)
			r = settle(db, &step->done[i], now);
	if (r == 0)
		r = settle_accepted(db, step, now);
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
