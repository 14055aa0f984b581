#include "verb.h"

#include "conf.h"
#include "conversation.h"
#include "courtesy.h"
#include "db.h"
#include "outbox.h"
#include "phrase.h"
#include "zone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One decision while it is made: what was said, and what will be written down. */
struct making {
	const struct house *h;
	struct verb_call call;
	char *name;           /* of the customer, for sentences */
	char *before, *words; /* what undo needs; what is kept of the words */
	char *sentence;
};

static void making_done(struct making *m)
{
	xfree(m->name);
	xfree(m->before);
	xfree(m->words);
	xfree(m->sentence);
}
static inline void making_done_auto(struct making *m)
{
	making_done(m);
}

#define SAY(m, english, ...)                                                                       \
	((m)->sentence = xasprintf(phrase((m)->call.language, english) __VA_OPT__(, ) __VA_ARGS__))
/* Nothing is changed, and why. */
#define IDLE(m, ...) (SAY(m, __VA_ARGS__), VERB_IDLE)

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

static int do_answered(struct making *m)
{
	int r = find_waiting(m);
	if (r != 0)
		return r;
	SAY(m, "%s is no longer waiting for an answer.", m->name);
	const char *who = m->call.who;
	return conversation_answered(
	        m->h->db, m->call.customer, str_empty(who) ? "command line" : who, m->h->now);
}

static int undo_answered(struct making *m)
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

static int do_give(struct making *m)
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

static int undo_give(struct making *m)
{
	SAY(m, "%s's question is back with whom it was.", m->name);
	return conversation_give(m->h->db, m->call.subject, m->before);
}

/* ---- letters ---- */

static int answer_letter(struct making *m, const char *answer)
{
	const struct verb_call *c = &m->call;
	m->before = db_text(m->h->db,
	        "SELECT answer FROM approval WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        DB_TEXT(":customer", c->customer), DB_TEXT(":touchpoint", c->touchpoint),
	        DB_TEXT(":occurrence", c->occurrence));
	return courtesy_answer(m->h, c->customer, c->touchpoint, c->occurrence, answer);
}

static char *letter_state(struct making *m)
{
	return db_text(m->h->db,
	        "SELECT state FROM outbox WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        DB_TEXT(":customer", m->call.customer), DB_TEXT(":touchpoint", m->call.touchpoint),
	        DB_TEXT(":occurrence", m->call.occurrence));
}

static int do_approve(struct making *m)
{
	AUTO(xfree) char *state = letter_state(m);
	if (state)
		return IDLE(
		        m, "Letter \"%s\" to %s was decided before.", m->call.touchpoint, m->name);
	SAY(m, "Letter \"%s\" to %s is approved and goes with the next pass.", m->call.touchpoint,
	        m->name);
	return answer_letter(m, "yes");
}

static int do_hold(struct making *m)
{
	AUTO(xfree) char *state = letter_state(m);
	if (state && !str_same(state, "QUEUED"))
		return IDLE(
		        m, "Letter \"%s\" to %s has gone already.", m->call.touchpoint, m->name);
	SAY(m, "Letter \"%s\" does not go to %s.", m->call.touchpoint, m->name);
	int r = answer_letter(m, "no");
	if (r == 0)
		r = outbox_withdraw_letter(m->h->db, m->call.customer, m->call.touchpoint,
		        m->call.occurrence, "A person said no to this letter.", m->h->now);
	return r < 0 ? r : 0;
}

/* What is in the outbox once stays decided: two identical letters are worse than one missing. */
static int undo_letter(struct making *m)
{
	const struct verb_call *c = &m->call;
	int r = outbox_withdraw_letter(m->h->db, c->customer, c->touchpoint, c->occurrence,
	        "A person took the yes back.", m->h->now);
	if (r < 0)
		return r;
	AUTO(xfree) char *state = letter_state(m);
	if (state && !str_same(state, "WITHDRAWN"))
		return IDLE(m, "Letter \"%s\" to %s has gone already.", c->touchpoint, m->name);
	if (state)
		SAY(m, "Letter \"%s\" to %s was withdrawn; it is not sent a second time by itself.",
		        c->touchpoint, m->name);
	else
		SAY(m, "Letter \"%s\" to %s is undecided again.", c->touchpoint, m->name);
	return courtesy_answer(m->h, c->customer, c->touchpoint, c->occurrence,
	        str_empty(m->before) ? NULL : m->before);
}

