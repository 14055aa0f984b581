#include "desk.h"

#include "classify.h"
#include "conf.h"
#include "db.h"
#include "message.h"
#include "notice.h"
#include "order.h"
#include "outbox.h"
#include "phrase.h"
#include "seal.h"
#include "verb.h"
#include "verdict.h"
#include "zone.h"

#include <string.h>
#include <strings.h>

enum {
	TOKEN_DAYS = 28,         /* how long a notice may be replied to */
	CONFIRMATIONS_HOUR = 20, /* to one person; two programs that answer each other stop there */
	PAUSE_DAYS = 365,        /* when no day is said */
};

/* A reply while it is worked through. */
struct reply {
	const struct house *h;
	const struct conf_person *person;
	int64_t notice, shown_at;
	struct notice_list list;  /* what the notice has under its numbers */
	struct text done, undone; /* sentences, a line each */
	struct notice_list acts;  /* what was done, for "undo" */
	bool help;
	bool replayed; /* something was said before already */
};

static void reply_done(struct reply *r)
{
	notice_list_done(&r->list);
	notice_list_done(&r->acts);
	text_done(&r->done);
	text_done(&r->undone);
}
static inline void reply_done_auto(struct reply *r)
{
	reply_done(r);
}

/* ---- may this be ---- */

/* The notice whose token the mail was sent to; 0: none. */
static int64_t notice_of(struct db *db, const char *to)
{
	for (const char *p = to; (p = strcasestr(p, "+fu1.")); p += 5) {
		AUTO(xfree) char *token = seal_token_find(p);
		int64_t id = token ? db_int(db, 0,
		                             "SELECT id FROM outbox WHERE token=:token AND "
		                             "kind<>'letter'",
		                             DB_TEXT(":token", token))
		                   : 0;
		if (id)
			return id;
	}
	return 0;
}

/* Why this reply does nothing, as a sentence (owned); NULL: it may speak. */
static char *objection(struct reply *r, const struct message *m)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(r->h->db,
	        "SELECT recipient, subject, substr(customer, 7), created_at FROM outbox WHERE "
	        "id=:id",
	        DB_INT(":id", r->notice));
	if (db_step(rows) <= 0)
		return xstrdup("");
	r->shown_at = db_col_int(rows, 3);
	r->person = conf_person(r->h->conf, db_col_text(rows, 2));
	const char *why = NULL;
	if (!str_same_nocase(m->from_address, db_col_text(rows, 0)) || !r->person)
		why = "it went to somebody else";
	else if (verdict_forged(m, r->h->conf->imap.authenticator))
		why = "the mail server says the sender is forged";
	else if (r->h->now - r->shown_at > (int64_t)TOKEN_DAYS * 86400)
		why = "that notice is too old";
	return why ? xasprintf("%s replied to the notice \"%s\" of %s. Nothing was done: %s.",
	                     m->from_address, db_col_text(rows, 1), db_col_text(rows, 0), why)
	           : NULL;
}

static int read_list(struct reply *r)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(r->h->db,
	        "SELECT number, kind, customer, touchpoint, occurrence, subject FROM listed"
	        " WHERE notice=:notice ORDER BY number",
	        DB_INT(":notice", r->notice));
	static const char *const kinds[] = {
	        "waiting", "held", "stranger", "unsure", "suggestion", "act", "template"};
	int step;
	while ((step = db_step(rows)) > 0)
		for (size_t k = 0; k < COUNT(kinds); k++)
			if (str_same(kinds[k], db_col_text(rows, 1)))
				notice_list_add(&r->list, (int)db_col_int(rows, 0), kinds[k],
				        db_col_text(rows, 2), db_col_text(rows, 3),
				        db_col_text(rows, 4), db_col_int(rows, 5));
	return step;
}

/* ---- what an order means for what stands under its number ---- */

