#include "reader.h"

#include "conf.h"
#include "db.h"
#include "imap.h"
#include "inbox.h"
#include "log.h"
#include "message.h"
#include "worker.h"
#include "zone.h"

enum {
	ASK_MOST = 10000,    /* UIDs in one answer */
	MOST_BYTES = 262144, /* of one message; the rest tells us nothing */
	BATCH = MESSAGE_BATCH / 2,
	BATCH_S = 600, /* one batch may take that long before the role counts as hung */
	DEATHS_MOST = 2,
	TROUBLES_MOST = 4,
};

/* ---- the mark ---- */

/*
 * Committed before a range of UIDs is fetched and taken away when all of it is taken. Found at
 * the start it tells that this process, or the connection, ended over one of them: then they are
 * tried one by one. A death may be a power cut, so the message alone gets one more try; and a
 * dialogue that breaks over it (a line that drops in the middle) a few.
 */
struct mark {
	uint32_t first, last;
	int64_t deaths, troubles;
};

static int mark_get(struct db *db, const char *mailbox, uint32_t uidvalidity, struct mark *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT uid_first, uid_last, deaths, troubles FROM trying"
	        " WHERE mailbox=:mailbox AND uidvalidity=:uidvalidity",
	        DB_TEXT(":mailbox", mailbox), DB_INT(":uidvalidity", uidvalidity));
	int r = db_step(rows);
	*ret = (struct mark){0};
	if (r > 0)
		*ret = (struct mark){(uint32_t)db_col_int(rows, 0), (uint32_t)db_col_int(rows, 1),
		        db_col_int(rows, 2), db_col_int(rows, 3)};
	return r < 0 ? r : 0;
}

static int finish(struct db *db, int r)
{
	if (r >= 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

static int mark_put(struct db *db, const char *mailbox, uint32_t uidvalidity, struct mark m)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	return finish(db,
	        db_run(db,
	                "INSERT OR REPLACE INTO trying (mailbox, uidvalidity, uid_first, uid_last,"
	                " deaths, troubles) VALUES (:mailbox, :uidvalidity, :first, :last, :deaths,"
	                " :troubles)",
	                DB_TEXT(":mailbox", mailbox), DB_INT(":uidvalidity", uidvalidity),
	                DB_INT(":first", m.first), DB_INT(":last", m.last),
	                DB_INT(":deaths", m.deaths), DB_INT(":troubles", m.troubles)));
}

static int mark_drop(struct db *db, const char *mailbox)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	return finish(db, db_run(db, "DELETE FROM trying WHERE mailbox=:mailbox",
	                          DB_TEXT(":mailbox", mailbox)));
}

/* ---- one mailbox ---- */

struct reading {
	const struct reader *reader;
	struct db *db;
	const char *mailbox;
	bool sent;
	uint32_t uidvalidity;
	struct mark found;      /* as it stood at the start; {0}: all was well */
	uint32_t careful_until; /* up to here one by one */
};

static int give(struct reading *r, uint32_t uid, int64_t arrived_at, const struct message *m)
{
	struct worker_context *ctx = r->reader->ctx;
	bool news = false;
	if (!m)
		log_warning("%s, message with UID %u: it broke the program that reads it, so it "
		            "was set aside and the next ones are read. Nobody knows whether a "
		            "customer waits behind it; the digest asks a person to open it.",
		        r->mailbox, uid);
	const struct inbox_mail mail = {
	        .mailbox = r->mailbox,
	        .uidvalidity = r->uidvalidity,
	        .uid = uid,
	        .sent = r->sent,
	        /* under a set clock the server's own stamps mean nothing */
	        .arrived_at = clock_frozen() || !arrived_at ? clock_now() : arrived_at,
	        .message = m,
	};
	int o = inbox_take(r->db, ctx->conf, r->reader->key, &mail, clock_now(), &news);
	if (news)
		worker_ring(ctx);
	return o;
}

/* Parse and give what was fetched; those without bytes are gone meanwhile. */
static int give_all(
        struct reading *r, const uint32_t *uids, size_t count, const struct imap_message *raw)
{
	struct message_bytes mails[BATCH];
	struct message *messages[BATCH];
	size_t at[BATCH], n = 0;
	for (size_t i = 0; i < count; i++)
		if (raw[i].bytes) {
			mails[n] = (struct message_bytes){raw[i].bytes, raw[i].n};
			at[n++] = i;
		}
	int o = message_parse_batch(mails, n, messages);
	for (size_t k = 0; k < n; k++) {
		if (o == 0)
			o = give(r, uids[at[k]], raw[at[k]].internal_at, messages[k]);
		message_free(messages[k]);
	}
	return o;
}

/* The mark as it must stand while these are tried. */
static struct mark mark_for(const struct reading *r, uint32_t first, uint32_t last)
{
	struct mark m = {first, last, 1, 0};
	bool alone = first == last, among = first >= r->found.first && last <= r->found.last;
	if (alone && among) {
		m.deaths += r->found.deaths;
		m.troubles = r->found.first == r->found.last ? r->found.troubles : 0;
	}
	return m;
}

