/*
 * almanac: what the calendars say of a day, asked once: is it a public holiday there, whose feast
 * is it. Thousands of letters ask the same.
 */
#ifndef ALMANAC_H
#define ALMANAC_H

#include "base.h"
#include "house.h"

/* For as long as the calendars do not change: a pass of the plan, a lease. All zero: empty. */
struct almanac {
	struct almanac_day *days; /* a hash table; `room` is a power of two */
	size_t count, room;
	struct almanac_feast *feasts;
	size_t feasts_count;
};
void almanac_done(struct almanac *a);
static inline void almanac_done_auto(struct almanac *a)
{
	almanac_done(a);
}

/* As occasion_is_holiday(); kept in h->almanac when there is one. */
bool almanac_holiday(const struct house *h, const char *country, struct date day);
/* As occasion_faith(). Owned, or NULL. */
char *almanac_faith(const struct house *h, const char *occasion);

#endif
