/*
 * The verbs about one letter: shall it go, did it arrive, what is added to it.
 */
#include "making.h"

#include "amend.h"
#include "courtesy.h"
#include "db.h"
#include "outbox.h"

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

static const char said_no[] = "A person said no to this letter.";
static const char yes_back[] = "A person took the yes back.";

/* 1 the letter waits in the outbox again, as a person had withdrawn it; 0; -errno. */
static int fetch_back(struct making *m, const char *reason)
{
	const struct verb_call *c = &m->call;
	int64_t at = db_int(m->h->db, 0,
	        "SELECT settled_at FROM outbox WHERE customer=:customer AND"
	        " touchpoint=:touchpoint AND occurrence=:occurrence AND state='WITHDRAWN'"
	        " AND reason=:reason",
	        DB_TEXT(":customer", c->customer), DB_TEXT(":touchpoint", c->touchpoint),
	        DB_TEXT(":occurrence", c->occurrence), DB_TEXT(":reason", reason));
	return outbox_restore(
	        m->h->db, c->customer, c->touchpoint, c->occurrence, reason, at, m->h->now);
}

int verb_approve(struct making *m)
{
	int r = fetch_back(m, said_no);
	if (r == 0)
		r = fetch_back(m, yes_back);
	AUTO(xfree) char *state = letter_state(m);
	if (r < 0)
		return r;
	if (state && r == 0)
		return IDLE(
		        m, "Letter \"%s\" to %s was decided before.", m->call.touchpoint, m->name);
	SAY(m, "Letter \"%s\" to %s is approved and goes with the next pass.", m->call.touchpoint,
	        m->name);
	return answer_letter(m, "yes");
}

int verb_hold(struct making *m)
{
	AUTO(xfree) char *state = letter_state(m);
	if (state && !str_same(state, "QUEUED"))
		return IDLE(
		        m, "Letter \"%s\" to %s has gone already.", m->call.touchpoint, m->name);
	SAY(m, "Letter \"%s\" does not go to %s.", m->call.touchpoint, m->name);
	int r = answer_letter(m, "no");
	if (r == 0)
		r = outbox_withdraw_letter(m->h->db, m->call.customer, m->call.touchpoint,
		        m->call.occurrence, said_no, m->h->now);
	return r < 0 ? r : 0;
}

static int answer_as_before(struct making *m)
{
	const struct verb_call *c = &m->call;
	return courtesy_answer(m->h, c->customer, c->touchpoint, c->occurrence,
	        str_empty(m->before) ? NULL : m->before);
}

/* A yes is taken back as long as the letter has not gone. */
int verb_approve_undo(struct making *m)
{
	const struct verb_call *c = &m->call;
	int r = outbox_withdraw_letter(
	        m->h->db, c->customer, c->touchpoint, c->occurrence, yes_back, m->h->now);
	if (r < 0)
		return r;
	AUTO(xfree) char *state = letter_state(m);
	if (state && !str_same(state, "WITHDRAWN"))
		return IDLE(m, "Letter \"%s\" to %s has gone already.", c->touchpoint, m->name);
	if (state)
		SAY(m,
		        "Letter \"%s\" to %s is withdrawn. To send it after all, say: followup "
		        "approve \"%s\" %s",
		        c->touchpoint, m->name, c->touchpoint, c->customer);
	else
		SAY(m, "Letter \"%s\" to %s is undecided again.", c->touchpoint, m->name);
	return answer_as_before(m);
}

/* A no is taken back as long as the letter's day is not past. */
int verb_hold_undo(struct making *m)
{
	const struct verb_call *c = &m->call;
	int r = fetch_back(m, said_no);
	if (r < 0)
		return r;
	AUTO(xfree) char *state = letter_state(m);
	if (r > 0)
		SAY(m, "Letter \"%s\" to %s waits to be sent again.", c->touchpoint, m->name);
	else if (state)
		return IDLE(m, "It is too late for letter \"%s\" to %s: its day is past.",
		        c->touchpoint, m->name);
	else
		SAY(m, "Letter \"%s\" to %s is undecided again.", c->touchpoint, m->name);
	return answer_as_before(m);
}

/* ---- did it arrive ---- */

static int settle(struct making *m, bool arrived)
{
	int64_t id = m->call.subject;
	if (!db_int(m->h->db, 0, "SELECT 1 FROM outbox WHERE id=:id AND state='UNSURE'",
	            DB_INT(":id", id)))
		return IDLE(m, "It is no longer unsure whether \"%s\" reached %s.",
		        m->call.touchpoint, m->name);
	m->before = db_text(m->h->db, "SELECT reason FROM outbox WHERE id=:id", DB_INT(":id", id));
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

int verb_settle_undo(struct making *m)
{
	int r = outbox_doubt(m->h->db, m->call.subject, m->before ? m->before : "",
	        m->call.shown_at /* when it was said */, m->h->now);
	if (r == 0)
		return IDLE(m, "What became of \"%s\" to %s is known otherwise by now; that stays.",
		        m->call.touchpoint, m->name);
	SAY(m, "It is unsure again whether \"%s\" reached %s.", m->call.touchpoint, m->name);
	return r < 0 ? r : 0;
}

int verb_arrived(struct making *m)
{
	return settle(m, true);
}

int verb_lost(struct making *m)
{
	return settle(m, false);
}

/* ---- a sentence for one letter ---- */

int verb_personal(struct making *m)
{
	const struct verb_call *c = &m->call;
	AUTO(xfree) char *state = letter_state(m);
	if (state)
		return IDLE(m, "Letter \"%s\" to %s was decided before.", c->touchpoint, m->name);
	if (str_empty(c->words))
		return IDLE(m, "The sentence for %s is missing.", m->name);
	m->before = amend_line(m->h->db, c->customer, c->touchpoint, c->occurrence);
	m->words = xstrdup(c->words);
	SAY(m, "Letter \"%s\" to %s has your sentence.", c->touchpoint, m->name);
	return amend_line_put(m->h->db, c->customer, c->touchpoint, c->occurrence, c->words);
}

int verb_personal_undo(struct making *m)
{
	const struct verb_call *c = &m->call;
	AUTO(xfree) char *state = letter_state(m);
	if (state && !str_same(state, "QUEUED"))
		return IDLE(m, "Letter \"%s\" to %s has gone already.", c->touchpoint, m->name);
	if (state)
		return IDLE(m,
		        "Letter \"%s\" to %s is written already: reply \"no\" to its number to "
		        "stop "
		        "it.",
		        c->touchpoint, m->name);
	SAY(m, "Letter \"%s\" to %s is without your sentence again.", c->touchpoint, m->name);
	return amend_line_put(m->h->db, c->customer, c->touchpoint, c->occurrence, m->before);
}
