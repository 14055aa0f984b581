/*
 * The verbs about a customer: who answers, rests, stops, who they are.
 */
#include "making.h"

#include "address.h"
#include "amend.h"
#include "conf.h"
#include "conversation.h"
#include "db.h"
#include "notice.h"
#include "outbox.h"
#include "zone.h"

#include <stdlib.h>
#include <string.h>

/* ---- who waits ---- */

/* The conversation meant, if it still waits and says no more than the person saw. */
static int find_waiting(struct making *m)
{
	struct verb_call *c = &m->call;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(m->h->db,
	        "SELECT id, last_at, manager FROM conversation WHERE customer=:customer"
	        " AND state IN ('WAITING', 'LISTED') AND (:subject=0 OR id=:subject)",
	        DB_TEXT(":customer", c->customer), DB_INT(":subject", c->subject));
	int r = db_step(rows);
	if (r < 0)
		return r;
	if (r == 0)
		return IDLE(m, "%s: nothing is waiting for an answer any more.", m->name);
	if (c->shown_at && db_col_int(rows, 1) > c->shown_at)
		return IDLE(m, "%s has written again since: please look at that message first.",
		        m->name);
	c->subject = db_col_int(rows, 0);
	m->before = xstrdup(db_col_text(rows, 2));
	return 0;
}

int verb_answered(struct making *m)
{
	int r = find_waiting(m);
	if (r != 0)
		return r;
	SAY(m, "%s is no longer waiting for an answer.", m->name);
	const char *who = m->call.who;
	return conversation_answered(
	        m->h->db, m->call.customer, str_empty(who) ? "command line" : who, m->h->now);
}

int verb_answered_undo(struct making *m)
{
	int r = conversation_reopen(m->h->db, m->call.subject);
	if (r == 0)
		return IDLE(
		        m, "%s has begun a new conversation since; it stays as it is.", m->name);
	SAY(m, "%s is waiting for an answer again.", m->name);
	return r < 0 ? r : 0;
}

/* By id, or by the first name people say. */
static const struct conf_person *person_said(const struct conf *conf, const char *words)
{
	const struct conf_person *p = conf_person(conf, words);
	for (size_t i = 0; !p && i < conf->people_count; i++) {
		const char *name = conf->people[i].name;
		AUTO(xfree) char *first = xstrndup(name, strcspn(name, " "));
		if (str_same_nocase(first, words))
			p = &conf->people[i];
	}
	return p;
}

int verb_give(struct making *m)
{
	const struct conf_person *p = person_said(m->h->conf, m->call.words);
	if (!p)
		return IDLE(m,
		        "Nobody called \"%s\" is in the configuration; %s stays with "
		        "whom it was.",
		        m->call.words, m->name);
	int r = find_waiting(m);
	if (r != 0)
		return r;
	m->words = xstrdup(p->id);
	SAY(m, "%s's question is with %s now.", m->name, p->name);
	return conversation_give(m->h->db, m->call.subject, p->id);
}

int verb_give_undo(struct making *m)
{
	SAY(m, "%s's question is back with whom it was.", m->name);
	return conversation_give(m->h->db, m->call.subject, m->before);
}

/* ---- pauses, which others set too: what was there before comes back ---- */

void making_remember_pause(struct making *m)
{
	m->before = db_text(m->h->db,
	        "SELECT until_at || ' ' || reason FROM pause WHERE customer=:customer",
	        DB_TEXT(":customer", m->call.customer));
}

static const char resting[] = "Letters to this customer rest.";
static const char left[] = "The customer has left.";

int verb_pause(struct making *m)
{
	const struct conf *conf = m->h->conf;
	making_remember_pause(m);
	AUTO(xfree) char *day = phrase_date(m->call.language, m->call.until);
	m->words = date_format(m->call.until);
	SAY(m, "Letters to %s rest until %s.", m->name, day);
	int64_t at = zone_moment(zone_find(conf->business.timezone), m->call.until, 0);
	int r = conversation_pause_set(m->h->db, m->call.customer, at, making_how(m), m->h->now);
	if (r == 0)
		r = outbox_withdraw(m->h->db, m->call.customer, NULL, resting, m->h->now);
	return r < 0 ? r : 0;
}

