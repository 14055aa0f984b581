/*
 * rival: two letters want the same weeks of one customer. The one that matters more goes; the
 * other gives way, before either is put.
 */
#ifndef RIVAL_H
#define RIVAL_H

#include "courtesy.h"
#include "schedule.h"

/* What matters more has the smaller rank: what is owed (1), welcome, birthday, anniversaries,
 * feasts and days of a country, a group of one season, what a person signs one by one, a day of
 * their own, dates of the business, other occasions, and what asks for business (12). */
int rival_rank(const struct template *t);

struct rival {
	const struct template *t;
	struct schedule_date *dates; /* of occasions and rules */
	int *seasons; /* schedule_season() of each, as it was asked for; 0: not yet */
	int count;
	struct rule_series *series; /* of customers' own dates that come again */
};
struct rivals {
	struct rival *at; /* by rank, then name */
	size_t count;
};
void rivals_done(struct rivals *r);
static inline void rivals_done_auto(struct rivals *r)
{
	rivals_done(r);
}
/* Borrows the template; its letters in [from, to] are known from now on. */
void rivals_add(struct rivals *r, const struct house *h, const struct template *t, struct date from,
        struct date to);
void rivals_sort(struct rivals *r);

/* As schedule_season(), of a letter of this template; of occasions and rules it is kept. */
int rival_season(
        const struct house *h, const struct rival *r, struct date anchor, struct date base);

/* The letter of a smaller rank that this customer gets within the gap from `day` on: "NAME on
 * DATE", owned; NULL: none. */
char *rival_of(
        const struct rivals *r, const struct template *t, struct courtesy_case *c, struct date day);

#endif
