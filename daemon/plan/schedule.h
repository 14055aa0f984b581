/*
 * schedule: on which days a template's letters go out: an occasion's, a rule's, or those that
 * count from a customer's own date. Who gets them is another question (candidate.h).
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "base.h"
#include "house.h"
#include "rule.h"

struct template;

/* A date of an occasion, of a rule or of a customer, and the day on which its letter goes. */
struct schedule_date {
	struct date base, day;
};

/*
 * The days in [from, to] on which a template's letters go out by its own schedule (occasions
 * and rules; ledger dates have none of their own: *ret_known is false and the count 0, as for
 * an occasion no calendar knows). Ret owned; count, or -errno.
 */
int schedule_days(const struct house *h, const struct template *t, struct date from, struct date to,
        struct date **ret_days, bool *ret_known);
int schedule_dates(const struct house *h, const struct template *t, struct date from,
        struct date to, struct schedule_date **ret, bool *ret_known);

/* How a ledger date comes again, yearly or by a rule, read once for many customers; owned. NULL: it
 * does not. */
struct rule_series *schedule_series(const struct house *h, const struct template *t);
/* The letters in [from, to], at most `most`, of who has this date; `series` as above. */
size_t schedule_of_anchor(const struct template *t, const struct rule_series *series,
        struct date anchor, struct date from, struct date to, struct schedule_date *ret,
        size_t most);

/* Where the bases lie of letters in [from, to]; month ends make it a few days too much. */
void schedule_bases(
        const struct template *t, struct date from, struct date to, struct schedule_date *ret);

/* The occurrence's name: its day; its year for what comes yearly, as a corrected birthday is the
 * same birthday; "once". Owned. */
char *schedule_occurrence(const struct template *t, struct date base);

/* The ledger's date field from which the template counts; NULL: from none. */
const char *schedule_field(const struct template *t);

/* Is this still a day on which there is a letter of this occurrence? Dates are corrected, feasts
 * are announced anew. `anchor`: the customer's day in schedule_field(). */
bool schedule_stands(const struct house *h, const struct template *t, struct date anchor,
        const char *occurrence, struct date day);

/* So near to a letter of this base there is only the one occasion: in days, or -errno. `anchor`:
 * of a customer whose date it is. */
int schedule_season(
        const struct house *h, const struct template *t, struct date anchor, struct date base);

#endif