int verb_resume(struct making *m)
{
	making_remember_pause(m);
	if (!m->before)
		return IDLE(m, "Letters to %s were not resting.", m->name);
	SAY(m, "Letters to %s may go again.", m->name);
	return conversation_resume(m->h->db, m->call.customer);
}

int making_restore_pause(struct making *m)
{
	char *reason = m->before;
	int64_t until = reason ? strtoll(m->before, &reason, 10) : 0;
	return conversation_pause_set(m->h->db, m->call.customer, until,
	        reason ? reason + (*reason == ' ') : "", m->h->now);
}

/* What was withdrawn for this reason when it was said goes after all, if its day is not past. */
static int bring_back(struct making *m, const char *reason)
{
	int r = outbox_restore(m->h->db, m->call.customer, NULL, NULL, reason,
	        m->call.shown_at /* when it was said */, m->h->now);
	return r < 0 ? r : 0;
}

int verb_pause_undo(struct making *m)
{
	SAY(m, "Letters to %s go or rest as they did before.", m->name);
	int r = making_restore_pause(m);
	return r < 0 ? r : bring_back(m, resting);
}

/* ---- a stranger's reply ---- */

int verb_same(struct making *m)
{
	int64_t at = db_int(m->h->db, 0, "SELECT arrived_at FROM inbox WHERE id=:id",
	        DB_INT(":id", m->call.subject));
	making_remember_pause(m);
	int r = conversation_resume(m->h->db, m->call.customer);
	if (r == 0)
		r = conversation_happen(
		        m->h->db, m->call.customer, CONVERSATION_WROTE, m->call.subject, at, "");
	SAY(m, "That reply counts as %s's; it waits for an answer.", m->name);
	return r < 0 ? r : 0;
}

int verb_same_undo(struct making *m)
{
	int r = conversation_happen(
	        m->h->db, m->call.customer, CONVERSATION_CLOSE, 0, m->h->now, "undo");
	SAY(m, "That reply no longer counts as %s's.", m->name);
	return r < 0 ? r : making_restore_pause(m);
}

int verb_other(struct making *m)
{
	making_remember_pause(m);
	SAY(m, "That reply was not %s's; letters to %s may go again.", m->name, m->name);
	return conversation_resume(m->h->db, m->call.customer);
}

/* ---- no more letters ---- */

int verb_optout(struct making *m)
{
	const char *customer = m->call.customer;
	m->words =
	        str_empty(m->call.words)
	                ? db_text(m->h->db, "SELECT nullif(email, '') FROM customer WHERE key=:key",
	                          DB_TEXT(":key", customer))
	                : xstrdup(m->call.words);
	if (!m->words)
		return IDLE(m,
		        "%s has no e-mail address in the ledger; no letter can reach "
		        "them.",
		        m->name);
	AUTO(xfree) char *already = conversation_suppressed(m->h->db, m->h->key, m->words);
	if (str_same(already, "optout") || str_same(already, "complaint"))
		return IDLE(m, "%s gets no letters already.", m->name);
	SAY(m, "%s: no more letters to %s. What was queued is withdrawn.", m->name, m->words);
	return conversation_suppress(m->h->db, m->h->key, m->words,
	        str_empty(customer) ? NULL : customer, "optout", making_how(m), m->h->now);
}

int verb_optout_undo(struct making *m)
{
	int r = conversation_suppress_drop(
	        m->h->db, m->h->key, m->words, m->call.shown_at /* when it was said */);
	if (r == 0)
		return IDLE(m, "%s asked for no more letters otherwise too; that stays.", m->name);
	SAY(m, "%s may get letters again.", m->name);
	return r < 0 ? r : bring_back(m, CONVERSATION_STOPPED);
}

/* ---- contacts ---- */

