#include "rule.h"

#include "rule_inside.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_MOST = 4096, YEAR_LAST = 2999 };

struct days {
	struct date *at;
	size_t n, most;
	struct date from, to; /* what is wanted, both ends included */
	struct date start, until;
	int left; /* occurrences COUNT still allows; -1: no COUNT */
};

/* The next day of the rule, in ascending order. False when no later one is wanted. */
static bool days_put(struct days *d, struct date day)
{
	if (day.days < d->start.days)
		return true;
	if (day.days > d->to.days || d->left == 0 || d->n == d->most ||
	        (!date_is_none(d->until) && day.days > d->until.days))
		return false;
	if (d->left > 0)
		d->left--;
	if (day.days >= d->from.days)
		d->at[d->n++] = day;
	return true;
}

static bool has_number(const int *list, size_t n, int a, int b)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == a || list[i] == b)
			return true;
	return false;
}

/* One rule of a fixed step in days. */
static void expand_step(const struct rule *r, struct days *d)
{
	int step = r->interval * (r->freq == WEEKLY ? 7 : 1);
	int behind = date_diff(d->from, d->start);
	int skipped = behind > 0 ? (behind + step - 1) / step : 0;
	if (d->left >= 0)
		d->left = skipped > d->left ? 0 : d->left - skipped;
	struct date day = date_add(d->start, skipped * step);
	while (days_put(d, day))
		day = date_add(day, step);
}

/* The day that `day` (negative: from the end) means in a month of this length; 0: none. */
static int month_day_of(const struct rule *r, int day, int length)
{
	if (day < 0)
		return -day > length ? 0 : length + 1 + day;
	if (day <= length)
		return day;
	if (r->month_days || r->end == RULE_END_NONE)
		return 0;
	return r->end == RULE_END_LAST ? length : length + 1;
}

static bool month_put(const struct rule *r, int year, int month, int start_day, struct days *d)
{
	int length = date_month_days(year, month);
	struct date first;
	date_from_ymd(year, month, 1, &first);
	for (size_t i = 0; i < (r->month_days ? r->month_days : 1); i++) {
		int day = month_day_of(r, r->month_days ? r->month_day[i] : start_day, length);
		if (day && !days_put(d, date_add(first, day - 1)))
			return false;
	}
	return true;
}

static void expand_months(const struct rule *r, struct days *d)
{
	int year, month, day, from_year, from_month, from_day;
	date_to_ymd(d->start, &year, &month, &day);
	date_to_ymd(d->from, &from_year, &from_month, &from_day);
	/* a day after a month's end lies in the next month: one month is looked at too many */
	int at = year * 12 + month - 1, behind = from_year * 12 + from_month - 2 - at;
	if (d->left < 0 && behind > 0)
		at += behind / r->interval * r->interval;
	for (; at / 12 <= YEAR_LAST; at += r->interval) {
		int n = at % 12 + 1;
		if (r->months && !has_number(r->month, r->months, n, n))
			continue;
		if (!month_put(r, at / 12, n, day, d))
			return;
	}
}

static void expand_years(const struct rule *r, struct days *d)
{
	int year, month, day, from_year, from_month, from_day;
	date_to_ymd(d->start, &year, &month, &day);
	date_to_ymd(d->from, &from_year, &from_month, &from_day);
	if (d->left < 0 && from_year > year)
		year += (from_year - year) / r->interval * r->interval;
	for (; year <= YEAR_LAST; year += r->interval)
		for (size_t i = 0; i < (r->months ? r->months : 1); i++)
			if (!month_put(r, year, r->months ? r->month[i] : month, day, d))
				return;
}

/* Rules that name no weekday and filter nothing are sums; they are nearly all that people use. */
static bool is_plain(const struct rule *r)
{
	bool mixed = r->month_days && r->month_day[0] < 0 && r->month_day[r->month_days - 1] > 0;
	if (r->weekdays || r->positions || mixed)
		return false;
	return r->freq <= MONTHLY || !(r->months || r->month_days);
}

/* The n-th of its weekday in a stretch of `length` days, this being the day `at` (from 1) of it. */
static bool is_nth(int nth, int at, int length)
{
	return nth > 0 ? (at - 1) / 7 + 1 == nth : (length - at) / 7 + 1 == -nth;
}

