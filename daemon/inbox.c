#include "inbox.h"

#include "classify.h"
#include "conf.h"
#include "conversation.h"
#include "db.h"
#include "log.h"
#include "message.h"
#include "outbox.h"
#include "seal.h"

#include <string.h>
#include <strings.h>

enum {
	EXCERPT_BYTES = 600,          /* about 300 characters */
	POSSIBLE_PAUSE_S = 7 * 86400, /* while a person finds out who wrote */
	COMPLAINT_PAUSE_S = 365 * 86400,
	SUBJECT_MATCH_S = 60 * 86400, /* how long a letter's subject may serve to match a reply */
};

/* ---- cursor ---- */

int inbox_cursor(struct db *db, const char *mailbox, uint32_t uidvalidity, uint32_t *ret_uid_next,
        bool *ret_first_time)
{
	AUTO(db_rows_free)
	struct db_rows *rows =
	        db_query(db, "SELECT uidvalidity, uid_next FROM cursor WHERE mailbox=:mailbox",
	                DB_TEXT(":mailbox", mailbox));
	int r = db_step(rows);
	if (r < 0)
		return r;
	bool same = r > 0 && (uint32_t)db_col_int(rows, 0) == uidvalidity;
	*ret_uid_next = same ? (uint32_t)db_col_int(rows, 1) : 1;
	*ret_first_time = !same;
	return 0;
}

static int cursor_move(struct db *db, const char *mailbox, uint32_t uidvalidity, uint32_t uid_next)
{
	int r = db_run(db,
	        "INSERT INTO cursor (mailbox, uidvalidity, uid_next)"
	        " VALUES (:mailbox, :uidvalidity, :uid_next)"
	        " ON CONFLICT (mailbox) DO UPDATE SET uid_next=CASE"
	        " WHEN uidvalidity=:uidvalidity THEN max(uid_next, :uid_next) ELSE :uid_next END,"
	        " uidvalidity=:uidvalidity",
	        DB_TEXT(":mailbox", mailbox), DB_INT(":uidvalidity", uidvalidity),
	        DB_INT(":uid_next", uid_next));
	return r < 0 ? r : 0;
}

int inbox_cursor_set(struct db *db, const char *mailbox, uint32_t uidvalidity, uint32_t uid_next)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	if ((r = cursor_move(db, mailbox, uidvalidity, uid_next)) < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}

/* ---- one message being taken ---- */

enum confidence { NOBODY, WROTE, PROBABLE, POSSIBLE, COLLEAGUE, CERTAIN };
static const char *const confidence_names[] = {
        "", "wrote", "probable", "possible", "colleague", "certain"};

struct taking {
	struct db *db;
	const struct conf *conf;
	const struct seal_key *key;
	const struct inbox_mail *mail;
	const struct message *m;
	int64_t now;
	struct classify kind;
	const char *class; /* word for inbox.class */
	enum confidence confidence;
	int64_t letter;    /* row of the outbox it is about; 0: none */
	char *customer;    /* key, or NULL */
	char *address;     /* the customer's, or the letter's recipient's */
	bool stop_address; /* it was sent to the stop. tag of a letter */
	struct text effect;
	int64_t id; /* its row in inbox */
	bool news;
};

static void taking_done(struct taking *t)
{
	xfree(t->customer);
	xfree(t->address);
	text_done(&t->effect);
}

/* ---- matching ---- */

/* The last token in `s` that belongs to a letter of ours: References grow at the end. */
static int64_t letter_of_tokens(struct db *db, const char *s)
{
	int64_t found = 0;
	for (const char *p = s; (p = strcasestr(p, "fu1.")); p += 4) {
		AUTO(xfree) char *token = seal_token_find(p);
		int64_t id = token ? outbox_by_token(db, token) : 0;
		if (id)
			found = id;
	}
	return found;
}

static bool same_domain(const char *a, const char *b)
{
	static const char *const shared[] = {"gmail.com", "googlemail.com", "outlook.com",
	        "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.de",
	        "gmx.net", "web.de", "t-online.de", "proton.me", "protonmail.com", "orange.fr",
	        "free.fr", "libero.it", "mail.ru", "qq.com", "163.com"};
	const char *da = strrchr(a, '@'), *db = strrchr(b, '@');
	if (!da || !db || strcasecmp(da, db) != 0)
		return false;
	for (size_t i = 0; i < COUNT(shared); i++)
		if (strcasecmp(da + 1, shared[i]) == 0)
			return false;
	return true;
}