static int settle(struct making *m, bool arrived)
{
	int64_t id = m->call.subject;
	if (!db_int(m->h->db, 0, "SELECT 1 FROM outbox WHERE id=:id AND state='UNSURE'",
	            DB_INT(":id", id)))
		return IDLE(m, "It is no longer unsure whether \"%s\" reached %s.",
		        m->call.touchpoint, m->name);
	if (arrived)
		SAY(m, "Letter \"%s\" counts as received by %s.", m->call.touchpoint, m->name);
	else
		SAY(m, "Letter \"%s\" counts as lost on its way to %s; it is not sent again.",
		        m->call.touchpoint, m->name);
	int r = arrived ? outbox_found(m->h->db, id, m->h->now)
	                : outbox_returned(
	                          m->h->db, id, "", "A person says it did not arrive.", m->h->now);
	return r < 0 ? r : 0;
}

static int do_arrived(struct making *m)
{
	return settle(m, true);
}

static int do_lost(struct making *m)
{
	return settle(m, false);
}

/* ---- pauses, which others set too: what was there before comes back ---- */

static void remember_pause(struct making *m)
{
	m->before = db_text(m->h->db,
	        "SELECT until_at || ' ' || reason FROM pause WHERE customer=:customer",
	        DB_TEXT(":customer", m->call.customer));
}

static int do_pause(struct making *m)
{
	const struct conf *conf = m->h->conf;
	remember_pause(m);
	AUTO(xfree) char *day = phrase_date(m->call.language, m->call.until);
	m->words = date_format(m->call.until);
	SAY(m, "Letters to %s rest until %s.", m->name, day);
	int64_t at = zone_moment(zone_find(conf->business.timezone), m->call.until, 0);
	int r = conversation_pause_set(m->h->db, m->call.customer, at,
	        str_empty(m->call.who) ? "said on the command line" : "said by mail", m->h->now);
	if (r == 0)
		r = outbox_withdraw(m->h->db, m->call.customer, NULL,
		        "Letters to this customer rest.", m->h->now);
	return r < 0 ? r : 0;
}

static int do_resume(struct making *m)
{
	remember_pause(m);
	if (!m->before)
		return IDLE(m, "Letters to %s were not resting.", m->name);
	SAY(m, "Letters to %s may go again.", m->name);
	return conversation_resume(m->h->db, m->call.customer);
}

static int restore_pause(struct making *m)
{
	char *reason = m->before;
	int64_t until = reason ? strtoll(m->before, &reason, 10) : 0;
	return conversation_pause_set(m->h->db, m->call.customer, until,
	        reason ? reason + (*reason == ' ') : "", m->h->now);
}

static int undo_pause(struct making *m)
{
	SAY(m, "Letters to %s go or rest as they did before.", m->name);
	return restore_pause(m);
}

/* ---- a stranger's reply ---- */

static int do_same(struct making *m)
{
	int64_t at = db_int(m->h->db, 0, "SELECT arrived_at FROM inbox WHERE id=:id",
	        DB_INT(":id", m->call.subject));
	remember_pause(m);
	int r = conversation_resume(m->h->db, m->call.customer);
	if (r == 0)
		r = conversation_happen(
		        m->h->db, m->call.customer, CONVERSATION_WROTE, m->call.subject, at, "");
	SAY(m, "That reply counts as %s's; it waits for an answer.", m->name);
	return r < 0 ? r : 0;
}

static int undo_same(struct making *m)
{
	int r = conversation_happen(
	        m->h->db, m->call.customer, CONVERSATION_CLOSE, 0, m->h->now, "undo");
	SAY(m, "That reply no longer counts as %s's.", m->name);
	return r < 0 ? r : restore_pause(m);
}

static int do_other(struct making *m)
{
	remember_pause(m);
	SAY(m, "That reply was not %s's; letters to %s may go again.", m->name, m->name);
	return conversation_resume(m->h->db, m->call.customer);
}

/* ---- no more letters ---- */