int verb_log(struct making *m)
{
	int64_t waiting = db_int(m->h->db, 0,
	        "SELECT id FROM conversation WHERE customer=:customer AND state IN ('WAITING', "
	        "'LISTED')",
	        DB_TEXT(":customer", m->call.customer));
	m->before = waiting ? xasprintf("%lld", (long long)waiting) : NULL;
	m->words = xstrdup(m->call.words);
	SAY(m, "Noted for %s; it counts as contact.", m->name);
	return conversation_contact(
	        m->h->db, m->call.customer, m->call.words, m->h->now, &m->call.subject);
}

int verb_log_undo(struct making *m)
{
	int r = conversation_contact_drop(m->h->db, m->call.subject);
	if (r == 0 && m->before)
		r = conversation_reopen(m->h->db, strtoll(m->before, NULL, 10));
	SAY(m, "The note for %s is gone.", m->name);
	return r < 0 ? r : 0;
}

/* ---- how they are ---- */

int verb_happy(struct making *m)
{
	if (db_int(m->h->db, 0, "SELECT mood='delighted' FROM customer WHERE key=:key",
	            DB_TEXT(":key", m->call.customer)))
		return IDLE(m, "%s is known to be happy with us.", m->name);
	SAY(m, "Noted: %s is happy with us.", m->name);
	return amend_put(m->h->db, m->call.customer, "mood", "delighted");
}

int verb_happy_undo(struct making *m)
{
	SAY(m, "What was noted of %s's mood is gone.", m->name);
	return amend_drop(m->h->db, m->call.customer, "mood");
}

/* ---- what automatic replies told ---- */

/* The suggestion that the call means, while nobody decided on it. Its value in m->words. */
static int find_suggestion(struct making *m)
{
	m->words = db_text(m->h->db,
	        "SELECT value FROM suggestion WHERE customer=:customer AND kind=:kind"
	        " AND decided=''",
	        DB_TEXT(":customer", m->call.customer), DB_TEXT(":kind", m->call.occurrence));
	return m->words ? 0 : IDLE(m, "%s: there is nothing of that kind to decide.", m->name);
}

static int decide(struct making *m, const char *how)
{
	int r = db_run(m->h->db,
	        "UPDATE suggestion SET decided=:how WHERE customer=:customer AND kind=:kind",
	        DB_TEXT(":how", how), DB_TEXT(":customer", m->call.customer),
	        DB_TEXT(":kind", m->call.occurrence));
	return r < 0 ? r : 0;
}

static int accept_address(struct making *m)
{
	AUTO(xfree) char *wire = NULL, *why = NULL;
	int r = address_to_wire(m->words, &wire, &why);
	if (r > 0)
		return IDLE(m, "\"%s\" is no address that mail can go to.", m->words);
	if (r == 0)
		r = amend_put(m->h->db, m->call.customer, "email", wire);
	SAY(m,
	        "Letters to %s go to %s now. Put it into the ledger too: what the ledger says next "
	        "counts again.",
	        m->name, m->words);
	return r;
}

static int accept_left(struct making *m)
{
	SAY(m, "%s counts as having left: no more letters.", m->name);
	int r = amend_put(m->h->db, m->call.customer, "status", "left");
	if (r == 0)
		r = outbox_withdraw(m->h->db, m->call.customer, NULL, left, m->h->now);
	return r < 0 ? r : 0;
}

static int accept_back(struct making *m)
{
	int r = date_parse(m->words, &m->call.until);
	xfree(m->words);
	m->words = NULL;
	return r < 0 ? r : verb_pause(m);
}

int verb_accept(struct making *m)
{
	int r = find_suggestion(m);
	if (r == 0)
		r = str_same(m->call.occurrence, "address") ? accept_address(m)
		    : str_same(m->call.occurrence, "left")  ? accept_left(m)
		                                            : accept_back(m);
	return r != 0 ? r : decide(m, "yes");
}

int verb_decline(struct making *m)
{
	int r = find_suggestion(m);
	if (r != 0)
		return r;
	SAY(m, "Nothing is changed for %s.", m->name);
	return decide(m, "no");
}

