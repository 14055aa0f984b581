/*
 * zone: civil date + wall time + zone <-> moment, from the system's zoneinfo (TZif, RFC 8536).
 * In a gap the offset before it counts; in an overlap the first of the two moments
 * (RFC 5545 section 3.3.5).
 */
#ifndef ZONE_H
#define ZONE_H

#include "base.h"

struct zone;

/*
 * The zone of this Olson name ("Europe/Berlin") or Windows name ("W. Europe Standard Time");
 * NULL when there is none. Cached for the life of the process; borrowed.
 */
const struct zone *zone_find(const char *name);

/* `minute` counts from local midnight (0..1439). */
int64_t zone_moment(const struct zone *zone, struct date date, int minute);
struct date zone_date(const struct zone *zone, int64_t at);
int zone_minute(const struct zone *zone, int64_t at);     /* minutes since local midnight */
int32_t zone_offset(const struct zone *zone, int64_t at); /* seconds east of UTC */

/* The main zone of a country (ISO 3166 alpha-2), e.g. "DE" -> "Europe/Berlin"; NULL when
 * unknown. Static. */
const char *zone_of_country(const char *country);

#endif
