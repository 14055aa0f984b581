/*
 * morning: when in the day a letter goes: in the morning window of the recipient's own day, at a
 * minute of the letter's own, on a working day of their country; never in their quiet hours.
 */
#ifndef MORNING_H
#define MORNING_H

#include "base.h"
#include "house.h"

struct template;
struct zone;

struct morning {
	const struct zone *zone;
	char country[3];
	const char *key;         /* what the minute is derived from; borrowed */
	struct date first, last; /* the days on which it is still valid */
	bool greeting;           /* it greets on its first day, be that a public holiday */
};

/* Is it a greeting of the very day, which keeps no public holiday? */
bool morning_greets(const struct template *t);

/* Where this customer reads mail: the zone and country of the ledger, else the business's.
 * Fills zone and country. */
void morning_of(
        const struct house *h, const char *timezone, const char *country, struct morning *ret);

/* The moment from h->now on at which it goes; false: it is too late. */
bool morning_next(const struct house *h, const struct morning *m, int64_t *ret_at);

/* A letter that was to leave at `planned_at` and did not yet: does it go now? Else *ret_at as
 * above, or 0 when it is too late. */
bool morning_goes(
        const struct house *h, const struct morning *m, int64_t planned_at, int64_t *ret_at);

/* The last second of the last day. */
int64_t morning_end(const struct morning *m);

#endif
