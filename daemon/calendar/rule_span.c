/*
 * The part of rule that knows distances: "P2D", and a date so far away.
 */
#include "rule.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int rule_span_parse(const char *s, struct rule_span *ret)
{
	static const char units[] = "YMWD";
	const char *unit = units;
	int value[4] = {0}, sign = 1, given = 0;
	while (isspace((unsigned char)*s))
		s++;
	if (*s == '+' || *s == '-')
		sign = *s++ == '-' ? -1 : 1;
	if (toupper((unsigned char)*s++) != 'P')
		return -EINVAL;
	for (; isdigit((unsigned char)*s); given++) {
		char *end;
		long n = strtol(s, &end, 10);
		const char *found = *end ? strchr(unit, toupper((unsigned char)*end)) : NULL;
		if (!found || n > 36500)
			return -EINVAL;
		value[found - units] = (int)n;
		unit = found + 1; /* the order is fixed, each unit comes once */
		s = end + 1;
	}
	while (isspace((unsigned char)*s))
		s++;
	if (*s || !given)
		return -EINVAL;
	*ret = (struct rule_span){
	        sign * value[0], sign * value[1], sign * (value[2] * 7 + value[3])};
	return 0;
}

struct date rule_span_add(struct date date, struct rule_span span)
{
	int year, month, day;
	struct date ret;
	if (date_is_none(date))
		return date;
	date_to_ymd(date, &year, &month, &day);
	int at = year * 12 + month - 1 + span.years * 12 + span.months;
	if (at < 0)
		return DATE_NONE;
	int length = date_month_days(at / 12, at % 12 + 1);
	if (date_from_ymd(at / 12, at % 12 + 1, day < length ? day : length, &ret) < 0)
		return DATE_NONE;
	return date_add(ret, span.days);
}
