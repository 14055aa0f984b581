#include "docket.h"

#include "candidate.h"
#include "db.h"
#include "letter.h"
#include "marks.h"
#include "noted.h"
#include "outbox.h"
#include "template.h"
#include "weigh.h"

#include <stdlib.h>
#include <string.h>

enum { TOGETHER = 128 }; /* written down in one transaction; a megabyte of letters */

/* ---- what is written down ---- */

#define THE_LETTER                                                                                 \
	DB_TEXT(":customer", c->key), DB_TEXT(":touchpoint", d->t->name),                          \
	        DB_TEXT(":occurrence", c->occurrence)

static int decide_not(
        struct docket *d, const struct candidate *c, enum courtesy why, const char *detail)
{
	bool hold = courtesy_holds(why);
	*(hold ? &d->held : &d->skipped) += 1;
	int r = db_run(d->h->db,
	        "INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, detail, "
	        "day,"
	        " decided_at) VALUES (:customer, :touchpoint, :occurrence, :verdict, :reason, "
	        ":detail,"
	        " :day, :now) ON CONFLICT (customer, touchpoint, occurrence) DO UPDATE SET"
	        " verdict=:verdict, reason=:reason, detail=:detail, day=:day, decided_at=:now"
	        " WHERE reason<>:reason OR detail<>:detail OR day<>:day",
	        THE_LETTER, DB_TEXT(":verdict", hold ? "hold" : "skip"),
	        DB_TEXT(":reason", courtesy_word(why)), DB_TEXT(":detail", detail),
	        DB_INT(":day", c->day.days), DB_INT(":now", d->h->now));
	return r < 0 ? r : 0;
}

static int put(
        struct docket *d, const struct candidate *c, const struct outbox_item *item, bool decided)
{
	int r = outbox_put(d->h->db, item, d->h->now);
	if (r != 0)
		return r < 0 ? r : 0; /* put before: nothing is sent twice */
	d->put++;
	r = decided ? db_run(d->h->db,
	                      "DELETE FROM decision WHERE customer=:customer"
	                      " AND touchpoint=:touchpoint AND occurrence=:occurrence",
	                      THE_LETTER)
	            : 0;
	return r < 0 ? r : 0;
}

/* All about one of them, inside a transaction. */
static int consider(struct docket *d, const struct candidate *c)
{
	const struct house *h = d->h;
	int taken = outbox_taken(h->db, c->key, d->t->name, c->occurrence, c->day, COURTESY_MOVED);
	if (taken)
		return taken < 0 ? taken : 0;
	AUTO(courtesy_case_done) struct courtesy_case asked;
	AUTO(weighed_done) struct weighed w = {0};
	courtesy_case_open(&asked, h, c->key);
	int r = weigh(&asked, d->t, d->rivals, c->occurrence, c->day, c->season, &w);
	if (r < 0)
		return r;
	return w.why == COURTESY_DUE ? put(d, c, &w.item, true) : decide_not(d, c, w.why, w.detail);
}

/* ---- decided ahead ---- */

struct ruling {
	const struct candidate *c;
	enum { REFUSED, DUE, WAITS } is; /* WAITS: for the letters of others */
	enum courtesy why;
	char *detail;
	struct letter_hour hour; /* DUE: when it leaves */
};

struct session {
	struct docket *d;
	struct ruling *at;
	size_t n;
	struct marks busy; /* customers, mailboxes and houses for which something is to be put */
	int64_t seen;
};

static void session_done_auto(struct session *s)
{
	for (size_t i = 0; i < s->n; i++)
		xfree(s->at[i].detail);
	xfree(s->at);
	marks_done(&s->busy);
}

/* Of whose letters courtesy asks: the customer's, their mailbox's, their house's. */
struct circle_of {
	const char *customer, *mailbox, *house; /* house NULL: nobody's */
	struct text words;                      /* in small letters */
};
static void circle_of_done_auto(struct circle_of *o)
{
	text_done(&o->words);
}

static void circle_of_init(struct circle_of *o, const struct courtesy_case *c)
{
	const char *house = courtesy_case_house(c);
	for (const char *s = c->person.email; s && *s; s++)
		text_putc(&o->words, *s >= 'A' && *s <= 'Z' ? (char)(*s + 'a' - 'A') : *s);
	o->customer = c->customer;
	o->mailbox = text_str(&o->words);
	o->house = house ? o->mailbox + (house - c->person.email) : NULL;
}

static bool is_busy(const struct marks *busy, const struct circle_of *o)
{
	return marks_have(busy, o->customer) || marks_have(busy, o->mailbox) ||
	       (o->house && marks_have(busy, o->house));
}

static void make_busy(struct marks *busy, const struct circle_of *o)
{
	marks_add(busy, o->customer);
	marks_add(busy, o->mailbox);
	if (o->house)
		marks_add(busy, o->house);
}