static void take_letter(struct taking *t, int64_t letter)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->db,
	        "SELECT o.customer, o.recipient, c.email FROM outbox o"
	        " LEFT JOIN customer c ON c.key=o.customer WHERE o.id=:id AND o.kind='letter'",
	        DB_INT(":id", letter));
	if (db_step(rows) <= 0)
		return;
	const char *from = t->m->from_address, *recipient = db_col_text(rows, 1);
	t->letter = letter;
	t->customer = xstrdup(db_col_text(rows, 0));
	t->address = xstrdup(recipient);
	if (str_same_nocase(from, recipient) || str_same_nocase(from, db_col_text(rows, 2)))
		t->confidence = CERTAIN;
	else
		t->confidence = same_domain(from, recipient) ? COLLEAGUE : POSSIBLE;
}

/* A known customer without a token: by subject a probable reply, else "wrote to us". */
static void take_sender(struct taking *t)
{
	if (str_empty(t->m->from_address))
		return;
	t->customer = db_text(t->db,
	        "SELECT key FROM customer WHERE email=:from AND email<>'' ORDER BY present DESC, "
	        "id LIMIT 1",
	        DB_TEXT(":from", t->m->from_address));
	if (!t->customer)
		return;
	t->address = xstrdup(t->m->from_address);
	AUTO(xfree) char *subject = message_base_subject(t->m->subject);
	if (!str_empty(subject))
		t->letter = db_int(t->db, 0,
		        "SELECT id FROM outbox WHERE customer=:customer AND subject=:subject AND"
		        " state='SENT' AND settled_at>:since ORDER BY settled_at DESC LIMIT 1",
		        DB_TEXT(":customer", t->customer), DB_TEXT(":subject", subject),
		        DB_INT(":since", t->now - SUBJECT_MATCH_S));
	t->confidence = t->letter ? PROBABLE : WROTE;
}

static void match(struct taking *t)
{
	const struct message *m = t->m;
	/* reports name our letter in what they return; replies in their threading headers */
	const char *const places[] = {m->envelope_id, m->original_reference, m->original_message_id,
	        m->in_reply_to, m->references, m->to};
	for (size_t i = 0; i < COUNT(places) && !t->customer; i++) {
		int64_t letter = letter_of_tokens(t->db, places[i]);
		if (letter)
			take_letter(t, letter);
	}
	if (!t->customer)
		take_sender(t);
	t->stop_address = strcasestr(m->to, "+stop.fu1.") != NULL && t->letter;
}

static bool from_staff(const struct taking *t)
{
	const char *from = t->m->from_address;
	return str_same_nocase(from, t->conf->business.address) ||
	       conf_person_by_email(t->conf, from) != NULL;
}

/* ---- effects ---- */

static void effect(struct taking *t, const char *sentence)
{
	if (t->effect.len)
		text_putc(&t->effect, ' ');
	text_puts(&t->effect, sentence);
}

static int withdraw(struct taking *t, const char *reason)
{
	int n = outbox_withdraw(t->db, t->customer, t->address, reason, t->now);
	if (n > 0) {
		AUTO(xfree)
		char *s = xasprintf("%d queued letter%s withdrawn.", n, n == 1 ? "" : "s");
		effect(t, s);
		t->news = true;
	}
	return n < 0 ? n : 0;
}

static int do_reply(struct taking *t)
{
	if (t->confidence == POSSIBLE) {
		effect(t, "The writer is not the person the letter went to: letters rest for 7 "
		          "days until "
		          "someone looks.");
		int r = conversation_pause_put(t->db, t->customer, t->now + POSSIBLE_PAUSE_S,
		        "someone else answered a letter to this customer", t->now);
		return r < 0 ? r : withdraw(t, "Someone else answered a letter to this customer.");
	}
	bool thanks = t->kind.thanks && !t->kind.complaint_words;
	int r = conversation_happen(t->db, t->customer,
	        thanks ? CONVERSATION_THANKED : CONVERSATION_WROTE, t->id, t->mail->arrived_at, "");
	if (r < 0)
		return r;
	effect(t, thanks ? "A thank-you: listed, needs no answer." : "Waits for an answer.");
	t->news = true;
	if (t->kind.complaint_words || t->kind.doubtful_optout) {
		const char *why = t->kind.complaint_words ? "it reads like a complaint"
		                                          : "it may ask us to stop writing";
		AUTO(xfree) char *s = xasprintf("Letters rest until a person has looked: %s.", why);
		effect(t, s);
		if ((r = conversation_pause_put(
		             t->db, t->customer, t->now + COMPLAINT_PAUSE_S, why, t->now)) < 0)
			return r;
	}
	return withdraw(t, "The customer wrote to us; a person answers first.");
}