static bool fits_weekday(const struct rule *r, struct date date, int year, int month, int day)
{
	struct date first;
	bool in_year = r->freq == YEARLY && !r->months;
	for (size_t i = 0; i < r->weekdays; i++) {
		const struct weekday *w = &r->weekday[i];
		if (w->day != date_weekday(date))
			continue;
		if (!w->nth)
			return true;
		if (!in_year && is_nth(w->nth, day, date_month_days(year, month)))
			return true;
		if (!in_year)
			continue;
		date_from_ymd(year, 1, 1, &first);
		int length = date_month_days(year, 2) + 337;
		if (is_nth(w->nth, date_diff(date, first) + 1, length))
			return true;
	}
	return false;
}

/* Whether every part of the rule lets this day through. */
static bool fits(const struct rule *r, struct date start, struct date date)
{
	int year, month, day, start_year, start_month, start_day;
	date_to_ymd(date, &year, &month, &day);
	if (r->months && !has_number(r->month, r->months, month, month))
		return false;
	int from_end = day - 1 - date_month_days(year, month);
	if (r->month_days && !has_number(r->month_day, r->month_days, day, from_end))
		return false;
	if (r->weekdays)
		return fits_weekday(r, date, year, month, day);
	if (r->month_days || r->freq == DAILY)
		return true;
	if (r->freq == WEEKLY)
		return date_weekday(date) == date_weekday(start);
	date_to_ymd(start, &start_year, &start_month, &start_day);
	return day == start_day && (r->freq == MONTHLY || r->months || month == start_month);
}

/* The k-th year, month, week or day of the rule: its first day and the day after its last. */
static bool period(const struct rule *r, struct date start, int k, struct date *ret, int *ret_days)
{
	int year, month, day;
	int64_t step = (int64_t)k * r->interval;
	if (r->freq >= WEEKLY) {
		int back = r->freq == WEEKLY ? (date_weekday(start) - r->week_start + 7) % 7 : 0;
		*ret_days = r->freq == WEEKLY ? 7 : 1;
		*ret = date_add(start, (int32_t)step * *ret_days - back);
		return true;
	}
	date_to_ymd(start, &year, &month, &day);
	if (r->freq == MONTHLY) {
		step += year * 12 + month - 1;
		*ret_days = date_month_days((int)(step / 12), (int)(step % 12) + 1);
		return date_from_ymd((int)(step / 12), (int)(step % 12) + 1, 1, ret) == 0;
	}
	year += (int)step;
	*ret_days = date_month_days(year, 2) + 337;
	return date_from_ymd(year, 1, 1, ret) == 0;
}

/* BYSETPOS counts among the days of one period, also those before the start. */
static bool is_picked(const struct rule *r, size_t i, size_t n)
{
	return !r->positions || has_number(r->position, r->positions, (int)i + 1, (int)i - (int)n);
}

/* The last period that begins by `from`: where to begin without COUNT. */
static int period_of(const struct rule *r, const struct days *d)
{
	int year, month, day, start_year, start_month;
	if (d->left >= 0)
		return 0;
	if (r->freq >= WEEKLY)
		return date_diff(d->from, d->start) / ((r->freq == WEEKLY ? 7 : 1) * r->interval);
	date_to_ymd(d->start, &start_year, &start_month, &day);
	date_to_ymd(d->from, &year, &month, &day);
	int months = (year - start_year) * 12 + month - start_month;
	return (r->freq == MONTHLY ? months : year - start_year) / r->interval;
}

/* Days a period has before the first, and up to the last, that may matter. */
static struct stretch {
	int from, to;
} stretch_of(const struct rule *r, const struct days *d, struct date first, int length)
{
	int before = date_diff(d->from, first), end = date_diff(d->to, first) + 1;
	if (d->left >= 0 || r->positions)
		return (struct stretch){0, length}; /* all of them count */
	return (struct stretch){before > 0 ? before : 0, end < length ? end : length};
}

/*
 * Any rule the guard lets through, day by day. libical's iterator would do most of them, but it
 * needs seconds to find out that a rule never comes, and one calendar can hold many of those.
 */
