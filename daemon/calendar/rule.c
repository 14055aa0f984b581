#include "rule.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MOST = 4096, YEAR_LAST = 2999 };

/* ---- the guard ---------------------------------------------------------------------------- */

enum freq { YEARLY, MONTHLY, WEEKLY, DAILY };
static const char *const freq_names[] = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"};
static const char *const weekday_names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

enum part { FREQ, INTERVAL, COUNT_, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST, PARTS };
static const char *const part_names[PARTS] = {
        "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"};

struct weekday {
	int nth; /* 0: each */
	int day; /* 1 = Monday */
};

/* A rule that passed; lists are sorted and without repeats, whatever order people wrote. */
struct rule {
	unsigned seen; /* bit: enum part */
	enum freq freq;
	int interval, count;
	struct date until;
	int month[12], month_day[62], position[64];
	size_t months, month_days, positions;
	struct weekday weekday[64];
	size_t weekdays;
	int week_start;
	enum rule_end end;
};

int rule_refuse(char **ret_why, const char *fmt, ...)
{
	struct text t = TEXT_INIT;
	va_list ap;
	va_start(ap, fmt);
	text_vprintf(&t, fmt, ap);
	va_end(ap);
	if (ret_why)
		*ret_why = text_steal(&t);
	text_done(&t);
	return RULE_REFUSED;
}

static bool has(const struct rule *r, enum part part)
{
	return r->seen & 1U << part;
}

static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int by_weekday(const void *a, const void *b)
{
	const struct weekday *x = a, *y = b;
	return x->nth != y->nth ? x->nth - y->nth : x->day - y->day;
}

/* A whole number with nothing after it, |n| in 1..most; negative only when allowed. */
static bool number_parse(const char *s, int most, bool negative, int *ret)
{
	char *end;
	if (!isdigit((unsigned char)s[*s == '-' || *s == '+']) || strlen(s) > 6)
		return false;
	long n = strtol(s, &end, 10);
	if (*end || n == 0 || labs(n) > most || (n < 0 && !negative))
		return false;
	*ret = (int)n;
	return true;
}

static int list_parse(enum part part, char *value, int most, bool negative, int *list, size_t room,
        size_t *ret_n, char **ret_why)
{
	char *save = NULL;
	size_t n = 0, kept = 0;
	for (char *s = strtok_r(value, ",", &save); s; s = strtok_r(NULL, ",", &save))
		if (n == room || !number_parse(s, most, negative, &list[n++]))
			return rule_refuse(ret_why,
			        "%s=…%s… is out of range: it takes at most %zu numbers from %s1 to "
			        "%d, "
			        "with commas between them.",
			        part_names[part], s, room, negative ? "±" : "", most);
	qsort(list, n, sizeof *list, by_value);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || list[i] != list[kept - 1])
			list[kept++] = list[i];
	*ret_n = kept;
	return 0;
}

static int weekday_parse(const char *name)
{
	for (int i = 0; i < 7; i++)
		if (str_same_nocase(weekday_names[i], name))
			return i + 1;
	return 0;
}

static int by_day_parse(char *value, struct rule *r, char **ret_why)
{
	char *save = NULL;
	size_t n = 0, kept = 0;
	for (char *s = strtok_r(value, ",", &save); s; s = strtok_r(NULL, ",", &save)) {
		struct weekday w = {0};
		size_t len = strlen(s);
		AUTO(xfree) char *nth = len >= 2 ? xstrndup(s, len - 2) : NULL;
		w.day = nth ? weekday_parse(s + len - 2) : 0;
		if (!w.day || n == COUNT(r->weekday) ||
		        (*nth && !number_parse(nth, 53, true, &w.nth)))
			return rule_refuse(ret_why,
			        "BYDAY=…%s… is no weekday: write MO, TU, WE, TH, FR, SA or SU, "
			        "with a "
			        "number before it for the n-th of a month (2SU, -1FR).",
			        s);
		r->weekday[n++] = w;
	}
	qsort(r->weekday, n, sizeof *r->weekday, by_weekday);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || by_weekday(&r->weekday[i], &r->weekday[kept - 1]) != 0)
			r->weekday[kept++] = r->weekday[i];
	r->weekdays = kept;
	return 0;
}

/* "20261231"; our rules give days, so their end is one too. */
static bool compact_date_parse(const char *s, struct date *ret)
{
	if (strlen(s) != 8 || strspn(s, "0123456789") != 8)
		return false;
	AUTO(xfree) char *iso = xasprintf("%.4s-%.2s-%.2s", s, s + 4, s + 6);
	return date_parse(iso, ret) == 0;
}

