#include "plan.h"

#include "again.h"
#include "almanac.h"
#include "candidate.h"
#include "condition.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "health.h"
#include "letter.h"
#include "noted.h"
#include "rival.h"
#include "zone.h"

#include <errno.h>

/* ---- the days ---- */

static struct date today(const struct house *h)
{
	return zone_date(zone_find(h->conf->business.timezone), h->now);
}

static struct date lead_day(const struct house *h)
{
	return zone_date(zone_find(h->conf->business.timezone), h->now + PLAN_LEAD_S);
}

int64_t plan_next_at(const struct house *h)
{
	return zone_moment(zone_find(h->conf->business.timezone), date_add(today(h), 1), 0);
}

/* ---- one candidate ---- */

struct pass {
	const struct house *h;
	const struct template *t;
	const struct rivals *rivals;
	struct plan_counts *counts;
	struct candidate_memo *memo;
	struct plan_ahead *ahead; /* NULL: the store is looked at as if for the first time */
};

/* What a look at the days ahead knows from one pass to the next. */
struct plan_ahead {
	struct again again;
	struct candidate_memo memo;
	struct date seen;  /* the last day that was looked at; DATE_NONE: none yet */
	struct text moved; /* ids, commas between them */
};

/* It may come out otherwise on another day. */
static void note_again(const struct pass *p, const struct candidate *c,
        const struct courtesy_case *asked, enum courtesy why, const char *detail)
{
	if (!p->ahead)
		return;
	struct date on = courtesy_again(asked, why, detail);
	if (!date_is_none(on) && date_diff(on, date_add(c->day, p->t->valid_days)) <= 0)
		again_put(&p->ahead->again,
		        &(const struct again_item){.touchpoint = p->t->name, .who = *c, .on = on});
}

#define THE_LETTER                                                                                 \
	DB_TEXT(":customer", c->key), DB_TEXT(":touchpoint", p->t->name),                          \
	        DB_TEXT(":occurrence", c->occurrence)

static int decide_not(const struct pass *p, const struct candidate *c,
        const struct courtesy_case *asked, enum courtesy why, const char *detail)
{
	bool hold = courtesy_holds(why);
	if (asked->error < 0)
		return asked->error;
	note_again(p, c, asked, why, detail);
	*(hold ? &p->counts->held : &p->counts->skipped) += 1;
	int r = db_run(p->h->db,
	        "INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, detail, "
	        "day,"
	        " decided_at) VALUES (:customer, :touchpoint, :occurrence, :verdict, :reason, "
	        ":detail,"
	        " :day, :now) ON CONFLICT (customer, touchpoint, occurrence) DO UPDATE SET"
	        " verdict=:verdict, reason=:reason, detail=:detail, day=:day, decided_at=:now"
	        " WHERE reason<>:reason OR detail<>:detail OR day<>:day",
	        THE_LETTER, DB_TEXT(":verdict", hold ? "hold" : "skip"),
	        DB_TEXT(":reason", courtesy_word(why)), DB_TEXT(":detail", detail),
	        DB_INT(":day", c->day.days), DB_INT(":now", p->h->now));
	return r < 0 ? r : 0;
}

