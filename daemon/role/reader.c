#include "reader.h"

#include "conf.h"
#include "db.h"
#include "imap.h"
#include "imap_fetch.h"
#include "inbox.h"
#include "log.h"
#include "message.h"
#include "worker.h"
#include "zone.h"

enum {
	ASK_MOST = 65536,    /* UIDs of one answer that are kept */
	MOST_BYTES = 262144, /* of one message; the rest tells us nothing */
	HEAD_BYTES = 32768,  /* of one that is only glanced at; a longer head is read whole */
	STRETCH = 16384,     /* heads that are asked for at a time */
	GLANCE = 4096,       /* … and looked at, in one child */
	GLANCE_LEAST = 128,  /* fewer than that are read whole at once */
	BATCH = 256,         /* messages; few to do again after a death */
	TAKEN = 32,          /* … in one transaction: nobody else writes meanwhile */
	BATCH_S = 600,       /* one batch may take that long before the role counts as hung */
	DEATHS_MOST = 2,
	TROUBLES_MOST = 4,
	REFUSED_S = 3600, /* so long we wait for one that the server has and does not give */
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
	int64_t refused_at; /* since when the server keeps it back; 0: it doesn't */
};

static int mark_get(struct db *db, const char *mailbox, uint32_t uidvalidity, struct mark *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT uid_first, uid_last, deaths, troubles, refused_at FROM trying"
	        " WHERE mailbox=:mailbox AND uidvalidity=:uidvalidity",
	        DB_TEXT(":mailbox", mailbox), DB_INT(":uidvalidity", uidvalidity));
	int r = db_step(rows);
	*ret = (struct mark){0};
	if (r > 0)
		*ret = (struct mark){(uint32_t)db_col_int(rows, 0), (uint32_t)db_col_int(rows, 1),
		        db_col_int(rows, 2), db_col_int(rows, 3), db_col_int(rows, 4)};
	return r < 0 ? r : 0;
}

