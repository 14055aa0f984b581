/*
 * rule_inside: a rule as the guard (rule_guard.c) read it and the expansion (rule.c) takes it;
 * nobody else reads it.
 * Read rule.h before it.
 */
#ifndef RULE_INSIDE_H
#define RULE_INSIDE_H

#include "base.h"

enum freq { YEARLY, MONTHLY, WEEKLY, DAILY };

enum part { FREQ, INTERVAL, COUNT_, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST, PARTS };

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

static inline bool rule_has(const struct rule *r, enum part part)
{
	return r->seen & 1U << part;
}

/* RULE_REFUSED with a sentence, or 0: all that can be said of a rule without its start; what its
 * start has to do with its weeks; both. */
int rule_read(const char *rrule, struct rule *ret, char **ret_why);
int rule_week_check(const struct rule *r, struct date start, char **ret_why);
int rule_parse(const char *rrule, struct date start, struct rule *ret, char **ret_why);

#endif
