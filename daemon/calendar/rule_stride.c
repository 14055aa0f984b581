/* The part of rule that knows rules which are an interval and no more. */
#include "rule.h"

#include <stdlib.h>
#include <string.h>

/* The value of a part "KEY=value", or NULL. */
static const char *value_of(const char *part, const char *key)
{
	size_t n = strlen(key);
	return strncmp(part, key, n) == 0 && part[n] == '=' ? part + n + 1 : NULL;
}

static bool read_part(const char *part, struct rule_stride *unit, int *interval)
{
	static const struct {
		const char *name;
		struct rule_stride stride;
	} units[] = {
	        {"YEARLY", {12, 0}}, {"MONTHLY", {1, 0}}, {"WEEKLY", {0, 7}}, {"DAILY", {0, 1}}};
	const char *value = value_of(part, "FREQ");
	for (size_t i = 0; value && i < COUNT(units); i++)
		if (str_same(value, units[i].name)) {
			*unit = units[i].stride;
			return true;
		}
	if ((value = value_of(part, "INTERVAL"))) {
		*interval = atoi(value);
		return *interval > 0;
	}
	/* these only take days away */
	return value_of(part, "COUNT") || value_of(part, "UNTIL") || value_of(part, "WKST");
}

struct rule_stride rule_stride(const char *rrule)
{
	AUTO(xfree) char *copy = xstrdup(rrule);
	struct rule_stride unit = {0};
	int interval = 1;
	for (char *rest = copy, *part; (part = strsep(&rest, ";"));)
		if (*part && !read_part(part, &unit, &interval))
			return (struct rule_stride){0};
	return (struct rule_stride){unit.months * interval, unit.days * interval};
}

static bool may_by_days(int days, struct date start, struct date from, struct date to)
{
	int32_t off = date_diff(from, start) % days;
	int32_t wait = off > 0 ? days - off : -off;
	return date_diff(to, from) >= wait;
}

/* A month's end may move it by a day. */
static bool falls_within(int month, int d, struct date from, struct date to)
{
	int y = month / 12, m = month % 12 + 1, most = date_month_days(y, m);
	struct date day;
	return date_from_ymd(y, m, d < most ? d : most, &day) == 0 && date_diff(day, from) >= -1 &&
	       date_diff(to, day) >= -1;
}

static bool may_by_months(int months, struct date start, struct date from, struct date to)
{
	int y, m, d, first, last, own;
	date_to_ymd(from, &y, &m, &d);
	first = y * 12 + m - 2; /* the month before: its end may move into this one */
	date_to_ymd(to, &y, &m, &d);
	last = y * 12 + m;
	date_to_ymd(start, &y, &m, &d);
	own = y * 12 + m - 1;
	for (int month = first; month <= last; month++)
		if (month >= own && (month - own) % months == 0 && falls_within(month, d, from, to))
			return true;
	return false;
}

bool rule_stride_may(struct rule_stride s, struct date start, struct date from, struct date to)
{
	if (date_diff(to, start) < 0)
		return false;
	if (s.days)
		return may_by_days(s.days, start, from, to);
	return !s.months || may_by_months(s.months, start, from, to);
}