static int finish(struct db *db, int r)
{
	if (r >= 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

static int mark_delete(struct db *db, const char *mailbox)
{
	return finish(db, db_run(db, "DELETE FROM trying WHERE mailbox=:mailbox",
	                          DB_TEXT(":mailbox", mailbox)));
}

/* On the disk when it returns, and with it all that was taken. */
static int mark_drop(struct db *db, const char *mailbox)
{
	int r = db_begin(db);
	return r < 0 ? r : mark_delete(db, mailbox);
}

/* Where nothing was taken a power cut takes back nothing but the glance. */
static int mark_drop_riding(struct db *db, const char *mailbox)
{
	int r = db_begin_riding(db);
	return r < 0 ? r : mark_delete(db, mailbox);
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
	int64_t refused_at;     /* since when no message came from here on; 0: all well */
	uint32_t newest;        /* of those that are there to be read */
	bool riding;            /* what was taken is not on the disk yet */
};

static int mark_put(struct reading *r, struct mark m, bool riding)
{
	int e = riding ? db_begin_riding(r->db) : db_begin(r->db);
	if (e < 0)
		return e;
	return finish(r->db,
	        db_run(r->db,
	                "INSERT OR REPLACE INTO trying (mailbox, uidvalidity, uid_first, uid_last,"
	                " deaths, troubles, refused_at) VALUES (:mailbox, :uidvalidity, :first, "
	                ":last,"
	                " :deaths, :troubles, :refused_at)",
	                DB_TEXT(":mailbox", r->mailbox), DB_INT(":uidvalidity", r->uidvalidity),
	                DB_INT(":first", m.first), DB_INT(":last", m.last),
	                DB_INT(":deaths", m.deaths), DB_INT(":troubles", m.troubles),
	                DB_INT(":refused_at", m.refused_at)));
}

static struct inbox_mail mail_of(
        const struct reading *r, uint32_t uid, int64_t arrived_at, const struct message *m)
{
	return (struct inbox_mail){
	        .mailbox = r->mailbox,
	        .uidvalidity = r->uidvalidity,
	        .uid = uid,
	        .sent = r->sent,
	        /* under a set clock the server's own stamps mean nothing */
	        .arrived_at = clock_frozen() || !arrived_at ? clock_now() : arrived_at,
	        .message = m,
	};
}

static void tell_poison(const struct reading *r, uint32_t uid)
{
	log_event(LOG_EVENT_POISON,
	        "%s, message with UID %u: it broke the program that reads it, so it "
	        "was set aside and the next ones are read. Nobody knows whether a "
	        "customer waits behind it; the digest asks a person to open it.",
	        r->mailbox, uid);
}

/* A few in one transaction. */
static int give(struct reading *r, const struct inbox_mail *mails, size_t count)
{
	struct worker_context *ctx = r->reader->ctx;
	bool news = false;
	for (size_t i = 0; i < count; i++)
		if (!mails[i].message)
			tell_poison(r, mails[i].uid);
	int o = inbox_take(r->db, ctx->conf, r->reader->key, mails, count, clock_now(), &news);
	if (news)
		worker_ring(ctx);
	return o;
}

static int give_all(struct reading *r, const uint32_t *uids, size_t count,
        const struct fetched *raw, bool *unused)
{
	AUTO(xfree) struct message_bytes *bytes = xcalloc(count, sizeof *bytes);
	AUTO(xfree) struct message **messages = xcalloc(count, sizeof *messages);
	AUTO(xfree) struct inbox_mail *mails = xcalloc(count, sizeof *mails);
	(void)unused;
	for (size_t i = 0; i < count; i++)
		bytes[i] = (struct message_bytes){raw[i].bytes, raw[i].n};
	int o = message_parse_batch(bytes, count, messages);
	for (size_t i = 0; i < count; i++)
		mails[i] = mail_of(r, uids[i], raw[i].internal_at, messages[i]);
	for (size_t i = 0; o == 0 && i < count; i += TAKEN)
		o = give(r, mails + i, count - i < TAKEN ? count - i : TAKEN);
	for (size_t i = 0; i < count; i++)
		message_free(messages[i]);
	return o;
}

/* The mark as it must stand while these are tried. */
static struct mark mark_for(const struct reading *r, uint32_t first, uint32_t last)
{
	struct mark m = {.first = first, .last = last, .deaths = 1, .refused_at = r->refused_at};
	bool again = first == last && first == r->found.first && last == r->found.last;
	if (again) { /* what a whole batch met is nobody's fault yet */
		m.deaths += r->found.deaths;
		m.troubles = r->found.troubles;
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
	const struct inbox_mail mail = mail_of(r, uid, 0, NULL);
	int o = give(r, &mail, 1);
	return o < 0 ? o : mark_drop(r->db, r->mailbox);
}

/* The dialogue broke over these: no death, and no trouble either when we ourselves broke it off. */
static int note_trouble(struct reading *r, struct mark m)
{
	if (worker_stopping(r->reader->ctx) && m.first != m.last)
		return mark_drop_riding(r->db, r->mailbox);
	m.deaths = 0;
	m.troubles += !worker_stopping(r->reader->ctx);
	return mark_put(r, m, true);
}

/* ---- by the bite ---- */

/* What is asked for, and what becomes of it. */
struct errand {
	struct imap_want want;
	size_t asked, bite; /* at a time */
	bool heads;         /* those that do not come are the work's business, not ours */
	int (*work)(struct reading *r, const uint32_t *uids, size_t count,
	        const struct fetched *raw, bool *ret_wanted);
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The next bite, of what was asked for: *ret_n of them came, or will not. The mark stands before a
 * byte of it is looked at; with it what was taken before is on the disk. */
static int take_bite(struct reading *r, const uint32_t *uids, size_t count, struct fetched *raw,
        size_t *ret_n, char **ret_why)
{
	struct mark mark = mark_for(r, uids[0], uids[count - 1]);
	worker_busy(r->reader->ctx, BATCH_S);
	int o = mark_put(r, mark, !r->riding);
	if (o < 0)
		return o;
	r->riding = false;
	o = imap_take(r->reader->imap, uids, count, raw, ret_n, ret_why);
	int e = o == IMAP_OK || o == IMAP_REFUSED ? 0 : note_trouble(r, mark);
	return e < 0 ? e : o;
}

/* Those that came: up to the first that did not, where nothing may pass that one. */
static int work_on(struct reading *r, const struct errand *e, const uint32_t *uids, size_t count,
        struct fetched *raw, bool *ret_wanted)
{
	int o = count ? e->work(r, uids, count, raw, ret_wanted) : 0;
	if (count && !e->heads)
		r->refused_at = 0;
	r->riding |= !e->heads;
	return o;
}

/*
 * A positive enum imap_outcome, 0, or -errno. *ret_n: so many from the first on are done, up to the
 * first that did not come. While one bite is worked on, the server is at the next.
 */
static int fetch_all(struct reading *r, const struct errand *e, const uint32_t *uids, size_t count,
        bool *ret_wanted, size_t *ret_n, char **ret_why)
{
	AUTO(xfree) struct fetched *raw = xcalloc(e->bite, sizeof *raw);
	struct imap *imap = r->reader->imap;
	size_t i = 0, to = least(e->asked, count); /* asked for: up to there */
	bool gap = false;
	int o = imap_ask(imap, &e->want, uids, to, ret_why);
	while (o == 0 && !gap && i < count && !worker_stopping(r->reader->ctx)) {
		size_t n = 0;
		o = take_bite(r, uids + i, least(e->bite, to - i), raw, &n, ret_why);
		size_t came = e->heads ? n : fetched_leading(raw, n);
		size_t next = i + came, more = least(e->asked, count - next);
		gap = came < n;
		if (o == 0 && !gap && more && !imap_is_asked(imap)) {
			o = imap_ask(imap, &e->want, uids + next, more, ret_why);
			to = next + more;
		}
		int done = work_on(r, e, uids + i, came, raw, ret_wanted ? ret_wanted + i : NULL);
		o = done < 0 ? done : o;
		for (size_t k = 0; k < n; k++)
			fetched_done(&raw[k]);
		i = next;
	}
	*ret_n = i;
	return o;
}

/* ---- whole messages ---- */

static const struct errand whole = {
        .want = {.most = MOST_BYTES, .dated = true},
        .asked = BATCH,
        .bite = BATCH,
        .work = give_all,
};

/* A positive enum imap_outcome, 0, or -errno. *ret_taken: so many from the first on. */
static int read_some(
        struct reading *r, const uint32_t *uids, size_t count, size_t *ret_taken, char **ret_why)
{
	int o = fetch_all(r, &whole, uids, count, NULL, ret_taken, ret_why);
	int e = o == 0 || o == IMAP_REFUSED ? mark_drop(r->db, r->mailbox) : 0;
	r->riding &= e < 0;
	return e < 0 ? e : o;
}

/* Is it this message alone that does not come? A server that gives none is ill, and heals. */
static bool gives_another(struct reading *r, uint32_t uid)
{
	AUTO(xfree) char *why = NULL;
	struct fetched m;
	if (r->newest == uid || imap_fetch(r->reader->imap, r->newest, 1, &m, &why) != IMAP_OK)
		return false;
	fetched_done(&m);
	return true;
}

static int wait_for(struct reading *r, uint32_t uid, char **ret_why)
{
	AUTO(xfree) char *said = *ret_why;
	int o = mark_put(
	        r, (struct mark){.first = uid, .last = uid, .refused_at = r->refused_at}, true);
	if (o < 0) {
		*ret_why = NULL;
		return o;
	}
	*ret_why = xasprintf(
	        "The mail server has the message with UID %u in %s, but does not give it%s%s. A "
	        "customer may wait behind it and behind those that came later, so it is tried "
	        "again "
	        "and none is passed over. If this stays, open the mailbox with a mail program, and "
	        "ask whoever runs the server.",
	        uid, r->mailbox, said ? ": " : "", said ? said : "");
	return IMAP_REFUSED;
}

/*
 * This one did not come by itself. Gone: nobody misses it. Still there: it is waited for, and
 * nothing passes it. Only when others come and it has not for long, a person must open it.
 */
static int ask_after(struct reading *r, uint32_t uid, char **ret_why)
{
	AUTO(xfree) char *said = *ret_why;
	bool there = false;
	*ret_why = NULL;
	int o = imap_has(r->reader->imap, uid, &there, ret_why);
	if (o != IMAP_OK || !there)
		return o;
	if (!r->refused_at)
		r->refused_at = clock_now();
	if (clock_now() - r->refused_at >= REFUSED_S && gives_another(r, uid))
		return set_aside(r, uid);
	*ret_why = said;
	said = NULL;
	return wait_for(r, uid, ret_why);
}

/* This one by itself, for something went wrong here before. */
static int read_alone(struct reading *r, uint32_t uid, char **ret_why)
{
	size_t taken;
	if (is_poison(r, uid))
		return set_aside(r, uid);
	int o = read_some(r, &uid, 1, &taken, ret_why);
	if ((o != 0 && o != IMAP_REFUSED) || taken || worker_stopping(r->reader->ctx))
		return o;
	return ask_after(r, uid, ret_why);
}

static int read_whole(struct reading *r, const uint32_t *uids, size_t count, char **ret_why)
{
	for (size_t i = 0, n = 1; i < count && !worker_stopping(r->reader->ctx); i += n, n = 1) {
		bool alone = uids[i] <= r->careful_until;
		int o = alone ? read_alone(r, uids[i], ret_why)
		              : read_some(r, uids + i, count - i, &n, ret_why);
		if (o != 0 && (o != IMAP_REFUSED || alone))
			return o;
		if (alone || i + n == count || worker_stopping(r->reader->ctx))
			continue;
		xfree(*ret_why);
		*ret_why = NULL;
		/* one of these did not come: which? */
		r->careful_until = uids[i + n + least(BATCH, count - i - n) - 1];
	}
	return 0;
}

/* ---- at a glance, where there are many ---- */

/* What inbox_sift() asks after. Those of a message that came, any server has at hand. */
static const char *const fields_in_inbox[] = {"From", "Message-ID", NULL};
static const char *const fields_in_sent[] = {"From", "To", "Cc", "Message-ID", "In-Reply-To",
        "References", "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To",
        "Followup-Ref", NULL};

/* Which of these heads belong to messages that must be read whole. What did not come, did not come
 * whole, or breaks the parser is for the careful reading to find out. 0 or -errno. */
static int sift(struct reading *r, const uint32_t *uids, size_t count, const struct fetched *heads,
        bool *ret_wanted)
{
	AUTO(xfree) struct message_bytes *bytes = xcalloc(count, sizeof(*bytes));
	AUTO(xfree) struct message **messages = xcalloc(count, sizeof(*messages));
	AUTO(xfree) struct inbox_mail *mails = xcalloc(count, sizeof(*mails));
	for (size_t i = 0; i < count; i++)
		bytes[i] = (struct message_bytes){heads[i].n ? heads[i].bytes : "", heads[i].n};
	int o = message_parse_heads(bytes, count, messages);
	for (size_t i = 0; i < count; i++) {
		bool all = heads[i].n && heads[i].n < HEAD_BYTES;
		mails[i] = mail_of(r, uids[i], heads[i].internal_at, all ? messages[i] : NULL);
	}
	if (o == 0)
		inbox_sift(r->db, r->reader->ctx->conf, mails, count, ret_wanted);
	for (size_t i = 0; i < count; i++)
		message_free(messages[i]);
	return o;
}

/* A positive enum imap_outcome, 0, or -errno. Of a server that gives no heads, all are wanted. */
static int glance(
        struct reading *r, const uint32_t *uids, size_t count, bool *ret_wanted, char **ret_why)
{
	const struct errand heads = {
	        .want = {.fields = r->sent ? fields_in_sent : fields_in_inbox,
	                .most = HEAD_BYTES,
	                .dated = !r->sent && inbox_asks_for_dates(r->db)},
	        .asked = STRETCH,
	        .bite = GLANCE,
	        .heads = true,
	        .work = sift,
	};
	size_t n;
	int o = fetch_all(r, &heads, uids, count, ret_wanted, &n, ret_why);
	if (o != IMAP_REFUSED)
		return o;
	xfree(*ret_why);
	*ret_why = NULL;
	while (n < count)
		ret_wanted[n++] = true;
	return 0;
}

/* Some thousands: those whose heads are of interest, and the cursor past all. */
static int read_sifted(struct reading *r, const uint32_t *uids, size_t count, char **ret_why)
{
	AUTO(xfree) bool *wanted = xcalloc(count, sizeof(*wanted));
	AUTO(xfree) uint32_t *left = xcalloc(count, sizeof(*left));
	size_t n = 0;
	int o = glance(r, uids, count, wanted, ret_why);
	if (o == 0 && worker_stopping(r->reader->ctx))
		return mark_drop_riding(r->db, r->mailbox);
	for (size_t i = 0; o == 0 && i < count; i++)
		if (wanted[i])
			left[n++] = uids[i];
	if (o != 0 || (o = read_whole(r, left, n, ret_why)) != 0 || worker_stopping(r->reader->ctx))
		return o;
	o = inbox_pass_over(r->db, r->mailbox, r->uidvalidity, uids[count - 1]);
	return o < 0 ? o : mark_drop_riding(r->db, r->mailbox);
}

static int read_uids(struct reading *r, const uint32_t *uids, size_t count, char **ret_why)
{
	r->newest = count ? uids[count - 1] : 0;
	for (size_t i = 0, n; i < count && !worker_stopping(r->reader->ctx); i += n) {
		size_t careful = 0, most = count - i;
		while (careful < most && uids[i + careful] <= r->careful_until)
			careful++;
		bool many = !careful && most >= GLANCE_LEAST;
		n = careful ? careful : many ? least(most, STRETCH) : most;
		int o = many ? read_sifted(r, uids + i, n, ret_why)
		             : read_whole(r, uids + i, n, ret_why);
		if (o != 0)
			return o;
	}
	return 0;
}

static struct date first_day(const struct worker_context *ctx, bool first_time)
{
	if (!first_time || clock_frozen())
		return DATE_NONE;
	return date_add(zone_date(zone_find("UTC"), clock_now()), -ctx->conf->imap.since_days);
}

static int read_from(struct reading *r, uint32_t from, struct date since, char **ret_why)
{
	const struct reader *reader = r->reader;
	for (;;) {
		AUTO(xfree) uint32_t *uids = NULL;
		size_t count = 0;
		int o = imap_uids(reader->imap, from, since, ASK_MOST, &uids, &count, ret_why);
		if (o == IMAP_OK && count)
			o = read_uids(r, uids, count, ret_why);
		if (o != 0 || worker_stopping(reader->ctx) || count < ASK_MOST)
			return o;
		from = uids[count - 1] + 1;
	}
}

/*
 * UIDNEXT never falls while UIDVALIDITY stays. Where it has, and no message stands above it, the
 * server has begun to number anew without telling: what comes now would lie behind our cursor.
 * Otherwise UIDNEXT counts for nothing: only messages that came move the cursor.
 */
static int check_numbers(
        struct reading *r, uint32_t uidnext, uint32_t *from, bool *first_time, char **ret_why)
{
	AUTO(xfree) uint32_t *above = NULL;
	size_t count = 0;
	if (uidnext == 0 || uidnext >= *from)
		return 0;
	int o = imap_uids(r->reader->imap, uidnext, DATE_NONE, 1, &above, &count, ret_why);
	if (o != IMAP_OK || count)
		return o;
	log_warning("%s: the mail server numbers its messages anew (the next is %u, and we had "
	            "read up to %u) and did not say so. The mailbox is read again, so that no "
	            "customer is missed; what was known already is known.",
	        r->mailbox, uidnext, *from - 1);
	*from = 1;
	*first_time = true;
	return inbox_forget_uids(r->db, r->mailbox, r->uidvalidity);
}

/* Without CONDSTORE nobody knows: the numbers alone stay the same when one comes and one goes. */
static bool is_unchanged(const struct imap_mailbox *a, const struct imap_mailbox *b)
{
	return a->modseq && a->modseq == b->modseq && a->uidvalidity == b->uidvalidity &&
	       a->uidnext == b->uidnext && a->exists == b->exists;
}

int reader_read(const struct reader *reader, const char *mailbox, bool sent,
        struct imap_mailbox *seen, char **ret_why)
{
	/* as the store and people know it */
	AUTO(xfree)
	char *theirs = reader->whose ? xasprintf("%s of %s", mailbox, reader->whose) : NULL;
	const char *name = theirs ? theirs : mailbox;
	struct reading r = {.reader = reader, .db = reader->ctx->db, .mailbox = name, .sent = sent};
	struct imap_mailbox box;
	uint32_t from;
	bool first_time;
	struct imap_mailbox before = *seen;
	int o = imap_examine(reader->imap, mailbox, &box, ret_why);
	*seen = (struct imap_mailbox){0};
	if (o != IMAP_OK)
		return o;
	if (is_unchanged(&before, &box)) {
		*seen = box;
		return 0;
	}
	r.uidvalidity = box.uidvalidity;
	if ((o = inbox_cursor(r.db, name, box.uidvalidity, &from, &first_time)) < 0 ||
	        (o = mark_get(r.db, name, box.uidvalidity, &r.found)) < 0 ||
	        (o = check_numbers(&r, box.uidnext, &from, &first_time, ret_why)) != 0)
		return o;
	r.careful_until = r.found.last;
	r.refused_at = r.found.refused_at;
	o = read_from(&r, from, first_day(reader->ctx, first_time), ret_why);
	if (o == 0 && !worker_stopping(reader->ctx))
		*seen = box;
	return o;
}