static const struct {
	enum order_word word;
	const char *kind; /* NULL: whatever names a customer */
	enum verb verb;
} meanings[] = {
        {ORDER_DONE, "waiting", VERB_ANSWERED},
        {ORDER_GIVE, "waiting", VERB_GIVE},
        {ORDER_YES, "held", VERB_APPROVE},
        {ORDER_NO, "held", VERB_HOLD},
        {ORDER_YES, "stranger", VERB_SAME},
        {ORDER_NO, "stranger", VERB_OTHER},
        {ORDER_YES, "unsure", VERB_ARRIVED},
        {ORDER_NO, "unsure", VERB_LOST},
        {ORDER_PERSONAL, "held", VERB_PERSONAL},
        {ORDER_YES, "suggestion", VERB_ACCEPT},
        {ORDER_USE, "suggestion", VERB_ACCEPT},
        {ORDER_NO, "suggestion", VERB_DECLINE},
        {ORDER_ASK, "suggestion", VERB_ASK},
        {ORDER_HAPPY, NULL, VERB_HAPPY},
        {ORDER_YES, "template", VERB_GO},
        {ORDER_NO, "template", VERB_REST},
        {ORDER_STOP, "template", VERB_REST},
        {ORDER_AGAIN, "template", VERB_SHOW},
        {ORDER_STOP, NULL, VERB_OPTOUT},
        {ORDER_PAUSE, NULL, VERB_PAUSE},
        {ORDER_RESUME, NULL, VERB_RESUME},
        {ORDER_NOTE, NULL, VERB_LOG},
};

static bool fits(enum order_word word, const char *kind, enum verb *ret)
{
	bool customer = !str_same(kind, "act") && !str_same(kind, "template");
	for (size_t i = 0; i < COUNT(meanings); i++)
		if (meanings[i].word == word &&
		        (meanings[i].kind ? str_same(meanings[i].kind, kind) : customer)) {
			*ret = meanings[i].verb;
			return true;
		}
	return false;
}

static void say(struct text *where, const char *sentence)
{
	text_printf(where, "%s\n", sentence);
}

#define NOT_DONE(r, english, ...)                                                                  \
	do {                                                                                       \
		AUTO(xfree)                                                                        \
		char *sentence_ = xasprintf(                                                       \
		        phrase((r)->person->language, english) __VA_OPT__(, ) __VA_ARGS__);        \
		say(&(r)->undone, sentence_);                                                      \
	} while (0)

/* The item an order is about. Without a number: the only one it can be about. */
static const struct notice_item *item_of(struct reply *r, const struct order *o, enum verb *ret)
{
	const struct notice_item *found = NULL;
	size_t fitting = 0;
	for (size_t i = 0; i < r->list.count; i++) {
		const struct notice_item *x = &r->list.at[i];
		if (o->number ? x->number == o->number : fits(o->word, x->kind, ret)) {
			found = x;
			fitting++;
		}
	}
	if (!r->list.count) {
		NOT_DONE(r, "Nothing in that notice waits for a word of yours any more.");
		return NULL;
	}
	/* what outlives the week wants its number said */
	bool lasting = o->word == ORDER_STOP && !(found && str_same(found->kind, "template"));
	if (!o->number && (fitting != 1 || lasting)) {
		NOT_DONE(r, "Please say which one: the number that stands before it.");
		return NULL;
	}
	if (!found)
		NOT_DONE(r, "There is no number %d in that notice.", o->number);
	else if (!fits(o->word, found->kind, ret)) {
		NOT_DONE(r, "That can't be said of number %d. Reply \"help\" for what can.",
		        found->number);
		found = NULL;
	}
	return found;
}

/* ---- doing ---- */

static int carry_out(struct reply *r, const struct verb_call *call)
{
	AUTO(xfree) char *sentence = NULL;
	int64_t act = 0;
	int result = verb_do(r->h, call, &act, &sentence);
	if (result < 0)
		return result;
	say(result == 0 ? &r->done : &r->undone, sentence);
	r->replayed |= result == VERB_SAID_BEFORE;
	if (result == 0)
		notice_list_add(
		        &r->acts, (int)r->acts.count + 1, "act", call->customer, NULL, NULL, act);
	return 0;
}

static bool pause_day(struct reply *r, const struct order *o, struct date *ret)
{
	struct date today = zone_date(zone_find(r->person->timezone), r->h->now);
	*ret = date_add(today, PAUSE_DAYS);
	if (o->words && phrase_day_parse(o->words, today, ret) < 0) {
		NOT_DONE(r, "\"%s\" is no day I understand. Write it like 2027-03-31.", o->words);
		return false;
	}
	if (date_diff(*ret, today) > 0)
		return true;
	NOT_DONE(r, "\"%s\" is over already.", o->words);
	return false;
}