static int do_optout(struct taking *t)
{
	if (t->confidence == POSSIBLE)
		return do_reply(t); /* a stranger can't unsubscribe a customer silently */
	int r = conversation_suppress_put(
	        t->db, t->key, t->m->from_address, t->customer, "optout", t->m->subject, t->now);
	if (r == 0 && t->confidence != COLLEAGUE && !str_empty(t->address))
		r = conversation_suppress_put(
		        t->db, t->key, t->address, t->customer, "optout", t->m->subject, t->now);
	if (r < 0)
		return r;
	effect(t, "Asked us to stop: no more letters.");
	t->news = true;
	if (t->confidence ==
	        COLLEAGUE) { /* the writer's own address only; a person sees to the rest */
		effect(t, "A colleague wrote; is it meant for the addressee too?");
		return conversation_happen(
		        t->db, t->customer, CONVERSATION_WROTE, t->id, t->mail->arrived_at, "");
	}
	return withdraw(t, "The customer asked us to stop.");
}

static const char *first_status(const struct message *m)
{
	return m->recipients_count ? m->recipients[0].status : "";
}

static int do_bounce(struct taking *t)
{
	const char *text = t->m->recipients_count ? t->m->recipients[0].diagnostic : "";
	AUTO(xfree)
	char *reason = xasprintf("Came back: %s %s", first_status(t->m), text);
	int r = outbox_returned(t->db, t->letter, first_status(t->m), reason, t->now);
	if (r < 0)
		return r;
	effect(t, "The letter came back.");
	t->news = true;
	if (t->kind.permanence != CLASSIFY_DEAD)
		return 0;
	effect(t, "The address no longer works: no more letters to it.");
	if ((r = conversation_suppress_put(
	             t->db, t->key, t->address, t->customer, "dead", reason, t->now)) < 0)
		return r;
	return withdraw(t, "The address no longer works.");
}

static int do_complaint(struct taking *t)
{
	effect(t, "Reported our letter as unwanted: no more letters, ever.");
	t->news = true;
	int r = conversation_suppress_put(
	        t->db, t->key, t->address, t->customer, "complaint", "", t->now);
	return r < 0 ? r : withdraw(t, "The customer reported a letter as unwanted.");
}

/* What a customer's (or a machine's) message does. */
static int act(struct taking *t)
{
	switch (t->kind.class) {
	case CLASSIFY_REPLY:
		return t->stop_address ? do_optout(t) : do_reply(t);
	case CLASSIFY_OPTOUT:
		return t->kind.doubtful_optout ? do_reply(t) : do_optout(t);
	case CLASSIFY_BOUNCE:
		return t->letter ? do_bounce(t) : 0;
	case CLASSIFY_COMPLAINT:
		return t->letter ? do_complaint(t) : 0;
	default:
		effect(t, "A machine's mail: no one waits.");
		return 0;
	}
}

/* ---- staff's own mail ---- */

/* Whom did staff answer? By the message it answers, else by the address it went to. */
static char *answered_customer(const struct taking *t)
{
	for (const char *p = t->m->references; *p;) {
		size_t skip = strspn(p, " \t\r\n<>"), n = strcspn(p + skip, " \t\r\n<>");
		AUTO(xfree) char *id = xstrndup(p + skip, n);
		char *customer = n ? db_text(t->db,
		                             "SELECT customer FROM inbox WHERE message_id=:id"
		                             " AND customer IS NOT NULL",
		                             DB_TEXT(":id", id))
		                   : NULL;
		if (customer)
			return customer;
		p += skip + n;
	}
	AUTO(xfree) char *to = xstrdup(t->m->to);
	for (char *save = NULL, *word = strtok_r(to, " \t\r\n,;<>\"", &save); word;
	        word = strtok_r(NULL, " \t\r\n,;<>\"", &save)) {
		char *customer = strchr(word, '@') ? db_text(t->db,
		                                             "SELECT key FROM customer WHERE "
		                                             "email=:email AND email<>''"
		                                             " ORDER BY present DESC, id LIMIT 1",
		                                             DB_TEXT(":email", word))
		                                   : NULL;
		if (customer)
			return customer;
	}
	return NULL;
}

static int take_staff(struct taking *t)
{
	int64_t own = letter_of_tokens(t->db, t->m->followup_ref);
	if (own) { /* our own letter, lying in Sent: it did go out */
		t->class = "ours";
		t->letter = own;
		return outbox_found(t->db, own, t->now);
	}
	t->customer = answered_customer(t);
	if (!t->customer) {
		t->class = "unrelated";
		return 0;
	}
	t->class = "answer";
	int64_t waiting = conversation_waiting_since(t->db, t->customer);
	if (waiting && t->mail->arrived_at < waiting)
		return 0; /* older than what waits */
	int r = conversation_happen(
	        t->db, t->customer, CONVERSATION_ANSWER, 0, t->mail->arrived_at, "sent");
	if (r > 0) {
		effect(t, "Answered the customer.");
		t->news = true;
	}
	return r;
}

/* ---- taking ---- */

