#include "schedule.h"

#include "conf.h"
#include "db.h"
#include "occasion.h"
#include "season.h"
#include "template.h"

enum {
	MONTH_SLACK = 4, /* days by which month ends may shift a span */
	BASES_MOST = 64, /* days of one customer's rule in a window of the plan */
};

static bool of_customer(const struct template *t)
{
	return t->when_kind == TEMPLATE_WHEN_DATE || t->when_kind == TEMPLATE_WHEN_OWN_DAY;
}

static bool only_once(const struct template *t)
{
	return t->when_kind == TEMPLATE_WHEN_DATE && t->repeat == TEMPLATE_ONCE;
}

void schedule_bases(
        const struct template *t, struct date from, struct date to, struct schedule_date *ret)
{
	struct rule_span back = {-t->after.years, -t->after.months, -t->after.days};
	*ret = (struct schedule_date){date_add(rule_span_add(from, back), -MONTH_SLACK),
	        date_add(rule_span_add(to, back), MONTH_SLACK)};
}

static bool goes_within(const struct template *t, struct date base, struct date from,
        struct date to, struct schedule_date *ret)
{
	*ret = (struct schedule_date){base, rule_span_add(base, t->after)};
	return date_diff(ret->day, from) >= 0 && date_diff(to, ret->day) >= 0;
}

/* ---- of the template itself ---- */

/* The days an occasion or rule itself falls on, before After: and Before:. */
static int own_days(const struct house *h, const struct template *t, struct date from,
        struct date to, struct date **ret, bool *ret_known)
{
	if (t->when_kind == TEMPLATE_WHEN_OCCASION)
		return occasion_days(h->db, t->when, from, to, ret, ret_known);
	if (t->when_kind == TEMPLATE_WHEN_NONE)
		return occasion_touchpoint_days(h->db, t->name, from, to, ret, ret_known);
	*ret_known = t->when_kind == TEMPLATE_WHEN_RULE;
	if (!*ret_known)
		return 0;
	size_t count = 0;
	AUTO(xfree) char *why = NULL;
	int r = rule_expand(t->when, template_rule_start(), from, to, ret, &count, &why);
	return r < 0 ? r : (int)count;
}

int schedule_dates(const struct house *h, const struct template *t, struct date from,
        struct date to, struct schedule_date **ret, bool *ret_known)
{
	AUTO(xfree) struct date *days = NULL;
	struct schedule_date bases;
	schedule_bases(t, from, to, &bases);
	int n = own_days(h, t, bases.base, bases.day, &days, ret_known);
	if (n <= 0)
		return n;
	*ret = xcalloc((size_t)n, sizeof **ret);
	int kept = 0;
	for (int i = 0; i < n; i++)
		kept += goes_within(t, days[i], from, to, &(*ret)[kept]);
	return kept;
}

int schedule_days(const struct house *h, const struct template *t, struct date from, struct date to,
        struct date **ret_days, bool *ret_known)
{
	AUTO(xfree) struct schedule_date *dates = NULL;
	int n = schedule_dates(h, t, from, to, &dates, ret_known);
	if (n <= 0)
		return n;
	*ret_days = xcalloc((size_t)n, sizeof **ret_days);
	for (int i = 0; i < n; i++)
		(*ret_days)[i] = dates[i].day;
	return n;
}

/* ---- of customers' dates ---- */

static enum rule_end month_end(const struct house *h)
{
	static const enum rule_end ends[] = {[CONF_LEAP_FEB28] = RULE_END_LAST,
	        [CONF_LEAP_MAR1] = RULE_END_NEXT,
	        [CONF_LEAP_ONLY] = RULE_END_NONE};
	return ends[h->conf->courtesy.leap];
}

static const char *rule_of(const struct template *t)
{
	return t->repeat == TEMPLATE_REPEAT_RULE ? t->repeat_rule : "FREQ=YEARLY";
}

/* The days in [from, to] on which it comes again for who has this date; before After:. The date
 * itself is none. *ret_days owned, ascending; 0 or -errno. */
static int anchored_days(const struct house *h, const struct template *t, struct date anchor,
        struct date from, struct date to, struct date **ret_days, size_t *ret_count)
{
	AUTO(xfree) char *why = NULL;
	int r = rule_expand_from(
	        rule_of(t), anchor, month_end(h), from, to, ret_days, ret_count, &why);
	return r < 0 ? r : 0;
}

struct rule_series *schedule_series(const struct house *h, const struct template *t)
{
	return of_customer(t) && !only_once(t) ? rule_series_new(rule_of(t), month_end(h)) : NULL;
}

size_t schedule_of_anchor(const struct template *t, const struct rule_series *series,
        struct date anchor, struct date from, struct date to, struct schedule_date *ret,
        size_t most)
{
	struct date days[BASES_MOST];
	struct schedule_date bases;
	if (only_once(t))
		return goes_within(t, anchor, from, to, ret);
	if (!series)
		return 0;
	schedule_bases(t, from, to, &bases);
	size_t kept = 0,
	       n = rule_series_days(series, anchor, bases.base, bases.day, days, COUNT(days));
	for (size_t i = 0; i < n && kept < most; i++)
		if (date_diff(days[i], anchor) > 0) /* the day itself is no anniversary */
			kept += goes_within(t, days[i], from, to, &ret[kept]);
	return kept;
}

/* ---- occurrences ---- */

char *schedule_occurrence(const struct template *t, struct date base)
{
	int y, m, d;
	if (only_once(t))
		return xstrdup("once");
	if (!of_customer(t) || (t->when_kind == TEMPLATE_WHEN_DATE && t->repeat != TEMPLATE_YEARLY))
		return date_format(base);
	date_to_ymd(base, &y, &m, &d);
	return xasprintf("%04d", y);
}

const char *schedule_field(const struct template *t)
{
	return !of_customer(t) ? NULL : t->when_kind == TEMPLATE_WHEN_OWN_DAY ? "own_day" : t->when;
}

bool schedule_stands(const struct house *h, const struct template *t, struct date anchor,
        const char *occurrence, struct date day)
{
	AUTO(rule_series_free) struct rule_series *series = schedule_series(h, t);
	AUTO(xfree) struct schedule_date *dates = NULL;
	bool known;
	int n = 0;
	if (!of_customer(t))
		n = schedule_dates(h, t, day, day, &dates, &known);
	else if (!date_is_none(anchor)) {
		dates = xcalloc(BASES_MOST, sizeof *dates);
		n = (int)schedule_of_anchor(t, series, anchor, day, day, dates, BASES_MOST);
	}
	for (int i = 0; i < n; i++) {
		AUTO(xfree) char *name = schedule_occurrence(t, dates[i].base);
		if (str_same(name, occurrence))
			return true;
	}
	return n < 0; /* can't be told now */
}

int schedule_season(
        const struct house *h, const struct template *t, struct date anchor, struct date base)
{
	AUTO(xfree) struct date *days = NULL;
	struct date from = date_add(base, -2 * SEASON_MOST), to = date_add(base, 2 * SEASON_MOST);
	bool known = false;
	size_t count = 0;
	int n;
	if (of_customer(t) && t->repeat != TEMPLATE_REPEAT_RULE)
		return SEASON_MOST; /* once or yearly */
	if (of_customer(t))
		n = anchored_days(h, t, anchor, from, to, &days, &count);
	else
		n = own_days(h, t, from, to, &days, &known);
	return n < 0 ? n : season_length(days, of_customer(t) ? count : (size_t)n, base);
}
