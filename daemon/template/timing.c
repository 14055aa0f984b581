#include "timing.h"

#include "lint.h"
#include "rule.h"
#include "wording.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Courtesy allows one letter in 21 days to one person; a rule that asks for more is a slip. */
enum { GAP_DAYS = 21, LOOK_DAYS = 8 * 366 };

char *timing_tidy_rule(const char *value)
{
	struct text t = TEXT_INIT;
	if (strncasecmp(value, "RRULE:", 6) == 0)
		value += 6;
	for (; *value; value++)
		if (!isspace((unsigned char)*value))
			text_putc(&t, (char)toupper((unsigned char)*value));
	return text_steal(&t);
}

struct date timing_start(void)
{
	struct date start = DATE_NONE;
	date_from_ymd(2024, 1, 1, &start);
	return start;
}

static int refuse(const char *why, const char *instead, char **ret_why, char **ret_instead)
{
	*ret_why = xstrdup(why);
	*ret_instead = xstrdup(instead);
	return TIMING_REFUSED;
}

static int least_apart(const struct date *days, size_t count)
{
	int least = 0;
	for (size_t i = 1; i < count; i++) {
		int apart = date_diff(days[i], days[i - 1]);
		least = !least || apart < least ? apart : least;
	}
	return least;
}

int timing_apart(const char *rule)
{
	struct date start = timing_start(), end = date_add(start, LOOK_DAYS);
	AUTO(xfree) char *why = NULL;
	AUTO(xfree) struct date *days = NULL;
	size_t count = 0;
	return rule_expand(rule, start, start, end, &days, &count, &why) == 0
	               ? least_apart(days, count)
	               : 0;
}

int timing_check_rule(const char *rule, const char *language, char **ret_why, char **ret_instead)
{
	struct date start = timing_start(), end = date_add(start, LOOK_DAYS);
	AUTO(xfree) char *why = NULL;
	AUTO(xfree) struct date *days = NULL;
	size_t count = 0;
	if (rule_check(rule, start, &why) != 0 ||
	        rule_expand(rule, start, start, end, &days, &count, &why) != 0) {
		AUTO(xfree) char *detail = wording_again(language, why ? why : "");
		AUTO(xfree)
		char *said = xasprintf(
		        wording(language,
		                "This rule can't be followed, so nobody would get the letter. %s"),
		        detail);
		return refuse(str_trim(said),
		        "a rule such as FREQ=YEARLY;BYMONTH=6;BYDAY=1WE, the first Wednesday of "
		        "June",
		        ret_why, ret_instead);
	}
	if (count == 0)
		return refuse("This date never comes, so no customer would ever get the letter.",
		        "a day that exists, such as FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=4", ret_why,
		        ret_instead);
	int apart = least_apart(days, count);
	if (apart && apart < GAP_DAYS)
		return refuse("This comes round in less than 21 days; a customer who is thanked "
		              "that often takes it for advertising.",
		        "FREQ=YEARLY, or FREQ=MONTHLY with some months: BYMONTH=2,5,8,11", ret_why,
		        ret_instead);
	return 0;
}

int timing_span(const char *value, struct rule_span *ret)
{
	static const char *const units[] = {"day", "week", "month", "year"};
	int number, n = 0;
	if (sscanf(value, "%5d %n", &number, &n) < 1 || n == 0)
		return rule_span_parse(value, ret);
	for (size_t i = 0; i < COUNT(units); i++) {
		size_t word = strlen(units[i]);
		if (strncasecmp(value + n, units[i], word) != 0)
			continue;
		const char *end = value + n + word;
		if (*end && !str_same_nocase(end, "s"))
			return -EINVAL;
		AUTO(xfree)
		char *iso = xasprintf("%sP%d%c", number < 0 ? "-" : "", abs(number),
		        toupper((unsigned char)units[i][0]));
		return rule_span_parse(iso, ret);
	}
	return -EINVAL;
}

bool timing_is_own_day(const char *value)
{
	static const char *const forms[] = {"a_day_of_their_own", "day_of_their_own",
	        "a_day_of_his_own", "a_day_of_her_own", "own_day", "their_own_day"};
	AUTO(xfree) char *name = lint_field_name(value, strlen(value));
	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_same(name, forms[i]))
			return true;
	return false;
}

/* ---- dates of the customer list ---- */

static const char *const EVERY_LIST[] = {"first_purchase", "last_purchase", "first_contact",
        "since", "birthday", "consent_date", NULL};

static bool among(const char *name, const char *const *names)
{
	while (names && *names)
		if (str_same(name, *names++))
			return true;
	return false;
}

char *timing_date_field(const char *value, const char *const *fields)
{
	AUTO(xfree) char *name = lint_field_name(value, strlen(value));
	size_t n = strlen(name);
	if (among(name, EVERY_LIST))
		return xstrdup(name);
	if (n <= 5 || strcmp(name + n - 5, "_date") != 0)
		return NULL;
	for (; fields && *fields; fields++) {
		AUTO(xfree) char *known = lint_field_name(*fields, strlen(*fields));
		if (str_same(name, known))
			return xstrdup(*fields);
	}
	return xstrdup(name);
}

bool timing_date_known(const char *field, const char *const *fields)
{
	return !fields || among(field, EVERY_LIST) || among(field, fields);
}

const char *timing_near_date(const char *occasion)
{
	AUTO(xfree) char *name = lint_field_name(occasion, strlen(occasion));
	for (size_t i = 0; EVERY_LIST[i]; i++)
		if (str_distance(name, EVERY_LIST[i], 2) <= 2)
			return EVERY_LIST[i];
	return NULL;
}