static size_t utf8_cut(const char *s, size_t most)
{
	size_t n = strnlen(s, most);
	while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static int record(struct taking *t)
{
	const struct message *m = t->m;
	const char *new_text = m ? m->new_text : "";
	AUTO(xfree) char *excerpt = xstrndup(new_text, utf8_cut(new_text, EXCERPT_BYTES));
	int r = db_run(t->db,
	        "INSERT INTO inbox (mailbox, uidvalidity, uid, message_id, from_address, subject, "
	        "class,"
	        " excerpt, arrived_at, read_at) VALUES (:mailbox, :uidvalidity, :uid, :message_id, "
	        ":from,"
	        " :subject, :class, :excerpt, :arrived, :now)",
	        DB_TEXT(":mailbox", t->mail->mailbox), DB_INT(":uidvalidity", t->mail->uidvalidity),
	        DB_INT(":uid", t->mail->uid), DB_TEXT(":message_id", m ? m->message_id : ""),
	        DB_TEXT(":from", m ? m->from_address : ""),
	        DB_TEXT(":subject", m ? m->subject : ""), DB_TEXT(":class", t->class),
	        DB_TEXT(":excerpt", excerpt), DB_INT(":arrived", t->mail->arrived_at),
	        DB_INT(":now", t->now));
	t->id = db_last_id(t->db);
	return r < 0 ? r : 0;
}

static int complete(struct taking *t)
{
	int r = db_run(t->db,
	        "UPDATE inbox SET class=:class, confidence=:confidence, customer=:customer,"
	        " outbox=:outbox, effect=:effect WHERE id=:id",
	        DB_TEXT(":class", t->class),
	        DB_TEXT(":confidence", confidence_names[t->confidence]),
	        DB_TEXT(":customer", t->customer),
	        t->letter ? DB_INT(":outbox", t->letter) : DB_NULL(":outbox"),
	        DB_TEXT(":effect", text_str(&t->effect)), DB_INT(":id", t->id));
	return r < 0 ? r : 0;
}

/* Mail that is nobody's business of ours leaves no trace but the cursor. */
static int forget(struct taking *t)
{
	int r = db_run(t->db, "DELETE FROM inbox WHERE id=:id", DB_INT(":id", t->id));
	return r < 0 ? r : 0;
}

static int take_message(struct taking *t)
{
	if (t->mail->sent || from_staff(t)) {
		int r = take_staff(t);
		return r;
	}
	t->kind = classify(t->m);
	t->class = classify_name(t->kind.class);
	match(t);
	if (!t->customer) {
		t->class = "unrelated";
		return 0;
	}
	int r = t->letter ? outbox_found(t->db, t->letter, t->now)
	                  : 0; /* it was UNSURE: it did arrive */
	if (r >= 0)
		r = act(t);
	return r;
}

static int take(struct taking *t)
{
	t->class = t->m ? "other" : "poison";
	int r = record(t);
	if (r < 0)
		return r;
	if (t->m && (r = take_message(t)) < 0)
		return r;
	r = str_same(t->class, "unrelated") ? forget(t) : complete(t);
	if (r < 0)
		return r;
	return cursor_move(t->db, t->mail->mailbox, t->mail->uidvalidity, t->mail->uid + 1);
}

static bool taken_before(struct db *db, const struct inbox_mail *mail)
{
	return db_int(db, 0,
	        "SELECT 1 FROM inbox WHERE mailbox=:mailbox AND uidvalidity=:uidvalidity AND "
	        "uid=:uid",
	        DB_TEXT(":mailbox", mail->mailbox), DB_INT(":uidvalidity", mail->uidvalidity),
	        DB_INT(":uid", mail->uid));
}

/* The same message in another mailbox, or after UIDVALIDITY changed: its effects were had. */
static bool known_message(struct db *db, const struct inbox_mail *mail)
{
	return mail->message && !str_empty(mail->message->message_id) &&
	       db_int(db, 0, "SELECT 1 FROM inbox WHERE message_id=:id AND from_address=:from",
	               DB_TEXT(":id", mail->message->message_id),
	               DB_TEXT(":from", mail->message->from_address));
}

int inbox_take(struct db *db, const struct conf *conf, const struct seal_key *key,
        const struct inbox_mail *mail, int64_t now, bool *ret_news)
{
	struct taking t = {
	        .db = db, .conf = conf, .key = key, .mail = mail, .m = mail->message, .now = now};
	int r = db_begin(db);
	if (r < 0)
		return r;
	if (taken_before(db, mail) || known_message(db, mail))
		r = cursor_move(db, mail->mailbox, mail->uidvalidity, mail->uid + 1);
	else
		r = take(&t);
	if (r < 0)
		db_rollback(db);
	else if ((r = db_commit(db)) == 0 && t.customer)
		log_info("%s from %s, customer %s: %s", t.class, t.m->from_address, t.customer,
		        text_str(&t.effect));
	if (r == 0 && t.news)
		*ret_news = true;
	taking_done(&t);
	return r < 0 ? r : 0;
}