static int do_optout(struct making *m)
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
	        str_empty(customer) ? NULL : customer, "optout",
	        str_empty(m->call.who) ? "said on the command line" : "said by mail", m->h->now);
}

static int undo_optout(struct making *m)
{
	int r = conversation_suppress_drop(
	        m->h->db, m->h->key, m->words, m->call.shown_at /* when it was said */);
	if (r == 0)
		return IDLE(m, "%s asked for no more letters otherwise too; that stays.", m->name);
	SAY(m, "%s may get letters again.", m->name);
	return r < 0 ? r : 0;
}

/* ---- contacts ---- */

static int do_log(struct making *m)
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

static int undo_log(struct making *m)
{
	int r = conversation_contact_drop(m->h->db, m->call.subject);
	if (r == 0 && m->before)
		r = conversation_reopen(m->h->db, strtoll(m->before, NULL, 10));
	SAY(m, "The note for %s is gone.", m->name);
	return r < 0 ? r : 0;
}

/* ---- the digest itself ---- */

static int do_digest_off(struct making *m)
{
	if (verb_digest_off(m->h->db, m->call.who))
		return IDLE(m, "You get no digest already.");
	SAY(m, "You get no more digests. Say \"%s\" to get them again.", "start digest");
	return 0;
}

static int do_digest_on(struct making *m)
{
	if (!verb_digest_off(m->h->db, m->call.who))
		return IDLE(m, "You get the digest already.");
	SAY(m, "You get the digest again.");
	return 0;
}

static int undo_digest(struct making *m)
{
	SAY(m, "The digest comes or stays away as it did before.");
	return 0;
}

bool verb_digest_off(struct db *db, const char *person)
{
	return db_int(db, 0,
	        "SELECT verb='digest-off' FROM act WHERE who=:who AND undone_at IS NULL"
	        " AND verb IN ('digest-off', 'digest-on') ORDER BY id DESC LIMIT 1",
	        DB_TEXT(":who", person));
}

/* ---- the table ---- */

static const struct {
	const char *name;
	int (*run)(struct making *m);
	int (*undo)(struct making *m); /* NULL: the world can't go back */
} verbs[VERBS] = {
        [VERB_ANSWERED] = {"answered", do_answered, undo_answered},
        [VERB_GIVE] = {"give", do_give, undo_give},
        [VERB_APPROVE] = {"approve", do_approve, undo_letter},
        [VERB_HOLD] = {"hold", do_hold, undo_letter},
        [VERB_SAME] = {"same", do_same, undo_same},
        [VERB_OTHER] = {"other", do_other, undo_pause},
        [VERB_ARRIVED] = {"arrived", do_arrived, NULL},
        [VERB_LOST] = {"lost", do_lost, NULL},
        [VERB_OPTOUT] = {"optout", do_optout, undo_optout},
        [VERB_PAUSE] = {"pause", do_pause, undo_pause},
        [VERB_RESUME] = {"resume", do_resume, undo_pause},
        [VERB_LOG] = {"log", do_log, undo_log},
        [VERB_DIGEST_OFF] = {"digest-off", do_digest_off, undo_digest},
        [VERB_DIGEST_ON] = {"digest-on", do_digest_on, undo_digest},
};

const char *verb_name(enum verb v)
{
	return verbs[v].name;
}

static char *customer_name(struct db *db, const char *customer, const char *words)
{
	char *name = db_text(db, "SELECT nullif(name, '') FROM customer WHERE key=:key",
	        DB_TEXT(":key", customer));
	return name ? name : xstrdup(str_empty(customer) ? words : customer);
}

/* A number of a notice takes each word once, taken back or not: a replayed reply does nothing. */
static bool said_before(const struct house *h, const struct verb_call *c)
{
	return c->notice && db_int(h->db, 0,
	                            "SELECT 1 FROM act WHERE notice=:notice AND number=:number AND "
	                            "verb=:verb",
	                            DB_INT(":notice", c->notice), DB_INT(":number", c->number),
	                            DB_TEXT(":verb", verbs[c->verb].name));
}