/* What was not there when the candidates were found needs no second look. */
static int rule(struct session *s, const struct candidate *c, struct ruling *ret)
{
	struct docket *d = s->d;
	AUTO(courtesy_case_done) struct courtesy_case asked;
	__attribute__((cleanup(circle_of_done_auto))) struct circle_of circle = {0};
	struct ruling r = {.c = c, .is = WAITS};
	courtesy_case_open_row(&asked, d->h, c->key, c->id);
	if (asked.error < 0)
		return asked.error;
	circle_of_init(&circle, &asked);
	if (c->before != CANDIDATE_WITHDRAWN && !is_busy(&s->busy, &circle)) {
		r.why = weigh_ask(
		        &asked, d->t, d->rivals, c->occurrence, c->day, c->season, &r.detail);
		r.is = r.why == COURTESY_DUE ? DUE : REFUSED;
	}
	if (r.is == DUE && !letter_hour(d->h, d->t, c->key, c->day, c->occurrence,
	                           &asked.person.morning, &r.hour)) {
		r.is = REFUSED;
		r.why = COURTESY_SKIP_EXPIRED;
		xfree(r.detail);
		r.detail = letter_last_day(d->t, c->day);
	}
	r.hour.row = c->id;
	if (r.is != REFUSED)
		make_busy(&s->busy, &circle);
	*ret = r;
	return asked.error;
}

/* In one view of the store: is it still the one in which they were found? */
static int rule_all(struct session *s, const struct candidate *at, size_t n)
{
	int r = noted_look(s->d->h);
	bool same = db_version(s->d->h->db) == s->seen;
	s->at = xcalloc(n, sizeof *s->at);
	for (size_t i = 0; i < n && r == 0; i++) {
		if (same && at[i].before == CANDIDATE_PUT)
			continue;
		if (same)
			r = rule(s, &at[i], &s->at[s->n]);
		else
			s->at[s->n] = (struct ruling){.c = &at[i], .is = WAITS};
		s->n++;
	}
	return r;
}

/* Who is refused first, then the letters as they leave, then who waits for them. */
static int in_order(const void *x, const void *y)
{
	const struct ruling *a = x, *b = y;
	int by = (a->is > b->is) - (a->is < b->is);
	if (!by)
		by = (a->hour.at > b->hour.at) - (a->hour.at < b->hour.at);
	if (!by && a->is == DUE) /* side by side in the ledger, too */
		by = (a->c->id > b->c->id) - (a->c->id < b->c->id);
	return by ? by : (a->c > b->c) - (a->c < b->c);
}

/* ---- written down ---- */

/* Some of the rulings, and the letters of those that are due. */
struct batch {
	const struct ruling *ruled;
	struct weighed *made;
	size_t n;
};
static void batch_done_auto(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		weighed_done(&b->made[i]);
	xfree(b->made);
}

static int make(const struct docket *d, const struct ruling *ruled, struct weighed *ret)
{
	const struct candidate *c = ruled->c;
	int r = letter_make(d->h, d->t, c->key, c->day, c->occurrence, &ruled->hour, &ret->item,
	        NULL, &ret->why, &ret->detail);
	return r < 0 ? r : 0;
}

/* In the store in which they were decided upon, while anybody may write. */
static int make_all(const struct session *s, struct batch *b)
{
	struct db *db = s->d->h->db;
	bool reading = db_begin_reading(db);
	int r = 0;
	if (db_version(db) == s->seen)
		for (size_t i = 0; i < b->n && r == 0; i++)
			r = b->ruled[i].is == DUE ? make(s->d, &b->ruled[i], &b->made[i]) : 0;
	if (reading)
		db_rollback(db);
	return r;
}

static int carry_out(
        struct docket *d, const struct ruling *ruled, const struct weighed *made, bool same)
{
	const struct candidate *c = ruled->c;
	if (!same || ruled->is == WAITS)
		return consider(d, c);
	if (ruled->is == REFUSED)
		return decide_not(d, c, ruled->why, ruled->detail);
	return made->why == COURTESY_DUE ? put(d, c, &made->item, c->before == CANDIDATE_DECIDED)
	                                 : decide_not(d, c, made->why, made->detail);
}

/* It rides: what a loss of power takes back is decided again, the same, and a letter leaves only
 * after its lease, a full commit, has taken it to the disk. */
static int write_down(const struct session *s, const struct batch *b)
{
	struct db *db = s->d->h->db;
	int r = db_begin_riding(db);
	if (r < 0)
		return r;
	bool same = db_version(db) == s->seen;
	r = noted_look(s->d->h);
	for (size_t i = 0; i < b->n && r == 0; i++)
		r = carry_out(s->d, &b->ruled[i], &b->made[i], same);
	if (r < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}

static int carry_out_some(const struct session *s, size_t from, size_t to)
{
	__attribute__((cleanup(batch_done_auto))) struct batch b = {
	        .ruled = &s->at[from], .n = to - from, .made = xcalloc(to - from, sizeof *b.made)};
	int r = make_all(s, &b);
	return r < 0 ? r : write_down(s, &b);
}

int docket_decide(struct docket *d, const struct candidate *at, size_t n, int64_t seen)
{
	__attribute__((cleanup(session_done_auto))) struct session s = {.d = d, .seen = seen};
	bool reading = db_begin_reading(d->h->db);
	int r = rule_all(&s, at, n);
	if (reading)
		db_rollback(d->h->db);
	if (r == 0 && s.n)
		qsort(s.at, s.n, sizeof *s.at, in_order);
	for (size_t i = 0; i < s.n && r == 0; i += TOGETHER)
		r = carry_out_some(&s, i, s.n - i < TOGETHER ? s.n : i + TOGETHER);
	return r;
}