static int freq_parse(const char *value, struct rule *r, char **ret_why)
{
	for (size_t i = 0; i < COUNT(freq_names); i++)
		if (strcmp(freq_names[i], value) == 0) {
			r->freq = (enum freq)i;
			return 0;
		}
	return rule_refuse(ret_why,
	        "FREQ=%s is not supported: letters go out at most once a day. Write FREQ=YEARLY, "
	        "MONTHLY, WEEKLY or DAILY.",
	        value);
}

static int part_parse(enum part part, char *value, struct rule *r, char **ret_why)
{
	switch (part) {
	case FREQ:
		return freq_parse(value, r, ret_why);
	case INTERVAL:
		if (number_parse(value, 999, false, &r->interval))
			return 0;
		return rule_refuse(ret_why, "INTERVAL=%s is not a number from 1 to 999.", value);
	case COUNT_:
		if (number_parse(value, 9999, false, &r->count))
			return 0;
		return rule_refuse(ret_why, "COUNT=%s is not a number from 1 to 9999.", value);
	case UNTIL:
		if (compact_date_parse(value, &r->until))
			return 0;
		return rule_refuse(ret_why,
		        "UNTIL=%s is not a day: write it as year, month and day without a time, "
		        "for "
		        "example UNTIL=20261231.",
		        value);
	case BYMONTH:
		return list_parse(
		        part, value, 12, false, r->month, COUNT(r->month), &r->months, ret_why);
	case BYMONTHDAY:
		return list_parse(part, value, 31, true, r->month_day, COUNT(r->month_day),
		        &r->month_days, ret_why);
	case BYSETPOS:
		return list_parse(part, value, 366, true, r->position, COUNT(r->position),
		        &r->positions, ret_why);
	case BYDAY:
		return by_day_parse(value, r, ret_why);
	default:
		r->week_start = weekday_parse(value);
		if (r->week_start)
			return 0;
		return rule_refuse(
		        ret_why, "WKST=%s is no weekday: write MO or SU, or leave it out.", value);
	}
}

static int part_unknown(const char *name, char **ret_why)
{
	if (strcmp(name, "RSCALE") == 0 || strcmp(name, "SKIP") == 0)
		return rule_refuse(ret_why,
		        "%s (other peoples' calendars in a rule) is not supported, because "
		        "calendar "
		        "programs compute it differently or ignore it. Feasts of other calendars "
		        "come "
		        "as tables of dates: name the occasion instead, for example \"Lunar New "
		        "Year\".",
		        name);
	return rule_refuse(ret_why,
	        "%s is not supported, because calendar programs disagree about it. A rule may use "
	        "FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST, for "
	        "example FREQ=YEARLY;BYMONTH=11;BYDAY=4TH.",
	        name);
}

static int parts_parse(char *text, struct rule *r, char **ret_why)
{
	char *save = NULL;
	for (char *s = strtok_r(text, ";", &save); s; s = strtok_r(NULL, ";", &save)) {
		char *value = strchr(s, '=');
		size_t part = 0;
		if (!value || !value[1])
			return rule_refuse(ret_why,
			        "\"%s\" in the rule is not NAME=VALUE; a rule looks like "
			        "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU.",
			        s);
		*value++ = '\0';
		while (part < PARTS && strcmp(part_names[part], s) != 0)
			part++;
		if (part == PARTS)
			return part_unknown(s, ret_why);
		if (has(r, (enum part)part))
			return rule_refuse(ret_why,
			        "%s stands twice in the rule; write it once, with commas between "
			        "the "
			        "values.",
			        s);
		r->seen |= 1U << part;
		int e = part_parse((enum part)part, value, r, ret_why);
		if (e)
			return e;
	}
	if (!has(r, FREQ))
		return rule_refuse(ret_why, "The rule does not say how often: begin it with "
		                            "FREQ=YEARLY, MONTHLY, WEEKLY or "
		                            "DAILY.");
	return 0;
}

static bool has_nth(const struct rule *r)
{
	for (size_t i = 0; i < r->weekdays; i++)
		if (r->weekday[i].nth)
			return true;
	return false;
}

static bool start_is_by_day(const struct rule *r, struct date start)
{
	for (size_t i = 0; i < r->weekdays; i++)
		if (r->weekday[i].day == date_weekday(start))
			return true;
	return false;
}

/* What is legal and read differently by the programs people use, or wrongly by libical. */
static int week_check(const struct rule *r, struct date start, char **ret_why)
{
	if (r->freq != WEEKLY || r->interval == 1 || !r->weekdays)
		return 0;
	if (has(r, WKST) && r->week_start != 1 && r->week_start != 7)
		return rule_refuse(ret_why,
		        "WKST=%s with INTERVAL is read differently by calendar programs; "
		        "write WKST=MO or WKST=SU, or leave it out.",
		        weekday_names[r->week_start - 1]);
	if (start_is_by_day(r, start))
		return 0;
	AUTO(xfree) char *day = date_format(start);
	return rule_refuse(ret_why,
	        "The rule starts on %s, a %s, which is none of its BYDAY days; every-n-weeks rules "
	        "must "
	        "start on one. Move the start, or add %s to BYDAY.",
	        day, weekday_names[date_weekday(start) - 1],
	        weekday_names[date_weekday(start) - 1]);
}