static int put(const struct pass *p, const struct candidate *c, const struct outbox_item *item)
{
	int r = outbox_put(p->h->db, item, p->h->now);
	if (r != 0)
		return r < 0 ? r : 0; /* put before: nothing is sent twice */
	p->counts->put++;
	r = db_run(p->h->db,
	        "DELETE FROM decision WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        THE_LETTER);
	return r < 0 ? r : 0;
}

static int consider(const struct candidate *c, void *arg)
{
	const struct pass *p = arg;
	const struct house *h = p->h;
	int taken = outbox_taken(h->db, c->key, p->t->name, c->occurrence, c->day, COURTESY_MOVED);
	if (taken)
		return taken < 0 ? taken : 0;
	AUTO(xfree) char *detail = NULL;
	AUTO(courtesy_case_done) struct courtesy_case asked;
	courtesy_case_open(&asked, h, c->key);
	enum courtesy why = courtesy_case_ask(&asked, p->t, c->occurrence, c->day, &detail);
	if (why != COURTESY_DUE)
		return decide_not(p, c, &asked, why, detail);
	AUTO(xfree)
	char *had = courtesy_case_season(&asked, p->t->name, c->occurrence, c->day, c->season);
	if (had)
		return decide_not(p, c, &asked, COURTESY_SKIP_SEASON, had);
	struct date now = today(h), felt = date_diff(now, c->day) > 0 ? now : c->day;
	AUTO(xfree) char *rival = rival_of(p->rivals, p->t, &asked, felt);
	if (rival)
		return decide_not(p, c, &asked, COURTESY_SKIP_PRIORITY, rival);
	if (asked.error < 0)
		return asked.error;
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *missing = NULL;
	int r = letter_make(h, p->t, c->key, c->day, c->occurrence, &item, NULL, &why, &missing);
	if (r < 0)
		return r;
	return r == 0 ? put(p, c, &item) : decide_not(p, c, &asked, why, missing);
}

/* ---- the pass ---- */

/* The row of table health that tells of this template's Where:. Owned. */
static char *trouble_name(const char *template)
{
	return xasprintf("template %s", template);
}

static int where_is_bad(const struct house *h, const struct template *t, const char *why)
{
	AUTO(xfree) char *what = trouble_name(t->name);
	AUTO(xfree)
	char *sentence = xasprintf(
	        "its Where: can't be used (%s); nobody gets it until that is mended.", why);
	return health_problem(h->db, what, sentence, h->now);
}

/* No trouble with this template's Where: (any more). */
static int where_is_well(const struct house *h, const char *template)
{
	AUTO(xfree) char *what = trouble_name(template);
	return db_int(h->db, 0, "SELECT 1 FROM health WHERE what=:what AND problem IS NOT NULL",
	               DB_TEXT(":what", what))
	               ? health_ok(h->db, what, h->now)
	               : 0;
}

/* Troubles of templates that are gone go with them. */
static int forget_old_troubles(const struct house *h)
{
	for (;;) {
		AUTO(xfree)
		char *what = db_text(h->db,
		        "SELECT what FROM health WHERE problem IS NOT NULL AND what GLOB 'template "
		        "*'"
		        " AND NOT EXISTS (SELECT 1 FROM template WHERE what='template ' || name"
		        " AND size>=0 AND good IS NOT NULL) LIMIT 1");
		int r = what ? health_ok(h->db, what, h->now) : 0;
		if (!what || r < 0)
			return r;
	}
}

/* A transaction of the pass: until its end nobody else writes anything. */
static int begun(void *arg)
{
	const struct pass *p = arg;
	return noted_look(p->h);
}

static int pass_between(const struct pass *p, struct date from, struct date to, const char *only)
{
	return candidate_each(&(const struct candidate_question){.h = p->h,
	        .t = p->t,
	        .from = from,
	        .to = to,
	        .only = only,
	        .memo = p->memo,
	        .begin = begun,
	        .decide = consider,
	        .arg = (void *)p});
}

static int pass_again(const struct pass *p)
{
	const struct again_item *due;
	size_t n = again_due(&p->ahead->again, p->t->name, &due);
	int r = n ? db_begin(p->h->db) : 0;
	if (n && r == 0)
		r = begun((void *)p);
	for (size_t i = 0; i < n && r == 0; i++)
		r = consider(&due[i].who, (void *)p);
	if (r < 0) {
		db_rollback(p->h->db);
		return r;
	}
	return n ? db_commit(p->h->db) : 0;
}

/* Only time went by: what is newly due, for whom it is new, and what is to be asked again. */
static int pass_ahead(const struct pass *p, struct date from, struct date to)
{
	bool by_stage = (p->t->to & TEMPLATE_TO_ALL) != TEMPLATE_TO_ALL || p->t->where;
	const struct text *moved = &p->ahead->moved;
	int r = moved->len && by_stage ? pass_between(p, from, p->ahead->seen, moved->s) : 0;
	if (r == 0)
		r = pass_again(p);
	struct date next = date_add(p->ahead->seen, 1);
	return r < 0 || date_diff(to, next) < 0 ? r : pass_between(p, next, to, NULL);
}

static int pass_live(const struct pass *p)
{
	struct date from = date_add(today(p->h), -p->t->valid_days), to = lead_day(p->h);
	if (!p->ahead || date_is_none(p->ahead->seen))
		return pass_between(p, from, to, NULL);
	return pass_ahead(p, from, to);
}

/* A Where: in trouble is told, and the other templates go on. */
static int pass_template(const struct pass *p)
{
	const struct house *h = p->h;
	const struct template *t = p->t;
	AUTO(xfree) char *why = NULL;
	if (t->status != TEMPLATE_LIVE)
		return where_is_well(h, t->name);
	if (t->where && condition_check(h->db, t->where, &why) != 0)
		return where_is_bad(h, t, why);
	int r = pass_live(p);
	if (r == -EINVAL && t->where)
		return where_is_bad(h, t, "it stumbles over a value of some customer");
	return r < 0 ? r : where_is_well(h, t->name);
}

/* All letters with their coming days, the ones that matter most first. */
static void collect(const struct house *h, struct rivals *rivals)
{
	AUTO(folder_names_free) char **names = folder_names(h->db);
	struct date from = date_add(today(h), -1),
	            to = date_add(lead_day(h), h->conf->courtesy.gap_days);
	for (size_t i = 0; names[i]; i++) {
		const struct template *t = folder_stock_get(h->stock, h->db, names[i]);
		if (t)
			rivals_add(rivals, h, t, from, to);
	}
	rivals_sort(rivals);
}

static int pass_all(const struct house *h, struct plan_ahead *ahead, struct plan_counts *ret)
{
	struct plan_counts counts = {0};
	AUTO(rivals_done) struct rivals rivals = {0};
	AUTO(candidate_memo_done) struct candidate_memo memo = {0};
	int r = forget_old_troubles(h);
	collect(h, &rivals);
	for (size_t i = 0; i < rivals.count && r == 0; i++) {
		const struct pass p = {.h = h,
		        .t = rivals.at[i].t,
		        .rivals = &rivals,
		        .counts = &counts,
		        .memo = ahead ? &ahead->memo : &memo,
		        .ahead = ahead};
		r = pass_template(&p);
	}
	if (r < 0)
		return r;
	*ret = counts;
	return 0;
}

int plan_pass(const struct house *h, struct plan_counts *ret)
{
	AUTO(folder_stock_done) struct folder_stock stock = {0};
	AUTO(almanac_done) struct almanac almanac = {0};
	AUTO(noted_done) struct noted noted = {0};
	struct house with = *h;
	with.almanac = &almanac;
	with.noted = &noted;
	if (h->stock)
		folder_stock_refresh(h->stock, h->db);
	else
		with.stock = &stock;
	return pass_all(&with, NULL, ret);
}

/* ---- the days ahead ---- */

struct plan_ahead *plan_ahead_new(void)
{
	struct plan_ahead *a = xcalloc(1, sizeof *a);
	a->seen = DATE_NONE;
	return a;
}

void plan_ahead_free(struct plan_ahead *a)
{
	if (!a)
		return;
	again_done(&a->again);
	candidate_memo_done(&a->memo);
	text_done(&a->moved);
	xfree(a);
}

int plan_pass_ahead(const struct house *h, struct plan_ahead *a, const int64_t *moved,
        size_t moved_count, struct plan_counts *ret)
{
	text_cut(&a->moved, 0);
	for (size_t i = 0; i < moved_count; i++)
		text_printf(&a->moved, "%s%lld", i ? "," : "", (long long)moved[i]);
	again_turn(&a->again, today(h));
	int r = pass_all(h, a, ret);
	a->seen = lead_day(h);
	return r;
}
