/*
 * rival: two letters want the same weeks of one customer. The one that matters more goes; the
 * other gives way, before either is put.
 */
#ifndef RIVAL_H
#define RIVAL_H

#include "courtesy.h"

/* What matters more has the smaller rank: what is owed (1), welcome, birthday, anniversaries,
 * feasts and days of a country, a group of one season, what a person signs one by one, a day of
 * their own, dates of the business, other occasions, and what asks for business (12). */
int rival_rank(const struct template *t);

struct rival {
	const struct template *t;
	struct date *days; /* on which it goes, for occasions and rules */
	int count;
};
struct rivals {
	struct rival *at; /* by rank, then name */
	size_t count;
	bool (*in_audience)(const struct house *h, const struct template *t, const char *customer,
	        char **ret_why);
};
void rivals_done(struct rivals *r);
static inline void rivals_done_auto(struct rivals *r)
{
	rivals_done(r);
}
/* Borrows the template and takes the days. */
void rivals_add(struct rivals *r, const struct template *t, struct date *days, int count);
void rivals_sort(struct rivals *r);

/* The letter of a smaller rank that this customer gets within the gap from `day` on: "NAME on
 * DATE", owned; NULL: none. */
char *rival_of(const struct house *h, const struct rivals *r, const struct template *t,
        const char *customer, struct date day);

#endif
