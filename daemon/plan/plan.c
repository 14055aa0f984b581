#include "plan.h"

#include "almanac.h"
#include "candidate.h"
#include "condition.h"
#include "conf.h"
#include "db.h"
#include "docket.h"
#include "folder.h"
#include "form.h"
#include "health.h"
#include "noted.h"
#include "rival.h"
#include "seal.h"
#include "zone.h"

#include <errno.h>
#include <string.h>

/* ---- the days ---- */

static struct date today(const struct house *h)
{
	return zone_date(zone_find(h->conf->business.timezone), h->now);
}

struct date plan_lead_day(const struct house *h)
{
	return zone_date(zone_find(h->conf->business.timezone), h->now + PLAN_LEAD_S);
}

int64_t plan_next_at(const struct house *h)
{
	return zone_moment(zone_find(h->conf->business.timezone), date_add(today(h), 1), 0);
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

static int decide(const struct candidate *at, size_t n, int64_t seen, void *arg)
{
	return docket_decide(arg, at, n, seen);
}

static int pass_live(struct docket *d, struct candidate_memo *memo)
{
	return candidate_each(&(const struct candidate_question){.h = d->h,
	        .t = d->t,
	        .from = date_add(today(d->h), -d->t->valid_days),
	        .to = plan_lead_day(d->h),
	        .memo = memo,
	        .decide = decide,
	        .arg = d});
}

/* A Where: in trouble is told, and the other templates go on. */
static int pass_template(struct docket *d, struct candidate_memo *memo)
{
	const struct house *h = d->h;
	const struct template *t = d->t;
	AUTO(xfree) char *why = NULL;
	if (t->status != TEMPLATE_LIVE)
		return where_is_well(h, t->name);
	if (t->where && condition_check(h->db, t->where, &why) != 0)
		return where_is_bad(h, t, why);
	int r = pass_live(d, memo);
	if (r == -EINVAL && t->where)
		return where_is_bad(h, t, "it stumbles over a value of some customer");
	return r < 0 ? r : where_is_well(h, t->name);
}

/* All letters with their coming days, the ones that matter most first. */
static void collect(const struct house *h, struct rivals *rivals)
{
	AUTO(folder_names_free) char **names = folder_names(h->db);
	struct date from = date_add(today(h), -1),
	            to = date_add(plan_lead_day(h), h->conf->courtesy.gap_days);
	for (size_t i = 0; names[i]; i++) {
		const struct template *t = folder_stock_get(h->stock, h->db, names[i]);
		if (t)
			rivals_add(rivals, h, t, from, to);
	}
	rivals_sort(rivals);
}

static int pass_all(const struct house *h, struct plan_counts *ret)
{
	struct plan_counts counts = {0};
	AUTO(rivals_done) struct rivals rivals = {0};
	AUTO(candidate_memo_done) struct candidate_memo memo = {0};
	int r = forget_old_troubles(h);
	collect(h, &rivals);
	for (size_t i = 0; i < rivals.count && r == 0; i++) {
		struct docket d = {.h = h, .t = rivals.at[i].t, .rivals = &rivals};
		r = pass_template(&d, &memo);
		counts.put += d.put;
		counts.skipped += d.skipped;
		counts.held += d.held;
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
	AUTO(forms_done) struct forms forms = {0};
	struct house with = *h;
	with.almanac = &almanac;
	with.noted = &noted;
	with.forms = &forms;
	memcpy(&forms.seed, h->key->bytes, sizeof forms.seed);
	if (h->stock)
		folder_stock_refresh(h->stock, h->db);
	else
		with.stock = &stock;
	return pass_all(&with, ret);
}
