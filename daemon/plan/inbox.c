#include "inbox.h"

#include "classify.h"
#include "conf.h"
#include "conversation.h"
#include "db.h"
#include "desk.h"
#include "failure.h"
#include "hint.h"
#include "house.h"
#include "log.h"
#include "match.h"
#include "message.h"
#include "outbox.h"
#include "verdict.h"
#include "zone.h"

#include <string.h>
#include <strings.h>

enum {
	EXCERPT_BYTES = 600,          /* about 300 characters */
	POSSIBLE_PAUSE_S = 7 * 86400, /* while a person finds out who wrote */
	COMPLAINT_PAUSE_S = 365 * 86400,
	CLOCKS_DIFFER_S = 2 * 86400, /* the mail server's and ours, at the most */
};

static const char thank_you[] = "A thank-you: listed, needs no answer.";

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

int inbox_pass_over(struct db *db, const char *mailbox, uint32_t uidvalidity, uint32_t uid)
{
	int r = db_begin_riding(db);
	if (r < 0)
		return r;
	if ((r = cursor_move(db, mailbox, uidvalidity, uid + 1)) == 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

int inbox_forget_uids(struct db *db, const char *mailbox, uint32_t uidvalidity)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	r = db_run(db,
	        "UPDATE inbox SET uidvalidity=-id WHERE mailbox=:mailbox AND"
	        " uidvalidity=:uidvalidity",
	        DB_TEXT(":mailbox", mailbox), DB_INT(":uidvalidity", uidvalidity));
	if (r >= 0)
		r = db_run(db, "DELETE FROM cursor WHERE mailbox=:mailbox",
		        DB_TEXT(":mailbox", mailbox));
	if (r >= 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

/* ---- one message being taken ---- */

struct taking {
	struct db *db;
	const struct conf *conf;
	const struct seal_key *key;
	const struct inbox_mail *mail;
	const struct message *m;
	int64_t now;
	struct classify kind;
	const char *class; /* word for inbox.class */
	struct match who;
	struct text effect;
	int64_t id; /* its row in inbox */
	bool news;
};

static void taking_done(struct taking *t)
{
	match_done(&t->who);
	text_done(&t->effect);
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
	int n = outbox_withdraw(t->db, t->who.customer, t->who.address, reason, t->now);
	if (n > 0) {
		AUTO(xfree)
		char *s = xasprintf("%d queued letter%s withdrawn.", n, n == 1 ? "" : "s");
		effect(t, s);
		t->news = true;
	}
	return n < 0 ? n : 0;
}

/* When staff answered after this message came: Sent may have been read before this mailbox. */
static int64_t answered_since(const struct taking *t)
{
	return db_int(t->db, 0,
	        "SELECT min(arrived_at) FROM inbox WHERE customer=:customer AND class='answer'"
	        " AND arrived_at>:at",
	        DB_TEXT(":customer", t->who.customer), DB_INT(":at", t->mail->arrived_at));
}

static int open_conversation(struct taking *t)
{
	bool thanks = t->kind.thanks && !t->kind.complaint_words;
	int64_t answered = answered_since(t);
	int r = 0;
	/* what waits already is newer than the answer */
	if (!answered || !conversation_waiting_since(t->db, t->who.customer))
		r = conversation_happen(t->db, t->who.customer,
		        thanks ? CONVERSATION_THANKED : CONVERSATION_WROTE, t->id,
		        t->mail->arrived_at, "");
	if (r > 0 && answered)
		r = conversation_happen(
		        t->db, t->who.customer, CONVERSATION_ANSWER, 0, answered, "sent");
	effect(t, thanks ? thank_you : answered ? "Was answered already." : "Waits for an answer.");
	return r;
}

static int do_reply(struct taking *t)
{
	if (t->who.confidence == MATCH_POSSIBLE) {
		effect(t, "The writer is not the person the letter went to: letters rest for 7 "
		          "days until "
		          "someone looks.");
		int r = conversation_pause_put(t->db, t->who.customer, t->now + POSSIBLE_PAUSE_S,
		        "someone else answered a letter to this customer", t->now);
		return r < 0 ? r : withdraw(t, "Someone else answered a letter to this customer.");
	}
	int r = open_conversation(t);
	if (r < 0)
		return r;
	t->news = true;
	if (t->kind.complaint_words || t->kind.doubtful_optout) {
		const char *why = t->kind.complaint_words ? "it reads like a complaint"
		                                          : "it may ask us to stop writing";
		AUTO(xfree) char *s = xasprintf("Letters rest until a person has looked: %s.", why);
		effect(t, s);
		if ((r = conversation_pause_put(
		             t->db, t->who.customer, t->now + COMPLAINT_PAUSE_S, why, t->now)) < 0)
			return r;
	}
	return withdraw(t, "The customer wrote to us; a person answers first.");
}

static int stop_letters(struct taking *t, const char *address, const char *customer)
{
	return str_empty(address) ? 0
	                          : conversation_suppress_put(t->db, t->key, address, customer,
	                                    "optout", t->m->subject, t->now);
}

/* A colleague speaks for his own address only; a person sees to the rest. */
static int do_optout_of_colleague(struct taking *t)
{
	effect(t, "Asked us to stop: no more letters to the writer. Is it meant for the addressee "
	          "too?");
	int r = stop_letters(t, t->m->from_address, NULL);
	return r < 0 ? r
	             : conversation_happen(t->db, t->who.customer, CONVERSATION_WROTE, t->id,
	                       t->mail->arrived_at, "");
}

static int do_optout(struct taking *t)
{
	if (t->who.confidence == MATCH_POSSIBLE)
		return do_reply(t); /* a stranger can't unsubscribe a customer silently */
	t->news = true;
	if (t->who.confidence == MATCH_COLLEAGUE)
		return do_optout_of_colleague(t);
	/* the address the letter went to, the one that wrote, the one in the ledger */
	AUTO(xfree)
	char *ledger = db_text(t->db, "SELECT email FROM customer WHERE key=:key",
	        DB_TEXT(":key", t->who.customer));
	const char *const addresses[] = {t->who.address, t->m->from_address, ledger};
	for (size_t i = 0; i < COUNT(addresses); i++) {
		int r = stop_letters(t, addresses[i], t->who.customer);
		if (r < 0)
			return r;
	}
	effect(t, "Asked us to stop: no more letters.");
	return withdraw(t, "The customer asked us to stop.");
}

static const char *first_status(const struct message *m)
{
	return m->recipients_count ? m->recipients[0].status : "";
}

static int come_back(struct taking *t, char **ret_reason)
{
	const char *text = t->m->recipients_count ? t->m->recipients[0].diagnostic : "";
	*ret_reason = xasprintf("Came back: %s %s", first_status(t->m), text);
	t->news = true;
	return outbox_returned(t->db, t->who.letter, first_status(t->m), *ret_reason, t->now);
}

static int do_bounce_of_ours(struct taking *t)
{
	AUTO(xfree) char *reason = NULL;
	effect(t, "A mail to our own staff came back.");
	return come_back(t, &reason);
}

static int do_bounce(struct taking *t)
{
	AUTO(xfree) char *reason = NULL;
	int r = come_back(t, &reason);
	if (r < 0)
		return r;
	const struct failure f = {.letter = t->who.letter,
	        .customer = t->who.customer,
	        .address = t->who.address,
	        .permanence = t->kind.permanence,
	        .reason = reason};
	if ((r = failure_take(t->db, t->key, &f, t->now)) < 0)
		return r;
	effect(t, r == FAILURE_DEAD ? "The letter came back. The address no longer works: no more "
	                              "letters to it."
	          : r == FAILURE_WORN ? "The letter came back, the third in a row: no more letters "
	                                "to this address."
	                              : "The letter came back.");
	return 0;
}

static int do_complaint(struct taking *t)
{
	effect(t, "Reported our letter as unwanted: no more letters, ever.");
	t->news = true;
	int r = conversation_suppress_put(
	        t->db, t->key, t->who.address, t->who.customer, "complaint", "", t->now);
	return r < 0 ? r : withdraw(t, "The customer reported a letter as unwanted.");
}

static int suggest(struct taking *t, const char *kind, const char *value)
{
	return db_run(t->db,
	        "INSERT INTO suggestion (customer, kind, value, inbox, at)"
	        " VALUES (:customer, :kind, :value, :inbox, :now)"
	        " ON CONFLICT (customer, kind) DO UPDATE SET value=:value, inbox=:inbox, at=:now,"
	        " decided=''"
	        " WHERE value<>:value",
	        DB_TEXT(":customer", t->who.customer), DB_TEXT(":kind", kind),
	        DB_TEXT(":value", value), DB_INT(":inbox", t->id), DB_INT(":now", t->now));
}

/* What it tells is for a person to confirm; nothing is changed by it, and nothing is sent. */
static int do_autoreply(struct taking *t)
{
	AUTO(hint_done) struct hint h = {0};
	const char *const own[] = {
	        t->m->from_address, t->who.address, t->conf->business.address, NULL};
	effect(t, "A machine's mail: no one waits.");
	if (t->who.confidence == MATCH_POSSIBLE)
		return 0; /* of somebody else */
	struct date today = zone_date(zone_find("UTC"), t->mail->arrived_at);
	hint_read(t->m->new_text, today, own, &h);
	AUTO(xfree) char *back = date_format(h.back);
	int r = 0;
	if (h.left)
		r = suggest(t, "left", "");
	if (r >= 0 && *back && !h.left)
		r = suggest(t, "back", back);
	if (r >= 0 && *h.address && (h.left || *back))
		r = suggest(t, "address", h.address);
	return r < 0 ? r : 0;
}

/* Anybody could have written it: it holds nothing that only our letter held. */
static int do_nothing_unproven(struct taking *t)
{
	effect(t, "A report without proof that it is about a letter of ours: nothing was changed; "
	          "a person should look.");
	return 0;
}

/* What a customer's (or a machine's) message does. */
static int act(struct taking *t)
{
	switch (t->kind.class) {
	case CLASSIFY_REPLY:
	case CLASSIFY_OPTOUT:
	case CLASSIFY_AUTOREPLY: /* a mail program's "unsubscribe" may call itself automatic */
	case CLASSIFY_LIST:
	case CLASSIFY_OTHER:
		if (t->who.stop_address)
			return do_optout(t);
		break;
	default:
		break;
	}
	switch (t->kind.class) {
	case CLASSIFY_REPLY:
		return do_reply(t);
	case CLASSIFY_OPTOUT:
		return t->kind.doubtful_optout ? do_reply(t) : do_optout(t);
	case CLASSIFY_BOUNCE:
		return t->who.unproven ? do_nothing_unproven(t) : do_bounce(t);
	case CLASSIFY_COMPLAINT:
		return t->who.unproven ? do_nothing_unproven(t) : do_complaint(t);
	case CLASSIFY_AUTOREPLY:
		return do_autoreply(t);
	default:
		effect(t, "A machine's mail: no one waits.");
		return 0;
	}
}

/* ---- staff's own mail ---- */

/* An address of the house: a person's, or our own with any tag. */
static bool of_house(const struct taking *t, const char *address)
{
	const char *own = t->conf->business.address, *at = strrchr(address, '@');
	const char *own_at = strrchr(own, '@');
	if (conf_person_by_email(t->conf, address))
		return true;
	return at && strcasecmp(at, own_at) == 0 &&
	       (size_t)(at - address) >= (size_t)(own_at - own) &&
	       strncasecmp(address, own, (size_t)(own_at - own)) == 0 &&
	       (address[own_at - own] == '@' || address[own_at - own] == '+');
}

/* Did it go to somebody outside? Else it was passed on within the house: nobody was answered.
 * Where the house shares its domain with its customers, the address itself must be known. */
static bool went_out(const struct taking *t, const char *customer, const char *wrote)
{
	const char *to = t->m->to;
	AUTO(xfree)
	char *email = db_text(
	        t->db, "SELECT email FROM customer WHERE key=:key", DB_TEXT(":key", customer));
	for (;;) {
		AUTO(xfree) char *word = match_word(&to);
		if (!word)
			return false;
		if (!strchr(word, '@') || of_house(t, word))
			continue;
		if (str_same_nocase(word, wrote) || str_same_nocase(word, email) ||
		        match_same_domain(word, wrote))
			return true;
		if (strcasecmp(strrchr(word, '@'), strrchr(t->conf->business.address, '@')) != 0)
			return true;
	}
}

/* The customer whose message has one of these ids, if the mail went to him. Owned. */
static char *answered_by_id(const struct taking *t, const char *ids)
{
	for (;;) {
		AUTO(xfree) char *id = match_word(&ids);
		if (!id)
			return NULL;
		AUTO(db_rows_free)
		struct db_rows *rows = db_query(t->db,
		        "SELECT customer, from_address FROM inbox WHERE message_id=:id"
		        " AND customer IS NOT NULL AND class<>'answer'",
		        DB_TEXT(":id", id));
		if (db_step(rows) > 0 && went_out(t, db_col_text(rows, 0), db_col_text(rows, 1)))
			return xstrdup(db_col_text(rows, 0));
	}
}

/* Whom did staff answer? By the message it answers, else by the address it went to. */
static char *answered_customer(const struct taking *t)
{
	char *customer = answered_by_id(t, t->m->in_reply_to);
	if (!customer)
		customer = answered_by_id(t, t->m->references);
	for (const char *to = t->m->to; !customer;) {
		AUTO(xfree) char *word = match_word(&to);
		if (!word)
			return NULL;
		if (strchr(word, '@'))
			customer = db_text(t->db,
			        "SELECT key FROM customer WHERE " DB_LIVES_AT(
			                ":email") " ORDER BY present DESC, id LIMIT 1",
			        DB_TEXT(":email", word));
	}
	return customer;
}

/* Messages of the customer that came after the answer wait on. */
static int wait_on(struct taking *t)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->db,
	        "SELECT id, arrived_at, instr(effect, :thanks)>0 FROM inbox"
	        " WHERE customer=:customer AND arrived_at>:at AND confidence<>'possible'"
	        " AND (class='reply' OR (class='optout' AND confidence='colleague'))"
	        " ORDER BY arrived_at, id",
	        DB_TEXT(":thanks", thank_you), DB_TEXT(":customer", t->who.customer),
	        DB_INT(":at", t->mail->arrived_at));
	int r, moved = 0;
	while ((r = db_step(rows)) > 0 && moved >= 0)
		moved = conversation_happen(t->db, t->who.customer,
		        db_col_int(rows, 2) ? CONVERSATION_THANKED : CONVERSATION_WROTE,
		        db_col_int(rows, 0), db_col_int(rows, 1), "");
	return moved < 0 ? moved : r;
}

static int do_answer(struct taking *t)
{
	int64_t waiting = conversation_waiting_since(t->db, t->who.customer);
	if (waiting && t->mail->arrived_at < waiting)
		return 0; /* older than what waits */
	int r = conversation_happen(
	        t->db, t->who.customer, CONVERSATION_ANSWER, 0, t->mail->arrived_at, "sent");
	if (r <= 0)
		return r;
	effect(t, "Answered the customer.");
	t->news = true;
	return wait_on(t);
}

/* Of what lies in Sent nothing else leaves a trace, and the head says it. */
static bool is_answer_or_ours(const struct taking *t)
{
	AUTO(xfree) char *customer = answered_customer(t);
	return customer || match_letter(t->db, t->m->followup_ref);
}

static int take_staff(struct taking *t)
{
	int64_t own = match_letter(t->db, t->m->followup_ref);
	if (own) { /* our own letter, lying in Sent: it did go out */
		t->class = "ours";
		t->who.letter = own;
		return outbox_found(t->db, own, t->now);
	}
	/* "I am on holiday" is no answer */
	if (classify(t->m).class != CLASSIFY_AUTOREPLY)
		t->who.customer = answered_customer(t);
	t->class = t->who.customer ? "answer" : "unrelated";
	return t->who.customer ? do_answer(t) : 0;
}

/* ---- a reply to one of our notices ---- */

/* 1: it was one, and there is no more to it; 0: it wasn't, or it is a customer's mail as well. */
static int take_order(struct taking *t)
{
	const struct house h = {.db = t->db, .conf = t->conf, .key = t->key, .now = t->now};
	enum desk what;
	AUTO(xfree) char *sentence = NULL;
	int r = t->mail->sent ? 0 : desk_take(&h, t->m, t->id, &what, &sentence);
	if (r < 0 || t->mail->sent || what == DESK_NONE)
		return r;
	effect(t, sentence);
	t->class = what == DESK_ORDER ? "order" : "refused";
	t->news = t->news || what == DESK_ORDER;
	return what == DESK_ORDER || from_staff(t);
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
	        DB_TEXT(":class", t->class), DB_TEXT(":confidence", match_name(t->who.confidence)),
	        DB_TEXT(":customer", t->who.customer),
	        t->who.letter ? DB_INT(":outbox", t->who.letter) : DB_NULL(":outbox"),
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
	int r = take_order(t);
	if (r != 0)
		return r < 0 ? r : 0;
	bool refused = str_same(t->class, "refused");
	if (t->mail->sent || from_staff(t))
		return take_staff(t);
	t->kind = classify(t->m);
	t->class = classify_name(t->kind.class);
	match_message(t->db, t->m, t->kind.class, t->now, &t->who);
	if (verdict_forged(t->m, t->conf->imap.authenticator)) {
		match_doubt(&t->who);
		effect(t, "The mail server doubts that the sender is who he says he is.");
	}
	if (!t->who.customer && t->who.letter)
		return do_bounce_of_ours(t);
	if (!t->who.customer) {
		t->class = refused ? "refused" : "unrelated";
		return 0;
	}
	r = t->who.letter && !t->who.unproven ? outbox_found(t->db, t->who.letter, t->now)
	                                      : 0; /* it was UNSURE: it did arrive */
	if (r >= 0)
		r = act(t);
	if (t->who.several)
		effect(t, "Several letters to this customer had that subject: which one is meant "
		          "is a guess, the newest.");
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
	return str_same(t->class, "unrelated") ? forget(t) : complete(t);
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

static int take_new(struct taking *t)
{
	return taken_before(t->db, t->mail) || known_message(t->db, t->mail) ? 0 : take(t);
}

static int take_all(struct taking *all, size_t count)
{
	struct db *db = all->db;
	const struct inbox_mail *last = all[count - 1].mail;
	int r = db_begin_riding(db);
	if (r < 0)
		return r;
	for (size_t i = 0; r >= 0 && i < count; i++)
		r = take_new(&all[i]);
	if (r >= 0)
		r = cursor_move(db, last->mailbox, last->uidvalidity, last->uid + 1);
	if (r >= 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

int inbox_take(struct db *db, const struct conf *conf, const struct seal_key *key,
        const struct inbox_mail *mails, size_t count, int64_t now, bool *ret_news)
{
	AUTO(xfree) struct taking *all = xcalloc(count, sizeof *all);
	for (size_t i = 0; i < count; i++)
		all[i] = (struct taking){.db = db,
		        .conf = conf,
		        .mail = &mails[i],
		        .m = mails[i].message,
		        .key = key,
		        .now = now};
	int r = take_all(all, count);
	for (size_t i = 0; i < count; i++) {
		struct taking *t = &all[i];
		if (r == 0 && t->who.customer)
			log_info("%s from %s, customer %s: %s", t->class, t->m->from_address,
			        t->who.customer, text_str(&t->effect));
		*ret_news |= r == 0 && t->news;
		taking_done(t);
	}
	return r;
}

/* ---- at a glance ---- */

/* When the first of ours was written; `never` when none was. */
static struct db_rows *first_of_ours(struct db *db)
{
	return db_query(db,
	        "SELECT coalesce(min(created_at), :never), EXISTS (SELECT 1 FROM customer)"
	        " FROM outbox",
	        DB_INT(":never", INT64_MAX));
}

bool inbox_asks_for_dates(struct db *db)
{
	AUTO(db_rows_free) struct db_rows *rows = first_of_ours(db);
	return db_step(rows) <= 0 || db_col_int(rows, 0) != INT64_MAX;
}

void inbox_sift(struct db *db, const struct conf *conf, const struct inbox_mail *heads,
        size_t count, bool *ret_wanted)
{
	/* its row stays open: then what follows is one look at store and ledger, not thousands */
	AUTO(db_rows_free) struct db_rows *rows = first_of_ours(db);
	/* what nobody had from us yet nobody answers; 0: the store can't say, so all are wanted */
	int64_t first = db_step(rows) > 0 ? db_col_int(rows, 0) : 0;
	for (size_t i = 0; i < count; i++) {
		struct taking t = {
		        .db = db, .conf = conf, .mail = &heads[i], .m = heads[i].message};
		bool wanted = !t.m || str_empty(t.m->from_address);
		if (!wanted && t.mail->sent)
			wanted = is_answer_or_ours(&t);
		else if (!wanted)
			wanted = t.mail->arrived_at + CLOCKS_DIFFER_S >= first || from_staff(&t) ||
			         match_is_customer(db, t.m->from_address);
		ret_wanted[i] = wanted && (!t.m || str_empty(t.m->from_address) ||
		                                  !known_message(db, t.mail));
	}
}
