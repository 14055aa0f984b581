/*
 * timing: how people write when a letter goes: rules, distances, dates of the customer list.
 * Pure.
 */
#ifndef TIMING_H
#define TIMING_H

#include "base.h"

struct rule_span;

/* A rule without blanks, in capitals, without "RRULE:" before it. Owned. */
char *timing_tidy_rule(const char *value);

/* The DTSTART of every When: rule: a Monday. */
struct date timing_start(void);

/*
 * May letters follow this rule? 0; or TIMING_REFUSED with a sentence, in this language, in *ret_why
 * and what to write, in English, in *ret_instead (both owned; the second may be NULL): the guard
 * refuses it, it never comes, or it comes so often that thanks become advertising.
 */
enum { TIMING_REFUSED = 1 };
int timing_check_rule(const char *rule, const char *language, char **ret_why, char **ret_instead);

/* The fewest days between two of its days; 0: it does not come twice. */
int timing_apart(const char *rule);

/* "P2D", or as people say it: "2 days". 0, -EINVAL. */
int timing_span(const char *value, struct rule_span *ret);

/* "a day of their own" */
bool timing_is_own_day(const char *value);

/* The customer's date that is meant ("first purchase" -> "first_purchase"; any name that ends in
 * _date), or NULL. Owned. */
char *timing_date_field(const char *value, const char *const *fields);
/* Does every customer list have this date, or this one, as far as we know? */
bool timing_date_known(const char *field, const char *const *fields);
/* The customer's date that an occasion's name is nearly spelt like, or NULL. */
const char *timing_near_date(const char *occasion);

#endif