int verb_suggestion_undo(struct making *m)
{
	const char *kind = m->call.occurrence;
	bool accepted = db_int(m->h->db, 0,
	        "SELECT decided='yes' FROM suggestion WHERE customer=:customer AND kind=:kind",
	        DB_TEXT(":customer", m->call.customer), DB_TEXT(":kind", kind));
	int r = decide(m, "");
	if (r == 0 && accepted)
		r = str_same(kind, "address") ? amend_drop(m->h->db, m->call.customer, "email")
		    : str_same(kind, "left")  ? amend_drop(m->h->db, m->call.customer, "status")
		                              : making_restore_pause(m);
	SAY(m, "What the automatic reply of %s told is undecided again.", m->name);
	return r < 0 ? r : bring_back(m, str_same(kind, "left") ? left : resting);
}

static const struct conf_person *who_is_asked(const struct making *m)
{
	const struct conf *conf = m->h->conf;
	AUTO(xfree)
	char *manager = db_text(m->h->db, "SELECT manager FROM customer WHERE key=:key",
	        DB_TEXT(":key", m->call.customer));
	const struct conf_person *p = conf_person(conf, manager);
	return p ? p : conf_default_person(conf);
}

/* Who looks after the customer is asked, and answers with yes or no. */
int verb_ask(struct making *m)
{
	int r = find_suggestion(m);
	if (r != 0)
		return r;
	const struct conf_person *p = who_is_asked(m);
	AUTO(xfree)
	char *subject = xasprintf(phrase(p->language, "Which address has %s?"), m->name);
	AUTO(xfree)
	char *text = xasprintf(
	        phrase(p->language, "An automatic reply of %s names another address:\n\n    "
	                            "%s\n\nPlease find out whether our letters shall go there, "
	                            "and reply to this mail with\n    yes\nor\n    no\n"),
	        m->name, m->words);
	AUTO(xfree)
	char *occurrence = xasprintf("%s-%lld", m->call.customer, (long long)m->h->now);
	AUTO(notice_list_done) struct notice_list list = {0};
	notice_list_add(&list, 1, "suggestion", m->call.customer, NULL, m->call.occurrence,
	        m->call.subject);
	r = notice_put(m->h, p,
	        &(struct notice){.mail.kind = "notice",
	                .mail.touchpoint = "ask",
	                .mail.occurrence = occurrence,
	                .mail.subject = subject,
	                .mail.text = text,
	                .mail.valid_until_at = m->h->now + 7 * 86400,
	                .list = &list});
	AUTO(xfree) char *staff = xasprintf("staff:%s", p->id);
	m->before = db_text(m->h->db,
	        "SELECT id FROM outbox WHERE customer=:staff AND touchpoint='ask' AND"
	        " occurrence=:occurrence",
	        DB_TEXT(":staff", staff), DB_TEXT(":occurrence", occurrence));
	SAY(m, "%s is asked which address %s has.", p->name, m->name);
	return r < 0 ? r : 0;
}

/* They know by now that they were asked: so they hear that nobody waits for their answer. */
static int tell_unasked(struct making *m, const struct conf_person *p)
{
	AUTO(xfree)
	char *subject = xasprintf(
	        phrase(p->language, "No answer needed any more: which address has %s?"), m->name);
	return notice_put(m->h, p,
	        &(struct notice){.mail.kind = "notice",
	                .mail.touchpoint = "unasked",
	                .mail.occurrence = m->before,
	                .mail.subject = subject,
	                .mail.text = phrase(p->language,
	                        "The question was taken back; an answer to it does nothing "
	                        "now.\n"),
	                .mail.valid_until_at = m->h->now + 7 * 86400});
}

int verb_ask_undo(struct making *m)
{
	const struct conf_person *p = who_is_asked(m);
	int64_t question = m->before ? strtoll(m->before, NULL, 10) : 0;
	int r = outbox_withdraw_row(
	        m->h->db, question, "A person took the question back.", m->h->now);
	if (r > 0)
		SAY(m, "%s is not asked which address %s has.", p->name, m->name);
	else
		SAY(m, "%s was asked about %s already, and is told that no answer is needed.",
		        p->name, m->name);
	if (r == 0)
		r = tell_unasked(m, p);
	return r < 0 ? r : notice_list_drop(m->h->db, question);
}
