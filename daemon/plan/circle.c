#include "circle.h"

#include "conf.h"
#include "db.h"
#include "provider.h"
#include "zone.h"

#include <string.h>

enum {
	ENOUGH = 100,      /* customers at a time */
	LETTERS_BACK = 60, /* days after which colleagues have forgotten a letter */
};

/* A letter to somebody of the house, customer or not. */
struct house_letter {
	int64_t id;
	char *recipient;
	struct date day, put; /* put: no letter put later has an earlier one */
	int64_t gone_at, valid_until_at;
	enum history_state state;
};

struct circle_house {
	struct house_letter *at;
	size_t count, cap;
};

static void house_free(struct circle_house *h)
{
	for (size_t i = 0; i < h->count; i++)
		xfree(h->at[i].recipient);
	xfree(h->at);
	xfree(h);
}

void circle_free(struct circle *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++) {
		struct circle_person *p = &c->at[i];
		courtesy_case_done(&p->c);
		xfree(p->key);
		xfree(p->name);
		xfree(p->manager);
	}
	for (size_t i = 0; i < c->houses_count; i++)
		house_free(c->houses[i]);
	xfree(c->houses);
	xfree(c->at);
	xfree(c);
}

/* ---- a house ---- */

static struct house_letter *house_add(struct circle_house *h)
{
	if (h->count == h->cap) {
		h->cap = h->cap ? 2 * h->cap : 16;
		h->at = xrealloc(h->at, h->cap * sizeof *h->at);
	}
	return &h->at[h->count++];
}

static struct house_letter *house_find(struct circle_house *h, int64_t id)
{
	for (size_t i = h ? h->count : 0; i-- > 0;)
		if (h->at[i].id == id)
			return &h->at[i];
	return NULL;
}

static int house_read(const struct house *h, const char *domain, struct circle_house *in)
{
	struct date today = zone_date(zone_find(h->conf->business.timezone), h->now);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT id, recipient, day, coalesce(claimed_at, not_before_at), valid_until_at,"
	        " CASE state WHEN 'QUEUED' THEN 0 WHEN 'FAILED' THEN 1 WHEN 'WITHDRAWN' THEN 1"
	        " ELSE 2 END FROM outbox WHERE kind='letter'"
	        " AND lower(substr(recipient, instr(recipient, '@') + 1))=lower(:domain)"
	        " AND day>:since ORDER BY day, id",
	        DB_TEXT(":domain", domain), DB_INT(":since", today.days - LETTERS_BACK - 2));
	static const enum history_state states[] = {HISTORY_QUEUED, HISTORY_OFF, HISTORY_GONE};
	int r;
	while ((r = db_step(rows)) > 0) {
		struct date day = {(int32_t)db_col_int(rows, 2)};
		*house_add(in) = (struct house_letter){.id = db_col_int(rows, 0),
		        .recipient = xstrdup(db_col_text(rows, 1)),
		        .day = day,
		        .put = day,
		        .gone_at = db_col_int(rows, 3),
		        .valid_until_at = db_col_int(rows, 4),
		        .state = states[db_col_int(rows, 5)]};
	}
	return r;
}

/* As history_felt() and history_counts() have it. */
static int64_t company(const struct courtesy_case *c, struct date day)
{
	const struct circle_person *p = c->arg;
	const struct circle_house *in = p->in;
	int offset = zone_offset(c->person.morning.zone, c->h->now);
	const struct history_view v = {NULL, offset, c->h->now};
	int64_t count = 0;
	for (size_t i = in ? in->count : 0; i-- > 0;) {
		const struct house_letter *l = &in->at[i];
		const struct history_letter as = {.day = l->day,
		        .gone_at = l->gone_at,
		        .valid_until_at = l->valid_until_at,
		        .state = l->state};
		if (date_diff(day, l->put) > LETTERS_BACK + 2)
			break;
		count += date_diff(day, l->day) < LETTERS_BACK && history_counts(&v, &as) &&
		         date_diff(history_felt(&v, &as), day) == 0 &&
		         !str_same_nocase(l->recipient, c->person.email);
	}
	return count;
}

/* ---- reading ---- */

struct circles {
	const struct house *h;
	struct db_rows *rows;
	int more; /* what the last step said: 1, the row at hand is still to be taken */
};

void circles_free(struct circles *c)
{
	if (!c)
		return;
	db_rows_free(c->rows);
	xfree(c);
}

#define DOMAIN_OF(address) "lower(substr(" address ", instr(" address ", '@') + 1))"

int circles_open(const struct house *h, const char *only, struct circles **ret)
{
	AUTO(xfree)
	char *email = only ? db_text(h->db, "SELECT email FROM customer WHERE key=:key",
	                             DB_TEXT(":key", only))
	                   : NULL;
	const char *at = email ? strrchr(email, '@') : NULL;
	bool house = at && !provider_shared(at + 1);
	AUTO(circles_free) struct circles *c = xcalloc(1, sizeof *c);
	c->h = h;
	c->rows = db_query(h->db,
	        "SELECT id, key, coalesce(nullif(name, ''), key), manager, lower(email) AS box,"
	        " " DOMAIN_OF("email") " AS domain FROM customer WHERE :only IS NULL OR key=:only"
	                               " OR (email<>'' AND (email=:email OR domain=lower(:domain)))"
	                               " ORDER BY domain, box, id",
	        DB_TEXT(":only", only), DB_TEXT(":email", email ? email : ""),
	        DB_TEXT(":domain", house ? at + 1 : NULL));
	if ((c->more = db_step(c->rows)) < 0)
		return c->more;
	*ret = c;
	c = NULL;
	return 0;
}

