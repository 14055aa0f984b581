#include "rival.h"

#include "conf.h"
#include "db.h"
#include "rule.h"

#include <stdlib.h>
#include <string.h>

enum { WELCOME_DAYS = 14 };

static int rank_of_date(const struct template *t)
{
	if (str_same(t->when, "birthday"))
		return 3;
	if (t->repeat != TEMPLATE_ONCE || t->after.years)
		return 4;
	bool soon = !t->after.months && t->after.days <= WELCOME_DAYS;
	return soon && str_same(t->when, "first_purchase") ? 2 : 9;
}

int rival_rank(const struct template *t)
{
	if (t->class != TEMPLATE_COURTESY)
		return t->class == TEMPLATE_SERVICE ? 1 : 12;
	if (t->when_kind == TEMPLATE_WHEN_DATE)
		return rank_of_date(t);
	if (t->celebrates || t->countries)
		return 5;
	if (t->group)
		return 6;
	if (t->ask)
		return 7;
	return t->when_kind == TEMPLATE_WHEN_OWN_DAY ? 8 : 10;
}

void rivals_done(struct rivals *r)
{
	for (size_t i = 0; i < r->count; i++)
		xfree(r->at[i].days);
	xfree(r->at);
}

void rivals_add(struct rivals *r, const struct template *t, struct date *days, int count)
{
	r->at = xrealloc(r->at, (r->count + 1) * sizeof *r->at);
	r->at[r->count++] = (struct rival){t, days, count};
}

static int by_rank(const void *a, const void *b)
{
	const struct template *x = ((const struct rival *)a)->t, *y = ((const struct rival *)b)->t;
	int by = rival_rank(x) - rival_rank(y);
	return by ? by : strcmp(x->name, y->name);
}

void rivals_sort(struct rivals *r)
{
	if (r->count)
		qsort(r->at, r->count, sizeof *r->at, by_rank);
}

/* The anniversary of `anchor` in that year: 29 February by configuration; else none. */
static bool anniversary(const struct house *h, struct date anchor, int year, struct date *ret)
{
	int y, m, d;
	date_to_ymd(anchor, &y, &m, &d);
	if (m == 2 && d == 29 && date_month_days(year, 2) == 28) {
		if (h->conf->courtesy.leap == CONF_LEAP_ONLY)
			return false;
		bool after = h->conf->courtesy.leap == CONF_LEAP_MAR1;
		m = after ? 3 : 2;
		d = after ? 1 : 28;
	}
	return year > y && date_from_ymd(year, m, d, ret) == 0;
}

struct near {
	struct date from, to;
};

static bool within(const struct near *n, struct date d)
{
	return date_diff(d, n->from) >= 0 && date_diff(n->to, d) > 0;
}

static bool of_anchor(const struct house *h, const struct template *t, struct date anchor,
        const struct near *n, struct date *ret)
{
	int year, m, d;
	struct date base;
	if (t->repeat == TEMPLATE_ONCE && t->when_kind == TEMPLATE_WHEN_DATE) {
		*ret = rule_span_add(anchor, t->after);
		return within(n, *ret);
	}
	if (t->repeat == TEMPLATE_REPEAT_RULE)
		return false; /* worked out when its day comes */
	date_to_ymd(n->from, &year, &m, &d);
	for (int y = year - 1; y <= year + 1; y++)
		if (anniversary(h, anchor, y, &base)) {
			*ret = rule_span_add(base, t->after);
			if (within(n, *ret))
				return true;
		}
	return false;
}

/* The day within `n` on which this customer's letter of the rival goes. */
static bool comes(const struct house *h, const struct rival *r, const char *customer,
        const struct near *n, struct date *ret)
{
	for (int i = 0; i < r->count; i++)
		if (within(n, r->days[i])) {
			*ret = r->days[i];
			return true;
		}
	bool own = r->t->when_kind == TEMPLATE_WHEN_OWN_DAY;
	if (!own && r->t->when_kind != TEMPLATE_WHEN_DATE)
		return false;
	int64_t day = db_int(h->db, INT32_MIN,
	        "SELECT json_extract(dates, '$.\"' || :field || '\"') FROM customer WHERE key=:key",
	        DB_TEXT(":field", own ? "own_day" : r->t->when), DB_TEXT(":key", customer));
	return day != INT32_MIN && of_anchor(h, r->t, (struct date){(int32_t)day}, n, ret);
}

/* It would go, as far as is known today; a person may yet say yes to it. */
static bool would_go(
        const struct house *h, const struct template *t, const char *customer, struct date day)
{
	AUTO(xfree) char *detail = NULL;
	enum courtesy c = courtesy_ask(h, t, customer, "", day, &detail);
	return c == COURTESY_DUE || c == COURTESY_HOLD_APPROVAL;
}

char *rival_of(const struct house *h, const struct rivals *r, const struct template *t,
        const char *customer, struct date day)
{
	const struct near n = {day, date_add(day, h->conf->courtesy.gap_days)};
	int rank = rival_rank(t);
	for (size_t i = 0; i < r->count && rival_rank(r->at[i].t) < rank; i++) {
		const struct template *other = r->at[i].t;
		struct date when;
		if (rank == 1 || other->status != TEMPLATE_LIVE ||
		        !comes(h, &r->at[i], customer, &n, &when) ||
		        !r->in_audience(h, other, customer, NULL) ||
		        !would_go(h, other, customer, when))
			continue;
		AUTO(xfree) char *words = date_format(when);
		return xasprintf("%s on %s", other->name, words);
	}
	return NULL;
}