static void expand_general(const struct rule *r, struct days *d)
{
	struct date first, set[366];
	int length;
	for (int k = period_of(r, d); period(r, d->start, k, &first, &length); k++) {
		size_t n = 0;
		if (date_diff(first, d->to) > 0)
			return;
		struct stretch s = stretch_of(r, d, first, length);
		for (int i = s.from; i < s.to; i++)
			if (fits(r, d->start, date_add(first, i)))
				set[n++] = date_add(first, i);
		for (size_t i = 0; i < n; i++)
			if (is_picked(r, i, n) && !days_put(d, set[i]))
				return;
	}
}

static void expand(const struct rule *r, struct days *d)
{
	if (!is_plain(r))
		expand_general(r, d);
	else if (r->freq == YEARLY)
		expand_years(r, d);
	else if (r->freq == MONTHLY)
		expand_months(r, d);
	else
		expand_step(r, d);
}

static struct days days_of(const struct rule *r, struct date start, struct date from,
        struct date to, struct date *room, size_t most)
{
	return (struct days){.at = room,
	        .most = most,
	        .from = date_diff(from, start) < 0 ? start : from,
	        .to = to,
	        .start = start,
	        .until = r->until,
	        .left = rule_has(r, COUNT_) ? r->count : -1};
}

static int rule_parse_living(
        const char *rrule, struct date start, enum rule_end end, struct rule *ret, char **ret_why)
{
	struct date first, last;
	struct rule r;
	int e = rule_parse(rrule, start, &r, ret_why);
	if (e)
		return e;
	r.end = end;
	date_from_ymd(YEAR_LAST, 12, 31, &last);
	struct days d = days_of(&r, start, start, last, &first, 1);
	expand(&r, &d);
	if (d.n == 0 && rule_has(&r, UNTIL))
		return rule_refuse(ret_why,
		        "The rule never comes: no day before its UNTIL fits all of its parts. Take "
		        "one part out, or move its end.");
	if (d.n == 0)
		return rule_refuse(ret_why,
		        "The rule never comes: no day fits all of its parts. Take one part out.");
	*ret = r;
	return 0;
}

int rule_check(const char *rrule, struct date start, char **ret_why)
{
	struct rule r;
	return rule_parse_living(rrule, start, RULE_END_NONE, &r, ret_why);
}

int rule_expand_from(const char *rrule, struct date start, enum rule_end end, struct date from,
        struct date to, struct date **ret_days, size_t *ret_count, char **ret_why)
{
	struct rule r;
	int e = rule_parse_living(rrule, start, end, &r, ret_why);
	if (e)
		return e;
	struct date *room = xcalloc(DAYS_MOST, sizeof *room);
	struct days d = days_of(&r, start, from, to, room, DAYS_MOST);
	expand(&r, &d);
	*ret_days = xrealloc(room, (d.n + 1) * sizeof *room);
	*ret_count = d.n;
	return 0;
}

int rule_expand(const char *rrule, struct date start, struct date from, struct date to,
        struct date **ret_days, size_t *ret_count, char **ret_why)
{
	return rule_expand_from(
	        rrule, start, RULE_END_NONE, from, to, ret_days, ret_count, ret_why);
}

/* ---- one rule, many starts ---------------------------------------------------------------- */

struct rule_series {
	struct rule rule;
};

struct rule_series *rule_series_new(const char *rrule, enum rule_end end)
{
	struct rule_series s;
	if (rule_read(rrule, &s.rule, NULL) != 0)
		return NULL;
	s.rule.end = end;
	struct rule_series *ret = xmalloc(sizeof *ret);
	*ret = s;
	return ret;
}

void rule_series_free(struct rule_series *s)
{
	xfree(s);
}

size_t rule_series_days(const struct rule_series *s, struct date start, struct date from,
        struct date to, struct date *days, size_t most)
{
	if (date_diff(to, start) < 0 || rule_week_check(&s->rule, start, NULL) != 0)
		return 0;
	struct days d = days_of(&s->rule, start, from, to, days, most);
	expand(&s->rule, &d);
	return d.n;
}