static int read_person(const struct circles *cs, struct circle_person *p)
{
	struct db_rows *rows = cs->rows;
	*p = (struct circle_person){.id = db_col_int(rows, 0),
	        .key = xstrdup(db_col_text(rows, 1)),
	        .name = xstrdup(db_col_text(rows, 2)),
	        .manager = xstrdup(db_col_text(rows, 3))};
	courtesy_case_open(&p->c, cs->h, p->key);
	p->c.looked = p->c.whole = true;
	return p->c.error < 0 ? p->c.error
	                      : history_get(cs->h->db, p->key, p->c.person.email,
	                                (struct date){INT32_MIN + 1}, &p->c.history);
}

/* The row at hand, and the next one comes up. */
static int take(struct circles *cs, struct circle *c)
{
	if (c->count == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 256;
		c->at = xrealloc(c->at, c->cap * sizeof *c->at);
	}
	int r = read_person(cs, &c->at[c->count++]);
	return r < 0 ? r : (cs->more = db_step(cs->rows));
}

static const char *box_of(const struct circles *cs)
{
	return db_col_text(cs->rows, 4);
}

static const char *domain_of(const struct circles *cs)
{
	return db_col_text(cs->rows, 5);
}

/* All with this address. */
static int take_box(struct circles *cs, struct circle *c)
{
	AUTO(xfree) char *box = xstrdup(box_of(cs));
	size_t first = c->count;
	int r;
	do
		r = take(cs, c);
	while (r > 0 && *box && !strcmp(box, box_of(cs)));
	for (size_t i = first; i < c->count; i++) {
		c->at[i].box = first;
		c->at[i].box_end = c->count;
	}
	return r;
}

static int take_house(struct circles *cs, struct circle *c)
{
	AUTO(xfree) char *domain = xstrdup(domain_of(cs));
	struct circle_house *in = xcalloc(1, sizeof *in);
	size_t first = c->count;
	int r;
	c->houses = xrealloc(c->houses, (c->houses_count + 1) * sizeof(struct circle_house *));
	c->houses[c->houses_count++] = in;
	do
		r = take_box(cs, c);
	while (r > 0 && !strcmp(domain, domain_of(cs)));
	for (size_t i = first; i < c->count; i++)
		c->at[i].in = in;
	int e = r < 0 ? r : house_read(cs->h, domain, in);
	return e < 0 ? e : r;
}

int circles_next(struct circles *cs, struct circle **ret)
{
	AUTO(circle_free) struct circle *c = xcalloc(1, sizeof *c);
	bool counted = cs->h->conf->courtesy.company_per_day;
	while (cs->more > 0 && c->count < ENOUGH) {
		const char *domain = domain_of(cs);
		bool house = counted && *domain && !provider_shared(domain);
		int r = house ? take_house(cs, c) : take_box(cs, c);
		if (r < 0)
			return r;
	}
	if (!c->count)
		return 0;
	for (size_t i = 0; i < c->count; i++) { /* now they stay where they are */
		struct circle_person *p = &c->at[i];
		p->circle = c;
		p->c.company = company;
		p->c.arg = p;
	}
	c->last_id = db_int(cs->h->db, 0, "SELECT max(id) FROM outbox");
	*ret = c;
	c = NULL;
	return 1;
}

/* ---- letters ---- */

static struct date today_of(const struct circle_person *p)
{
	const struct house *h = p->c.h;
	return zone_date(zone_find(h->conf->business.timezone), h->now);
}

int64_t circle_put(struct circle_person *p, const struct outbox_item *item)
{
	struct history_letter l = {.id = ++p->circle->last_id,
	        .day = item->day,
	        .gone_at = item->not_before_at,
	        .valid_until_at = item->valid_until_at,
	        .state = HISTORY_QUEUED,
	        .customer = p->key,
	        .touchpoint = item->touchpoint,
	        .occurrence = item->occurrence,
	        .group = item->group,
	        .withdrawn = ""};
	for (size_t i = p->box; i < p->box_end; i++) {
		struct circle_person *reader = &p->circle->at[i];
		l.theirs = reader == p;
		history_add(&reader->c.history, &l);
	}
	if (p->in)
		*house_add(p->in) = (struct house_letter){.id = l.id,
		        .recipient = xstrdup(item->recipient),
		        .day = l.day,
		        .put = today_of(p),
		        .gone_at = l.gone_at,
		        .valid_until_at = l.valid_until_at,
		        .state = l.state};
	return l.id;
}

static void change(
        struct circle_person *p, int64_t id, enum history_state state, int64_t at, const char *why)
{
	for (size_t i = p->box; i < p->box_end; i++) {
		struct history_letter *l = history_find(&p->circle->at[i].c.history, id);
		if (!l)
			continue;
		l->state = state;
		l->withdrawn = l->claimed_at ? "" : why;
		if (at)
			l->gone_at = l->claimed_at = at;
	}
	struct house_letter *l = house_find(p->in, id);
	if (l) {
		l->state = state;
		l->gone_at = at ? at : l->gone_at;
	}
}

void circle_sent(struct circle_person *p, int64_t id, int64_t at)
{
	change(p, id, HISTORY_GONE, at, "");
}

void circle_withdrawn(struct circle_person *p, int64_t id, const char *why)
{
	change(p, id, HISTORY_OFF, 0, why);
}

void circle_dropped(struct circle_person *p, int64_t id)
{
	change(p, id, HISTORY_OFF, 0, "");
	for (size_t i = p->box; i < p->box_end; i++)
		history_drop(&p->circle->at[i].c.history, id);
}

const struct history_letter *circle_has(
        const struct circle_person *p, const char *touchpoint, const char *occurrence)
{
	const struct history *h = &p->c.history;
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].theirs && str_same(h->at[i].touchpoint, touchpoint) &&
		        str_same(h->at[i].occurrence, occurrence))
			return &h->at[i];
	return NULL;
}