static int combination_check(const struct rule *r, char **ret_why)
{
	const char *freq = freq_names[r->freq];
	if (has(r, COUNT_) && has(r, UNTIL))
		return rule_refuse(
		        ret_why, "COUNT and UNTIL both say when the rule ends; keep one.");
	if (r->freq == YEARLY && r->month_days && !r->months)
		return rule_refuse(ret_why,
		        "FREQ=YEARLY;BYMONTHDAY without BYMONTH is once a year for "
		        "some calendar programs "
		        "and monthly for others. Add BYMONTH=…, or write "
		        "FREQ=MONTHLY;BYMONTHDAY=….");
	if (has_nth(r) && r->freq > MONTHLY)
		return rule_refuse(ret_why,
		        "A numbered weekday (2SU) counts within a month or a year, so it does not "
		        "go with "
		        "FREQ=%s; write FREQ=MONTHLY or FREQ=YEARLY;BYMONTH=….",
		        freq);
	if (r->freq == WEEKLY && r->month_days)
		return rule_refuse(ret_why,
		        "FREQ=WEEKLY;BYMONTHDAY is not allowed in iCalendar; write "
		        "FREQ=MONTHLY;BYMONTHDAY=….");
	if (r->freq == DAILY && r->month_days && r->month_day[0] < 0)
		return rule_refuse(ret_why, "FREQ=DAILY with a BYMONTHDAY counted from the end is "
		                            "ignored by some calendar "
		                            "programs; write FREQ=MONTHLY;BYMONTHDAY=….");
	if (r->positions && (r->freq > MONTHLY || !(r->weekdays || r->month_days)))
		return rule_refuse(ret_why, "BYSETPOS picks from the days of a month or a year; it "
		                            "needs FREQ=MONTHLY or "
		                            "FREQ=YEARLY with BYDAY or BYMONTHDAY.");
	return 0;
}

/* 30 February: the commonest rule that never comes. */
static int month_day_check(const struct rule *r, char **ret_why)
{
	if (!r->months || !r->month_days)
		return 0;
	for (size_t m = 0; m < r->months; m++)
		for (size_t d = 0; d < r->month_days; d++)
			if (abs(r->month_day[d]) <= date_month_days(2024, r->month[m]))
				return 0;
	return rule_refuse(ret_why,
	        "The rule never comes: no month of its BYMONTH has the day BYMONTHDAY=%d. The last "
	        "day "
	        "of any month is BYMONTHDAY=-1.",
	        r->month_day[0]);
}

/* All that can be said of a rule without its start. */
static int rule_read(const char *rrule, struct rule *ret, char **ret_why)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	struct rule r = {.interval = 1, .until = DATE_NONE, .week_start = 1};
	for (const char *p = rrule; *p; p++)
		if (!isspace((unsigned char)*p))
			text_putc(&t, (char)toupper((unsigned char)*p));
	if (t.len > 512)
		return rule_refuse(ret_why,
		        "The rule is longer than 512 characters; rules are short, for "
		        "example FREQ=YEARLY;BYMONTH=5;BYDAY=2SU.");
	if (str_starts(text_str(&t), "RRULE:"))
		memset(t.s, ';', 6); /* people paste the whole line */
	if (t.len == 0)
		return rule_refuse(ret_why, "The rule is empty; write for example FREQ=YEARLY.");
	int e = parts_parse(t.s, &r, ret_why);
	if (!e)
		e = combination_check(&r, ret_why);
	if (!e)
		e = month_day_check(&r, ret_why);
	if (!e)
		*ret = r;
	return e;
}

static int rule_parse(const char *rrule, struct date start, struct rule *ret, char **ret_why)
{
	struct rule r;
	int e = rule_read(rrule, &r, ret_why);
	if (!e)
		e = week_check(&r, start, ret_why);
	if (!e)
		*ret = r;
	return e;
}

/* ---- expansion ---------------------------------------------------------------------------- */

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
	        .left = has(r, COUNT_) ? r->count : -1};
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
	if (d.n == 0) {
		AUTO(xfree) char *day = date_format(start);
		return rule_refuse(ret_why,
		        "The rule never comes: no day from %s on fits all of its parts%s. Take one "
		        "part "
		        "out, or move the start.",
		        day, has(&r, UNTIL) ? " before its UNTIL" : "");
	}
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
	if (date_diff(to, start) < 0 || week_check(&s->rule, start, NULL) != 0)
		return 0;
	struct days d = days_of(&s->rule, start, from, to, days, most);
	expand(&s->rule, &d);
	return d.n;
}