static int write_down(struct making *m, int64_t *ret_act)
{
	const struct verb_call *c = &m->call;
	int r = db_run(m->h->db,
	        "INSERT INTO act (at, who, verb, customer, touchpoint, occurrence, subject, words,"
	        " before, notice, number) VALUES (:now, :who, :verb, :customer, :touchpoint,"
	        " :occurrence, :subject, :words, :before, :notice, :number)",
	        DB_INT(":now", m->h->now), DB_TEXT(":who", c->who ? c->who : ""),
	        DB_TEXT(":verb", verbs[c->verb].name),
	        DB_TEXT(":customer", c->customer ? c->customer : ""),
	        DB_TEXT(":touchpoint", c->touchpoint ? c->touchpoint : ""),
	        DB_TEXT(":occurrence", c->occurrence ? c->occurrence : ""),
	        DB_INT(":subject", c->subject), DB_TEXT(":words", m->words ? m->words : ""),
	        DB_TEXT(":before", m->before ? m->before : ""),
	        c->notice ? DB_INT(":notice", c->notice) : DB_NULL(":notice"),
	        DB_INT(":number", c->number));
	*ret_act = db_last_id(m->h->db);
	return r < 0 ? r : 0;
}

static char *take(char **s)
{
	char *taken = *s;
	*s = NULL;
	return taken;
}

int verb_do(
        const struct house *h, const struct verb_call *call, int64_t *ret_act, char **ret_sentence)
{
	AUTO(making_done)
	struct making m = {
	        .h = h, .call = *call, .name = customer_name(h->db, call->customer, call->words)};
	int r = VERB_IDLE;
	if (said_before(h, call))
		m.sentence = xasprintf(
		        phrase(call->language, "%s: that was said and done before."), m.name);
	else
		r = verbs[call->verb].run(&m);
	if (r == 0)
		r = write_down(&m, ret_act);
	if (r >= 0)
		*ret_sentence = take(&m.sentence);
	return r;
}

/* ---- taking back ---- */

static int find_verb(const char *name)
{
	for (int v = 0; v < VERBS; v++)
		if (str_same(verbs[v].name, name))
			return v;
	return -EINVAL;
}

/* The act as it was made; 1, 0 there is none, -errno. */
static int read_act(const struct house *h, int64_t act, struct db_rows **ret_rows)
{
	struct db_rows *rows = db_query(h->db,
	        "SELECT verb, customer, touchpoint, occurrence, subject, words,"
	        " nullif(before, ''), at, undone_at FROM act WHERE id=:id",
	        DB_INT(":id", act));
	*ret_rows = rows;
	return db_step(rows);
}

static int undo(struct making *m, struct db_rows *rows, int verb)
{
	m->words = xstrdup(db_col_text(rows, 5));
	m->before = xstrdup(db_col_text(rows, 6));
	m->call.customer = db_col_text(rows, 1);
	m->call.touchpoint = db_col_text(rows, 2);
	m->call.occurrence = db_col_text(rows, 3);
	m->call.subject = db_col_int(rows, 4);
	m->call.shown_at = db_col_int(rows, 7);
	m->name = customer_name(m->h->db, m->call.customer, m->words);
	if (!db_col_null(rows, 8))
		return IDLE(m, "%s: that was taken back before.", m->name);
	if (!verbs[verb].undo)
		return IDLE(m, "%s: that can't be taken back.", m->name);
	return verbs[verb].undo(m);
}

static int mark_undone(const struct house *h, int64_t act, const char *who)
{
	int r = db_run(h->db, "UPDATE act SET undone_at=:now, undone_by=:who WHERE id=:id",
	        DB_INT(":now", h->now), DB_TEXT(":who", who), DB_INT(":id", act));
	return r < 0 ? r : 0;
}

int verb_undo(const struct house *h, int64_t act, const char *who, const char *language,
        char **ret_sentence)
{
	AUTO(making_done) struct making m = {.h = h, .call = {.who = who, .language = language}};
	AUTO(db_rows_free) struct db_rows *rows = NULL;
	int r = read_act(h, act, &rows);
	if (r < 0)
		return r;
	int verb = r ? find_verb(db_col_text(rows, 0)) : -EINVAL;
	if (verb < 0)
		r = IDLE(&m, "There is no decision number %lld.", (long long)act);
	else
		r = undo(&m, rows, verb);
	if (r == 0)
		r = mark_undone(h, act, who);
	if (r >= 0)
		*ret_sentence = take(&m.sentence);
	return r;
}
