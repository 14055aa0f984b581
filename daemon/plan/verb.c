#include "verb.h"

#include "conf.h"
#include "db.h"
#include "making.h"

#include <errno.h>

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

/* ---- the digest itself ---- */

static int set_digest(struct making *m, enum verb wish, const char *done, const char *already)
{
	if (verb_digest(m->h->db, m->call.customer) == wish)
		return (m->sentence = xstrdup(already)), VERB_IDLE;
	m->sentence = xstrdup(done);
	return 0;
}

#define PHRASE(m, english) phrase((m)->call.language, english)

static int digest_off(struct making *m)
{
	return set_digest(m, VERB_DIGEST_OFF,
	        PHRASE(m, "You get no more digests. Say \"start digest\" to get them again."),
	        PHRASE(m, "You get no digest already."));
}

static int digest_on(struct making *m)
{
	return set_digest(m, VERB_DIGEST_ON, PHRASE(m, "You get the digest once a week."),
	        PHRASE(m, "You get the digest once a week already."));
}

static int digest_daily(struct making *m)
{
	return set_digest(m, VERB_DIGEST_DAILY,
	        PHRASE(m, "You get the digest once a week, and each working day the names of who "
	                  "waits, if anybody does. Say \"digest weekly\" to end that."),
	        PHRASE(m, "You are told each working day who waits already."));
}

static int digest_undo(struct making *m)
{
	SAY(m, "The digest comes or stays away as it did before.");
	return 0;
}

enum verb verb_digest(struct db *db, const char *staff)
{
	AUTO(xfree)
	char *said = db_text(db,
	        "SELECT verb FROM act WHERE customer=:staff AND undone_at IS NULL"
	        " AND verb IN ('digest-off', 'digest-on', 'digest-daily') ORDER BY id DESC LIMIT 1",
	        DB_TEXT(":staff", staff));
	return str_same(said, "digest-off")     ? VERB_DIGEST_OFF
	       : str_same(said, "digest-daily") ? VERB_DIGEST_DAILY
	                                        : VERB_DIGEST_ON;
}

/* ---- the table ---- */

static const struct {
	const char *name;
	making_act *run, *undo;
	bool wordy; /* said of the same thing with other words, it is another thing to say */
} verbs[VERBS] = {
        [VERB_ANSWERED] = {"answered", verb_answered, verb_answered_undo, false},
        [VERB_GIVE] = {"give", verb_give, verb_give_undo, false},
        [VERB_APPROVE] = {"approve", verb_approve, verb_approve_undo, false},
        [VERB_HOLD] = {"hold", verb_hold, verb_hold_undo, false},
        [VERB_PERSONAL] = {"personal", verb_personal, verb_personal_undo, true},
        [VERB_SAME] = {"same", verb_same, verb_same_undo, false},
        [VERB_OTHER] = {"other", verb_other, verb_pause_undo, false},
        [VERB_ARRIVED] = {"arrived", verb_arrived, verb_settle_undo, false},
        [VERB_LOST] = {"lost", verb_lost, verb_settle_undo, false},
        [VERB_ACCEPT] = {"accept", verb_accept, verb_suggestion_undo, false},
        [VERB_DECLINE] = {"decline", verb_decline, verb_suggestion_undo, false},
        [VERB_ASK] = {"ask", verb_ask, verb_ask_undo, false},
        [VERB_OPTOUT] = {"optout", verb_optout, verb_optout_undo, false},
        [VERB_PAUSE] = {"pause", verb_pause, verb_pause_undo, false},
        [VERB_RESUME] = {"resume", verb_resume, verb_pause_undo, false},
        [VERB_LOG] = {"log", verb_log, verb_log_undo, true},
        [VERB_HAPPY] = {"happy", verb_happy, verb_happy_undo, false},
        [VERB_DIGEST_OFF] = {"digest-off", digest_off, digest_undo, false},
        [VERB_DIGEST_ON] = {"digest-on", digest_on, digest_undo, false},
        [VERB_GO] = {"go", verb_go, verb_go_undo, false},
        [VERB_REST] = {"rest", verb_rest, verb_rest_undo, false},
        [VERB_SHOW] = {"show", verb_show, verb_show_undo, false},
        [VERB_DIGEST_DAILY] = {"digest-daily", digest_daily, digest_undo, false},
};

const char *verb_name(enum verb v)
{
	return verbs[v].name;
}

static char *customer_name(const struct house *h, const char *customer, const char *words)
{
	struct db *db = h->db;
	const struct conf_person *p = customer && str_starts(customer, "staff:")
	                                      ? conf_person(h->conf, customer + 6)
	                                      : NULL;
	if (p)
		return xstrdup(p->name);
	char *name = db_text(db, "SELECT nullif(name, '') FROM customer WHERE key=:key",
	        DB_TEXT(":key", customer));
	return name ? name : xstrdup(str_empty(customer) ? words : customer);
}

/* A number of a notice takes each word once, taken back or not: a replayed reply does nothing. */
static bool said_before(const struct house *h, const struct verb_call *c)
{
	return c->notice && db_int(h->db, 0,
	                            "SELECT 1 FROM act WHERE notice=:notice AND number=:number AND "
	                            "verb=:verb AND (NOT :wordy OR words=:words)",
	                            DB_INT(":notice", c->notice), DB_INT(":number", c->number),
	                            DB_TEXT(":verb", verbs[c->verb].name),
	                            DB_INT(":wordy", verbs[c->verb].wordy),
	                            DB_TEXT(":words", c->words ? c->words : ""));
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
	        .h = h, .call = *call, .name = customer_name(h, call->customer, call->words)};
	int r = VERB_IDLE;
	if (said_before(h, call))
		r = (SAY(&m, "%s: that was said and done before.", m.name), VERB_SAID_BEFORE);
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
	m->name = customer_name(m->h, m->call.customer, m->words);
	if (!db_col_null(rows, 8))
		return IDLE(m, "%s: that was taken back before.", m->name);
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