static int undo_one(struct reply *r, const struct notice_item *x)
{
	AUTO(xfree) char *sentence = NULL;
	int result = verb_undo(r->h, x->subject, r->person->id, r->person->language, &sentence);
	if (result < 0)
		return result;
	say(result == 0 ? &r->done : &r->undone, sentence);
	return 0;
}

/* "undo": all that was confirmed; "undo 2": the second. */
static int undo(struct reply *r, const struct order *o)
{
	size_t count = 0;
	for (size_t i = 0; i < r->list.count; i++) {
		const struct notice_item *x = &r->list.at[i];
		if (!str_same(x->kind, "act") || (o->number && x->number != o->number))
			continue;
		count++;
		int result = undo_one(r, x);
		if (result < 0)
			return result;
	}
	if (!count)
		NOT_DONE(r, "There is nothing to take back in that notice: reply \"undo\" to the "
		            "confirmation of what was done.");
	return 0;
}

static int about_digest(struct reply *r, enum verb verb)
{
	AUTO(xfree) char *staff = xasprintf("staff:%s", r->person->id);
	return carry_out(r, &(struct verb_call){.verb = verb,
	                            .who = r->person->id,
	                            .language = r->person->language,
	                            .customer = staff,
	                            .notice = r->notice});
}

static int obey(struct reply *r, const struct order *o)
{
	switch (o->word) {
	case ORDER_HELP:
		r->help = true;
		return 0;
	case ORDER_DIGEST_OFF:
		return about_digest(r, VERB_DIGEST_OFF);
	case ORDER_DIGEST_ON:
		return about_digest(r, VERB_DIGEST_ON);
	case ORDER_DIGEST_DAILY:
		return about_digest(r, VERB_DIGEST_DAILY);
	case ORDER_UNDO:
		return undo(r, o);
	default:
		break;
	}
	enum verb verb;
	const struct notice_item *x = item_of(r, o, &verb);
	if (!x)
		return 0;
	struct verb_call call = {.verb = verb,
	        .who = r->person->id,
	        .language = r->person->language,
	        .customer = x->customer,
	        .touchpoint = x->touchpoint,
	        .occurrence = x->occurrence,
	        .subject = x->subject,
	        .words = o->words,
	        .notice = r->notice,
	        .number = x->number,
	        .shown_at = r->shown_at};
	if (verb == VERB_PAUSE && !pause_day(r, o, &call.until))
		return 0;
	if (verb == VERB_OPTOUT)
		call.words = NULL;
	if (verb == VERB_GO || verb == VERB_REST || verb == VERB_SHOW)
		call.words = x->touchpoint;
	return carry_out(r, &call);
}

/* ---- the confirmation ---- */

static void lines(struct text *out, const char *head, const struct text *sentences, bool numbered)
{
	if (!sentences->len)
		return;
	text_printf(out, "%s\n", head);
	int n = 0;
	for (const char *s = sentences->s; *s;) {
		size_t length = strcspn(s, "\n");
		if (numbered)
			text_printf(out, "  %d. %.*s\n", ++n, (int)length, s);
		else
			text_printf(out, "  - %.*s\n", (int)length, s);
		s += length + (s[length] == '\n');
	}
	text_putc(out, '\n');
}

static const char help_text[] =
        "What you can reply, one a line, with the number that stands before it:\n"
        "  done 1                    this customer was answered, or needs no answer\n"
        "  give 2 anna               Anna answers\n"
        "  yes 4, no 4               the letter goes or not; it is the same person or not\n"
        "  personal 4: a sentence    the letter gets this sentence\n"
        "  use 5, ask 5              the address an automatic reply named; ask a colleague\n"
        "  happy 3                   this customer is delighted with us\n"
        "  pause 3 until 1 March     no letters until then; resume 3 ends it\n"
        "  stop 3                    no more letters to this customer\n"
        "  note 3 rang her today     counts as contact\n"
        "  undo                      in reply to a confirmation: as it was before\n"
        "  stop digest, start digest, digest daily, digest weekly\n";

