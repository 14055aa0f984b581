#include "rival.h"

#include "conf.h"
#include "rule.h"
#include "schedule.h"

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
	for (size_t i = 0; i < r->count; i++) {
		xfree(r->at[i].dates);
		xfree(r->at[i].seasons);
		rule_series_free(r->at[i].series);
	}
	xfree(r->at);
}

void rivals_add(struct rivals *r, const struct house *h, const struct template *t, struct date from,
        struct date to)
{
	struct rival new = {.t = t};
	bool live = t->status == TEMPLATE_LIVE, known;
	int n = live ? schedule_dates(h, t, from, to, &new.dates, &known) : 0;
	new.count = n > 0 ? n : 0;
	new.seasons = xcalloc((size_t) new.count, sizeof *new.seasons);
	new.series = live ? schedule_series(h, t) : NULL;
	r->at = xrealloc(r->at, (r->count + 1) * sizeof *r->at);
	r->at[r->count++] = new;
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

int rival_season(const struct house *h, const struct rival *r, struct date anchor, struct date base)
{
	for (int i = 0; i < r->count; i++) {
		if (date_diff(r->dates[i].base, base) != 0)
			continue;
		if (!r->seasons[i])
			r->seasons[i] = schedule_season(h, r->t, anchor, base);
		return r->seasons[i];
	}
	return schedule_season(h, r->t, anchor, base);
}

/* ---- one customer ---- */

/* The date within [from, to] of this customer's letter of the rival. */
static bool comes(const struct person *p, const struct rival *r, struct date from, struct date to,
        struct schedule_date *ret)
{
	for (int i = 0; i < r->count; i++)
		if (date_diff(r->dates[i].day, from) >= 0 && date_diff(to, r->dates[i].day) >= 0) {
			*ret = r->dates[i];
			return true;
		}
	if (!schedule_field(r->t))
		return false;
	struct date anchor = person_date(p, schedule_field(r->t));
	return !date_is_none(anchor) &&
	       schedule_of_anchor(r->t, r->series, anchor, from, to, ret, 1) > 0;
}

/* It would go, as far as is known today; a person may yet say yes to it. One that was put already
 * is looked at as a letter they had, not as a rival. */
static bool would_go(
        struct courtesy_case *c, const struct template *t, const struct schedule_date *date)
{
	AUTO(xfree) char *detail = NULL;
	AUTO(xfree) char *occurrence = schedule_occurrence(t, date->base);
	if (courtesy_case_has(c, t->name, occurrence))
		return false;
	enum courtesy why = courtesy_case_ask(c, t, occurrence, date->day, &detail);
	return why == COURTESY_DUE || why == COURTESY_HOLD_APPROVAL;
}

char *rival_of(
        const struct rivals *r, const struct template *t, struct courtesy_case *c, struct date day)
{
	struct date to = date_add(day, c->h->conf->courtesy.gap_days - 1);
	int rank = rival_rank(t);
	for (size_t i = 0; rank > 1 && i < r->count && rival_rank(r->at[i].t) < rank; i++) {
		const struct template *other = r->at[i].t;
		struct schedule_date when;
		if (other->status != TEMPLATE_LIVE ||
		        !comes(&c->person, &r->at[i], day, to, &when) ||
		        !courtesy_case_in_audience(c, other, NULL) || !would_go(c, other, &when))
			continue;
		AUTO(xfree) char *words = date_format(when.day);
		return xasprintf("%s on %s", other->name, words);
	}
	return NULL;
}
