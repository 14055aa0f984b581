/*
 * The part of rule that lets rules through: only what calendar programs agree on, and for the rest
 * a sentence with the portable way to write it.
 */
#include "rule.h"

#include "rule_inside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR_LAST = 2999 };

static const char *const freq_names[] = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"};
static const char *const weekday_names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
static const char *const part_names[PARTS] = {
        "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"};

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
		if (rule_has(r, (enum part)part))
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
	if (!rule_has(r, FREQ))
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
int rule_week_check(const struct rule *r, struct date start, char **ret_why)
{
	if (r->freq != WEEKLY || r->interval == 1 || !r->weekdays)
		return 0;
	if (rule_has(r, WKST) && r->week_start != 1 && r->week_start != 7)
		return rule_refuse(ret_why,
		        "WKST=%s with INTERVAL is read differently by calendar programs; "
		        "write WKST=MO or WKST=SU, or leave it out.",
		        weekday_names[r->week_start - 1]);
	if (start_is_by_day(r, start))
		return 0;
	const char *day = weekday_names[date_weekday(start) - 1];
	return rule_refuse(ret_why,
	        "The rule starts on a %s, which is none of its BYDAY days; every-n-weeks rules "
	        "must start on one. Add %s to BYDAY, or move the start.",
	        day, day);
}

static int combination_check(const struct rule *r, char **ret_why)
{
	const char *freq = freq_names[r->freq];
	if (rule_has(r, COUNT_) && rule_has(r, UNTIL))
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

int rule_read(const char *rrule, struct rule *ret, char **ret_why)
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

int rule_parse(const char *rrule, struct date start, struct rule *ret, char **ret_why)
{
	struct rule r;
	int e = rule_read(rrule, &r, ret_why);
	if (!e)
		e = rule_week_check(&r, start, ret_why);
	if (!e)
		*ret = r;
	return e;
}