/* Did it end this process, or the dialogue, as often as it may? */
static bool is_poison(const struct reading *r, uint32_t uid)
{
	const struct mark *m = &r->found;
	return m->first == uid && m->last == uid &&
	       (m->deaths >= DEATHS_MOST || m->troubles >= TROUBLES_MOST);
}

static int set_aside(struct reading *r, uint32_t uid)
{
	int o = give(r, uid, 0, NULL);
	return o < 0 ? o : mark_drop(r->db, r->mailbox);
}

/* The dialogue broke over these: no death, and no trouble either when we ourselves broke it off. */
static int note_trouble(struct reading *r, struct mark m)
{
	m.deaths = 0;
	m.troubles += !worker_stopping(r->reader->ctx);
	return mark_put(r->db, r->mailbox, r->uidvalidity, m);
}

/* A positive enum imap_outcome, 0, or -errno. */
static int read_some(struct reading *r, const uint32_t *uids, size_t count, char **ret_why)
{
	struct imap_message raw[BATCH] = {0};
	if (count == 1 && is_poison(r, uids[0]))
		return set_aside(r, uids[0]);
	struct mark mark = mark_for(r, uids[0], uids[count - 1]);
	worker_busy(r->reader->ctx, BATCH_S);
	int e, o = mark_put(r->db, r->mailbox, r->uidvalidity, mark);
	if (o < 0)
		return o;
	o = imap_fetch_many(r->reader->imap, uids, count, MOST_BYTES, raw, ret_why);
	if (o == IMAP_OK)
		o = give_all(r, uids, count, raw);
	else if (o != IMAP_REFUSED && (e = note_trouble(r, mark)) < 0)
		return e;
	for (size_t i = 0; i < count; i++)
		imap_message_done(&raw[i]);
	if (o == 0 || o == IMAP_REFUSED)
		e = mark_drop(r->db, r->mailbox);
	return (o == 0 || o == IMAP_REFUSED) && e < 0 ? e : o;
}

/* All of them, in batches; where something went wrong before, one by one. */
static int read_uids(struct reading *r, const uint32_t *uids, size_t count, char **ret_why)
{
	for (size_t i = 0; i < count && !worker_stopping(r->reader->ctx);) {
		size_t n = count - i < BATCH ? count - i : BATCH;
		if (uids[i] <= r->careful_until)
			n = 1;
		int o = read_some(r, uids + i, n, ret_why);
		if (o != 0 && o != IMAP_REFUSED)
			return o;
		if (o == IMAP_REFUSED) {
			xfree(*ret_why);
			*ret_why = NULL;
		}
		if (o == IMAP_REFUSED && n > 1)
			r->careful_until = uids[i + n - 1]; /* one of them is gone: which? */
		else
			i += n;
	}
	return 0;
}

static struct date first_day(const struct worker_context *ctx, bool first_time)
{
	if (!first_time || clock_frozen())
		return DATE_NONE;
	return date_add(zone_date(zone_find("UTC"), clock_now()), -ctx->conf->imap.since_days);
}

static int read_from(
        struct reading *r, uint32_t from, struct date since, uint32_t uidnext, char **ret_why)
{
	const struct reader *reader = r->reader;
	uint32_t start = from;
	for (;;) {
		AUTO(xfree) uint32_t *uids = NULL;
		size_t count = 0;
		int o = imap_uids(reader->imap, from, since, ASK_MOST, &uids, &count, ret_why);
		if (o == IMAP_OK && count)
			o = read_uids(r, uids, count, ret_why);
		if (o != 0 || worker_stopping(reader->ctx))
			return o;
		if (count)
			from = uids[count - 1] + 1;
		if (count < ASK_MOST)
			break;
	}
	from = uidnext > from ? uidnext : from;
	return from > start ? inbox_cursor_set(r->db, r->mailbox, r->uidvalidity, from) : 0;
}

int reader_read(const struct reader *reader, const char *mailbox, bool sent, char **ret_why)
{
	struct reading r = {
	        .reader = reader, .db = reader->ctx->db, .mailbox = mailbox, .sent = sent};
	struct imap_mailbox box;
	int o = imap_examine(reader->imap, mailbox, &box, ret_why);
	if (o != IMAP_OK)
		return o;
	r.uidvalidity = box.uidvalidity;
	uint32_t from;
	bool first_time;
	if ((o = inbox_cursor(r.db, mailbox, box.uidvalidity, &from, &first_time)) < 0 ||
	        (o = mark_get(r.db, mailbox, box.uidvalidity, &r.found)) < 0)
		return o;
	r.careful_until = r.found.last;
	return read_from(&r, from, first_day(reader->ctx, first_time), box.uidnext, ret_why);
}