static char *confirmation(struct reply *r, const struct orders *o)
{
	const char *l = r->person->language;
	struct text t = TEXT_INIT;
	lines(&t, phrase(l, "Done:"), &r->done, r->acts.count > 1);
	lines(&t, phrase(l, "Not done:"), &r->undone, false);
	for (size_t i = 0; i < o->ignored_count && i < ORDER_LINES_MOST; i++) {
		if (i == 0)
			text_printf(&t, "%s\n",
			        phrase(l, "Not understood, and nothing was done "
			                  "about it:"));
		text_printf(&t, "  > %.200s\n", o->ignored[i]);
	}
	if (o->ignored_count)
		text_printf(&t, "%s\n",
		        phrase(l, "Nothing of your reply went to a customer. To answer one, write "
		                  "to the customer's own address.\n"));
	if (r->acts.count)
		text_puts(&t, phrase(l, "To take it back, reply to this mail with: undo\n"));
	if (r->help || (!r->done.len && !r->undone.len))
		text_puts(&t, phrase(l, help_text));
	return text_steal(&t);
}

static char *confirmation_subject(const struct reply *r)
{
	const struct text *first = r->done.len ? &r->done : &r->undone;
	const char *l = r->person->language;
	if (!first->len)
		return xstrdup(phrase(l, "What you can reply to our notices"));
	int length = (int)strcspn(first->s, "\n");
	return r->done.len ? xasprintf(phrase(l, "Done: %.*s"), length, first->s)
	                   : xasprintf(phrase(l, "Not done: %.*s"), length, first->s);
}

static bool too_many(const struct reply *r)
{
	return db_int(r->h->db, 0,
	               "SELECT count(*) FROM outbox WHERE touchpoint='confirmation'"
	               " AND manager=:who AND created_at>:since",
	               DB_TEXT(":who", r->person->id),
	               DB_INT(":since", r->h->now - 3600)) >= CONFIRMATIONS_HOUR;
}

static int confirm(struct reply *r, const struct message *m, const struct orders *o, int64_t inbox)
{
	if (too_many(r))
		return 0;
	AUTO(xfree) char *text = confirmation(r, o);
	AUTO(xfree) char *subject = confirmation_subject(r);
	AUTO(xfree) char *occurrence = xasprintf("%lld", (long long)inbox);
	int result = notice_put(r->h, r->person,
	        &(struct notice){.mail.kind = "notice",
	                .mail.touchpoint = "confirmation",
	                .mail.occurrence = occurrence,
	                .mail.subject = subject,
	                .mail.text = text,
	                .mail.answers = m->message_id ? m->message_id : "",
	                .mail.valid_until_at = r->h->now + 86400,
	                .list = &r->acts});
	return result < 0 ? result : 0;
}

/* ---- the whole ---- */

static char *effect(const struct reply *r, const struct orders *o)
{
	struct text t = TEXT_INIT;
	text_printf(&t, "A reply of %s to a notice:", r->person->name);
	if (!r->done.len && !r->undone.len)
		text_puts(&t, " no order in it.");
	const struct text *const both[] = {&r->done, &r->undone};
	for (int i = 0; i < 2; i++)
		for (const char *s = text_str(both[i]); *s; s++)
			text_putc(&t, *s == '\n' ? ' ' : *s);
	if (o->ignored_count)
		text_printf(&t, " %zu line%s not understood.", o->ignored_count,
		        o->ignored_count == 1 ? "" : "s");
	if (r->replayed) /* the digest names it by these words: see chores.c */
		text_puts(&t, " Nothing was done: it was said before.");
	return text_steal(&t);
}

int desk_take(const struct house *h, const struct message *m, int64_t inbox, enum desk *ret_what,
        char **ret_effect)
{
	*ret_what = DESK_NONE;
	AUTO(reply_done) struct reply r = {.h = h, .notice = notice_of(h->db, m->to)};
	if (!r.notice)
		return 0;
	enum classify_class class = classify(m).class;
	if (class != CLASSIFY_REPLY && class != CLASSIFY_OPTOUT)
		return 0;
	char *why = objection(&r, m);
	if (why) {
		*ret_what = DESK_REFUSED;
		*ret_effect = why;
		return 0;
	}
	AUTO(orders_done) struct orders orders = {0};
	orders_read(m->new_text, &orders);
	/* who answers a notice has it */
	int result = outbox_found(h->db, r.notice, h->now);
	if (result >= 0)
		result = read_list(&r);
	for (size_t i = 0; i < orders.count && result >= 0; i++)
		result = obey(&r, &orders.at[i]);
	if (result >= 0)
		result = confirm(&r, m, &orders, inbox);
	if (result < 0)
		return result;
	*ret_what = DESK_ORDER;
	*ret_effect = effect(&r, &orders);
	return 0;
}
